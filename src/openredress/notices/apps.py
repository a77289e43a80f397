from django.apps import AppConfig


class Notices(AppConfig):
    name = "openredress.notices"
    label = "notices"
