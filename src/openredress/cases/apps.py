from django.apps import AppConfig


class Cases(AppConfig):
    name = "openredress.cases"
    label = "cases"

    def ready(self) -> None:
        from . import letters  # noqa: F401  it registers what notices say
