"""How the other side comes to their page: by a letter, and then by the receipt given for it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from openredress.cases.mediated import MediationShown, for_other_side
from openredress.core.facts import OTHER, PETITIONER
from openredress.core.receipt import read_code
from openredress.parties import receipts, sides
from openredress.parties.acting import close_acting
from openredress.parties.attendance import (
    Attendance,
    Letter,
    attendance_of,
    begin_letter,
    open_attendance,
)
from openredress.parties.keys import CannotOpen
from openredress.parties.membership import close_membership
from openredress.parties.session import close_session

from ..entrance import Visit, ask_again
from ..forms import CodeForm


@dataclass(frozen=True)
class Seat:
    """One of the two sides at the table. `page` is what they read; `visit` is the petitioner's, and
    `opened` what is sealed of the other side.
    """

    side: str
    number: str
    now: datetime
    page: MediationShown
    visit: Visit | None = None
    opened: sides.Opened | None = None

    @property
    def url(self) -> str:
        return _address(self.side, self.number)

    def act_url(self, act: str) -> str:
        return _address(self.side, self.number, act)


def _address(side: str, number: str, act: str = "") -> str:
    if side == PETITIONER:
        name = "petitioner:mediation-act" if act else "petitioner:mediation"
        return reverse(name, args=[number, act] if act else [number])
    return reverse("other:act", args=[act]) if act else reverse("other:page")


def attended(side: sides.Opened, typed: str) -> HttpResponse:
    """Somebody entered a code of the other side: of a letter, to be opened, or of their receipt."""
    if side.is_letter:
        response = redirect("other:letter")
        begin_letter(response, Letter(read_code(typed) or "", secrets.token_urlsafe(18)))
        return response
    response = redirect("other:page")
    let_in(response, side, typed)
    return response


def let_in(response: HttpResponse, side: sides.Opened, typed: str) -> None:
    """Opens their page in this browser, and closes what else was open there."""
    stamp = sides.stamp_of(receipts.hashed(read_code(typed) or ""))
    close_session(response)
    close_membership(response)
    close_acting(response)
    open_attendance(response, Attendance(side.pk, stamp, timezone.now()))


View = Callable[..., HttpResponse]


def with_seat(view: View) -> View:
    """Gives the view the `Seat` of the other side; asks for the code of their receipt otherwise."""

    @never_cache
    @wraps(view)
    def entered(request: HttpRequest, **named: Any) -> HttpResponse:
        attendance = attendance_of(request)
        side = _of(attendance)
        if attendance is not None and side is not None:
            return _seated(view, request, side, attendance, named)
        if request.method != "POST" or "code" not in request.POST:
            return ask_again(request, CodeForm())
        form = CodeForm(request.POST)
        if not form.is_valid():
            return ask_again(request, form)
        if form.side is None or form.side.is_letter:
            form.refuse(_("This is another code. Enter the one of the receipt you were given."))
            return ask_again(request, form)
        hashed = receipts.hashed(read_code(form.cleaned_data["code"]) or "")
        fresh = Attendance(form.side.pk, sides.stamp_of(hashed), timezone.now())
        return _seated(view, request, form.side, fresh, named)

    return entered


def _of(attendance: Attendance | None) -> sides.Opened | None:
    try:
        return sides.by_key(attendance.side, attendance.stamp) if attendance else None
    except CannotOpen:
        return None


def _seated(
    view: View, request: HttpRequest, side: sides.Opened, attendance: Attendance,
    named: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    now = timezone.now()
    page = for_other_side(side.number, now)
    if page is None:
        return ask_again(request, CodeForm())
    with timezone.override(ZoneInfo(page.time_zone)):
        response = view(request, Seat(OTHER, side.number, now, page, opened=side), **named)
    open_attendance(response, attendance)
    return response
