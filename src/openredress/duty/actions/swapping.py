"""Swaps: one asks, the other agrees, and only then does the roster change."""

from datetime import datetime

from django.db.models import Q

from openredress.core.access import Actor
from openredress.core.duty import Refused, Trouble

from ..models import Shift, Swap
from ..posted import Posted
from .writing import record, writing


def ask_swap(
    actor: Actor, shift: int, asked_of: int, in_return: int | None, now: datetime
) -> Swap | Refused:
    """Asks somebody to take one's place on a shift, for one of theirs if one is named.

    Raises `Shift.DoesNotExist`.
    """
    office = _office_of(shift)
    with writing(office, now) as here:
        swap = Swap(
            shift=Shift.objects.get(pk=shift), asked_by_id=actor.staff, asked_of_id=asked_of,
            in_return=Shift.objects.get(pk=in_return) if in_return else None, asked_at=now,
        )  # fmt: skip
        if refused := _refused(here, swap, now):
            return refused
        waiting = Swap.objects.filter(shift=shift, asked_by=actor.staff, answer="")
        if waiting.exists():
            return Refused(Trouble.ASKED_ALREADY, "asked_of")
        swap.save()
        return swap


def answer_swap(actor: Actor, swap: int, answer: str, now: datetime) -> Swap | Refused:
    """`agreed` and `refused` are for whom was asked, `withdrawn` for who asked.

    Raises `Swap.DoesNotExist`.
    """
    office = Swap.objects.values_list("shift__office_id", flat=True).get(pk=swap)
    with writing(office, now) as here:
        rows = Swap.objects.select_related("shift", "in_return").select_for_update(of=("self",))
        found = rows.get(pk=swap)
        answers = found.asked_by_id if answer == "withdrawn" else found.asked_of_id
        if actor.staff != answers:
            return Refused(Trouble.NOT_YOURS)
        if found.answer:
            return Refused(Trouble.ANSWERED)
        if answer == "agreed":
            if refused := _refused(here, found, now):
                return refused
            _swap(actor, found, now)
        found.answer, found.answered_at = answer, now
        found.save(update_fields=["answer", "answered_at"])
        return found


def _office_of(shift: int) -> int:
    return int(Shift.objects.values_list("office_id", flat=True).get(pk=shift))


def _refused(here: Posted, swap: Swap, now: datetime) -> Refused | None:
    """Asked twice: when somebody asks, and again when the other agrees, perhaps days later."""
    asked_of, asks = names = _names(here, swap)
    given, taken = swap.shift, swap.in_return
    found = _refused_side(here, given, swap.asked_by_id, swap.asked_of_id, taken, now)
    if found is not None:
        trouble, is_about_them = found
        return Refused(trouble, "asked_of" if is_about_them else "", names)
    if taken is None:
        return None
    if taken.office_id != here.office.pk:
        return Refused(Trouble.NOT_ON_IT, "in_return")
    found = _refused_side(here, taken, swap.asked_of_id, swap.asked_by_id, given, now)
    return Refused(found[0], "in_return", (asks, asked_of)) if found is not None else None


def _refused_side(
    here: Posted, shift: Shift, leaves: int, takes: int, other: Shift | None, now: datetime
) -> tuple[Trouble, bool] | None:
    """One half of a swap: the trouble, and whether it is about whoever takes the place."""
    if not _is_on(shift, leaves):
        return Trouble.NOT_ON_IT, False
    if shift.starts_at <= now:
        return Trouble.OVER, False
    if not here.able(takes, leaves):
        return Trouble.NOT_ABLE, True
    if _is_busy(takes, shift, other):
        return Trouble.BUSY, True
    return None


def _names(here: Posted, swap: Swap) -> tuple[str, str]:
    """Who was asked, and who asks."""
    asked_of = here.names.get(swap.asked_of_id) or str(swap.asked_of)
    return asked_of, here.names.get(swap.asked_by_id) or str(swap.asked_by)


def _is_on(shift: Shift, person: int) -> bool:
    return person == shift.lead_id or person in shift.others


def _is_busy(person: int, shift: Shift, given_away: Shift | None) -> bool:
    """Whether the person is on duty somewhere already while this shift runs."""
    theirs = Shift.objects.filter(Q(lead=person) | Q(others__contains=[person]))
    meanwhile = theirs.filter(starts_at__lt=shift.ends_at, ends_at__gt=shift.starts_at)
    return bool(meanwhile.exclude(pk=given_away.pk if given_away else None).exists())


def _swap(actor: Actor, swap: Swap, now: datetime) -> None:
    _replace(swap.shift, swap.asked_by_id, swap.asked_of_id)
    if swap.in_return is not None:
        _replace(swap.in_return, swap.asked_of_id, swap.asked_by_id)
    record(swap.shift.office_id, actor, now, "swapped", asked_by=swap.asked_by_id,
           asked_of=swap.asked_of_id, starts_at=swap.shift.starts_at.isoformat(),
           ends_at=swap.shift.ends_at.isoformat())  # fmt: skip


def _replace(shift: Shift, one: int, other: int) -> None:
    if shift.lead_id == one:
        shift.lead_id = other
    shift.others = [other if person == one else person for person in shift.others]
    shift.save(update_fields=["lead", "others"])
