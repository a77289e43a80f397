from django.apps import AppConfig


class Mailroom(AppConfig):
    name = "openredress.mailroom"
    label = "mailroom"

    def ready(self) -> None:
        from . import letters  # noqa: F401  it registers what the notices say
