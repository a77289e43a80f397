from django.apps import AppConfig


class Desk(AppConfig):
    name = "openredress.desk"
    label = "desk"
