"""What the public is shown of hearings: public ones that are ahead, and findings without names.

Nobody is told of which case it is. From a case of which somebody is shut out nothing is shown:
whoever is complained of would read of it. See docs/decisions/0060-public-hearings.md.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from openredress.core.facts import At
from openredress.wall import as_owner

from .models import Hearing

#: How many are shown at once.
PAGE = 50


@dataclass(frozen=True)
class PublicHearing:
    office: int
    title: str
    venue: str
    starts_at: datetime


@dataclass(frozen=True)
class PublicFinding:
    key: int
    office: int
    headline: str
    text: str
    published_at: datetime


def _public() -> QuerySet[Hearing]:
    return Hearing.objects.filter(
        case__blocked=[], case__blocked_offices=[], case__exclusion_asked=False,
        case__is_reprisal=False, case__is_forgotten=False,
    )  # fmt: skip


def ahead(now: datetime) -> tuple[PublicHearing, ...]:
    """Public hearings that are still to come, the next one first."""
    with as_owner():
        rows = _public().filter(at=At.ANNOUNCED, starts_at__gte=now, case__is_open=True)
        rows = rows.exclude(title="").order_by("starts_at", "pk")
        return tuple(
            PublicHearing(r.office_id or 0, r.title, r.venue, r.starts_at)
            for r in rows[:PAGE]
            if r.starts_at is not None
        )


def findings() -> tuple[PublicFinding, ...]:
    """What was published of findings, the latest first."""
    with as_owner():
        rows = _public().exclude(published_at=None).order_by("-published_at", "-pk")
        return tuple(_finding(r) for r in rows[:PAGE])


def finding(key: int) -> PublicFinding | None:
    with as_owner():
        found = _public().exclude(published_at=None).filter(pk=key).first()
    return _finding(found) if found else None


def _finding(row: Hearing) -> PublicFinding:
    assert row.published_at is not None
    return PublicFinding(row.pk, row.office_id or 0, row.headline, row.finding, row.published_at)
