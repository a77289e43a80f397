from django.apps import AppConfig


class Duty(AppConfig):
    name = "openredress.duty"
    label = "duty"

    def ready(self) -> None:
        from . import digest  # noqa: F401  it registers what the digest says
