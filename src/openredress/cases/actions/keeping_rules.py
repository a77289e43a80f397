"""Rules of the institution about how long ended cases are kept, in place of what a pack says.

A rule is stated with its reason, which everybody can read on the page of the procedure. It reaches
cases that ended before, too; whoever was told another day is told the new one in time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from openredress.core.facts import replay
from openredress.core.procedure import Period

from .. import projection
from ..journal import entries_of
from ..models import Case, RetentionRule
from .writing import project

BATCH = 500


@dataclass(frozen=True)
class Rule:
    """A rule as the operator states it; `outcome` "" is for all without one of their own."""

    pack: str
    outcome: str
    period: Period
    reason: str


def set_rule(rule: Rule, now: datetime) -> None:
    """States a rule. The one before it stays on record, with the moment it ended."""
    with transaction.atomic():
        _end(rule.pack, rule.outcome, now)
        RetentionRule.objects.create(
            pack=rule.pack, outcome=rule.outcome, amount=rule.period.amount,
            unit=str(rule.period.unit), reason=rule.reason, set_at=now,
        )  # fmt: skip


def end_rule(pack: str, outcome: str, now: datetime) -> bool:
    """What the pack says holds again. False when there is no such rule."""
    return bool(_end(pack, outcome, now))


def _end(pack: str, outcome: str, now: datetime) -> int:
    rows = RetentionRule.objects.filter(pack=pack, outcome=outcome, ended_at=None)
    return int(rows.update(ended_at=now, applied_at=None))


def apply_rules(batch: int = BATCH) -> Iterator[int]:
    """Tells every ended case of the procedures whose rules have changed, and says how many.

    Cut off anywhere, it begins again at the next call: what was told already is only looked at.
    """
    changed = RetentionRule.objects.filter(applied_at=None)
    for pack in sorted(set(changed.values_list("pack", flat=True))):
        rows, after = list(changed.filter(pack=pack)), 0
        while found := _batch(pack, after, batch):
            after, count = found
            yield count
        ids = [row.pk for row in rows]
        last = max(row.ended_at or row.set_at for row in rows)
        RetentionRule.objects.filter(pk__in=ids).update(applied_at=last)


def _batch(pack: str, after: int, size: int) -> tuple[int, int] | None:
    with transaction.atomic():
        rows = list(
            Case.objects.select_for_update(of=("self",))
            .filter(pack__pack=pack, is_open=False, is_forgotten=False, pk__gt=after)
            .order_by("pk")[:size]
        )
        known = projection.rules()
        for case in rows:
            facts = replay(entries_of(case))
            columns = projection.columns(facts, known=known)
            if any(getattr(case, name) != value for name, value in columns.items()):
                project(case, facts)
    return (rows[-1].pk, len(rows)) if rows else None
