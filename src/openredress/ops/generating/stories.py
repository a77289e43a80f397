"""What happens in an invented case: drawn by chance from a seed, so that the same seed tells the
same stories of the same age.
"""

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from openredress.cases import actions
from openredress.cases.actions.generating import GENERATED, Invented, Move, Params, Where
from openredress.core.access import Actor
from openredress.core.events import Promise
from openredress.core.procedure import Role
from openredress.offices.calendars import calendar_for

from .ground import Cast, name, words

ZONE = ZoneInfo("Asia/Shanghai")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
CHANNELS = (("web", 62), ("visit", 16), ("telephone", 12), ("letter", 7), ("email", 3))
OUTCOMES = (
    ("upheld", 38), ("partly-upheld", 24), ("not-upheld", 24), ("settled", 8), ("other-remedy", 6),
)  # fmt: skip
#: What becomes of a case, in a hundred.
ENDS = (
    ("answered", 70), ("declined", 6), ("redirected", 7), ("withdrawn", 4), ("objected", 4),
    ("reviewed", 4), ("not-fixed", 3), ("left", 2),
)  # fmt: skip
#: Of how many in a hundred a duty is done after its day.
LATE = 7


def tell(cast: Cast, seed: int, number: int, filed_on: date, now: datetime) -> Invented:
    """The story of the case `number`, filed on this day, or just now where that is today."""
    return _Story(cast, seed, number).tell(filed_on, now)


class _Story:
    """One story; chance decides, from the seed and the number alone."""

    def __init__(self, cast: Cast, seed: int, number: int) -> None:
        self.cast, self.calendar = cast, calendar_for("CN", ZONE.key)
        self.source = f"{GENERATED}{seed}:{number}"
        self.chance = random.Random(self.source)  # noqa: S311
        self.language = self._weighted((("zh-hans", 78), ("en", 22)))
        self.zh = self.language.startswith("zh")

    def tell(self, filed_on: date, now: datetime) -> Invented:
        channel = self._weighted(CHANNELS)
        by_clerk = channel != "web"
        self.at = self._moment(filed_on, at_work=by_clerk)
        if self.at >= now:
            self.at = now - timedelta(seconds=self.chance.randint(60, 36_000))
        filed_at, filing = self.at, self._filing(channel)
        who = self._clerk if by_clerk else self._petitioner
        return Invented(self.source, filed_at, who, filing, self._moves())

    # The words.

    def _filing(self, channel: str) -> actions.Filing:
        pick = self.chance
        ((matter, told),) = pick.choices(self.cast.matters, cum_weights=self.cast.often_about)
        ((place, zh, en),) = pick.choices(self.cast.places, cum_weights=self.cast.often_at)
        self.slots = self._slots(zh if self.zh else en)
        more = pick.sample(words()["more"]["zh" if self.zh else "en"], pick.choice((1, 2, 3, 5)))
        lines = [pick.choice(told["zh_says" if self.zh else "en_says"]), *more]
        text = ("" if self.zh else " ").join(line.format(**self.slots) for line in lines)
        return actions.Filing(
            text=text,
            wish=self._says("wish"),
            matter=matter if pick.random() < 0.94 else None,
            place=place if pick.random() < 0.97 else None,
            language=self.language,
            channel=channel,
            read_back=channel in ("visit", "telephone"),
            identity=self._identity() if pick.random() < 0.85 else None,
        )

    def _slots(self, place: str) -> dict[str, Any]:
        pick, month = self.chance, self.chance.randrange(12)
        road = name(random.Random(pick.randrange(400)), *pick.choice(ROADS))  # noqa: S311
        return {
            "place": place, "road": road[0 if self.zh else 1], "n": pick.randint(2, 180),
            "m": pick.randint(2, 9), "days": pick.randint(4, 60),
            "month": f"{month + 1}月" if self.zh else MONTHS[month],
        }  # fmt: skip

    def _identity(self) -> dict[str, str]:
        pick = self.chance
        first = pick.choice("周郑吴冯褚卫蒋沈韩杨朱秦许何吕施")
        given = "".join(pick.sample("晓雨思远若宁书怀知微子言可心小满长林", 2))
        return {"name": first + given, "phone": f"0000-{pick.randint(0, 9_999_999):07}"}

    def _says(self, what: str) -> str:
        said = self.chance.choice(words()[what]["zh" if self.zh else "en"])
        return str(said).format(**self.slots)

    def _weighted(self, table: tuple[tuple[str, int], ...]) -> str:
        return self.chance.choices([k for k, _ in table], [w for _, w in table])[0]

    # The days.

    def _moment(self, day: date, *, at_work: bool) -> datetime:
        if at_work:
            day = self.calendar.next_working_day(day)
        hour = self.chance.choice((9, 10, 11, 14, 15, 16) if at_work else range(7, 23))
        at = time(hour, self.chance.randrange(60), self.chance.randrange(60))
        return datetime.combine(day, at, ZONE).astimezone(UTC)  # As it comes from the database.

    def _later(self, days: int, *, at_work: bool = True) -> datetime:
        moment = self._moment(self.at.astimezone(ZONE).date() + timedelta(days), at_work=at_work)
        if moment <= self.at:
            moment = self.at + timedelta(minutes=self.chance.randint(3, 50))
        self.at = moment
        return moment

    def _days(self, few: int, usual: int, most: int, late: int = 0) -> int:
        """Mostly near what is usual; now and then, where it can be, past the last day."""
        if late and self.chance.randrange(100) < LATE:
            return late + int(self.chance.expovariate(1 / 8))
        return round(self.chance.triangular(few, most, usual))

    # The steps.

    def _petitioner(self, where: Where) -> Actor:
        return Actor.petitioner("")

    def _clerk(self, where: Where) -> Actor:
        return self.cast.one(self.chance, where.registrar, Role.CLERK)

    def _officer(self, where: Where) -> Actor:
        return self.cast.one(self.chance, where.office, Role.OFFICER)

    def _head(self, where: Where) -> Actor:
        return self.cast.one(self.chance, where.office, Role.HEAD)

    def _moves(self) -> tuple[tuple[Move, ...], ...]:
        end = self._weighted(ENDS)
        first = self._arrival(end)
        if end == "left":
            return (first[: self.chance.randrange(len(first) + 1)],)
        if end == "withdrawn":
            at = self._later(self._days(1, 6, 40), at_work=False)
            said = self._says("withdraw")
            first = first[: self.chance.randrange(len(first) + 1)]
            return ((*first, Move(at, "withdraw", self._petitioner, _given(reason=said))),)
        if end in ("declined", "redirected"):
            return ((*first, self._turned_away(end)),)
        first += self._handling()
        if end == "not-fixed":
            at = self._later(self._days(2, 9, 25), at_work=False)
            said = self._says("not_fixed")
            first += (Move(at, "not-fixed", self._petitioner, _given(reason=said)),)
            return ((*first, *self._handling(accept=False), *self._ending()),)
        if end == "reviewed":
            return self._reviewed(first)
        return ((*first, *self._ending()),)

    def _arrival(self, end: str) -> tuple[Move, ...]:
        said = self._says("transfer")
        moves = [
            Move(self._later(self._days(0, 1, 5, 16)), "register", self._clerk),
            Move(self._later(self._days(0, 3, 9)), "transfer", self._clerk, _sent(said)),
        ]
        if end == "objected":
            said = self._says("object")
            at = self._later(self._days(0, 1, 2))
            moves.append(Move(at, "object-to-routing", self._officer, _objected(said)))
        return tuple(moves)

    def _turned_away(self, end: str) -> Move:
        step = {"declined": "decline", "redirected": "redirect"}[end]
        at, said = self._later(self._days(1, 6, 13, 17)), self._says(step)
        doors = ("administrative-court",)
        return Move(at, step, self._officer, _given(reason=said, doors=doors))

    def _handling(self, *, accept: bool = True) -> tuple[Move, ...]:
        moves = []
        if accept:
            moves.append(Move(self._later(self._days(1, 6, 13, 17)), "accept", self._officer))
        began = self.at
        if self.chance.random() < 0.3:
            said, answer = self._says("ask"), self._says("reply")
            at = self._later(self._days(1, 4, 9))
            moves.append(Move(at, "ask", self._officer, _given(text=said)))
            at = self._later(self._days(0, 2, 7), at_work=False)
            moves.append(Move(at, "message", self._petitioner, _given(text=answer)))
        if self.chance.random() < 0.08:
            at = self._later(self._days(1, 4, 9), at_work=False)
            moves.append(Move(at, "add-facts", self._petitioner, _given(text=self._says("facts"))))
        if accept and self.chance.random() < 0.1:
            return (*moves, *self._extended(), *self._answer(began, more=30))
        return (*moves, *self._answer(began))

    def _extended(self) -> tuple[Move, ...]:
        said = self._says("extend")
        asked, granted = self._later(self._days(1, 6, 14)), self._later(self._days(0, 1, 3))
        return (
            Move(asked, "request-extension", self._officer, _given(amount=30, reason=said)),
            Move(granted, "grant-extension", self._head, _given(reason=said)),
        )

    def _answer(
        self, since: datetime, more: int = 0, decide: str = "decide", within: int = 57
    ) -> tuple[Move, ...]:
        passed = (self.at - since).days
        at = self._later(
            max(0, self._days(2, within - 20, within + more - 6, within + more + 6) - passed)
        )
        outcome = self._weighted(OUTCOMES)
        served = self._later(self._days(0, 1, 4))
        return (
            Move(at, decide, self._officer, self._decision(outcome, at)),
            Move(served, "serve", self._officer, _given(how=self.chance.choice(HOWS))),
        )

    def _decision(self, outcome: str, at: datetime) -> Params:
        keeps = outcome in ("upheld", "partly-upheld", "settled") and self.chance.random() < 0.35
        due = self.calendar.next_working_day(
            at.astimezone(ZONE).date() + timedelta(self.chance.randint(10, 60))
        )
        promise, claim = self._says("remedy"), self._says("wish") or self._says("close")
        told = {
            "outcome": outcome, "claim": claim, "facts": self._says("reasons"),
            "reasons": self._says("reasons"), "finding": self._says("finding"),
            "basis": self._says("basis"),
        }  # fmt: skip
        if not keeps:
            return _given(**told)
        return lambda where: told | {
            "remedies": (Promise(where.office, due),), "remedy_texts": (promise,),
        }  # fmt: skip

    def _ending(self) -> tuple[Move, ...]:
        moves = []
        if self.chance.random() < 0.25:
            score = self.chance.choices((1, 2, 3, 4, 5), (14, 12, 20, 30, 24))[0]
            at = self._later(self._days(0, 2, 12), at_work=False)
            moves.append(Move(at, "rate", self._petitioner, _given(score=score)))
        if self.chance.random() < 0.98:
            kept, note = self._says("kept"), self._says("close")
            for days in (self._days(5, 18, 55), 0):  # Two, where it was decided twice.
                at = self._later(days)
                moves.append(Move(at, "complete-remedy", self._officer, _kept(kept)))
            at = self._later(self._days(0, 2, 9))
            moves.append(Move(at, "close", self._officer, _closed(note)))
        return tuple(moves)

    def _reviewed(self, first: tuple[Move, ...]) -> tuple[tuple[Move, ...], ...]:
        tiers = [first]
        for level in ("review", "re-review"):
            at, said = self._later(self._days(2, 14, 27), at_work=False), self._says("review")
            tiers[-1] += (Move(at, f"ask-{level}", self._petitioner, _given(reason=said)),)
            tiers.append(self._answer(at, within=27))
            if self.chance.random() < 0.7:
                break
        tiers[-1] += self._ending()
        return tuple(tiers)


HOWS = ("in-person", "post", "post", "phone")
ROADS = (("路", "Road"), ("街", "Street"), ("大道", "Avenue"), ("巷", "Lane"))


def _given(**params: Any) -> Params:
    return lambda where: params


def _sent(reason: str) -> Params:
    """Where it should go, unless that is where it lies."""
    return lambda where: (
        {"office": where.goal, "reason": reason} if where.goal != where.office else None
    )


def _objected(reason: str) -> Params:
    """Nobody sends back what nobody sent."""
    return lambda where: {"reason": reason} if where.office != where.registrar else None


def _closed(note: str) -> Params:
    """Not while something that was promised is open."""
    return lambda where: None if where.open_remedies else {"note": note}


def _kept(note: str) -> Params:
    """The promise that is open, if there is one."""
    return lambda where: (
        {"number": where.open_remedies[0], "note": note} if where.open_remedies else None
    )
