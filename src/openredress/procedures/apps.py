from django.apps import AppConfig


class Procedures(AppConfig):
    name = "openredress.procedures"
    label = "procedures"
