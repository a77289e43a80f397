from django.apps import AppConfig


class SignIn(AppConfig):
    name = "openredress.signin"
    label = "signin"
