from django.apps import AppConfig


class Follow(AppConfig):
    name = "openredress.follow"
    label = "follow"
