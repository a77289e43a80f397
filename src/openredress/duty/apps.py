from django.apps import AppConfig


class Duty(AppConfig):
    name = "openredress.duty"
    label = "duty"
