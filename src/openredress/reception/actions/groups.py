"""People who came together: the clock that starts, the alert that climbs, and the record of it."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from openredress.cases import actions as cases
from openredress.core import arrivals
from openredress.core.access import Actor
from openredress.core.alerts import Place, Rung, next_rungs
from openredress.core.procedure import Role
from openredress.core.refusals import Refusal
from openredress.core.standard import USUAL, Capacity, Check, Meets, Standard
from openredress.duty.actions.writing import works_at
from openredress.duty.posted import Posted
from openredress.duty.reach import Town
from openredress.wall import as_owner

from ..models import Arrival, ArrivalRung
from ..times import procedure_of
from .booking import NotHere

log = logging.getLogger(__name__)


class Trouble(StrEnum):
    """Why it cannot be entered so."""

    NOT_THAT_HIGH = "not-that-high"  # somebody higher has to come out to so many people
    NOT_HEAD = "not-head"  # they do not head this office or one above
    OVER = "over"  # it was answered and ended
    CASE = "case"  # no such case is open to whoever enters it


def standard_of(office: int) -> Standard:
    """What the procedure of the office promises to people who come together."""
    pack = procedure_of(office)
    return pack.reception if pack else USUAL


def arrive(
    actor: Actor, office: int, people: int, asks: str, now: datetime
) -> Arrival | Meets | None:
    """Whoever is at the door starts the clock. `None` for fewer people than the pack speaks of,
    who are received like everybody else. Raises `NotHere` for whoever does not work there.
    """
    if not works_at(actor, office):
        raise NotHere(office)
    standard = standard_of(office)
    meets = standard.for_people(people)
    if meets is None:
        return None
    with as_owner(), transaction.atomic():
        arrival = Arrival.objects.create(
            office_id=office, arrived_at=now, size=people, asks=asks.strip(), who=meets.who,
            due_at=now + timedelta(minutes=meets.minutes), climbs=standard.climbs,
        )  # fmt: skip
        town = Town(now)
        for number in range(arrivals.first_rung(meets.who) + 1):
            _to_next(arrival, town, at_least=number)
        return arrival


def climb(now: datetime) -> int:
    """Lets every alert that is due go one rung up; how many did."""
    with as_owner(), transaction.atomic():
        rows = Arrival.objects.select_for_update().filter(met_at=None, ended_at=None)
        due = list(rows.filter(climbs_at__lte=now).order_by("climbs_at", "id"))
        town = Town(now)
        for arrival in due:
            _to_next(arrival, town)
        return len(due)


def _to_next(arrival: Arrival, town: Town, at_least: int = -1) -> None:
    """To the next rung where somebody is; the ones passed over are on record."""
    if arrival.reached >= at_least >= 0:
        return
    places = arrivals.ladder(arrival.office_id, town.above(arrival.office_id))
    passed = next_rungs(places, arrival.reached, lambda place: bool(people_at(place, town)))
    if not passed:
        arrival.climbs_at = None
        arrival.save(update_fields=["climbs_at"])
        log.warning("The alert of an arrival has nobody left to go to.")
        return
    ArrivalRung.objects.bulk_create(
        ArrivalRung(arrival=arrival, number=n, rung=places[n].rung, office_id=places[n].office,
                    reached_at=town.at, nobody_there=n != passed[-1])
        for n in passed
    )  # fmt: skip
    arrival.reached, arrival.climbs_at = passed[-1], _next_climb(arrival, town.at)
    arrival.save(update_fields=["reached", "climbs_at"])


def _next_climb(arrival: Arrival, now: datetime) -> datetime:
    is_coming = arrival.coming_at is not None
    return arrivals.climbs_at(arrival.due_at, now, arrival.climbs, is_coming=is_coming)


def people_at(place: Place, town: Town) -> tuple[int, ...]:
    """Who reads an alert on this rung."""
    return readers_at(place.rung, town.posted(place.office))


def readers_at(rung: str, here: Posted) -> tuple[int, ...]:
    if rung == Rung.DUTY:
        return here.duty_people()
    if rung == Rung.HEAD:
        return here.holding(Role.HEAD)
    return (*here.duty_people(), *here.holding(Role.SUPERVISOR, Role.HEAD))


def come(actor: Actor, key: int, now: datetime) -> Arrival | Trouble:
    """Somebody says that they go out to the people. Raises `NotHere`."""
    with as_owner(), transaction.atomic():
        arrival = _open(actor, key)
        if arrival.coming_at is not None:
            return Trouble.OVER
        arrival.coming_id, arrival.coming_at = actor.staff, now
        arrival.climbs_at = _next_climb(arrival, now)
        arrival.save(update_fields=["coming", "coming_at", "climbs_at"])
        return arrival


def meet(actor: Actor, key: int, staff: int, came_as: str, now: datetime) -> Arrival | Trouble:
    """Somebody has gone out to the people; the clock stops. Raises `NotHere`."""
    with as_owner(), transaction.atomic():
        arrival = _open(actor, key)
        capacity = Capacity(came_as)
        town = Town(now)
        if capacity.height < Capacity(arrival.who).height:
            return Trouble.NOT_THAT_HIGH
        offices = (arrival.office_id, *town.above(arrival.office_id))
        if capacity is Capacity.HEAD and not any(
            staff in town.posted(office).holding(Role.HEAD) for office in offices
        ):
            return Trouble.NOT_HEAD
        if arrival.met_at is not None:
            return Trouble.OVER
        arrival.came_id, arrival.came_as, arrival.met_at = staff, capacity, now
        arrival.climbs_at = None
        arrival.save(update_fields=["came", "came_as", "met_at", "climbs_at"])
        return arrival


def see_to(actor: Actor, key: int, checks: Iterable[str]) -> Arrival:
    """Notes what was seen to: water, seats and the rest. Raises `NotHere`."""
    with as_owner(), transaction.atomic():
        arrival = _open(actor, key)
        wanted = set(checks)
        arrival.checks = [check for check in Check if check in wanted]
        arrival.save(update_fields=["checks"])
        return arrival


def leave(
    actor: Actor, key: int, answer: str, number: str, now: datetime
) -> Arrival | Trouble | Refusal:
    """What was answered, and that it is over; in the journal of the case too, if they have one.
    Raises `NotHere`.
    """
    with as_owner(), transaction.atomic():
        arrival = _open(actor, key)
        if number:
            done = _into_journal(actor, arrival, answer, number, now)
            if done is not None:
                transaction.set_rollback(True)
                return done
        arrival.answer, arrival.ended_at, arrival.climbs_at = answer.strip(), now, None
        arrival.save(update_fields=["answer", "ended_at", "climbs_at"])
        return arrival


def _into_journal(
    actor: Actor, arrival: Arrival, answer: str, number: str, now: datetime
) -> Trouble | Refusal | None:
    if arrival.met_at is None:
        return Trouble.CASE
    done = cases.meet_group(
        number, actor,
        {"office": arrival.office_id, "arrived_at": arrival.arrived_at, "met_at": arrival.met_at,
         "size": arrival.size, "came": arrival.came_as, "answer": answer}, now,
    )  # fmt: skip
    return done if isinstance(done, Refusal) else None


def sees(actor: Actor, arrival: Arrival, town: Town) -> bool:
    """Whoever works at the office, and every office above that the alert can reach."""
    offices = {arrival.office_id, *town.above(arrival.office_id)}
    return any(p.office in offices and p.role is not Role.OPERATOR for p in actor.posts)


def _open(actor: Actor, key: int) -> Arrival:
    arrival = Arrival.objects.select_for_update().filter(pk=key, ended_at=None).first()
    if arrival is None or not sees(actor, arrival, Town(arrival.arrived_at)):
        raise NotHere(key)
    return arrival
