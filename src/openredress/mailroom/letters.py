"""What is said to whoever wrote. Only what a filing is answered with has its number and its code:
whoever files by e-mail has no other way to be given them.
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from openredress.core.receipt import grouped
from openredress.incoming.models import SetAsideMail
from openredress.notices.kinds import Message, kind
from openredress.notices.models import Notice
from openredress.parties import receipts


def message(subject: str, *paragraphs: str) -> Message:
    said = {"institution": settings.INSTITUTION}
    contact = [settings.CONTACT] if settings.CONTACT else []
    text = "\n\n".join([*(p % said if "%(" in p else p for p in paragraphs), *contact])
    return Message(f"{settings.INSTITUTION}: {subject}".replace("\n", " "), text + "\n")


@kind("mail-filed")
def filed(notice: Notice, now: datetime) -> Message | None:
    """With a code of its own at every try; one that did not arrive can be used by nobody."""
    code = receipts.hand_out(notice.case_id, now)
    if code is None:
        return None  # They have a receipt by now, from the counter.
    address = settings.URL.rstrip("/") + reverse("petitioner:open") if settings.URL else ""
    return message(
        _("Your grievance was received"),
        _("What you wrote to %(institution)s by e-mail was filed as a case."),
        _("Number: %(number)s") % {"number": notice.case.number},
        _("Receipt code: %(code)s") % {"code": grouped(code)},
        _(
            "The code opens your case: who answers for it and by when, what is done, and what you "
            "can do. Whoever has it can read the case, so keep it and show it to nobody."
        ),
        *([address] if address else []),
        _(
            "If you did not write to us, somebody used your address. Tell us, or answer this "
            "message and say so."
        ),
    )


@kind("mail-written")
def written(notice: Notice, now: datetime) -> Message:
    return message(_("Your e-mail is in your case"), _came(), _not_you())


@kind("mail-written-in-part")
def written_in_part(notice: Notice, now: datetime) -> Message:
    return message(
        _("Your e-mail is in your case"),
        _came(),
        _(
            "Some of its files could not be taken. Photos, PDF and documents of the usual programs "
            "can; you can add them on the page of your case, which says what is wrong with each."
        ),
        _not_you(),
    )


def _came() -> str:
    return _(
        "An e-mail to the reply address of your case came to %(institution)s. It is in your case "
        "now, where the office reads it."
    )


def _not_you() -> str:
    return _(
        "If you did not write it, say so on the page of your case, and end the reply address there."
    )


@kind("mail-waits")
def waits(notice: Notice, now: datetime) -> Message | None:
    row = SetAsideMail.objects.filter(pk=notice.about, decided_at=None).first()
    if row is None:
        return None  # Somebody has decided on it meanwhile.
    return message(_("Your e-mail waits"), *why_it_waits(row.reason))


def why_it_waits(reason: str) -> list[str]:
    """To whoever wrote: what happened, and what they can do."""
    said = {
        "too-large": _(
            "Your e-mail to %(institution)s is too large to be taken as it is. Send the files in "
            "several e-mails, or add them on the web page."
        ),
        "unreadable": _(
            "Your e-mail to %(institution)s could not be read, perhaps because it is encrypted. "
            "Send it as plain text."
        ),
        "empty": _("Your e-mail to %(institution)s had no text. Write what happened, and send it."),
        "ended": _(
            "The address that your e-mail to %(institution)s went to has been replaced by a new "
            "one. Answer the newest message, or write on the page of your case."
        ),
        "closed": _(
            "Your case at %(institution)s takes no more messages. Its page says what you can do."
        ),
        "not-for-us": _(
            "The address that you wrote to at %(institution)s takes answers only. File a new "
            "grievance on the web page or at the counter."
        ),
    }
    first = said.get(reason) or _("Your e-mail to %(institution)s could not be taken by itself.")
    return [first, _("Nothing is lost: somebody looks at what you sent.")]
