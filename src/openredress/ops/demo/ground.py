"""The institutions of the demonstration: places, matters, offices and staff, read from TOML."""

import tomllib
from dataclasses import dataclass
from functools import cached_property
from importlib.resources.abc import Traversable
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password

from openredress.core.calendar import WorkingCalendar
from openredress.core.procedure import Role
from openredress.core.routing import OfficeMap, OfficeRule
from openredress.offices import chart
from openredress.offices.calendars import calendar_for
from openredress.offices.models import Office, Post, Staff
from openredress.procedures import library
from openredress.signin import factors

#: One for everybody: nothing in a demonstration is secret.
PASSWORD = "redress-demo"  # noqa: S105

Row = dict[str, Any]


@dataclass(frozen=True)
class Institution:
    """One institution as its file (`text`) describes it; offices go by their codes."""

    text: str
    language: str
    offices: tuple[Row, ...]
    staff: tuple[Row, ...]

    @property
    def root(self) -> str:
        return str(self.offices[0]["code"])

    @property
    def procedure(self) -> str:
        return str(self.offices[0]["procedure"])

    @cached_property
    def calendar(self) -> WorkingCalendar:
        top = self.offices[0]
        return calendar_for(top["calendar"], top["time_zone"])

    @cached_property
    def _codes(self) -> tuple[str, ...]:
        return tuple(office["code"] for office in self.offices)

    def above(self, office: str) -> str:
        """The code of the office above; the top one is above itself."""
        row = self.offices[self._codes.index(office)]
        return str(row.get("in", office))

    def registrar_of(self, office: str) -> str:
        return self._codes[self._map.registrar_of(self._codes.index(office))]

    @cached_property
    def _map(self) -> OfficeMap:
        rules = {}
        for i, row in enumerate(self.offices):
            parent = self._codes.index(row["in"]) if "in" in row else None
            rules[i] = OfficeRule(i, parent, registers=row.get("registers", False))
        return OfficeMap(rules)

    def who(self, office: str, role: Role) -> str:
        """The user name of the first who holds this post. Raises `LookupError`: nobody does."""
        for person in self.staff:
            if [office, role.value] in person["posts"]:
                return str(person["username"])
        raise LookupError(f"Nobody is {role.value} at {office}.")


def read(path: Traversable) -> Institution:
    text = path.read_text(encoding="utf-8")
    found = tomllib.loads(text)
    return Institution(text, found["language"], tuple(found["office"]), tuple(found["staff"]))


def build(institution: Institution) -> None:
    """Makes the rows."""
    chart.load(institution.text, library())
    password = make_password(PASSWORD)
    for row in institution.staff:
        _person(row, password)


def _person(row: Row, password: str) -> None:
    person = Staff.objects.create(username=row["username"], name=row["name"], password=password)
    # The page that asks for the code shows it, because the key is the one that everybody knows.
    TOTP.activate(person, factors.DEMONSTRATION)
    RecoveryCodes.activate(person)
    for office, role in row["posts"]:
        Post.objects.create(staff=person, office=Office.objects.get(code=office), role=role)
