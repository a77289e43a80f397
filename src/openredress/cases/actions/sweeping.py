"""Letting time act: breaches are recorded, and unused rights lapse."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from openredress.core.facts import replay

from ..journal import entries_of
from ..models import Case
from .writing import catch_up, project

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Swept:
    """What a sweep did: cases acted on, and the numbers of those that failed."""

    done: int
    failed: tuple[str, ...]


def sweep(now: datetime, batch: int = 200) -> Swept:
    """Lets the passing of time act: breaches are recorded, unused rights lapse.

    Its work is in proportion to what is due. Several may run at once, and one killed at any
    moment neither loses nor doubles an act; a case that fails is left for the next sweep.
    """
    done, failed = 0, list[str]()
    while True:
        with transaction.atomic():
            due = list(
                Case.objects.select_for_update(skip_locked=True)
                .filter(act_at__lte=now)
                .exclude(number__in=failed)
                .order_by("act_at")[:batch]
            )
            for case in due:
                try:
                    with transaction.atomic():
                        _let_time_act(case, now)
                    done += 1
                except Exception:
                    log.exception("The sweep could not act on case %s.", case.number)
                    failed.append(case.number)
        if len(due) < batch:
            return Swept(done, tuple(failed))


def _let_time_act(case: Case, now: datetime) -> None:
    facts = replay(entries_of(case))
    if catch_up(case, facts, now) is facts:
        project(case, facts)
