"""Being away, and who does one's work meanwhile. Why somebody is away is asked nowhere."""

from datetime import datetime

from django.db.models import Q

from openredress.core import duty
from openredress.core.access import Actor
from openredress.core.duty import Refused, Trouble
from openredress.core.hours import Span
from openredress.offices.models import Staff

from ..models import Absence
from ..posted import Posted
from .writing import keeps, record, writing


def away(
    actor: Actor, office: int, staff: int, span: Span, substitute: int | None, now: datetime
) -> Absence | Refused:
    """Enters that somebody is away; they do it themselves, or who keeps the roster does."""
    with writing(office, now) as here:
        new = duty.Absence(staff, span, substitute)
        if refused := _refused(actor, here, new, now) or _refused_substitute(here, new):
            return refused
        absence = Absence.objects.create(
            office_id=office, staff_id=staff, substitute_id=substitute,
            starts_at=span.starts_at, ends_at=span.ends_at,
        )  # fmt: skip
        _record(actor, absence, now, "absence-entered")
        return absence


def back(actor: Actor, absence: int, now: datetime) -> Refused | None:
    """Ends an absence now, or takes it back before it has begun. Raises `Absence.DoesNotExist`."""
    office = Absence.objects.values_list("office_id", flat=True).get(pk=absence)
    with writing(office, now):
        found = Absence.objects.select_for_update().get(pk=absence)
        if actor.staff != found.staff_id and not keeps(actor, office):
            return Refused(Trouble.NOT_YOURS)
        if found.ends_at <= now:
            return Refused(Trouble.OVER)
        _record(actor, found, now, "absence-ended")
        if found.starts_at < now:
            found.ends_at = now
            found.save(update_fields=["ends_at"])
        else:
            found.delete()
        return None


def _record(actor: Actor, absence: Absence, now: datetime, what: str) -> None:
    record(absence.office_id, actor, now, what, staff=absence.staff_id,
           substitute=absence.substitute_id, starts_at=absence.starts_at.isoformat(),
           ends_at=absence.ends_at.isoformat())  # fmt: skip


def _refused(actor: Actor, here: Posted, new: duty.Absence, now: datetime) -> Refused | None:
    if actor.staff != new.staff and not keeps(actor, here.office.pk):
        return Refused(Trouble.NOT_YOURS)
    if new.staff not in here.roles:
        return Refused(Trouble.NOT_OF_THIS_OFFICE, "staff")
    if new.span.ends_at <= new.span.starts_at:
        return Refused(Trouble.ENDS_BEFORE, "through")
    if new.span.ends_at <= now:
        return Refused(Trouble.OVER, "through")
    if any(a.staff == new.staff for a in _meanwhile(here, new.span)):
        return Refused(Trouble.AWAY_ALREADY, "first")
    return None


def _refused_substitute(here: Posted, new: duty.Absence) -> Refused | None:
    if new.substitute is None:
        return None
    circle = duty.closed_circle(new, _meanwhile(here, new.span))
    if circle:
        return Refused(Trouble.CIRCLE, "substitute", _names(circle))
    if not here.able(new.substitute, new.staff):
        return Refused(Trouble.NOT_ABLE, "substitute", _names((new.substitute, new.staff)))
    return None


def _meanwhile(here: Posted, span: Span) -> tuple[duty.Absence, ...]:
    """Who else of the office is away at some moment of this time."""
    touching = Q(starts_at__lt=span.ends_at, ends_at__gt=span.starts_at)
    rows = Absence.objects.filter(touching, office=here.office)
    return tuple(
        duty.Absence(a.staff_id, Span(a.starts_at, a.ends_at), a.substitute_id) for a in rows
    )


def _names(people: tuple[int, ...]) -> tuple[str, ...]:
    found = Staff.objects.in_bulk(people)
    return tuple(str(found[person]) for person in people)
