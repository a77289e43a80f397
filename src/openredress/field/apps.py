from django.apps import AppConfig


class Field(AppConfig):
    name = "openredress.field"
    label = "field"
