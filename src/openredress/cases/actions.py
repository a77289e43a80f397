"""The only writer of cases. Each action is one transaction: lock, decide, journal, project.

A refusal comes back as a value and leaves everything as it was.
"""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from openredress.core import engine, events
from openredress.core.access import SYSTEM, Actor, Post
from openredress.core.calendar import WorkingCalendar
from openredress.core.facts import Facts, Outcome, apply, replay
from openredress.core.journal import By, Entry
from openredress.core.procedure import Act, GoesTo, Procedure, Role
from openredress.core.receipt import case_number
from openredress.core.refusals import Code, Refusal
from openredress.core.routing import Destination, OfficeMap, route
from openredress.offices.calendars import calendar_for
from openredress.offices.tree import Ground, Paths, ground_of, office_map, paths, wish
from openredress.ops import home
from openredress.parties import receipts
from openredress.parties.models import Petitioner
from openredress.procedures import library

from . import bulk, projection
from .journal import entries_of, sealed_rows
from .models import Case, JournalEntry, PackVersion, PromisedRemedy

log = logging.getLogger(__name__)

#: The pack of an office that names none, itself or above.
DEFAULT_PACK = "workplace"


@dataclass(frozen=True)
class Filing:
    """What somebody hands in. `identity` are fields of `Petitioner`, kept apart from the case."""

    text: str
    wish: str = ""
    place_words: str = ""
    office: int | None = None
    matter: int | None = None
    place: int | None = None
    language: str = "en"
    channel: str = "web"
    on_behalf: bool = False
    read_back: bool = False
    received_on: date | None = None
    identity: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Receipted:
    """A case that was just filed, with the code that opens it. The code is not kept anywhere."""

    case: Case
    code: str


@dataclass(frozen=True)
class Import:
    """Where an imported filing comes from, unique for ever, and when it was imported."""

    source: str
    at: datetime


def destination(filing: Filing) -> Destination:
    """Where this would go, without filing it."""
    return route(office_map(), wish(filing.office, filing.matter, filing.place))


def file_case(
    filing: Filing, actor: Actor, now: datetime, imported: Import | None = None
) -> Receipted | Refusal:
    """Files a case: routed, journalled, with a receipt. `now` is when it was handed in."""
    with transaction.atomic():
        offices = office_map()
        goal = route(offices, wish(filing.office, filing.matter, filing.place))
        law = _law(ground_of(offices, goal.office))
        filed = _filed(filing, law, goal, now, imported)
        if isinstance(filed, Refusal):
            return filed
        by = _by(actor, goal.registrar)
        case = _open_case(filed, by, now, imported)
        Petitioner.objects.create(case=case, **(filing.identity or {}))
        return Receipted(case, receipts.issue(case.pk, now))


Law = tuple[Procedure, WorkingCalendar]


def _law(ground: Ground) -> Law:
    """The procedure that a new case stands under, and the calendar its days are counted by."""
    procedure = _procedure(ground.procedure or DEFAULT_PACK)
    return procedure, calendar_for(ground.calendar or procedure.calendar, ground.time_zone)


def _filed(
    filing: Filing, law: Law, goal: Destination, now: datetime, imported: Import | None
) -> events.Filed | Refusal:
    procedure, calendar = law
    return engine.file(
        procedure,
        now=now,
        calendar=calendar,
        office=goal.registrar,
        registrar=goal.registrar,
        suggested_office=goal.office,
        chosen_office=filing.office,
        matter=filing.matter,
        place=filing.place,
        channel=filing.channel,
        language=filing.language,
        on_behalf=filing.on_behalf,
        read_back=filing.read_back,
        on=filing.received_on,
        source=imported.source if imported else "",
        text=filing.text,
        wish=filing.wish,
        place_words=filing.place_words,
    )


def take(
    number: str,
    actor: Actor,
    step: str,
    params: Mapping[str, Any],
    now: datetime,
    seen_version: int | None = None,
) -> Case | Refusal:
    """Takes a step of the procedure. `seen_version` is the version the actor was looking at:
    when somebody else acted meanwhile the step is refused rather than done unseen.
    """
    with transaction.atomic():
        case, facts = _locked(number)
        if seen_version is not None and seen_version != case.version:
            return Refusal(Code.CHANGED_MEANWHILE)
        situation = projection.situation(facts, actor, now)
        kind = _act(situation.procedure, step)
        if kind is Act.GO_UP:
            return _go_up(case, situation, step, params)
        decision = engine.decide(situation, step, params)
        if isinstance(decision, Refusal):
            return decision
        by = _by_on(actor, facts, situation.procedure.steps[step].actors)
        after = _append(case, facts, decision, by, now)
        if kind is Act.SERVE and after.origin:
            _tell_below(after, now)
        return case


def write_note(number: str, actor: Actor, text: str, now: datetime) -> Case | Refusal:
    """Writes a note that only the office sees."""
    return _builtin(number, actor, now, lambda situation: engine.note(situation, text))


def open_identity(number: str, actor: Actor, purpose: str, now: datetime) -> Case | Refusal:
    """Records that somebody looks at who filed. Show the identity only once this succeeded."""
    return _builtin(number, actor, now, lambda situation: engine.open_identity(situation, purpose))


def record_earlier(
    number: str, outcome: str, answer: str, note: str, at: datetime, imported: Import
) -> Case | Refusal:
    """Records what an earlier system says became of an imported case, `at` the time it says."""
    with transaction.atomic():
        case, facts = _locked(number)
        situation = projection.situation(facts, SYSTEM, at)
        decision = engine.earlier_record(situation, outcome, answer, note)
        if isinstance(decision, Refusal):
            return decision
        _append(case, facts, decision, By(Role.SYSTEM), at, imported)
        return case


@dataclass(frozen=True)
class EarlierRecord:
    """What an earlier system says became of a case, `at` the time it says."""

    at: datetime
    outcome: str = ""
    answer: str = ""
    note: str = ""


@dataclass(frozen=True)
class EarlierCase:
    """A case of an earlier system. `source` is unique for ever, `filed_at` when it was filed."""

    source: str
    filed_at: datetime
    filing: Filing
    record: EarlierRecord | None = None


def import_cases(earlier: Sequence[EarlierCase], at: datetime) -> list[Case | Refusal | None]:
    """Imports many cases in one transaction, each as `file_case` and `record_earlier` would.

    Answers in the order given; `None` stands for a case that is here already. There are no
    receipts: nobody holds one for a case that was never filed here.
    """
    with transaction.atomic():
        known = imported_already([given.source for given in earlier])
        shared = _Shared(office_map(), paths(), _next_keys(len(earlier) - len(known)))
        answers, rows, parties = list[Case | Refusal | None](), list[JournalEntry](), []
        for given in earlier:
            answer = None if given.source in known else _import(given, shared, at)
            if isinstance(answer, tuple):
                case, journal = answer
                rows += journal
                if given.filing.identity:
                    parties.append(Petitioner(case=case, **given.filing.identity))
                answers.append(case)
            else:
                answers.append(answer)
        bulk.insert(case for case in answers if isinstance(case, Case))
        bulk.insert(rows)
        bulk.insert(parties)
        return answers


@dataclass
class _Shared:
    """What the filings of one transaction rest on, read once."""

    offices: OfficeMap
    paths: Paths
    keys: Iterator[int]
    grounds: dict[int, Ground] = field(default_factory=dict)
    laws: dict[Ground, Law] = field(default_factory=dict)

    def law(self, office: int) -> Law:
        if office not in self.grounds:
            self.grounds[office] = ground_of(self.offices, office)
        ground = self.grounds[office]
        if ground not in self.laws:
            self.laws[ground] = _law(ground)
        return self.laws[ground]


def imported_already(sources: Collection[str]) -> frozenset[str]:
    """Which of these were imported before."""
    # Without the second condition PostgreSQL does not use the partial unique index.
    found = Case.objects.filter(source__in=sources).exclude(source="")
    return frozenset(found.values_list("source", flat=True))


def _import(
    given: EarlierCase, shared: _Shared, at: datetime
) -> tuple[Case, list[JournalEntry]] | Refusal:
    imported, filing = Import(given.source, at), given.filing
    goal = route(shared.offices, shared.paths.wish(filing.office, filing.matter, filing.place))
    filed = _filed(filing, shared.law(goal.office), goal, given.filed_at, imported)
    if isinstance(filed, Refusal):
        return filed
    pk, by = next(shared.keys), By(Role.SYSTEM)
    number = _number(pk, given.filed_at, filed.time_zone)
    entries = [Entry(number, 1, given.filed_at, at, by, filed, True)]
    if given.record is not None:
        record = given.record
        situation = projection.situation(apply(None, entries[0]), SYSTEM, record.at)
        happened = engine.earlier_record(situation, record.outcome, record.answer, record.note)
        if isinstance(happened, Refusal):
            return happened
        entries += [Entry(number, 2, record.at, at, by, event, True) for event in happened]
    return _fresh_case(pk, entries)


@dataclass(frozen=True)
class Swept:
    """What a sweep did: cases acted on, and the numbers of those that failed."""

    done: int
    failed: tuple[str, ...]


def sweep(now: datetime, batch: int = 200) -> Swept:
    """Lets the passing of time act: breaches are recorded, unused rights lapse.

    Its work is in proportion to what is due. Several may run at once, and one killed at any
    moment neither loses nor doubles an act; a case that fails is left for the next sweep.
    """
    done, failed = 0, list[str]()
    while True:
        with transaction.atomic():
            due = list(
                Case.objects.select_for_update(skip_locked=True)
                .filter(act_at__lte=now)
                .exclude(number__in=failed)
                .order_by("act_at")[:batch]
            )
            for case in due:
                try:
                    with transaction.atomic():
                        _let_time_act(case, now)
                    done += 1
                except Exception:
                    log.exception("The sweep could not act on case %s.", case.number)
                    failed.append(case.number)
        if len(due) < batch:
            return Swept(done, tuple(failed))


def _let_time_act(case: Case, now: datetime) -> None:
    facts = replay(entries_of(case))
    happened = engine.falls_due(projection.situation(facts, SYSTEM, now))
    if happened:
        _append(case, facts, happened, By(Role.SYSTEM), now)
    else:
        _project(case, facts)


def _go_up(
    case: Case, situation: engine.Situation, step: str, params: Mapping[str, Any]
) -> Case | Refusal:
    """Asks for review: the step on this case, and a linked case at the next level."""
    facts, offices = situation.facts, office_map()
    higher = higher_office(situation.procedure, facts, offices)
    pk, number = _next_number(situation.now, facts.time_zone)
    decision = engine.decide(situation, step, {**params, "number": number, "office": higher})
    if isinstance(decision, Refusal):
        return decision
    asked = decision[0]
    assert isinstance(asked, events.ReviewAsked)
    by = _by_on(situation.actor, facts, situation.procedure.steps[step].actors)
    _append(case, facts, decision, by, situation.now)
    filed = _filed_above(facts, asked, offices, situation)
    return _open_case(filed, by, situation.now, None, (pk, number), case)


def higher_office(procedure: Procedure, facts: Facts, offices: OfficeMap) -> int | None:
    """The office that answers at the next level; `None` when there is none here."""
    level = procedure.level_after(facts.level)
    if level is None:
        return None
    parent = offices.offices[facts.office].parent
    if parent is None and level.goes_to is GoesTo.PARENT_OR_SAME:
        return facts.office
    return parent


def _filed_above(
    facts: Facts, asked: events.ReviewAsked, offices: OfficeMap, situation: engine.Situation
) -> events.Filed:
    filed = engine.file(
        situation.procedure,
        level=asked.level,
        now=situation.now,
        calendar=situation.calendar,
        office=asked.office,
        registrar=offices.registrar_of(asked.office),
        origin=facts.number,
        root=facts.root,
        matter=facts.matter,
        place=facts.place,
        channel=facts.channel,
        language=facts.language,
        on_behalf=facts.on_behalf,
        excluded=tuple(dict.fromkeys((*facts.excluded, *facts.decided_by))),
        text=asked.reason or facts.text,
        wish=facts.wish,
        place_words=facts.place_words,
    )
    assert isinstance(filed, events.Filed)
    return filed


def _tell_below(facts: Facts, now: datetime) -> None:
    """The case one level down learns that the linked case was answered."""
    case, below = _locked(facts.origin)
    assert facts.outcome is not None
    event = engine.answer_from_above(below, facts.number, Outcome(facts.outcome))
    _append(case, below, (event,), By(Role.SYSTEM), now)


def _builtin(number: str, actor: Actor, now: datetime, act: Any) -> Case | Refusal:
    with transaction.atomic():
        case, facts = _locked(number)
        decision = act(projection.situation(facts, actor, now))
        if isinstance(decision, Refusal):
            return decision
        _append(case, facts, decision, _by_on(actor, facts), now)
        return case


def _locked(number: str) -> tuple[Case, Facts]:
    case = Case.objects.select_for_update(of=("self",)).get(number=number)
    return case, replay(entries_of(case))


def _open_case(
    filed: events.Filed,
    by: By,
    now: datetime,
    imported: Import | None,
    identified: tuple[int, str] | None = None,
    origin: Case | None = None,
) -> Case:
    pk, number = identified or _next_number(now, filed.time_zone)
    recorded = imported.at if imported else now
    entry = Entry(number, 1, now, recorded, by, filed, imported is not None)
    case, rows = _fresh_case(pk, [entry], origin)
    case.save(force_insert=True)
    JournalEntry.objects.bulk_create(rows)
    return case


def _fresh_case(
    pk: int, entries: Sequence[Entry], origin: Case | None = None
) -> tuple[Case, list[JournalEntry]]:
    """The row of a case that begins with these entries, and the rows of its journal."""
    case = Case(pk=pk, root_id=origin.root_id if origin else pk, origin=origin, head=b"")
    rows, case.head = sealed_rows(case, entries)
    for name, value in projection.columns(replay(entries)).items():
        setattr(case, name, value)
    return case, rows


def _append(
    case: Case,
    facts: Facts,
    happened: Sequence[events.Event],
    by: By,
    now: datetime,
    imported: Import | None = None,
) -> Facts:
    """Carries the journal on, and the row with it."""
    entries = []
    for event in happened:
        seq, recorded = facts.version_seq + 1, imported.at if imported else now
        entries.append(Entry(case.number, seq, now, recorded, by, event, imported is not None))
        facts = apply(facts, entries[-1])
    rows, case.head = sealed_rows(case, entries)
    JournalEntry.objects.bulk_create(rows)
    _project(case, facts)
    return facts


def _project(case: Case, facts: Facts) -> None:
    """Writes the columns that changed; the indexes of the others are left alone."""
    columns = projection.columns(facts)
    changed = [name for name, value in columns.items() if getattr(case, name) != value]
    for name in changed:
        setattr(case, name, columns[name])
    case.save(update_fields=[*(n.removesuffix("_id") for n in changed), "head"])
    for row in projection.remedies(facts):
        PromisedRemedy.objects.update_or_create(
            case=case,
            number=row["number"],
            defaults={k: v for k, v in row.items() if k != "number"},
        )


def _next_number(now: datetime, time_zone: str) -> tuple[int, str]:
    """The key and the number of the next case, from the key's sequence: no lock, no `max() + 1`."""
    pk = next(_next_keys(1))
    return pk, _number(pk, now, time_zone)


def _next_keys(count: int) -> Iterator[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('cases_case', 'id'))"
            " FROM generate_series(1, %s)",
            [count],
        )
        return iter([int(key) for (key,) in cursor.fetchall()])


def _number(pk: int, now: datetime, time_zone: str) -> str:
    return case_number(calendar_for("none", time_zone).local_date(now).year, pk)


def _procedure(pack: str) -> Procedure:
    """The newest version of a pack, with its text kept for the cases filed under it."""
    procedure, text = library(home.own_procedures())[pack]
    PackVersion.objects.get_or_create(
        digest=procedure.digest,
        defaults={"pack": procedure.id, "version": procedure.version, "text": text},
    )
    return procedure


def _act(procedure: Procedure, step: str) -> Act | None:
    known = procedure.steps.get(step)
    return known.act if known else None


def _by(actor: Actor, registrar: int) -> By:
    if actor.kind in (Role.PETITIONER, Role.SYSTEM):
        return By(actor.kind)
    clerk = next((p for p in actor.posts if p.role is Role.CLERK), None)
    return By(Role.CLERK, actor.staff, clerk.office if clerk else registrar)


def _by_on(actor: Actor, facts: Facts, roles: Collection[Role] = tuple(Role)) -> By:
    """In which capacity, of those the step allows, and for which office the actor acts."""
    if actor.kind in (Role.PETITIONER, Role.SYSTEM):
        return By(actor.kind)
    order = (Role.OFFICER, Role.HEAD, Role.CLERK, Role.SUPERVISOR, Role.OPERATOR)
    near = (facts.office, facts.registrar, *facts.co_handlers)

    def distance(post: Post) -> tuple[bool, int, int]:
        place = near.index(post.office) if post.office in near else len(near)
        return post.role not in roles, place, order.index(post.role)

    post = min(actor.posts, key=distance)
    return By(post.role, actor.staff, post.office)
