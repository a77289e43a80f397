from django.apps import AppConfig


class Parties(AppConfig):
    name = "openredress.parties"
    label = "parties"
