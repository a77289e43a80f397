"""How a member comes to the page of a group: by a receipt of their own or, for the petitioner, by
that of the case.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from openredress.cases.access import File, NotHere, chain_for
from openredress.core.access import Actor
from openredress.parties import members
from openredress.parties.keys import CannotOpen
from openredress.parties.members import Opened
from openredress.parties.membership import membership_of, open_membership
from openredress.parties.session import open_session, session_of
from openredress.wall import seen_by

from ..entrance import ask_again
from ..forms import CodeForm


@dataclass(frozen=True)
class Attendance:
    """A member at the case. `chain` are its levels, the first one first; `file` is the highest."""

    member: Opened
    chain: tuple[File, ...]

    @property
    def file(self) -> File:
        return self.chain[-1]

    @property
    def now(self) -> datetime:
        return self.file.now


View = Callable[..., HttpResponse]


def with_member(view: View) -> View:
    """Gives the view the `Attendance` of whoever holds the session; asks for the code otherwise."""

    @never_cache
    @wraps(view)
    def entered(request: HttpRequest, **named: Any) -> HttpResponse:
        found = _of_session(request)
        if found is not None:
            return _on_visit(view, request, *found, named)
        if request.method != "POST" or "code" not in request.POST:
            return ask_again(request, CodeForm())
        form = CodeForm(request.POST)
        if not form.is_valid():
            return ask_again(request, form)
        member = form.member or members.first_of(form.root_number)  # "" is the number of no case.
        if member is None:
            form.refuse(_("This is the code of another case. Enter the code of this one."))
            return ask_again(request, form)
        began = timezone.now()

        def keep(response: HttpResponse) -> None:
            if member.is_first:
                open_session(response, form.root_number, form.receipt, began)
            else:
                open_membership(response, member.pk, member.stamp, began)

        return _on_visit(view, request, member, keep, form.receipt, named)

    return entered


Keep = Callable[[HttpResponse], None]


def _of_session(request: HttpRequest) -> tuple[Opened, Keep, int] | None:
    """The member that is open in this browser, how it stays open, and by which receipt of the case
    it was opened if by one.
    """
    try:
        membership, session = membership_of(request), session_of(request)
        if membership is not None:
            member = members.by_stamp(membership.member, membership.stamp)
            began = membership.began_at
            if member is not None and not member.is_first:
                return member, lambda r: open_membership(r, member.pk, member.stamp, began), 0
        if session is not None:
            first = members.first_of(session.root_number)
            if first is not None:
                number, receipt, at = session.root_number, session.receipt, session.began_at
                return first, lambda r: open_session(r, number, receipt, at), receipt
    except CannotOpen:
        return None
    return None


def _on_visit(
    view: View, request: HttpRequest, member: Opened, keep: Keep, receipt: int,
    named: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    actor = Actor.petitioner(member.number)
    with seen_by(actor):
        try:
            chain = chain_for(actor, timezone.now())
        except NotHere:
            return ask_again(request, CodeForm())
        # A receipt of the case that was replaced since opens nothing, here neither.
        if member.is_first and chain[0].facts.receipts != receipt:
            return ask_again(request, CodeForm())
        with timezone.override(ZoneInfo(chain[-1].facts.time_zone)):
            response = view(request, Attendance(member, chain), **named)
    if not getattr(response, "ends_membership", False):
        keep(response)
    return response
