"""Driving a hearing through the real actions, from the request to the finding."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from openredress.cases import actions, projection
from openredress.cases.journal import entries_of
from openredress.cases.models import Case
from openredress.core.access import SYSTEM
from openredress.core.facts import Facts, Hearing, replay
from openredress.core.situation import Situation
from tests.cast import Cast, Drive, accepted

ZONE = ZoneInfo("Asia/Shanghai")
#: Who sits where the roads bureau answers: the county and the petition office see the case.
PANEL = ("petitions-officer", "city-supervisor")


@dataclass
class Heard:
    """A case and its hearing; `days` pass before each act."""

    drive: Drive

    @property
    def number(self) -> str:
        return self.drive.case.number

    @property
    def facts(self) -> Facts:
        return replay(entries_of(Case.objects.get(number=self.number)))

    @property
    def situation(self) -> Situation:
        return projection.situation(self.facts, SYSTEM, self.drive.now)

    @property
    def hearing(self) -> Hearing:
        return self.facts.hearings[-1]

    def actor(self, who: str):
        return self.drive.petitioner if who == "petitioner" else self.drive.cast.actor(who)

    def do(self, act: Any, who: str, *given: Any, days: float = 0, **more: Any) -> Any:
        self.drive.now += timedelta(days=days)
        return act(self.number, self.actor(who), *given, self.drive.now, **more)

    def must(self, act: Any, who: str, *given: Any, days: float = 0, **more: Any) -> "Heard":
        done = self.do(act, who, *given, days=days, **more)
        assert isinstance(done, Case), (act.__name__, done)
        self.drive.case = done
        return self

    def asked(self, **more: Any) -> "Heard":
        return self.must(
            actions.ask_hearing, "petitioner", "Nobody has heard me.", "Sign language", **more
        )

    def granted(self, by: str = "roads-head") -> "Heard":
        return self.must(actions.order_hearing, by, "The facts are disputed.", days=1)

    def with_panel(self, by: str = "roads-head", panel=PANEL, invited=("Wu Min, lawyer",)):
        keys = [self.drive.cast.staff(name).pk for name in panel]
        self.must(actions.name_panel, by, keys, list(invited))
        for name in panel:
            seat = self.hearing.seat_of(self.drive.cast.staff(name).pk)
            if not seat.declared:
                self.must(actions.deny_interest, name, seat.number)
        for seat in self.hearing.seats:
            if not seat.staff and not seat.is_out and not seat.declared:
                self.must(actions.deny_interest, panel[0], seat.number)
        return self

    def notice(self, days: int = 8, **more: Any) -> dict[str, Any]:
        on = (self.drive.now + timedelta(days=days)).astimezone(ZONE).date()
        starts = datetime(on.year, on.month, on.day, 9, 0, tzinfo=ZONE)
        return {
            "starts_at": starts, "is_public": False, "venue": "Room 2",
            "arranged": "An interpreter",
            "title": "", "reason": "The petitioner wishes it so.", **more,
        }  # fmt: skip

    def announced(self, by: str = "roads-head", **more: Any) -> "Heard":
        return self.must(actions.announce_hearing, by, self.notice(**more))

    def minutes(self, **more: Any) -> dict[str, Any]:
        starts = self.hearing.starts_at
        return {
            "began_at": starts, "ended_at": starts + timedelta(hours=2),
            "present": tuple(s.number for s in self.hearing.seats if not s.is_out),
            "petitioner": True, "companion": True, "office_came": True, "representatives": (),
            "minutes": "The petitioner said that the road is broken. The bureau said it is not.",
            **more,
        }  # fmt: skip

    def recorded(self, by: str = "petitions-officer", **more: Any) -> "Heard":
        self.drive.now = self.hearing.starts_at + timedelta(hours=5)
        return self.must(actions.record_hearing, by, self.minutes(**more))

    def answered(self, office: str = "roads-officer") -> "Heard":
        self.must(actions.annotate_hearing_minutes, "petitioner", "I also spoke of the bridge.")
        return self.must(actions.annotate_hearing_minutes, office, "The bridge is not ours.")

    def found(self, by: str = PANEL[0]) -> "Heard":
        return self.must(actions.find_at_hearing, by, {
            "finding": "The road is broken.", "reasons": "Two witnesses.", "votes_for": 2,
            "votes_against": 1, "abstained": 0, "dissent": "",
        })  # fmt: skip


def heard(cast: Cast, **given: Any) -> Heard:
    """An accepted case of the roads bureau, in which no hearing was asked for yet."""
    return Heard(accepted(cast, **given))
