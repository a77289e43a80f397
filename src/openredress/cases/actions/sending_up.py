"""What a petitioner asks about who must not see a case never waits for nobody.

It is answered by the clerks of the office that registered the case and by its supervisors. Where
none of them can, or none did in time, the first office above that has somebody answers it.
"""

import logging
from datetime import datetime

from django.db import transaction

from openredress.core import recusal
from openredress.core.facts import Facts
from openredress.core.journal import By
from openredress.core.procedure import Role
from openredress.offices.tree import ACTING, office_map, somebody_left

from ..models import Case
from .writing import append, locked

log = logging.getLogger(__name__)


def send_up_if_nobody_answers(case: Case, facts: Facts, now: datetime) -> Facts:
    """Gives an open request to the next office up, if nobody can answer it where it is."""
    if not facts.exclusion_asked or _somebody_can(facts):
        return facts
    return _send_up(case, facts, now)


def send_up_exclusions(now: datetime) -> tuple[str, ...]:
    """Every open request that nobody can answer, or that nobody answered in time, goes up.

    One that fails does not stop the others; returns the numbers of those cases.
    """
    waiting = Case.objects.filter(exclusion_asked=True, is_open=True).order_by("id")
    failed = []
    for number in waiting.values_list("number", flat=True):
        try:
            with transaction.atomic():
                _send_up_if_due(number, now)
        except Exception:
            log.exception("The request in case %s could not be sent up.", number)
            failed.append(number)
    return tuple(failed)


def _send_up_if_due(number: str, now: datetime) -> None:
    case, facts = locked(number)
    late = case.exclusion_due_at is not None and case.exclusion_due_at <= now
    if facts.exclusion_asked and (late or not _somebody_can(facts)):
        _send_up(case, facts, now)


def _somebody_can(facts: Facts) -> bool:
    blocked, offices = facts.blocked, facts.blocked_offices
    if facts.exclusion_office is not None:
        return somebody_left(facts.exclusion_office, blocked, offices, _roles(facts))
    above = office_map().upwards(facts.office)[1:]
    if any(somebody_left(o, blocked, offices, (Role.SUPERVISOR,)) for o in above):
        return True
    if facts.is_reprisal:
        return somebody_left(facts.office, blocked, offices, (Role.SUPERVISOR,))
    return somebody_left(facts.registrar, blocked, offices, (Role.CLERK,))


def _roles(facts: Facts) -> tuple[Role, ...]:
    return (Role.OFFICER, Role.HEAD) if facts.is_reprisal else ACTING


def _send_up(case: Case, facts: Facts, now: datetime) -> Facts:
    """To the first office above with somebody; where nobody is above, to the office that took
    the case in: an answer from there is better than none.
    """
    begun = facts.exclusion_office
    offices = office_map().upwards(begun or facts.registrar)[1:]
    last = () if begun else (facts.registrar,)
    for office in (*offices, *last):
        if somebody_left(office, facts.blocked, facts.blocked_offices, _roles(facts)):
            event = recusal.send_up(facts.stage, office)
            return append(case, facts, [event], By(Role.SYSTEM), now)
    return facts
