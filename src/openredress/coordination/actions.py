"""Calling a meeting, its agenda, and its minutes. The only writer of meetings and items."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db import transaction

from openredress.cases import actions
from openredress.cases.models import Case
from openredress.core.access import Actor
from openredress.core.coordination import Agreed, Called
from openredress.core.refusals import Code, Refusal
from openredress.offices.tree import ground_of
from openredress.wall import as_owner

from .models import Item, Meeting
from .queries import attends, meetings_of, visible_items, was_held


class Trouble(StrEnum):
    """Why a meeting cannot be called so."""

    NOT_YOURS = "not-yours"
    PAST = "past"
    CLOSES_LATE = "closes-late"
    NOBODY = "nobody"
    CLOSED_ALWAYS = "closed-always"


@dataclass(frozen=True)
class NotCalled:
    trouble: Trouble
    field: str


class NotHere(LookupError):  # noqa: N818  what the reader is told
    """There is no such meeting or item for this actor."""


def zone_of(office: int) -> ZoneInfo:
    return ZoneInfo(ground_of(office).time_zone)


def call(
    actor: Actor, office: int, attending: Collection[int], meets_at: datetime, closes_on: date,
    place: str, now: datetime,
) -> Meeting | NotCalled:  # fmt: skip
    """An office calls a meeting; its heads and supervisors do that and keep the minutes."""
    if actions.keeper(actor, office) is None:
        return NotCalled(Trouble.NOT_YOURS, "office")
    zone = zone_of(office)
    meets_on, today = meets_at.astimezone(zone).date(), now.astimezone(zone).date()
    if meets_on <= today:
        return NotCalled(Trouble.PAST, "meets_on")
    if not today <= closes_on < meets_on:
        return NotCalled(Trouble.CLOSES_LATE, "closes_on")
    others = sorted(set(attending) - {office})
    if not others:
        return NotCalled(Trouble.NOBODY, "attending")
    with as_owner(), transaction.atomic():
        return Meeting.objects.create(
            office_id=office, attending=others, meets_at=meets_at, meets_on=meets_on,
            closes_on=closes_on, place=place.strip(),
        )  # fmt: skip


def called(meeting: Meeting) -> Called:
    """The meeting as the core sees it."""
    return Called(
        meeting.pk, meeting.office_id, frozenset(meeting.attending), meeting.meets_on,
        meeting.closes_on,
    )  # fmt: skip


def put_on(
    actor: Actor, meeting: int, numbers: Sequence[str], offices: Collection[int], question: str,
    now: datetime,
) -> Item | Refusal:  # fmt: skip
    """Brings cases before the meeting as one item. Raises `NotHere`."""
    found = meetings_of(actor).filter(pk=meeting, cancelled_at=None).first()
    if found is None:
        raise NotHere(meeting)
    with as_owner(), transaction.atomic():
        keys = list(Case.objects.filter(number__in=set(numbers)).values_list("pk", flat=True))
        if not keys or len(keys) != len(set(numbers)):
            return Refusal(Code.NOT_YOURS, "cases")
        item = Item.objects.create(meeting=found, cases=sorted(keys))
        done = actions.put_on_agenda(numbers, actor, called(found), item.pk, offices, question, now)
        if isinstance(done, Refusal):
            transaction.set_rollback(True)
            return done
        return item


def take_off(actor: Actor, item: int, reason: str, now: datetime) -> Item | Refusal:
    """Whoever keeps the minutes, or brought the case, takes it off again. Raises `NotHere`."""
    with as_owner(), transaction.atomic():
        found = _locked(actor, item)
        by = actions.keeper(actor, found.meeting.office_id)
        if by is None:
            return Refusal(Code.NOT_YOURS)
        done = actions.take_off_agenda(_numbers(found), by, found.pk, reason, now)
        if isinstance(done, Refusal):
            return done
        return _over(found, off_at=now)


def cancel(actor: Actor, meeting: int, reason: str, now: datetime) -> Meeting | Refusal:
    """The meeting is not held: every case that is still on its agenda is taken off, those among
    them that whoever cancels does not see. One of which minutes are confirmed was held. Raises
    `NotHere`.
    """
    found = meetings_of(actor).filter(pk=meeting, cancelled_at=None).first()
    if found is None or was_held(found):
        raise NotHere(meeting)
    by = actions.keeper(actor, found.office_id)
    if by is None:
        return Refusal(Code.NOT_YOURS)
    with as_owner(), transaction.atomic():
        rows = Item.objects.select_for_update().filter(
            meeting=found, confirmed_at=None, off_at=None
        )
        for item in rows.order_by("pk"):
            done = actions.take_off_agenda(_numbers(item), by, item.pk, reason, now)
            if isinstance(done, Refusal):
                transaction.set_rollback(True)
                return done
            _over(item, off_at=now)
        found.cancelled_at = now
        found.save(update_fields=["cancelled_at"])
        return found


@dataclass(frozen=True)
class Minutes:
    """What is written for an item; as a draft any of it may still be missing."""

    decision: str
    lead: int | None
    co_handlers: tuple[int, ...]
    due_on: date | None


def draft(actor: Actor, item: int, minutes: Minutes, now: datetime) -> Item | Refusal:
    """Keeps what the minutes will say. It binds nobody yet. Raises `NotHere`."""
    with as_owner(), transaction.atomic():
        found = _locked(actor, item)
        if actions.keeper(actor, found.meeting.office_id) is None:
            return Refusal(Code.NOT_YOURS)
        if now.astimezone(zone_of(found.meeting.office_id)).date() < found.meeting.meets_on:
            return Refusal(Code.NOT_MET_YET)
        found.decision, found.lead_id = minutes.decision, minutes.lead
        found.co_handlers, found.due_on = list(minutes.co_handlers), minutes.due_on
        found.save(update_fields=["decision", "lead", "co_handlers", "due_on"])
        return found


def confirm(actor: Actor, item: int, now: datetime) -> Item | Refusal:
    """The minutes of the item are confirmed: they go into the journal of each case, become what
    the offices owe, and do not change any more. Raises `NotHere`.
    """
    with as_owner(), transaction.atomic():
        found = _locked(actor, item)
        if not found.decision.strip():
            return Refusal(Code.MISSING, "decision")
        if found.lead_id is None:
            return Refusal(Code.MISSING, "lead")
        if found.due_on is None:
            return Refusal(Code.MISSING, "due_on")
        agreed = Agreed(found.lead_id, tuple(found.co_handlers), found.due_on, found.decision)
        done = actions.confirm_minutes(
            _numbers(found), actor, called(found.meeting), found.pk, agreed, now
        )
        if isinstance(done, Refusal):
            return done
        return _over(found, confirmed_at=now)


def correct(actor: Actor, item: int, text: str, now: datetime) -> Item | Refusal:
    """Adds a correction to confirmed minutes. Raises `NotHere`."""
    with as_owner(), transaction.atomic():
        found = _seen(actor, item)
        office = found.meeting.office_id
        done = actions.correct_minutes(_numbers(found), actor, office, found.pk, text, now)
        return done if isinstance(done, Refusal) else found


def _seen(actor: Actor, item: int) -> Item:
    rows = Item.objects.select_related("meeting").filter(pk=item)
    found = next(iter(visible_items(actor, rows)), None)
    if found is None or not attends(actor, found.meeting):
        raise NotHere(item)
    return found


def _locked(actor: Actor, item: int) -> Item:
    """The item, while it is neither confirmed nor off. Raises `NotHere`."""
    _seen(actor, item)
    rows = Item.objects.select_for_update(of=("self",)).select_related("meeting")
    found = rows.filter(pk=item, confirmed_at=None, off_at=None).first()
    if found is None:
        raise NotHere(item)
    return found


def _numbers(item: Item) -> list[str]:
    return list(Case.objects.filter(pk__in=item.cases).values_list("number", flat=True))


def _over(item: Item, **when: datetime) -> Item:
    """The draft is gone: what was agreed stands in the journals, behind their own walls."""
    item.decision = ""
    for name, value in when.items():
        setattr(item, name, value)
    item.save(update_fields=["decision", *when])
    return item
