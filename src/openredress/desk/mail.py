"""Mail that was set aside: what came, why it waits, and deciding what becomes of it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from openredress.core.refusals import Code, Refusal
from openredress.incoming import reading
from openredress.incoming.models import SetAsideMail
from openredress.incoming.reading import Mail
from openredress.mailroom import aside
from openredress.parties.keys import CannotOpen

from .door import Desk, at_the_desk
from .pages import ListPage, around


class DiscardForm(forms.Form):
    because = forms.CharField(
        label=gettext_lazy("Why nothing comes of it"),
        max_length=300,
        help_text=gettext_lazy(
            "As in “Advertising”. It stays on this list for a month, with your name."
        ),
        error_messages={"required": gettext_lazy("Say in a few words why nothing comes of it.")},
    )


@dataclass(frozen=True)
class MailListPage(ListPage):
    """`decided` is what was decided in the last month."""

    decided: tuple[SetAsideMail, ...] = ()


@dataclass(frozen=True)
class MailPage(ListPage):
    """One mail. `said` is what it says, `None` where it cannot be opened here. Whose it is, is
    shown only of mail that belongs to no case: in a case that is opened as any contact.
    """

    row: SetAsideMail | None = None
    said: Mail | None = None
    can_be_taken: bool = False
    form: Any = None


@require_safe
@at_the_desk
def mails(desk: Desk) -> HttpResponse:
    rows, decided = aside.waiting(desk.actor), aside.decided(desk.actor, desk.now)
    page = MailListPage(**around(desk, "mail"), rows=tuple(rows), decided=tuple(decided))
    return desk.show("desk/mail_list.html", page)


@require_safe
@at_the_desk
def mail(desk: Desk, uid: str) -> HttpResponse:
    return _show(desk, _waiting(desk, uid), DiscardForm())


@require_POST
@at_the_desk
def taking(desk: Desk, uid: str) -> HttpResponse:
    """It becomes what it would have become by itself."""
    row = _waiting(desk, uid)
    done = aside.take_it(desk.actor, uid, desk.now)
    if not isinstance(done, Refusal):
        messages.success(desk.request, _taken(row))
    elif done.code is Code.CHANGED_MEANWHILE:
        messages.info(desk.request, _decided_meanwhile())
    else:
        messages.error(desk.request, _("It cannot be taken. Discard it, and say why."))
        return redirect("desk:mail", uid)
    return redirect("desk:mails")


@require_POST
@at_the_desk
def discarding(desk: Desk, uid: str) -> HttpResponse:
    row, form = _waiting(desk, uid), DiscardForm(desk.request.POST)
    if not form.is_valid():
        return _show(desk, row, form, 422)
    done = aside.discard(desk.actor, uid, form.cleaned_data["because"], desk.now)
    if isinstance(done, Refusal):
        messages.info(desk.request, _decided_meanwhile())
    else:
        messages.success(desk.request, _("It is discarded. What it said is gone."))
    return redirect("desk:mails")


def _waiting(desk: Desk, uid: str) -> SetAsideMail:
    row = aside.seen_by(desk.actor).filter(uid=uid).first()
    if row is None:
        raise Http404
    return row


def _show(desk: Desk, row: SetAsideMail, form: DiscardForm, status: int = 200) -> HttpResponse:
    if row.decided_at is not None:
        messages.info(desk.request, _decided_meanwhile())
        return redirect("desk:mails")
    said = _opened(row)
    page = MailPage(
        **around(desk, "mail"), rows=(), row=row, said=said, form=form,
        can_be_taken=said is not None and aside.can_be_taken(row, said),
    )  # fmt: skip
    return desk.show("desk/mail.html", page, status)


def _opened(row: SetAsideMail) -> Mail | None:
    try:
        return reading.read(aside.unsealed(row))
    except CannotOpen:
        return None


def _taken(row: SetAsideMail) -> str:
    if row.case is not None:
        return _("It is in its case now, as a message of the petitioner.")
    return _("It is a case now, and waits in the queue to be registered.")


def _decided_meanwhile() -> str:
    return _("Somebody has decided on this e-mail already.")
