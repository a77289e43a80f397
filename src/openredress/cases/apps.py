from django.apps import AppConfig


class Cases(AppConfig):
    name = "openredress.cases"
    label = "cases"
