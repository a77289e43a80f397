"""Saying where an office goes and when, beforehand; and, with the reason, that it is otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction

from openredress.cases.actions import GOING
from openredress.core.access import Actor
from openredress.core.procedure import Role
from openredress.offices.tree import ground_of
from openredress.wall import as_owner

from ..models import Round, RoundChange


@dataclass(frozen=True)
class Plan:
    """Where and when, and what can be had there. One of `place` and `where` is given."""

    place: int | None
    where: str
    on: date
    begins: time
    ends: time
    who: str = ""
    languages: str = ""
    offers: Iterable[str] = ()


def goes_out(actor: Actor, office: int) -> bool:
    """Whether the actor plans rounds of this office and takes kits along: whoever takes down
    grievances or works on cases there, or heads it.
    """
    return any(post.office == office and post.role in GOING for post in actor.posts)


def reads_what_waits(actor: Actor, holder: int, office: int) -> bool:
    """Whether the actor opens what a kit brought and what waits: whoever took it down, those who
    register, and the head. Somebody else of the office may be whom it is about.
    """
    return goes_out(actor, office) and (
        actor.staff == holder
        or any(p.office == office and p.role in (Role.CLERK, Role.HEAD) for p in actor.posts)
    )


def begins_at(office: int, on: date, hour: time) -> datetime:
    return datetime.combine(on, hour, ZoneInfo(ground_of(office).time_zone))


def plan(actor: Actor, office: int, given: Plan, now: datetime) -> Round | None:
    """Publishes a round. `None` for whoever does not go out for this office, and for a time that
    is not to come: what is told afterwards is no plan.
    """
    if not goes_out(actor, office) or begins_at(office, given.on, given.begins) <= now:
        return None
    with as_owner():
        return Round.objects.create(
            office_id=office, place_id=given.place, where=given.where.strip(), on=given.on,
            begins=given.begins, ends=given.ends, who=given.who.strip(),
            languages=given.languages.strip(), offers=sorted(given.offers),
            published_at=now, changed_at=now,
        )  # fmt: skip


def move(
    actor: Actor, key: int, on: date, begins: time, ends: time, reason: str, now: datetime
) -> bool:
    """Another day or hour, with the reason that everybody reads."""
    with as_owner(), transaction.atomic():
        found = _open(actor, key, now)
        if found is None or begins_at(found.office_id, on, begins) <= now:
            return False
        _record(found, actor, reason, now)
        found.on, found.begins, found.ends = on, begins, ends
        found.save(update_fields=["on", "begins", "ends", "revision", "changed_at"])
    return True


def cancel(actor: Actor, key: int, reason: str, now: datetime) -> bool:
    """The round is not made. It stays on the list with the reason."""
    with as_owner(), transaction.atomic():
        found = _open(actor, key, now)
        if found is None:
            return False
        _record(found, actor, reason, now, is_cancelled=True)
        found.cancelled_at = now
        found.save(update_fields=["cancelled_at", "revision", "changed_at"])
    return True


def _open(actor: Actor, key: int, now: datetime) -> Round | None:
    """A round that is still to end, of an office of the actor."""
    row = Round.objects.select_for_update().filter(pk=key, cancelled_at=None).first()
    if row is None or not goes_out(actor, row.office_id):
        return None
    return row if begins_at(row.office_id, row.on, row.ends) > now else None


def _record(
    found: Round, actor: Actor, reason: str, now: datetime, *, is_cancelled: bool = False
) -> None:
    RoundChange.objects.create(
        round=found, at=now, by_id=actor.staff, is_cancelled=is_cancelled, reason=reason.strip(),
        was_on=found.on, was_begins=found.begins, was_ends=found.ends,
    )  # fmt: skip
    found.revision, found.changed_at = found.revision + 1, now
