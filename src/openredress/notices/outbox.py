"""Putting a notice into the outbox, in the transaction of the act that it tells of."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings

from openredress.core import beside
from openredress.core.beside import News
from openredress.core.facts import Facts
from openredress.core.journal import Entry
from openredress.core.news import news_in
from openredress.web.languages import language_of

from .channels import offered
from .kinds import KINDS
from .models import Notice

NEWS = "news-"
#: To a helper, that something changed for them.
HELPER_NEWS = "helper-news"
#: News for those beside the petitioner.
OF_MEMBERS, OF_SIDE = f"{beside.MEMBERS}-", f"{beside.SIDE}-"
A_DAY = timedelta(days=1)


class RootCase(Protocol):
    pk: int


class SomeCase(Protocol):
    pk: int
    root_id: int
    language: str


def is_on() -> bool:
    """Whether this installation sends e-mail at all."""
    return bool(settings.EMAIL_HOST)


def queue(
    kind: str,
    root: RootCase,
    language: str,
    now: datetime,
    *,
    due_at: datetime | None = None,
    about: int | None = None,
    details: int | None = None,
    member: int | None = None,
    side: int | None = None,
) -> None:
    """To be sent by e-mail, from `due_at` on, to whoever filed, or to a member or the other side.
    Nothing where no e-mail is set up: it would arrive months later, on the day on which it is.
    """
    if kind not in KINDS:
        raise ValueError(f"nobody knows what to say in {kind}")
    if not is_on():
        return
    Notice.objects.create(
        kind=kind, case_id=root.pk, language=language_of(language), queued_at=now,
        due_at=due_at or now, about=about, details=details, member_id=member, side_id=side,
    )  # fmt: skip


def queue_for_staff(kind: str, staff: int, language: str, now: datetime, *, once: str) -> bool:
    """To be sent to somebody who works here. False when what is to be sent `once` was queued."""
    if kind not in KINDS:
        raise ValueError(f"nobody knows what to say in {kind}")
    notice = Notice(
        kind=kind, staff_id=staff, language=language_of(language), queued_at=now, due_at=now,
        once=once,
    )  # fmt: skip
    if not is_on() or Notice.objects.filter(once=once).exists():
        return False
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
    return True


def tell(case: SomeCase, entries: Sequence[Entry]) -> None:
    """Tells the petitioner of what was just written into the journal, if it is news to them: one
    row, whether they chose to be told or not. The worker looks, when it comes to it.
    """
    tell_all([(case, entries)])


def tell_all(written: Iterable[tuple[SomeCase, Sequence[Entry]]]) -> None:
    """As `tell`, for many cases."""
    Notice.objects.bulk_create(told(written))


def told(written: Iterable[tuple[SomeCase, Sequence[Entry]]]) -> list[Notice]:
    """The rows that `tell_all` stores."""
    if not offered():
        return []
    found = (
        (case, entries, news_in(entries, is_first=case.pk == case.root_id))
        for case, entries in written
    )
    return [_of(case, entries, *news) for case, entries, news in found if news is not None]


def remind(case: SomeCase, what: str, about: int, now: datetime, due_at: datetime) -> None:
    """To tell the petitioner of something when its time comes, in the ways that they chose."""
    if offered():
        Notice.objects.create(
            kind=f"{NEWS}{what}", channel="", case_id=case.root_id, of_case_id=case.pk,
            about=about, language=language_of(case.language), queued_at=now, due_at=due_at,
        )  # fmt: skip


def _of(case: SomeCase, entries: Sequence[Entry], what: str, seq: int) -> Notice:
    return Notice(
        kind=f"{NEWS}{what}", channel="", case_id=case.root_id, of_case_id=case.pk, about=seq,
        language=language_of(case.language), queued_at=entries[-1].at, due_at=entries[-1].at,
    )  # fmt: skip


# Those beside the petitioner ---------------------------------------------------------------


def tell_beside(case: SomeCase, before: Facts, after: Facts, entries: Sequence[Entry]) -> None:
    """Tells the members of a group, and the other side of a mediation: one row for all of them,
    whoever wants to be told. The worker looks, when it comes to it.
    """
    if not offered() or (after.group is None and after.mediation is None):
        return
    found = beside.told(before, after, entries, is_first_level=case.pk == case.root_id)
    rows = (_to_audience(case, news, entries[-1].at) for news in found)
    Notice.objects.bulk_create([row for row in rows if row is not None])


def _to_audience(case: SomeCase, news: News, at: datetime) -> Notice | None:
    kind, due_at = f"{news.audience}-{news.what}", at + news.later
    if news.what in beside.ONCE_A_DAY:
        before = Notice.objects.filter(case=case.root_id, kind=kind, channel="")
        last = before.order_by("-due_at").first()
        if last is not None and last.state == Notice.WAITS:
            return None  # It tells of this too.
        due_at = max(due_at, last.due_at + A_DAY) if last else due_at
    return Notice(
        kind=kind, channel="", case_id=case.root_id, of_case_id=case.pk, about=news.seq,
        language=language_of(case.language), queued_at=at, due_at=due_at,
    )  # fmt: skip
