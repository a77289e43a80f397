"""How a petitioner comes to their own case: by the session, or by the code of the receipt; and how
those come who act for them, or help.
"""

import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from openredress.cases.access import File, NotHere, chain_for, helped
from openredress.core.access import Actor
from openredress.core.procedure import Role
from openredress.offices.tree import actor_of
from openredress.parties import proxies
from openredress.parties.acting import Acting, acting_of, close_acting, open_acting
from openredress.parties.keys import CannotOpen
from openredress.parties.session import Session, open_session, session_of
from openredress.wall import seen_by

from .forms import CodeForm

#: What the form of an ended session adds to what was being sent.
OWN_FIELDS = ("csrfmiddlewaretoken", "code")


@dataclass(frozen=True)
class Visit:
    """A petitioner at one level of their case, or whoever acts for them or helps:
    `file.actor` tells.
    `chain` are all its levels, the first one first.
    """

    chain: tuple[File, ...]
    file: File


View = Callable[..., HttpResponse]
#: What a view is marked with that whoever acts for a petitioner may come to. No other is theirs,
#: however much they were let; and of these, each act asks what they were let.
FOR_PROXIES = "for_proxies"


def for_proxies(view: View) -> View:
    """Stands between `with_case` and the view."""
    setattr(view, FOR_PROXIES, True)
    return view


def with_case(view: View) -> View:
    """Gives the view the `Visit` of whoever holds the session; asks for the code otherwise.

    What somebody was sending when their session ended is kept in the form that asks for the
    code, and goes on from there.
    """

    @wraps(view)
    def entered(request: HttpRequest, number: str = "", **named: Any) -> HttpResponse:
        session = session_of(request)
        if session is not None and not _is_for_helper(request, session, number):
            return _on_visit(view, request, session, number, named)
        acting = acting_of(request)
        if acting is not None:
            return _for_petitioner(view, request, acting, number, named)
        if number and _helper(request) is not None and "code" not in request.POST:
            return _as_helper(view, request, number, named)
        if request.method != "POST" or "code" not in request.POST:
            return ask_again(request, CodeForm())
        return _by_code(view, request, CodeForm(request.POST), number, named)

    return entered


def _by_code(
    view: View, request: HttpRequest, form: CodeForm, number: str, named: dict[str, Any]
) -> HttpResponse:
    if not form.is_valid():
        return ask_again(request, form)
    try:
        if form.proxy is not None:
            acting = Acting(form.proxy.pk, timezone.now())
            return _for_petitioner(view, request, acting, number, named)
        if not form.is_elsewhere:
            return _on_visit(view, request, form.session(), number, named)
    except Http404:
        pass
    form.refuse(_("This is the code of another case. Enter the code of this one."))
    return ask_again(request, form)


def _on_visit(
    view: View, request: HttpRequest, session: Session, number: str, named: dict[str, Any]
) -> HttpResponse:
    actor = Actor.petitioner(session.root_number)
    with seen_by(actor), ExitStack() as stack:
        try:
            reads = request.method in ("GET", "HEAD")
            chain = chain_for(actor, timezone.now(), stack if reads else None)
        except NotHere:
            return ask_again(request, CodeForm())
        if chain[0].facts.receipts != session.receipt:
            return ask_again(request, CodeForm())
        response = _shown(view, request, chain, number, named)
    open_session(response, session.root_number, session.receipt, session.began_at)
    return response


def _shown(
    view: View, request: HttpRequest, chain: tuple[File, ...], number: str, named: dict[str, Any]
) -> HttpResponse:
    file = next((f for f in reversed(chain) if number in ("", f.case.number)), None)
    if file is None:
        raise Http404
    with timezone.override(ZoneInfo(file.facts.time_zone)):
        return view(request, Visit(chain, file), **named)


def _for_petitioner(
    view: View, request: HttpRequest, acting: Acting, number: str, named: dict[str, Any]
) -> HttpResponse:
    """As whoever acts for the petitioner: never as the petitioner, and only while they do."""
    try:
        row = proxies.by_key(acting.proxy)
    except CannotOpen:
        row = None
    if row is None:
        return _closed(request)
    actor = Actor.for_petitioner(row.number, row.proxy, timezone.now())
    with seen_by(actor):
        try:
            chain = chain_for(actor, timezone.now())
        except NotHere:
            return _closed(request)
        if getattr(view, FOR_PROXIES, False):
            response = _shown(view, request, chain, number, named)
        else:
            response = not_theirs(request)
    if not getattr(response, "ends_acting", False):
        open_acting(response, acting)
    return response


def _helper(request: HttpRequest) -> Actor | None:
    """Whoever is signed in and stands on a list of helpers."""
    staff: Any = request.user
    if not staff.is_authenticated:
        return None
    actor = actor_of(staff)
    return actor if actor.has_role(Role.HELPER) else None


def _is_for_helper(request: HttpRequest, session: Session, number: str) -> bool:
    """Whether it is a case that the reader helps with, in a browser in which the receipt of another
    was opened: that of somebody who filed with them a moment ago.
    """
    actor = _helper(request)
    if not number or actor is None:
        return False
    try:
        chain = helped(actor, number, timezone.now())
    except NotHere:
        return False
    return chain[0].case.number != session.root_number


def _as_helper(
    view: View, request: HttpRequest, number: str, named: dict[str, Any]
) -> HttpResponse:
    """As the helper whom the petitioner chose, while they do and the helper may. What there is not
    and what is not for them are answered alike.
    """
    actor = _helper(request)
    assert actor is not None
    try:
        chain = helped(actor, number, timezone.now())
    except NotHere:
        written = [v for k, v in request.POST.items() if k not in OWN_FIELDS and _is_prose(v)]
        context = {"nav": "desk", "written": written}
        return render(request, "follow/not_helping.html", context, status=404)
    with seen_by(chain[0].actor):
        if getattr(view, FOR_PROXIES, False):
            return _shown(view, request, chain, number, named)
        return not_theirs(request)


def _is_prose(value: str) -> bool:
    """Whether somebody wrote it, and no form did."""
    return not re.fullmatch(r"[\w.,-]*", value.strip(), re.ASCII)


def _closed(request: HttpRequest) -> HttpResponse:
    """They act no more. What they were sending is theirs to copy, and goes nowhere."""
    response = ask_again(request, CodeForm())
    close_acting(response)
    return response


def not_theirs(request: HttpRequest) -> HttpResponse:
    """What the petitioner did not let them do, or what nobody can do for another."""
    return render(request, "follow/not_theirs.html", {"nav": "follow"}, status=403)


def ask_again(request: HttpRequest, form: CodeForm) -> HttpResponse:
    """The session is over. Nothing is lost, not even what was being sent."""
    kept = [(k, v) for k, values in request.POST.lists() for v in values if k not in OWN_FIELDS]
    context = {"form": form, "kept": kept, "nav": "follow"}
    response = render(request, "follow/over.html", context, status=429 if form.wait else 403)
    return form.paused(response)
