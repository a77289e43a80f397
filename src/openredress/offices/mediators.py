"""Which offices mediate, and which of them stand on the rungs above one."""

from collections.abc import Collection, Iterable, Sequence

from openredress.core.rungs import MediationRung, Mediator

from .institution import Institution, institution
from .models import Office


def beginnings(
    rungs: Iterable[MediationRung], near: int, blocked: Collection[int]
) -> tuple[Office, ...]:
    """Offices at which mediation can begin in the institution of the office `near`: those of the
    lowest kind of which there are any.
    """
    found = institution()
    for rung in rungs:
        there = tuple(o for o in _of_kind(found, rung.kind, near) if o.pk not in blocked)
        if there:
            return there
    return ()


def all_mediators(near: int, blocked: Collection[int]) -> tuple[Office, ...]:
    """Every office of the institution that mediates."""
    found = institution()
    return tuple(
        office
        for kind in Mediator
        for office in _of_kind(found, kind, near)
        if office.pk not in blocked
    )


def on_rungs(
    rungs: Sequence[MediationRung], first: int, blocked: Collection[int]
) -> tuple[int, ...]:
    """Who stands on each rung when it begins at the office `first`: 0 below it, and where nobody
    mediates in that way. The competent office is not among them.
    """
    found = institution()
    kind = found.rows[first].mediates if first in found.rows else ""
    kinds = [rung.kind for rung in rungs if rung.kind is not Mediator.COMPETENT]
    if kind not in kinds:
        return (0,) * len(kinds)
    begins = kinds.index(Mediator(kind))
    return tuple(
        0 if i < begins else first if i == begins else _nearest(found, each, first, blocked)
        for i, each in enumerate(kinds)
    )


def _of_kind(found: Institution, kind: Mediator, near: int) -> tuple[Office, ...]:
    top = found.offices.upwards(near)[-1]
    return tuple(
        office
        for key, office in found.rows.items()
        if office.mediates == kind and found.offices.upwards(key)[-1] == top
    )


def _nearest(found: Institution, kind: Mediator, first: int, blocked: Collection[int]) -> int:
    """The nearest above; else the one whose way up meets that of `first` soonest."""
    above = found.offices.upwards(first)

    def away(office: Office) -> tuple[int, int, int]:
        path = found.offices.upwards(office.pk)
        meets = next((i for i, each in enumerate(above) if each in path), len(above))
        return (meets, path.index(above[meets]) if meets < len(above) else 0, office.pk)

    there = [o for o in _of_kind(found, kind, first) if o.pk not in blocked and o.pk != first]
    return min(there, key=away).pk if there else 0
