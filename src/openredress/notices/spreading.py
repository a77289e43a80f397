"""From what happened to messages: one for each way that somebody chose.

Only here is it looked up who wants to be told, and how. The row of the event ends in the same
transaction in which the messages are written, so that a worker that dies leaves either the one or
the others.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from openredress.core import beside
from openredress.core.news import BY_LETTER
from openredress.parties import identities, members, sides
from openredress.parties.details import Details
from openredress.web.languages import language_of

from . import quiet
from .channels import LETTER, chosen, contact
from .models import Notice
from .outbox import NEWS, OF_MEMBERS, OF_SIDE


def spread(notice: Notice, now: datetime) -> int:
    """Puts a notice without a way onto each one that was chosen; how many. Raises `CannotOpen`."""
    if notice.kind.startswith((OF_MEMBERS, OF_SIDE)):
        return _spread_beside(notice, now)
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


# Those beside the petitioner ---------------------------------------------------------------


def _spread_beside(notice: Notice, now: datetime) -> int:
    """The same to each member, or to the other side, who wants to be told of this. A telephone or
    mailbox that several share is told once.
    """
    found: dict[tuple[str, str], Notice] = {}
    for details, one in _told(notice):
        for channel in chosen(details):
            if channel != LETTER:
                at = channel, contact(channel, details)
                found.setdefault(at, _to_one(notice, channel, one, now))
    with transaction.atomic():
        rows = Notice.objects.filter(pk=notice.pk, state=Notice.WAITS, channel="")
        if not rows.update(state=Notice.NOBODY, ended_at=now, claimed_until=None):
            return 0
        Notice.objects.bulk_create(found.values())
    return len(found)


def _told(notice: Notice) -> Iterator[tuple[Details, members.Opened | sides.Opened | None]]:
    """Where somebody is reached who wants to be told of this, and who: `None` for the petitioner,
    who is a member as well, and chose for the case as a whole.
    """
    assert notice.case is not None
    audience, _dash, what = notice.kind.partition("-")
    if audience == beside.SIDE:
        side = sides.of_case(notice.case.pk)
        if side is not None and wants(side.kept.tell_of, audience, what):
            yield side.kept.contacts, side
        return
    for member in members.to_tell(notice.case.pk):
        if not member.is_first and wants(member.kept.tell_of, audience, what):
            yield member.kept.contacts, member
        elif member.is_first and what in beside.OF_THE_GROUP:
            yield identities.reach(notice.case), None


def wants(tell_of: str, audience: str, what: str) -> bool:
    """Whether somebody who chose these topics is told of this."""
    return bool(set(tell_of.split()) & beside.topics_of(audience, what))


def _to_one(
    notice: Notice, channel: str, one: members.Opened | sides.Opened | None, now: datetime
) -> Notice:  # fmt: skip
    row = _on(notice, channel, now)
    if isinstance(one, members.Opened):
        row.member_id = one.pk
    elif one is not None:
        row.side_id = one.pk
    row.language = language_of((one.kept.language if one else "") or notice.language)
    return row
