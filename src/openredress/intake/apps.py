from django.apps import AppConfig


class Intake(AppConfig):
    name = "openredress.intake"
    label = "intake"
