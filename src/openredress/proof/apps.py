from django.apps import AppConfig


class Proof(AppConfig):
    name = "openredress.proof"
    label = "proof"
