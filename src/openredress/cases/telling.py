"""What petitioners and those beside them are told of what happens, when they asked to be: the texts
of the institution, which know nothing of any case. What is no news any more when its turn comes is
left out.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from openredress.core import beside, news
from openredress.core.procedure import Role
from openredress.notices import texts
from openredress.notices.channels import EMAIL
from openredress.notices.kinds import Message, kind
from openredress.notices.models import Notice
from openredress.notices.outbox import HELPER_NEWS, NEWS
from openredress.offices.models import Staff
from openredress.offices.tree import actor_of
from openredress.web.templatetags.openredress import plain_date

from .models import Case, JournalEntry


def _tell(notice: Notice, now: datetime) -> Message | None:
    what, case = notice.kind.removeprefix(NEWS), notice.of_case
    if case is None or _is_over(what, notice, case, now):
        return None
    frame = texts.EMAIL if notice.channel == EMAIL else texts.SHORT
    return texts.message(what, frame, notice.language)


def _is_over(what: str, notice: Notice, case: Case, now: datetime) -> bool:
    if case.is_forgotten:
        return True
    if what == news.ASKED:
        return not case.question
    if what == news.VISIT:
        return _is_given_up(notice, case, now)
    if what == news.HEARING:
        return _is_moved(notice, case, now)
    return False


def _is_given_up(notice: Notice, case: Case, now: datetime) -> bool:
    """Whether the visit that somebody is reminded of is not kept, or its hour has come."""
    entries = JournalEntry.objects.filter(case=case)
    booked = entries.filter(seq=notice.about, tag="reception-booked").values_list("data", flat=True)
    data = booked.first()
    if data is None:
        return False
    gone = entries.filter(tag="reception-cancelled", data__booking=data["booking"])
    return datetime.fromisoformat(data["starts_at"]) <= now or gone.exists()


def _is_moved(notice: Notice, case: Case, now: datetime) -> bool:
    """Whether the hearing that somebody is reminded of is at another time, or not held."""
    told = JournalEntry.objects.filter(case=case, seq=notice.about, tag="hearing-announced")
    data = told.values_list("data", flat=True).first()
    if data is None or notice.due_at == notice.queued_at:
        return False
    later = JournalEntry.objects.filter(case=case, seq__gt=notice.about)
    over = ("hearing-announced", "hearing-cancelled", "hearing-recorded", "withdrawn")
    return datetime.fromisoformat(data["starts_at"]) <= now or later.filter(tag__in=over).exists()


for _what in news.WEIGHT:
    kind(f"{NEWS}{_what}")(_tell)


# Those beside the petitioner ---------------------------------------------------------------


def _tell_beside(notice: Notice, now: datetime) -> Message | None:
    case, (_audience, _dash, what) = notice.of_case, notice.kind.partition("-")
    if case is None or case.is_forgotten:
        return None
    data = _data(notice, case)
    day = beside.day_in(data)
    if what in (beside.OFFER, beside.OFFER_ENDS):
        entries = JournalEntry.objects.filter(case=case, tag="settlement-concluded")
        if day is None or entries.filter(data__number=data.get("number")).exists():
            return None
    if what == beside.MEETING and datetime.fromisoformat(str(data["starts_at"])) <= now:
        return None
    with translation.override(notice.language):
        values = {"day": str(plain_date(day))} if day else {}
    frame = texts.EMAIL if notice.channel == EMAIL else texts.SHORT
    return texts.message(what, frame, notice.language, values)


def _data(notice: Notice, case: Case) -> dict[str, Any]:
    """What was written of it, as it is stored."""
    entry = JournalEntry.objects.filter(case=case, seq=notice.about).first()
    return dict(entry.data) if entry else {}


for _kind in beside.kinds():
    kind(_kind)(_tell_beside)


# Helpers -----------------------------------------------------------------------------------


@kind(HELPER_NEWS)
def _tell_helper(notice: Notice, now: datetime) -> Message | None:
    """That something waits on their page, and nothing of which case it is."""
    staff = Staff.objects.filter(pk=notice.staff_id, is_active=True).first()
    if staff is None or not actor_of(staff).has_role(Role.HELPER):
        return None
    page = _("“Whom I help” at the desk")
    if settings.URL:
        page = str(settings.URL).rstrip("/") + reverse("desk:helping")
    subject = _("Something changed for you as a helper")
    text = _(
        "Somebody asks for your help, or what you may do for them changed. Sign in to see it: "
        "%(page)s"
    )
    return Message(
        f"{settings.INSTITUTION}: {subject}".replace("\n", " "), text % {"page": page} + "\n"
    )
