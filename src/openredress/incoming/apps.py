from django.apps import AppConfig


class Incoming(AppConfig):
    name = "openredress.incoming"
    label = "incoming"
