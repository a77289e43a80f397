"""Cases of an invented institution, many at once.

Each goes through the core step by step as `file_case`, `take` and `sweep` would lead it; only the
rows are written together at the end. `openredress verify` replays them like any others.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from openredress.core import engine, events
from openredress.core.access import SYSTEM, Actor
from openredress.core.facts import Facts, Outcome, apply
from openredress.core.journal import By, Entry
from openredress.core.procedure import Act, Role
from openredress.core.refusals import Refusal
from openredress.core.retention import Overrides
from openredress.core.routing import Destination, route
from openredress.offices.institution import Ground, Institution, institution
from openredress.offices.standing import held
from openredress.parties import identities
from openredress.parties.details import Details

from .. import bulk, journal, projection
from ..models import Breach, PromisedRemedy
from .filing import Filing, Law, filed_event, law_of
from .indexing import Read, learn, reading_once, row_of
from .stepping import filed_above, higher_office
from .writing import Supervising, addressed, capacity, fresh_case, number_of

#: What the source of an invented case begins with, so that none is ever taken for a real one.
GENERATED = "generated:"
#: The worker looks at what is due once a minute.
A_WHILE = timedelta(seconds=20)


class UnplayableError(RuntimeError):
    """The story asks for what the procedure refuses. The message names the case and the step."""


@dataclass(frozen=True)
class Where:
    """Where a case is as its story goes on: who answers for it, who registers it; `goal` is the
    office where it should go.
    """

    office: int
    registrar: int
    goal: int
    open_remedies: tuple[int, ...] = ()


#: What is entered with a step, or `None` where there is no occasion for the step.
Params = Callable[[Where], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Move:
    """A step that somebody takes at `at`. `params` may need to know where the case is by then."""

    at: datetime
    step: str
    who: Callable[[Where], Actor]
    params: Params = lambda where: {}


@dataclass(frozen=True)
class Invented:
    """A case with its story: `moves` in the order of time, each tier of the list one level.

    `source` is unique. A case goes up where the last move of a tier asks for it.
    """

    source: str
    filed_at: datetime
    by: Callable[[Where], Actor]
    filing: Filing
    moves: tuple[tuple[Move, ...], ...]


@dataclass
class Shared:
    """What all invented cases rest on, read once."""

    institution: Institution = field(default_factory=institution)
    laws: dict[Ground, Law] = field(default_factory=dict)
    goals: dict[tuple[int | None, int | None], Destination] = field(default_factory=dict)
    above: dict[int, int | None] = field(default_factory=dict)
    rules: Mapping[str, Overrides] = field(default_factory=projection.rules)
    supervising: Supervising = field(default_factory=Supervising)
    read: Read = field(default_factory=reading_once)

    def goal(self, filing: Filing) -> Destination:
        key = (filing.matter, filing.place)
        if key not in self.goals:
            self.goals[key] = route(self.institution.offices, self.institution.wish(None, *key))
        return self.goals[key]

    def law(self, office: int) -> Law:
        ground = self.institution.ground_of(office)
        if ground not in self.laws:
            self.laws[ground] = law_of(ground)
        return self.laws[ground]


def write_invented(
    stories: Iterable[Invented], keys: Sequence[int], shared: Shared, now: datetime
) -> int:
    """Plays stories until the `keys` are used up, a case that goes up takes one too, and writes
    them in one transaction. Returns how many cases were filed at the first level.
    """
    with transaction.atomic(), held():
        identities.hold()
        left, filed, parties, owns = iter(keys), 0, [], list[frozenset[str]]()
        played: list[_Played] = []
        for story in stories:
            room = len(keys) - len(played)
            if not room:
                break
            chain = _Story(story, left, room, shared, now).play()
            filed += 1
            given = Details(**(story.filing.identity or {}))
            parties.append(identities.seal(chain[0], given))
            own = identities.words_that_tell(given)
            played += chain
            owns += [own] * len(chain)
        rows = [fresh_case(p.pk, p.entries, p.origin, p.facts, shared.rules) for p in played]
        bulk.insert(case for case, _ in rows)
        words = [
            row_of(case, p.facts, p.entries, own, shared.read)
            for (case, _), p, own in zip(rows, played, owns, strict=True)
        ]
        found = [row for row in words if row]
        bulk.insert(found)
        learn(found)
        journal.insert_all(rows)
        bulk.insert(
            PromisedRemedy(case_id=p.pk, **row)
            for p in played for row in projection.remedies(p.facts)
        )  # fmt: skip
        bulk.insert(
            Breach(case_id=p.pk, **row) for p in played for row in projection.breaches(p.facts)
        )
        bulk.insert(parties)
        return filed


@dataclass
class _Played:
    """One case as far as its story has led it."""

    pk: int
    number: str
    facts: Facts
    entries: list[Entry]
    origin: Any = None
    root_id: int = 0
    act_at: datetime | None = None
    view: engine.Situation | None = None

    def seen_by(self, actor: Actor, now: datetime) -> engine.Situation:
        if self.view is None:
            self.view = projection.situation(self.facts, actor, now)
            return self.view
        return self.view.seen_by(actor, now)


class _Story:
    """One story on its way, level by level."""

    def __init__(
        self, story: Invented, keys: Iterator[int], room: int, shared: Shared, now: datetime
    ) -> None:
        self.story, self.keys, self.room, self.shared, self.now = story, keys, room, shared, now
        self.chain: list[_Played] = []

    def play(self) -> list[_Played]:
        self._file()
        for moves in self.story.moves:
            if not self._lead(moves):
                break
        for case in self.chain:
            self._let_time_act(case, self.now)
        return self.chain

    def _file(self) -> None:
        story, goal = self.story, self.shared.goal(self.story.filing)
        law = self.shared.law(goal.office)
        filed = filed_event(story.filing, law, goal, story.filed_at, None, story.source)
        if isinstance(filed, Refusal):
            raise UnplayableError(f"{story.source}: filing was refused: {filed.code}")
        self.goal = goal.office
        where = Where(goal.registrar, goal.registrar, goal.office)
        actor = story.by(where)
        by = By(Role.PETITIONER) if actor.kind is Role.PETITIONER else By(
            Role.CLERK, actor.staff, goal.registrar)  # fmt: skip
        self._open(filed, by, story.filed_at)

    def _open(
        self, filed: events.Filed, by: By, at: datetime, pk: int = 0, origin: _Played | None = None
    ) -> None:
        pk = pk or next(self.keys)
        number = number_of(pk, at, filed.time_zone)
        first = Entry(number, 1, at, at, by, filed)
        root = origin.root_id if origin else pk
        case = _Played(pk, number, apply(None, first), [first], origin, root)
        self.chain.append(case)
        case.act_at = engine.schedule(case.seen_by(SYSTEM, at)).act_at

    def _lead(self, moves: Iterable[Move]) -> bool:
        """Leads the last case of the chain on. True when it went up."""
        case = self.chain[-1]
        for move in moves:
            if move.at >= self.now:
                return False
            for each in self.chain:
                self._let_time_act(each, move.at)
            if self._take(case, move):
                return True
        return False

    def _take(self, case: _Played, move: Move) -> bool:
        facts = case.facts
        promised = tuple(r.number for r in facts.open_remedies)
        where = Where(facts.office, facts.registrar, self.goal, promised)
        params = move.params(where)
        if params is None:
            return False
        actor = move.who(where)
        if actor.kind is Role.PETITIONER:
            actor = Actor.petitioner(self.chain[0].number)
        situation = case.seen_by(actor, move.at)
        step = situation.procedure.steps[move.step]
        by = capacity(actor, facts, step.actors)
        if step.act is Act.GO_UP:
            return self._go_up(case, situation, by, move, params)
        decision = engine.decide(situation, move.step, params)
        if isinstance(decision, Refusal):
            raise UnplayableError(
                f"{self.story.source}: {move.step} at {move.at} in the stage {facts.stage} was "
                f"refused: {decision.code} {decision.field}"
            )
        self._append(case, decision, by, move.at)
        if step.act is Act.SERVE and len(self.chain) > 1:
            assert case.facts.outcome is not None
            below, outcome = self.chain[-2], Outcome(case.facts.outcome)
            told = engine.answer_from_above(below.facts, case.number, outcome)
            self._append(below, (told,), By(Role.SYSTEM), move.at)
        return False

    def _go_up(
        self, case: _Played, situation: engine.Situation, by: By, move: Move, params: Any
    ) -> bool:
        facts = case.facts
        higher = higher_office(situation.procedure, facts, self.shared.institution.offices)
        if higher is None or len(self.chain) >= self.room:
            return False
        pk = next(self.keys)
        number = number_of(pk, move.at, facts.time_zone)
        given = {**params, "number": number, "office": higher}
        decision = engine.decide(situation, move.step, given)
        if isinstance(decision, Refusal):
            raise UnplayableError(f"{self.story.source}: going up was refused: {decision.code}")
        self._append(case, decision, by, move.at)
        asked = decision[0]
        assert isinstance(asked, events.ReviewAsked)
        filed = filed_above(facts, asked, self.shared.institution.offices, situation)
        self._open(filed, by, move.at, pk, case)
        return True

    def _let_time_act(self, case: _Played, until: datetime) -> None:
        while case.act_at is not None and case.act_at <= until:
            moment = min(max(case.act_at + A_WHILE, case.entries[-1].at), until)
            found = engine.falls_due(case.seen_by(SYSTEM, moment))
            if not found:
                raise UnplayableError(f"{self.story.source}: nothing came of {case.act_at}.")
            happened = addressed(case.facts, found, self.shared.supervising)
            self._append(case, happened, By(Role.SYSTEM), moment)

    def _append(
        self, case: _Played, happened: Sequence[events.Event], by: By, at: datetime
    ) -> None:
        for event in happened:
            entry = Entry(case.number, len(case.entries) + 1, at, at, by, event)
            case.entries.append(entry)
            case.facts = apply(case.facts, entry)
        case.view = None
        case.act_at = engine.schedule(case.seen_by(SYSTEM, at)).act_at
