from django.apps import AppConfig


class Cases(AppConfig):
    name = "openredress.cases"
    label = "cases"

    def ready(self) -> None:
        from . import letters, telling  # noqa: F401  they register what notices say
