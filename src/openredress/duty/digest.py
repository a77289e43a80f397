"""The daily digest of a head: the figures of the page by e-mail, and nothing of any case.

Mailboxes are read by others, so a digest has figures by office, and no number, name or word of a
case. It is read behind the wall, as the head would read the page.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openredress.cases.open_work import Counted, Figure
from openredress.core.procedure import Role
from openredress.notices import outbox
from openredress.notices.kinds import Message, kind
from openredress.notices.models import Notice
from openredress.offices.models import Post, Staff
from openredress.offices.tree import actor_of, time_zones
from openredress.wall import reading_as

from .overview import ALERTS, COLUMNS, OfficeFigures, overview

KIND = "head-digest"


def hour() -> int:
    """The hour of the day, where the office is, from which the digest is sent."""
    return int(settings.DIGEST_HOUR)


def is_on() -> bool:
    return outbox.is_on()


def queue_due(now: datetime) -> int:
    """Puts the digest of the day aside for every head whose hour has come. Returns how many.

    Done again it does nothing: a digest has one place in the outbox for each head and day.
    """
    if not is_on():
        return 0
    zones, done = time_zones(), 0
    heads = Post.objects.filter(role=Role.HEAD.value, staff__is_active=True)
    wanted = heads.exclude(staff__digest_email="").select_related("staff").order_by("staff", "id")
    seen: set[int] = set()
    for post in wanted:
        local = now.astimezone(ZoneInfo(zones[post.office_id]))
        if post.staff_id not in seen and local.hour >= hour():
            seen.add(post.staff_id)
            once = f"{KIND} {post.staff_id} {local.date()}"
            done += outbox.queue_for_staff(
                KIND, post.staff_id, post.staff.digest_language, now, once=once
            )
    return done


@kind(KIND)
def words(notice: Notice, now: datetime) -> Message | None:
    """What waits at the offices of the head; nothing where nothing waits."""
    staff = Staff.objects.filter(pk=notice.staff_id, is_active=True).first()
    actor = actor_of(staff) if staff else None
    if actor is None or not actor.has_role(Role.HEAD):
        return None
    with reading_as(actor):
        found = overview(actor, now)
    offices = [row for row in found.offices if row.total]
    if not offices:
        return None
    lines = [line for row in offices for line in ("", row.office.name, *_lines(row))]
    told = _("The lists behind the figures: %(address)s") % {"address": _address()}
    begin = _("What waits at your offices today.")
    text = "\n".join([begin, *lines, "", told, ""])
    subject = _("What waits at your offices")
    return Message(f"{settings.INSTITUTION}: {subject}".replace("\n", " "), text)


def _lines(row: OfficeFigures) -> list[str]:
    return [
        "- " + column_line(column, row.figures[column])
        for column in COLUMNS
        if row.figures[column].count
    ]


def column_line(column: str, counted: Counted) -> str:
    """One figure as a sentence."""
    n = counted.count
    since = date_format(counted.since, "DATE_FORMAT") if counted.since else ""
    said = {
        Figure.LATE: ngettext(
            "%(count)d case is late, since %(since)s.",
            "%(count)d cases are late, the longest since %(since)s.", n,
        ),
        Figure.WEEK: ngettext(
            "%(count)d case falls due within seven days.",
            "%(count)d cases fall due within seven days.", n,
        ),
        Figure.EXTENSIONS: ngettext(
            "%(count)d extension waits for an answer.",
            "%(count)d extensions wait for an answer.", n,
        ),
        Figure.UNSERVED: ngettext(
            "%(count)d answer has not reached the petitioner.",
            "%(count)d answers have not reached the petitioners.", n,
        ),
        ALERTS: ngettext(
            "%(count)d alert is in nobody's hand.", "%(count)d alerts are in nobody's hand.", n
        ),
        Figure.REMEDIES: ngettext(
            "%(count)d promise was not kept, due on %(since)s.",
            "%(count)d promises were not kept, the first due on %(since)s.", n,
        ),
    }[column]  # fmt: skip
    return said % {"count": n, "since": since}


def _address() -> str:
    """Where the page is: an address, or the way there where no address is set."""
    if settings.URL:
        return settings.URL.rstrip("/") + reverse("desk:head")
    return _("“Five minutes”, at your desk")
