from django.apps import AppConfig


class Api(AppConfig):
    name = "openredress.api"
    label = "api"
