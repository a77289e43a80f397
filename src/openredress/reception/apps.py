from django.apps import AppConfig


class Reception(AppConfig):
    name = "openredress.reception"
    label = "reception"
