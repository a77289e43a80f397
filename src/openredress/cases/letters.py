"""What the notices about receipts and contacts say. None names the case or what it is about."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from openredress.core import replacement
from openredress.core.access import SYSTEM
from openredress.core.facts import Facts, replay
from openredress.core.receipt import grouped
from openredress.notices.kinds import Message, kind
from openredress.notices.models import Notice
from openredress.parties import lost

from . import projection
from .actions import replacing_beside
from .journal import entries_of


def _address() -> str:
    """Where a code is entered: an address, or the way there where no address is set."""
    if settings.URL:
        return settings.URL.rstrip("/") + reverse("intake:lost-code")
    return _("“Follow my case”, “I have lost my receipt”, on the page of %(institution)s") % {
        "institution": settings.INSTITUTION
    }


def _message(subject: str, *paragraphs: str) -> Message:
    said = {"institution": settings.INSTITUTION}
    contact = [settings.CONTACT] if settings.CONTACT else []
    text = "\n\n".join([*(p % said if "%(" in p else p for p in paragraphs), *contact])
    return Message(f"{settings.INSTITUTION}: {subject}".replace("\n", " "), text + "\n")


@kind("lost-receipt")
def code_for_lost_receipt(notice: Notice, now: datetime) -> Message:
    """With a code of its own at every try; one that did not arrive can be used by nobody."""
    code = lost.make_code(notice.case_id, now, notice.member_id, notice.side_id)
    return _message(
        _("A code for a new receipt"),
        _("Somebody asked at %(institution)s for a new receipt and gave this e-mail address."),
        _("If it was you, enter this code within 24 hours:"),
        grouped(code),
        _address(),
        _(
            "The new receipt can be collected three days later with the same code. Keep this "
            "message until then."
        ),
        _(
            "If it was not you, do nothing: nothing changes as long as nobody enters the code. "
            "Never tell the code to anybody, not even to us."
        ),
    )


@kind("receipt-ready")
def receipt_is_ready(notice: Notice, now: datetime) -> Message | None:
    facts = replay(entries_of(notice.case))
    if notice.member_id or notice.side_id:
        ready = replacing_beside.ready_at(notice)
        return None if ready is None or ready > now else _ready(ready, facts)
    asked = replacement.waiting(projection.situation(facts, SYSTEM, now))
    if asked is None or asked.ready_at is None or asked.ready_at > now:
        return None  # Refused or collected meanwhile, or asked for anew.
    return _ready(asked.ready_at, facts)


def _ready(at: datetime, facts: Facts) -> Message:
    until = (at + replacement.LASTS).astimezone(ZoneInfo(facts.time_zone))
    return _message(
        _("A new receipt can be collected"),
        _("The new receipt that was asked for with the code we sent you is ready."),
        _("Enter the same code once more, until %(day)s:")
        % {"day": date_format(until, "DATE_FORMAT")},
        _address(),
    )


@kind("receipt-replaced")
def receipt_was_replaced(notice: Notice, now: datetime) -> Message:
    return _message(
        _("A receipt was replaced"),
        _("At %(institution)s a receipt was replaced by a new one. The earlier one opens nothing."),
        _("If it was not you, come to the counter where you filed, or call, and say so."),
    )


@kind("contact-changed")
def contact_was_changed(notice: Notice, now: datetime) -> Message:
    """To the address that was on file before."""
    return _message(
        _("A contact was changed"),
        _("At a counter of %(institution)s the contact kept with this address was changed."),
        _(
            "If it was you, nothing is left to do. If not, come to the counter where you filed, or "
            "call, and say so; your receipt goes on opening your case."
        ),
    )
