"""Joining a case: with an invitation, in a minute, without an account."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from openredress.cases import actions
from openredress.cases.access import File, NotHere, chain_for
from openredress.cases.wording import local, refusal_text
from openredress.core.access import Actor
from openredress.core.refusals import Refusal
from openredress.parties import members
from openredress.parties.membership import (
    Invited,
    begin_joining,
    close_membership,
    end_joining,
    joining_of,
    open_membership,
)
from openredress.parties.session import close_session
from openredress.wall import seen_by
from openredress.web.limits import Limit, TooMany

from ..entrance import Visit, with_case
from .forms import InvitationForm, SayForm

#: How many join by one invitation in an hour: a village meeting, and no machine.
JOINING = Limit(300, 3600)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """The code of the invitation; a link holds it behind its `#`, which no server sees."""
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        response = redirect("group:joining")
        code = members.read_code(form.cleaned_data["code"]) or ""
        begin_joining(response, Invited(code, secrets.token_urlsafe(18)))
        return response
    status = 429 if form.wait else 200
    context = {"form": form, "nav": "follow"}
    return form.paused(render(request, "follow/group_join.html", context, status=status))


@require_POST
@with_case
def from_case(request: HttpRequest, visit: Visit) -> HttpResponse:
    """From one's own case to what one was offered to join. Nothing is written down by looking."""
    offer = actions.joining_offer(visit.file.case, visit.file.facts)
    if offer is None:
        messages.error(request, _("This cannot be joined any more. Your own case goes on."))
        return redirect("petitioner:case", visit.file.case.number)
    response = redirect("group:joining")
    begin_joining(response, Invited(offer.invitation, secrets.token_urlsafe(18)))
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest) -> HttpResponse:
    """What one joins, and what one gives: nothing has to be given."""
    invited = joining_of(request)
    number = _number(invited)
    if invited is None or number is None:
        messages.error(request, _("Enter the code of the invitation first."))
        return redirect("group:join")
    form = SayForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and not _too_many(invited, form):
        done = _join(invited, form.cleaned_data)
        if isinstance(done, actions.Joined):
            response = redirect("group:receipt")
            close_session(response)
            open_membership(response, done.member.pk, done.member.stamp)
            return response
        form.add_error(None, refusal_text(done))
    file = _seen(number)
    known = file.facts.group if file else None
    if file is None or known is None:
        return redirect("group:join")
    context = {
        "form": form, "about": known.about, "tally": known.tally, "number": number,
        "office": file.case.office.name, "stage": local(file.stage.plain), "nav": "follow",
    }  # fmt: skip
    return render(request, "follow/group_say.html", {**context, "joins": True})


def _too_many(invited: Invited, form: SayForm) -> bool:
    if not JOINING.take(invited.code).is_over:
        return False
    form.add_error(None, _("So many have joined in this hour that you have to try again later."))
    return True


def _join(invited: Invited, given: dict[str, Any]) -> actions.Joined | Refusal:
    joining = actions.Joining(
        invited.form, name=given["name"].strip(), say=given["say"], shown=tuple(given["shown"])
    )
    return actions.join_group(invited.code, joining, timezone.now())


def _number(invited: Invited | None) -> str | None:
    try:
        return members.invited_to(invited.code) if invited else None
    except TooMany:
        return None


def _seen(number: str) -> File | None:
    """The case to be joined; what is shown of it is what the petitioner wrote for those invited."""
    actor = Actor.petitioner(number)
    with seen_by(actor):
        try:
            return chain_for(actor, timezone.now())[-1]
        except NotHere:
            return None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt of whoever just joined, until they say that they have kept it."""
    invited = joining_of(request)
    if invited is None:
        return redirect("group:page")
    if request.method == "POST":
        response = redirect("group:page")
        end_joining(response)
        return response
    code = members.code_for(invited.form)
    member = members.by_code(code)
    if member is None:
        response = redirect("group:join")
        end_joining(response)
        close_membership(response)
        return response
    context = {"code": code, "number": member.number, "nav": "follow"}
    return render(request, "follow/group_receipt.html", context)
