"""The hours an office keeps, and its shifts. Its head enters them, or a supervisor above."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from openredress.core.access import Actor
from openredress.core.duty import Hours, Refused, Trouble
from openredress.core.hours import Span

from ..models import Roster, Shift
from ..posted import Posted
from .writing import keeps, record, writing

#: As many shifts as three a day make in a quarter.
MOST = 280


@dataclass(frozen=True)
class Watch:
    """Who is on duty: a lead, and others beside them."""

    lead: int
    others: tuple[int, ...] = ()

    def refused_at(self, office: Posted) -> Refused | None:
        for field, people in (("lead", (self.lead,)), ("others", self.others)):
            if any(person not in office.roles for person in people):
                return Refused(Trouble.NOT_OF_THIS_OFFICE, field)
        if self.lead in self.others:
            return Refused(Trouble.TWICE, "others")
        return None


def set_hours(
    actor: Actor, office: int, hours: Hours, phone: str, room: str, now: datetime
) -> Roster | Refused:
    """When somebody has to be on duty, and how they are reached."""
    with writing(office, now):
        if not keeps(actor, office):
            return Refused(Trouble.NOT_YOURS)
        roster, _made = Roster.objects.update_or_create(
            office_id=office, defaults={"hours": hours.value, "phone": phone, "room": room}
        )
        record(office, actor, now, "hours-set", hours=hours.value)
        return roster


def make_shifts(
    actor: Actor, office: int, spans: Sequence[Span], watch: Watch, now: datetime
) -> tuple[Shift, ...] | Refused:
    """A shift in each of these spans, with the same people."""
    with writing(office, now) as here:
        if not keeps(actor, office):
            return Refused(Trouble.NOT_YOURS)
        if refused := watch.refused_at(here) or _refused_spans(spans, now):
            return refused
        made = Shift.objects.bulk_create(
            Shift(office_id=office, starts_at=span.starts_at, ends_at=span.ends_at,
                  lead_id=watch.lead, others=list(watch.others))
            for span in spans
        )  # fmt: skip
        record(office, actor, now, "shifts-made", count=len(made), lead=watch.lead,
               others=list(watch.others), starts_at=spans[0].starts_at.isoformat(),
               ends_at=spans[-1].ends_at.isoformat())  # fmt: skip
        return tuple(made)


def _refused_spans(spans: Sequence[Span], now: datetime) -> Refused | None:
    if not spans:
        return Refused(Trouble.NO_DAYS, "weekdays")
    if len(spans) > MOST:
        return Refused(Trouble.TOO_MANY, "weeks")
    if any(span.ends_at <= now for span in spans):
        return Refused(Trouble.OVER, "first")
    return None


def change_shift(actor: Actor, shift: int, watch: Watch, now: datetime) -> Shift | Refused:
    """Other people on a shift that is not over. Raises `Shift.DoesNotExist`."""
    found = Shift.objects.get(pk=shift)
    with writing(found.office_id, now) as here:
        found = Shift.objects.select_for_update().get(pk=shift)
        if refused := _refused(actor, found, now) or watch.refused_at(here):
            return refused
        found.lead_id, found.others = watch.lead, list(watch.others)
        found.save(update_fields=["lead", "others"])
        record(found.office_id, actor, now, "shift-changed", lead=watch.lead,
               others=list(watch.others), starts_at=found.starts_at.isoformat(),
               ends_at=found.ends_at.isoformat())  # fmt: skip
        return found


def remove_shift(actor: Actor, shift: int, now: datetime) -> Refused | None:
    """Takes a shift that has not begun from the roster; one that has ends now."""
    found = Shift.objects.get(pk=shift)
    with writing(found.office_id, now):
        found = Shift.objects.select_for_update().get(pk=shift)
        if refused := _refused(actor, found, now):
            return refused
        told = {"starts_at": found.starts_at.isoformat(), "ends_at": found.ends_at.isoformat()}
        if found.starts_at < now:
            found.ends_at = now
            found.save(update_fields=["ends_at"])
        else:
            found.delete()
        record(found.office_id, actor, now, "shift-removed", lead=found.lead_id, **told)
        return None


def _refused(actor: Actor, shift: Shift, now: datetime) -> Refused | None:
    if not keeps(actor, shift.office_id):
        return Refused(Trouble.NOT_YOURS)
    return Refused(Trouble.OVER) if shift.ends_at <= now else None
