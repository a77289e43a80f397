"""The answer as a letter: what is handed or sent to the petitioner, with where they can go next."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openredress.cases.access import File
from openredress.cases.actions import higher_office
from openredress.cases.wording import amount_text, local, outcome_text, words_label
from openredress.core import events
from openredress.core.procedure import Citation, Door, StageKind
from openredress.offices.institution import institution
from openredress.offices.models import Office
from openredress.offices.opening import Opens, opens
from openredress.offices.tree import office_map

from . import facts


@dataclass(frozen=True)
class Review:
    """The right to go up: to whom, for how long after the letter arrived, until when if it has.

    `office` is `None` where the next level is not an office here.
    """

    name: Any
    does: Any
    office: Office | None
    length: str
    until: date | None
    citation: Citation


@dataclass(frozen=True)
class Letter:
    number: str
    office: Office
    opening: Opens
    at: datetime
    kind: str
    title: str
    outcome: str
    filed_at: datetime
    parts: tuple[tuple[str, str], ...]
    remedies: tuple[facts.RemedyView, ...]
    review: Review | None
    doors: tuple[Door, ...]
    is_last_level: bool
    language: str


def letter(file: File) -> Letter | None:
    """The last answer of this case; `None` while there is none."""
    entry = facts.last_answer(file)
    if entry is None:
        return None
    event: Any = entry.event
    decided = isinstance(event, events.Decided)
    review, office = _review(file, event.step), _office_of(file, entry.by.office)
    return Letter(
        number=file.case.number,
        office=office,
        opening=opens(office, file.situation.today),
        at=entry.at,
        kind=event.tag,
        title=local(file.procedure.steps[event.step].name),
        outcome=outcome_text(event.outcome) if decided else "",
        filed_at=file.facts.filed_at,
        parts=_parts(event),
        remedies=facts.remedies(file) if decided else (),
        review=review,
        doors=_doors(file, event),
        is_last_level=review is None,
        language=file.facts.language,
    )


def _office_of(file: File, key: int | None) -> Office:
    if key is None or key == file.case.office_id:
        return file.case.office
    return institution().rows[key]


def _parts(event: Any) -> tuple[tuple[str, str], ...]:
    names = facts.PARTS if isinstance(event, events.Decided) else ("reason",)
    written = ((words_label(name), getattr(event, name)) for name in names)
    return tuple((label, text) for label, text in written if text)


def _review(file: File, answered_by: str) -> Review | None:
    """What the law gives after this answer, whether or not it was served already."""
    procedure = file.procedure
    level = procedure.level_after(file.facts.level)
    step = procedure.steps.get(level.asked_by) if level else None
    limit = procedure.limits.get(step.within) if step and step.within else None
    if step is None:
        return None
    higher = higher_office(procedure, file.facts, office_map())
    runs = limit is not None and (file.facts.served_on or answered_by in limit.runs_from)
    clock = file.situation.clock(limit.id) if limit and runs else None
    return Review(
        name=step.name,
        does=step.does,
        office=institution().rows[higher] if higher else None,
        length=amount_text(limit.amount, limit.unit) if limit else "",
        until=clock.due_on() if clock else None,
        citation=limit.citation if limit else step.citation,
    )


def _doors(file: File, event: Any) -> tuple[Door, ...]:
    """The doors that this answer names, else those that stay open after this level."""
    named = getattr(event, "doors", ())
    stages = file.procedure.stages.values()
    after = [
        door
        for stage in stages
        if stage.level == file.facts.level and stage.kind is not StageKind.OPEN
        for door in stage.doors
    ]
    return tuple(file.procedure.doors[door] for door in dict.fromkeys(named or after))
