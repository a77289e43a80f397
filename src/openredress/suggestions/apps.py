from django.apps import AppConfig


class Suggestions(AppConfig):
    name = "openredress.suggestions"
    label = "suggestions"
