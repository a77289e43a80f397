"""Whether the worker does its duties: asked by watchdogs, by the operator's page and command."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from .duties import DUTIES, Duty
from .models import Run


@dataclass(frozen=True)
class Standing:
    """How one duty stands. `done_at` is `None` while it was never done."""

    name: str
    title: str | Promise
    done_at: datetime | None
    failing_since: datetime | None
    fault: str
    amount: int
    is_silent: bool

    @property
    def is_well(self) -> bool:
        return not self.is_silent and self.failing_since is None


def standings(now: datetime) -> tuple[Standing, ...]:
    """Every duty, in the order in which they are told."""
    runs = {run.duty: run for run in Run.objects.all()}
    return tuple(_standing(duty, runs.get(duty.name), now) for duty in DUTIES)


def is_well(now: datetime) -> bool:
    """True while every duty was done lately and none fails."""
    return all(standing.is_well for standing in standings(now))


def _standing(duty: Duty, run: Run | None, now: datetime) -> Standing:
    done = run.done_at if run else None
    return Standing(
        name=duty.name,
        title=duty.title,
        done_at=done,
        failing_since=run.failing_since if run else None,
        fault=run.fault if run else "",
        amount=run.amount if run else 0,
        is_silent=done is None or now - done > duty.patience,
    )
