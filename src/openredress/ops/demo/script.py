"""What happened in each case, and when: a pure function of the moment at which it is loaded.

A script counts days back from that moment. What staff do falls on working days and into working
hours; what petitioners do falls on any day. A day may also be given by what is due: `{accept = 1}`
is the day from which the limit `accept` ends on the next working day but today.
"""

import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from importlib.resources.abc import Traversable
from typing import Any
from zoneinfo import ZoneInfo

from openredress.core.clock import calculate
from openredress.core.hours import ONE_DAY
from openredress.core.procedure import Procedure, Role
from openredress.procedures import library

from .ground import Institution

PETITIONER = "petitioner"

#: The keys of a case that stand for the usual steps at its beginning.
OPENING = (("registered", "register"), ("sent", "transfer"), ("accepted", "accept"))

#: Who takes a step when the script names nobody. What is missing here is the petitioner's.
USUAL = {
    **dict.fromkeys(("file", "register", "transfer", "assign"), Role.CLERK),
    **dict.fromkeys(
        ("accept", "decline", "redirect", "object-to-routing", "ask", "request-extension", "pause",
         "resume", "decide", "serve", "try-service", "complete-remedy", "close", "note",
         "open-identity"),
        Role.OFFICER,
    ),
    **dict.fromkeys(("grant-extension", "refuse-extension", "hold"), Role.HEAD),
}  # fmt: skip

HOURS = ((9, 11), (14, 16))
WAKING = ((7, 21),)
LONGEST_AGO = 1000

Row = Mapping[str, Any]


@dataclass(frozen=True, order=True)
class Happening:
    """A step taken at `at` in the case `key`, or in the linked case of a higher `level`."""

    at: datetime
    key: str
    order: int
    by: str = field(compare=False)
    step: str = field(compare=False)
    level: int = field(compare=False)
    params: Row = field(compare=False)


def read(data: Traversable, root: str) -> tuple[Row, ...]:
    """The cases of the institution, from all its files."""
    files = sorted(
        (f for f in data.iterdir() if f.name.startswith(f"{root}-")), key=lambda f: f.name
    )
    return tuple(
        case for f in files for case in tomllib.loads(f.read_text(encoding="utf-8"))["case"]
    )


def happenings(institution: Institution, case: Row, now: datetime) -> Iterator[Happening]:
    """Everything that happens in the case, in order."""
    scene = Scene(institution, case, now)
    for order, step in enumerate(_steps(scene.in_good_time(case))):
        yield scene.happening(order, step)


def _steps(case: Row) -> Iterator[Row]:
    yield {"do": "file", "ago": case["filed"]}
    opening = {"sent": case["registered"], **case} if "accepted" in case else case
    for key, act in OPENING:
        if key in opening:
            yield {"do": act, "ago": opening[key]} | _first_words(case, act)
    yield from case.get("then", ())


def _first_words(case: Row, act: str) -> dict[str, Any]:
    if act != "transfer":
        return {}
    return {"office": case["to"], "co_handlers": case.get("with", ()), "reason": _reason(case)}


REASONS = {
    "zh": (
        "经核对，该事项属于贵单位职责范围，现予转送，请依法办理，并按期告知信访人是否受理。",
        "所反映问题由贵单位主管。请与信访人联系，当面听取情况，依法按期答复。",
        "请贵单位核实办理，按期书面告知信访人。如认为不属职权范围，请在五个工作日内书面说明理由。",
    ),
    "en": (
        "This is about your service. Please acknowledge it and answer in full.",
        "Your team looks after this. The person would like to be kept informed as you go.",
        "Passed to you as the service responsible. Tell us within five working days if it is not.",
    ),
}


def _reason(case: Row) -> str:
    offered = REASONS["zh" if case["language"].startswith("zh") else "en"]
    return str(case.get("why") or random.Random(case["key"]).choice(offered))  # noqa: S311


class Scene:
    """Where a case stands while its script is read: its office, its level, the time."""

    def __init__(self, institution: Institution, case: Row, now: datetime) -> None:
        self.institution, self.case, self.now = institution, case, now
        self.calendar = institution.calendar
        self.today = self.calendar.local_date(now)
        self.zone = ZoneInfo(self.calendar.time_zone)
        self.last = now - timedelta(days=LONGEST_AGO)
        self.level = 1
        self.registrar = self.office = institution.registrar_of(case.get("at") or case["to"])
        self.by_clerk = case.get("channel", "web") in ("visit", "telephone", "letter")

    def in_good_time(self, case: Row) -> Row:
        """The case with what comes before a day that is given by what is due moved before it.

        How many days that is depends on the holidays between.
        """
        keys = [key for key in ("filed", *(k for k, _ in OPENING)) if key in case]
        given = next((i for i, key in enumerate(keys) if not isinstance(case[key], int)), 0)
        if given == 0:
            return case
        ((limit, days),) = case[keys[given]].items()
        ago = (self.today - self._day_before(limit, days)).days
        more = max(0, ago + 1 - case[keys[given - 1]])
        return {**case, **{key: case[key] + more for key in keys[:given]}}

    def happening(self, order: int, step: Row) -> Happening:
        by = self._by(step)
        self.last = at = self._at(order, step, by != PETITIONER)
        level = step.get("level", self.level)
        self._move(step)
        return Happening(at, self.case["key"], order, by, step["do"], level, self._params(step))

    def _by(self, step: Row) -> str:
        role = step.get("by") or USUAL.get(step["do"], Role.PETITIONER)
        if step["do"] == "file" and not self.by_clerk:
            role = Role.PETITIONER
        if role not in tuple(Role):
            return str(role)
        if role == Role.PETITIONER:
            return PETITIONER
        office = self.registrar if role == Role.CLERK else self.office
        return self.institution.who(office, Role(role))

    def _move(self, step: Row) -> None:
        if step["do"] in ("transfer", "assign"):
            self.office = step["office"]
        elif step["do"] == "object-to-routing":
            self.office = self.registrar
        elif step["do"].startswith("ask-") and step["do"] not in ("ask-more-time", "ask-erasure"):
            self.level += 1
            self.office = self.institution.above(self.office)
            self.registrar = self.institution.registrar_of(self.office)

    # Days and times.

    def _at(self, order: int, step: Row, at_work: bool) -> datetime:
        chance = random.Random(f"{self.case['key']} {order}")  # noqa: S311
        day = self._day(step["ago"], at_work)
        moment = self._moment(day, chance, at_work)
        if moment >= self.now:
            earlier = self._working(day - ONE_DAY) if at_work else day - ONE_DAY
            moment = self._moment(earlier, chance, at_work)
        if moment <= self.last:
            moment = self.last + timedelta(minutes=chance.randint(4, 40))
        return min(moment, self.now - timedelta(seconds=chance.randint(20, 40)))

    def _day(self, ago: int | Row, at_work: bool) -> date:
        if not isinstance(ago, int):
            ((limit, days),) = ago.items()
            return self._day_before(limit, days)
        day = self.today - timedelta(days=ago)
        if not at_work:
            return day
        first = self.last.astimezone(self.zone).date()
        later = self.calendar.next_working_day(max(day, first))
        return self._working(day) if self._working(day) >= first else min(later, self.today)

    def _day_before(self, limit: str, working_days: int) -> date:
        """The latest day from which the limit ends this many working days from today."""
        known = _procedure(self.institution).limits[limit]
        target = self.calendar.next_working_day(self.today)
        for _ in range(working_days):
            target = self.calendar.next_working_day(target + ONE_DAY)
        fit = []
        day = self.today
        while (due_on := calculate(known, day, self.calendar).due_on()) >= target:
            fit += [day] if due_on == target else []
            day -= ONE_DAY
        return next((d for d in fit if self.calendar.is_working_day(d)), fit[0])

    def _working(self, day: date) -> date:
        while not self.calendar.is_working_day(day):
            day -= ONE_DAY
        return day

    def _moment(self, day: date, chance: random.Random, at_work: bool) -> datetime:
        first, last = chance.choice(HOURS if at_work else WAKING)
        at = time(chance.randint(first, last), chance.randint(0, 59), chance.randint(0, 59))
        return datetime.combine(day, at, self.zone)

    # What was entered.

    def _params(self, step: Row) -> dict[str, Any]:
        left_out = ("do", "ago", "by", "level", "remedies", "reply_in", "review_in")
        params = {k: v for k, v in step.items() if k not in left_out}
        if "remedies" in step:
            params["remedies"] = [self._remedy(row) for row in step["remedies"]]
        if "reply_in" in step:
            params["reply_by"] = self._in(step["reply_in"])
        if "review_in" in step:
            params["review_on"] = self._in(step["review_in"])
        return params

    def _remedy(self, row: Row) -> Row:
        owner = row.get("office", self.office)
        more = {"kind": row.get("kind", "other"), "amount": row.get("amount", "")}
        return {"text": row["text"], "office": owner, "due_on": self._in(row["in"]), **more}

    def _in(self, days: int) -> date:
        """A promise is made for a working day: the last one not after so many days from today."""
        day = self._working(self.today + timedelta(days=days))
        return max(day, self.last.astimezone(self.zone).date())


def _procedure(institution: Institution) -> Procedure:
    return library()[institution.procedure][0]
