from django.apps import AppConfig


class Rounds(AppConfig):
    name = "openredress.rounds"
    label = "rounds"
