from django.apps import AppConfig


class Figures(AppConfig):
    name = "openredress.figures"
    label = "figures"
