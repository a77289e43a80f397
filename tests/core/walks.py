"""Driving the engine: a case that is filed and taken through steps, with no database in sight."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from openredress.core import engine, events
from openredress.core.access import SYSTEM, Actor, Post
from openredress.core.calendar import WorkingCalendar
from openredress.core.facts import Facts, apply
from openredress.core.journal import By, Entry
from openredress.core.procedure import Procedure, Role
from openredress.core.refusals import Refusal
from openredress.core.situation import Situation
from tests.core.packs import PACKS, calendar

NUMBER = "2026-000001-4"
START = datetime(2026, 1, 28, 4, 0, tzinfo=UTC)
REGISTRAR, OFFICE, OTHER, ABOVE = 1, 2, 3, 4
OFFICES = (REGISTRAR, OFFICE, OTHER)

#: One person for each role at each office; a second officer, so that requests can be answered.
STAFF = {
    f"{role}-{office}": Actor(
        Role.OFFICER, staff=10 * office + i, posts=(Post(office, role, frozenset(OFFICES)),)
    )
    for office in OFFICES
    for i, role in enumerate((Role.CLERK, Role.OFFICER, Role.HEAD), start=1)
}
STAFF["supervisor"] = Actor(
    Role.OFFICER, staff=99, posts=(Post(ABOVE, Role.SUPERVISOR, frozenset(OFFICES)),)
)
ACTORS = {"petitioner": Actor.petitioner(NUMBER), **STAFF}

DECISION: Mapping[str, Any] = {
    "claim": "The road.", "facts": "It is broken.", "reasons": "We own it.",
    "finding": "It will be mended.", "basis": "Section 3", "outcome": "upheld",
}  # fmt: skip


@dataclass
class Walk:
    """A case and what happened to it. `now` moves on only by `wait`."""

    procedure: Procedure
    calendar: WorkingCalendar
    now: datetime = START
    entries: list[Entry] = field(default_factory=list)
    facts: Facts = None  # type: ignore[assignment]

    def situation(self, actor: Actor = SYSTEM) -> Situation:
        return Situation(self.procedure, self.facts, self.calendar, actor, self.now)

    def file(self, level: int = 1, **given: Any) -> "Walk":
        filed = engine.file(
            self.procedure, level=level, now=self.now, calendar=self.calendar,
            office=REGISTRAR, registrar=REGISTRAR, channel="web", language="en",
            **{"text": "The road is broken.", **given},
        )  # fmt: skip
        assert isinstance(filed, events.Filed)
        self._record((filed,), By(Role.PETITIONER))
        return self

    def take(self, who: str, step: str, **params: Any) -> engine.Decision:
        actor = ACTORS[who]
        decision = engine.decide(self.situation(actor), step, params)
        if not isinstance(decision, Refusal):
            role = next(iter(actor.posts)).role if actor.posts else actor.kind
            self._record(decision, By(role, actor.staff))
        return decision

    def must(self, who: str, step: str, **params: Any) -> "Walk":
        answer = self.take(who, step, **params)
        assert not isinstance(answer, Refusal), answer
        return self

    def wait(self, **time: float) -> tuple[events.Event, ...]:
        """Lets time pass and records what it brings about, as the worker would."""
        self.now += timedelta(**time)
        found = engine.falls_due(self.situation())
        self._record(found, By(Role.SYSTEM))
        return found

    def _record(self, found: tuple[events.Event, ...], by: By) -> None:
        for event in found:
            entry = Entry(NUMBER, len(self.entries) + 1, self.now, self.now, by, event)
            self.entries.append(entry)
            self.facts = apply(self.facts, entry)


def begin(pack: str, level: int = 1, **given: Any) -> Walk:
    found = PACKS[pack]
    return Walk(found, calendar(found.calendar)).file(level, **given)


def accepted(pack: str = "cn-2022") -> Walk:
    """A Chinese case that was sent to an office and accepted there on 28 January 2026."""
    walk = begin(pack)
    walk.must("clerk-1", "register").must("clerk-1", "transfer", office=OFFICE, reason="Theirs.")
    return walk.must("officer-2", "accept")


def served() -> Walk:
    walk = accepted()
    walk.must("officer-2", "decide", **DECISION)
    return walk.must("officer-2", "serve", how="post")
