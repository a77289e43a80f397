from django.apps import AppConfig


class Offices(AppConfig):
    name = "openredress.offices"
    label = "offices"

    def ready(self) -> None:
        from . import among  # noqa: F401  registers itself
