from django.apps import AppConfig


class Worker(AppConfig):
    name = "openredress.worker"
    label = "worker"
