"""From what happened to messages: one for each way that the petitioner chose.

Only here is it looked up who wants to be told, and how. The row of the event ends in the same
transaction in which the messages are written, so that a worker that dies leaves either the one or
the others.
"""

from datetime import datetime

from django.db import transaction

from openredress.core.news import BY_LETTER
from openredress.parties import identities

from . import quiet
from .channels import LETTER, chosen
from .models import Notice
from .outbox import NEWS


def spread(notice: Notice, now: datetime) -> int:
    """Puts a notice without a way onto each one that was chosen; how many. Raises `CannotOpen`."""
    assert notice.case is not None
    wanted = chosen(identities.reach(notice.case))
    if notice.kind.removeprefix(NEWS) not in BY_LETTER:
        wanted = tuple(channel for channel in wanted if channel != LETTER)
    with transaction.atomic():
        rows = Notice.objects.filter(pk=notice.pk, state=Notice.WAITS, channel="")
        if not wanted:
            rows.update(state=Notice.NOBODY, ended_at=now, claimed_until=None)
            return 0
        # The first message takes the place of the row, so that none is left that says less.
        first, *others = wanted
        due = quiet.due(notice, first, now)
        if not rows.update(channel=first, claimed_until=None, tries=0, due_at=due):
            return 0  # Another worker was here, since we took longer than a claim holds.
        Notice.objects.bulk_create(_on(notice, channel, now) for channel in others)
    return len(wanted)


def _on(notice: Notice, channel: str, now: datetime) -> Notice:
    return Notice(
        kind=notice.kind, case_id=notice.case_id, of_case_id=notice.of_case_id,
        about=notice.about, channel=channel, language=notice.language,
        queued_at=notice.queued_at, due_at=quiet.due(notice, channel, now),
    )  # fmt: skip
