"""A town with N cases, made through the actions that the pages use."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from openredress.cases import actions
from openredress.cases.models import Case
from openredress.core.access import Actor
from openredress.core.refusals import Refusal
from openredress.offices.models import Matter, Office, Place, Post, Staff
from openredress.offices.tree import actor_of

OFFICES = 8
TEXT = (
    "The road to our village has been broken since the rain in spring. The school bus no longer "
    "comes, and the children walk four kilometres. We told the township twice and were told to "
    "wait. We ask that it be mended before winter and that somebody says when.\n"
) * 2

#: How far cases have come, in turn: steps by clerk (c) or officer (o).
WAYS: list[list[tuple[str, str, dict[str, object]]]] = [
    [],
    [("c", "register", {})],
    [("c", "register", {}), ("c", "transfer", {"reason": "It mends roads."})],
    [("c", "register", {}), ("c", "transfer", {"reason": "It mends roads."}), ("o", "accept", {})],
]


@dataclass(frozen=True)
class Town:
    """`codes` are receipts of some cases; `officer` works at an office with N / 8 of them."""

    codes: list[str]
    roots: list[str]
    officer: Staff
    seconds_filing: float
    seconds_stepping: float
    filed: int
    steps: int


def make(count: int, now: datetime, say: Callable[[str], None]) -> Town:
    offices, clerk, officers = _offices()
    began, codes, numbers = time.perf_counter(), list[str](), list[str]()
    for i in range(count):
        filed = actions.file_case(_filing(i, offices), Actor.petitioner(""), _day(now, i))
        assert isinstance(filed, actions.Receipted), filed
        numbers.append(filed.case.number)
        codes.append(filed.code)
        if i and i % 1000 == 0:
            say(f"{i} cases filed")
    filing = time.perf_counter() - began
    began, steps = time.perf_counter(), 0
    for i, number in enumerate(numbers):
        office = offices[i % OFFICES]
        steps += _lead(number, WAYS[(i // OFFICES) % len(WAYS)], clerk, officers, office, now)
    stepping = time.perf_counter() - began
    officer = Staff.objects.get(username="officer-0")
    return Town(codes, numbers, officer, filing, stepping, count, steps)


def _offices() -> tuple[list[Office], Actor, dict[int, Actor]]:
    county = Office.objects.create(
        code="county", name_en="County", procedure="cn-2022", time_zone="Asia/Shanghai"
    )
    petitions = Office.objects.create(
        code="petitions", name_en="Petition Office", parent=county, registers=True
    )
    place = Place.objects.create(code="county", name_en="County")
    county.places.add(place)
    offices, officers = [], {}
    for i in range(OFFICES):
        matter = Matter.objects.create(code=f"matter-{i}", name_en=f"Matter {i}")
        office = Office.objects.create(code=f"office-{i}", name_en=f"Office {i}", parent=county)
        office.matters.add(matter)
        staff = Staff.objects.create_user(f"officer-{i}", None)
        Post.objects.create(staff=staff, office=office, role="officer")
        offices.append(office)
        officers[office.pk] = actor_of(staff)
    clerk = Staff.objects.create_user("clerk", None)
    Post.objects.create(staff=clerk, office=petitions, role="clerk")
    return offices, actor_of(clerk), officers


def _filing(i: int, offices: list[Office]) -> actions.Filing:
    matter = offices[i % OFFICES].matters.get()
    place = Place.objects.get()
    identity = {"name": f"Petitioner {i}", "phone": "0000-0000"}
    return actions.Filing(f"Case {i}. {TEXT}", matter=matter.pk, place=place.pk, identity=identity)


def _day(now: datetime, i: int) -> datetime:
    return now - timedelta(days=i % 10, minutes=i % 1440)


def _lead(
    number: str, way: list[tuple[str, str, dict[str, object]]], clerk: Actor,
    officers: dict[int, Actor], office: Office, now: datetime,
) -> int:  # fmt: skip
    for who, step, params in way:
        actor = clerk if who == "c" else officers[office.pk]
        more = {"office": office.pk} if step == "transfer" else {}
        done = actions.take(number, actor, step, {**params, **more}, now)
        assert not isinstance(done, Refusal), done
    return len(way)


def open_cases() -> int:
    return Case.objects.filter(is_open=True).count()
