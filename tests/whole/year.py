"""A year in the life of ten offices: who files, who answers, who is late, who never comes.

Petitioners and staff act through the real actions; the worker runs its duties once a day
under a moving `now`. Some offices are diligent, one is late with most, one does almost nothing.
"""

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.cast import DECISION, START, Cast, Drive, file

from openredress.cases.models import Case
from openredress.core.events import Promise
from openredress.core.refusals import Refusal
from openredress.offices.models import Matter, Office, Post, Staff
from openredress.worker import duties

#: How often an office does what it owes in time, how often late; otherwise it never comes.
HABITS = {"roads": (0.9, 0.08), "housing": (0.35, 0.5), "repairs": (0.8, 0.15),
          "water": (0.1, 0.2)}  # fmt: skip
#: Hours of the day, UTC, at which the worker of this simulation runs: past midnight in China.
HOURS = (17,)

Plan = Callable[[], Iterator[float]]


@dataclass
class Year:
    """Runs `cases` filings spread over a year, then one year more of what follows from them."""

    cast: Cast
    cases: int
    seed: int
    days: int = 365
    refused: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)

    def run(self) -> datetime:
        """Plays it all. Returns the moment at which it ends."""
        self.chance, order = random.Random(self.seed), itertools.count()
        _add_the_tenth(self.cast)
        plans: list[tuple[datetime, int, Iterator[float] | None]] = []
        for _ in range(self.cases):
            at = START + timedelta(days=self.chance.uniform(0, self.days))
            heapq.heappush(plans, (at, next(order), None))
        end = START + timedelta(days=self.days)
        for moment in self._moments(end):
            while plans and plans[0][0] <= moment:
                self.now, _, plan = heapq.heappop(plans)
                plan = plan or self._story()
                pause = next(plan, None)
                if pause is not None:
                    later = self.now + timedelta(days=pause)
                    heapq.heappush(plans, (later, next(order), plan))
            self._work(moment)
        return end

    def _moments(self, end: datetime) -> Iterator[datetime]:
        day = START
        while day <= end:
            for hour in HOURS:
                yield day.replace(hour=hour)
            day += timedelta(days=1)

    def _work(self, now: datetime) -> None:
        for duty in duties.DUTIES:
            if not duties.run(duty, now):
                self.failed.append(f"{duty.name} at {now}")

    def _story(self) -> Iterator[float]:
        """One case. What is yielded is how many days pass before the next thing happens."""
        if self.chance.random() < 0.3:
            drive = file(self.cast, self.now, **self._words(), matter=self._matter("damp"),
                         place=self.cast.places["harbourne"].pk)  # fmt: skip
            yield from self._borough(drive)
        else:
            office = self.chance.choice(["roads", "housing", "roads", "housing", "water"])
            drive = file(self.cast, self.now, **self._words(), matter=self._matter(office),
                         place=self.cast.places["linjiang"].pk)  # fmt: skip
            yield from self._county(drive, office)

    def _words(self) -> dict[str, Any]:
        number = self.chance.randrange(10**6)
        given: dict[str, Any] = {
            "text": f"The road behind house {number} is broken, and nobody comes."
        }
        if self.chance.random() < 0.6:
            given["identity"] = {"email": f"somebody-{number}@example.org"}
        return given

    def _matter(self, code: str) -> int:
        return self.cast.matters[code].pk

    def _county(self, drive: Drive, office: str) -> Iterator[float]:
        staff, pk = f"{office}-officer", self.cast.offices[office].pk
        yield from self._does("roads", 10)
        self._take(drive, "clerk", "register")
        self._take(drive, "clerk", "transfer", office=pk, reason="It answers for this.")
        if self.chance.random() < 0.05:
            yield 3
            self._take(drive, "petitioner", "withdraw", reason="It has been done.")
            return
        yield from self._does(office, 12)
        self._take(drive, staff, "accept")
        if self.chance.random() < 0.15:
            yield 20
            self._take(drive, staff, "request-extension", amount=20, reason="The frost.")
            yield 2
            self._take(drive, f"{office}-head", "grant-extension", reason="The frost is real.")
        yield from self._answered(drive, office, staff, 50)
        if self.chance.random() < 0.2:
            yield 10
            self._take(drive, "petitioner", "ask-review", reason="Nothing was done.")
            yield from self._does("roads", 25)
            self._take(drive, "county-officer", "decide", **DECISION)
            yield 2
            self._take(drive, "county-officer", "serve", how="post")

    def _borough(self, drive: Drive) -> Iterator[float]:
        yield from self._does("repairs", 4)
        self._take(drive, "uk-clerk", "log")
        self._take(drive, "uk-clerk", "acknowledge")
        yield from self._answered(drive, "repairs", "uk-officer", 12)
        if self.chance.random() < 0.2:
            yield 8
            self._take(drive, "petitioner", "ask-stage-2", reason="The mould is back.")
            yield from self._does("repairs", 4)
            self._take(drive, "uk-council", "acknowledge")
            yield from self._does("repairs", 18)
            self._take(drive, "uk-council", "decide", **DECISION)
            yield 1
            self._take(drive, "uk-council", "serve", how="email")

    def _answered(self, drive: Drive, office: str, staff: str, within: int) -> Iterator[float]:
        yield from self._does(office, within)
        due = (self.now + timedelta(days=40)).date()
        promise: dict[str, Any] = {}
        if self.chance.random() < 0.3:
            remedies = (Promise(self.cast.offices[office].pk, due),)
            promise = {"remedies": remedies, "remedy_texts": ("Mend it.",)}
        self._take(drive, staff, "decide", **DECISION, **promise)
        yield from self._does(office, 3)
        self._take(drive, staff, "serve", how="post")
        if promise:
            yield from self._does(office, 35)
            self._take(drive, staff, "complete-remedy", number=1, text="It is mended.")
        if self.chance.random() < 0.1:
            yield 15
            self._take(drive, "petitioner", "not-fixed", reason="It is broken again.")

    def _does(self, office: str, within: float) -> Iterator[float]:
        """In time, late, or not within this year."""
        in_time, late = HABITS[office]
        chance = self.chance.random()
        if chance < in_time:
            yield self.chance.uniform(0.1, 0.8) * within
        elif chance < in_time + late:
            yield self.chance.uniform(1.2, 6) * within
        else:
            yield self.days * 3

    def _take(self, drive: Drive, who: str, step: str, **params: Any) -> None:
        """What is refused is counted: it came after the case had gone another way."""
        drive.now = self.now
        done = drive.step(who, step, 0, **params)
        if isinstance(done, Refusal):
            self.refused[f"{step}: {done.code}"] += 1
        else:
            assert isinstance(done, Case)


def _add_the_tenth(cast: Cast) -> None:
    """The office that does almost nothing."""
    cast.offices["water"] = Office.objects.create(
        code="water", name_en="County Water Bureau", name_zh="县水务局",
        parent=cast.offices["county"],
    )  # fmt: skip
    cast.matters["water"] = Matter.objects.create(code="water", name_en="Water", name_zh="供水")
    cast.offices["water"].matters.add(cast.matters["water"])
    for name, role in (("water-officer", "officer"), ("water-head", "head")):
        staff = Staff.objects.create_user(name, name=name)
        Post.objects.create(staff=staff, office=cast.offices["water"], role=role)
