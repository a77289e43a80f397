from django.apps import AppConfig


class Coordination(AppConfig):
    name = "openredress.coordination"
    label = "coordination"
