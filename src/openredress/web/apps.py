from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "openredress.web"
    label = "web"
