from django.apps import AppConfig


class Offices(AppConfig):
    name = "openredress.offices"
    label = "offices"
