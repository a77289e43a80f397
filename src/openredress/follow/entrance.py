"""How a petitioner comes to their own case: by the session, or by the code of the receipt."""

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

from openredress.cases.access import File, NotHere, chain_for
from openredress.core.access import Actor
from openredress.parties.session import Session, open_session, session_of
from openredress.wall import seen_by

from .forms import CodeForm

#: What the form of an ended session adds to what was being sent.
OWN_FIELDS = ("csrfmiddlewaretoken", "code")


@dataclass(frozen=True)
class Visit:
    """A petitioner at one level of their case. `chain` are all its levels, the first one first."""

    chain: tuple[File, ...]
    file: File


View = Callable[..., HttpResponse]


def with_case(view: View) -> View:
    """Gives the view the `Visit` of whoever holds the session; asks for the code otherwise.

    What somebody was sending when their session ended is kept in the form that asks for the
    code, and goes on from there.
    """

    @wraps(view)
    def entered(request: HttpRequest, number: str = "", **named: Any) -> HttpResponse:
        session = session_of(request)
        if session is not None:
            return _on_visit(view, request, session, number, named)
        if request.method != "POST" or "code" not in request.POST:
            return ask_again(request, CodeForm())
        form = CodeForm(request.POST)
        if not form.is_valid():
            return ask_again(request, form)
        if form.is_elsewhere:
            form.refuse(_("This is the code of another case. Enter the code of this one."))
            return ask_again(request, form)
        try:
            return _on_visit(view, request, form.session(), number, named)
        except Http404:
            form.refuse(_("This is the code of another case. Enter the code of this one."))
            return ask_again(request, form)

    return entered


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
        file = next((f for f in reversed(chain) if number in ("", f.case.number)), None)
        if file is None:
            raise Http404
        with timezone.override(ZoneInfo(file.facts.time_zone)):
            response = view(request, Visit(chain, file), **named)
    open_session(response, session.root_number, session.receipt, session.began_at)
    return response


def ask_again(request: HttpRequest, form: CodeForm) -> HttpResponse:
    """The session is over. Nothing is lost, not even what was being sent."""
    kept = [(k, v) for k, values in request.POST.lists() for v in values if k not in OWN_FIELDS]
    context = {"form": form, "kept": kept, "nav": "follow"}
    response = render(request, "follow/over.html", context, status=429 if form.wait else 403)
    return form.paused(response)
