"""Somebody of the cast at the desk, over HTTP."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from openredress.cases.models import Case


@dataclass
class Person:
    """One person in front of their own browser, which asks for `language`."""

    client: Client
    language: str

    def get(self, path: str):
        return self.client.get(path, headers={"accept-language": self.language})

    def post(self, path: str, data: dict[str, Any]):
        return self.client.post(path, data, headers={"accept-language": self.language})

    def look(self, case: Case):
        return self.get(f"/desk/cases/{case.number}/")

    def take(self, case: Case, step: str, **entered: Any):
        """Sends the form of a step, with what is entered."""
        data = {f"{step}-{name}": value for name, value in entered.items()}
        return self.post(f"/desk/cases/{case.number}/{step}/", data)
