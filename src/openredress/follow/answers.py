"""What the office told the petitioner: its answer, what it promised, and other ways to turn.

A decision is shown from the moment it was served, never before.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from openredress.cases.access import File
from openredress.cases.wording import outcome_text, served_text, words_label
from openredress.core import events
from openredress.core.journal import Entry
from openredress.core.procedure import Citation, Door, Stage, StageKind

PARTS = ("claim", "facts", "on_hearing", "reasons", "finding", "basis")
Names = Callable[[int | None], str]


@dataclass(frozen=True)
class Answer:
    """`is_earlier` is true once the petitioner said that it did not put things right."""

    title: str
    office: str
    at: datetime
    served_on: date | None
    served_how: str
    parts: tuple[tuple[str, str], ...]
    citation: Citation | None
    is_earlier: bool = False
    is_decision: bool = True


@dataclass(frozen=True)
class Doors:
    title: str
    doors: tuple[Door, ...]


def answer(file: File, name: Names) -> Answer | None:
    """The latest answer that reached the petitioner, or that an earlier system recorded."""
    served = _last(file.entries, events.Served)
    given = [e for e in file.entries if isinstance(e.event, _ANSWERS)]
    shown = [
        e
        for e in given
        if not isinstance(e.event, events.Decided) or (served and e.seq < served.seq)
    ]
    if not shown:
        return None
    entry = shown[-1]
    return _answer(file, entry, served if isinstance(entry.event, events.Decided) else None, name)


def _answer(file: File, entry: Entry, served: Entry | None, name: Names) -> Answer:
    event = entry.event
    step = file.procedure.steps.get(event.step)
    how = served.event.how if served and isinstance(served.event, events.Served) else ""
    again = any(isinstance(e.event, events.NotFixed) and e.seq > entry.seq for e in file.entries)
    return Answer(
        title=_title(event),
        office=name(entry.by.office),
        at=entry.at,
        served_on=_day(file, served) if served else None,
        served_how=served_text(how) if how else "",
        parts=tuple(_parts(event)),
        citation=step.citation if step else None,
        is_earlier=again,
        is_decision=isinstance(event, events.Decided),
    )


_ANSWERS = (events.Decided, events.Declined, events.Redirected, events.EarlierRecordImported)


def _title(event: events.Event) -> str:
    if isinstance(event, events.Declined):
        return _("Not accepted")
    if isinstance(event, events.Redirected):
        return _("Another door is the right one for this")
    return outcome_text(str(getattr(event, "outcome", "")))


def _parts(event: events.Event) -> Iterable[tuple[str, str]]:
    names = PARTS if isinstance(event, events.Decided) else ("reason", "answer", "note")
    for field in names:
        text = getattr(event, field, "")
        if text:
            yield words_label(field), text


def doors(file: File, *, no_way_up: bool) -> Doors | None:
    """Where else to turn: what the office named first, then what the stage leaves open.

    `no_way_up` is true when review is what one would ask for and cannot: too late, or nobody
    above. Then the doors of the end of this level are shown before the end has come.
    """
    named: list[str] = []
    if file.stage.kind is not StageKind.OPEN:
        told = _last(file.entries, events.Declined, events.Redirected)
        named = [*(getattr(told.event, "doors", ()) if told else ()), *file.stage.doors]
    if no_way_up and not named:
        named = [d for stage in _ends(file) for d in stage.doors] or list(file.procedure.doors)
    known = [file.procedure.doors[d] for d in dict.fromkeys(named) if d in file.procedure.doors]
    return Doors(_doors_title(file), tuple(known)) if known else None


def _ends(file: File) -> list[Stage]:
    stages = file.procedure.stages.values()
    return [s for s in stages if s.kind is StageKind.FINAL and s.level == file.facts.level]


def _doors_title(file: File) -> str:
    if isinstance(file.entries[-1].event, events.Redirected):
        return _("Where to turn instead")
    if file.stage.kind is StageKind.FINAL:
        return _("What remains open to you outside")
    return _("Other ways that are open to you")


def _day(file: File, entry: Entry) -> date:
    return entry.event.on or file.situation.calendar.local_date(entry.at)


def _last(entries: Sequence[Entry], *kinds: type[events.Event]) -> Entry | None:
    return next((e for e in reversed(entries) if isinstance(e.event, kinds)), None)
