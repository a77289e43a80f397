"""What the pages of coordination meetings are given to show."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from openredress.cases.models import Case, JournalEntry
from openredress.coordination import queries
from openredress.coordination.models import Item, Meeting
from openredress.offices.institution import institution

from .rows import subject_of


@dataclass(frozen=True)
class FormPage:
    """A page with one form. `back` is where one goes without doing anything."""

    title: str
    lead: str
    button: str
    back: str
    form: forms.Form


@dataclass(frozen=True)
class CaseRow:
    number: str
    subject: str
    office: str


@dataclass(frozen=True)
class ItemView:
    """One item as the reader sees it. `agreed` is what the journal has, once it is confirmed."""

    item: Item
    cases: tuple[CaseRow, ...]
    question: str
    offices: tuple[str, ...]
    decision: str
    lead: str
    co_handlers: tuple[str, ...]
    due_on: date | None
    corrections: tuple[str, ...]
    is_confirmed: bool
    has_draft: bool


def names_of(meeting: Meeting, items: tuple[Item, ...]) -> dict[int, str]:
    told = queries.told(items)
    wanted = {meeting.office_id, *meeting.attending}
    for entries in told.values():
        for entry in entries:
            wanted |= {*entry.data.get("offices", ()), *entry.data.get("co_handlers", ())}
            wanted.add(entry.data.get("lead"))
    return {key: office.name for key, office in institution().rows.items() if key in wanted}


def item_views(items: tuple[Item, ...], names: dict[int, str]) -> tuple[ItemView, ...]:
    told, cases = queries.told(items), queries.cases_of(items)
    return tuple(_item(item, told.get(item.pk, []), cases, names) for item in items)


def _item(
    item: Item, told: list[JournalEntry], cases: dict[int, Case], names: dict[int, str]
) -> ItemView:
    by_tag = {entry.tag: entry for entry in told}
    asked, agreed = by_tag["put-on-agenda"], by_tag.get("jointly-decided")
    data: dict[str, Any] = agreed.data if agreed else {}
    due = data.get("due_on")
    return ItemView(
        item=item,
        cases=tuple(
            CaseRow(cases[key].number, subject_of(cases[key]), cases[key].office.name)
            for key in item.cases
        ),
        question=_written(asked, "question"),
        offices=tuple(names.get(o, "") for o in asked.data["offices"]),
        decision=_written(agreed, "decision") if agreed else item.decision,
        lead=names.get(data["lead"], "") if agreed else str(item.lead.name if item.lead else ""),
        co_handlers=tuple(names.get(o, "") for o in data.get("co_handlers", item.co_handlers)),
        due_on=date.fromisoformat(due) if due else item.due_on,
        corrections=tuple(_written(e, "text") for e in told if e.tag == "minutes-corrected"),
        is_confirmed=item.confirmed_at is not None,
        has_draft=item.confirmed_at is None and bool(item.decision),
    )


def _written(entry: JournalEntry, field: str) -> str:
    """What somebody wrote; "" once it was erased by law."""
    return str((entry.words or {}).get(field, ""))
