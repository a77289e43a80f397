"""Rounds at the desk: planned, moved, cancelled; kits taken out and revoked."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from openredress.cases.actions import GOING
from openredress.desk.door import Desk, at_the_desk
from openredress.desk.pages import Tab, tabs
from openredress.rounds import actions, queries
from openredress.rounds.kit import signed
from openredress.rounds.models import Held, Kit, Round
from openredress.rounds.views import RoundView, round_view

from .forms import CancelForm, MoveForm, PlanForm, RevokeForm
from .taking import TakeDownOnRound

View = Callable[..., HttpResponse]


def going_out(view: View) -> View:
    """For whoever goes out for some office; for others there is nothing here."""

    @wraps(view)
    def inner(desk: Desk, *args: Any, **kwargs: Any) -> HttpResponse:
        if not desk.actor.has_role(*GOING):
            raise Http404
        return view(desk, *args, **kwargs)

    return inner


def own_offices(desk: Desk) -> list[int]:
    return sorted({p.office for p in desk.actor.posts if p.role in GOING})


def site(request: HttpRequest) -> str:
    return (settings.URL or request.build_absolute_uri("/")).rstrip("/")


@dataclass(frozen=True)
class RoundRow:
    view: RoundView
    kits: int


@dataclass(frozen=True)
class ListPage:
    here: str
    tabs: tuple[Tab, ...]
    ahead: tuple[RoundRow, ...]
    over: tuple[RoundRow, ...]
    held: tuple[Held, ...]


@require_safe
@at_the_desk
@going_out
def overview(desk: Desk) -> HttpResponse:
    own = own_offices(desk)
    rows = [
        RoundRow(round_view(r, desk.now), r.kit_count) for r in queries.rounds_of(own, desk.now)
    ]  # type: ignore[attr-defined]
    page = ListPage(
        here="rounds", tabs=tabs(desk, "rounds"),
        ahead=tuple(row for row in rows if not row.view.is_over),
        over=tuple(row for row in reversed(rows) if row.view.is_over),
        held=tuple(queries.held_at(own)),
    )  # fmt: skip
    return desk.show("field/rounds.html", page)


@dataclass(frozen=True)
class FormPage:
    title: str
    lead: str
    button: str
    form: Any
    back: str
    is_danger: bool = False


def show_form(desk: Desk, page: FormPage) -> HttpResponse:
    return desk.show("field/form.html", page, 422 if page.form.is_bound else 200)


def posted(desk: Desk) -> Any:
    return desk.request.POST if desk.request.method == "POST" else None


LIST = "rounds-desk:list"


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
@going_out
def plan(desk: Desk) -> HttpResponse:
    form = PlanForm(own_offices(desk), posted(desk), now=desk.now)
    if form.is_valid():
        office = form.cleaned_data["office_key"].pk
        made = actions.plan(desk.actor, office, form.plan(), desk.now)
        if made is not None:
            messages.success(desk.request, _("The round is public now."))
            return redirect("rounds-desk:round", made.pk)
    lead = _("It is public at once, and can later be moved or cancelled only with a reason.")
    title, button = _("Plan a round"), _("Make it public")
    return show_form(desk, FormPage(title, lead, button, form, _back(None)))


def _back(found: Round | None) -> str:
    return reverse("rounds-desk:round", args=[found.pk]) if found else reverse(LIST)


def round_or_404(desk: Desk, key: int) -> Round:
    found = queries.round_of(own_offices(desk), key)
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class RoundPage:
    here: str
    tabs: tuple[Tab, ...]
    view: RoundView
    kits: tuple[Kit, ...]
    staff: int | None

    @property
    def is_open(self) -> bool:
        return not self.view.is_over and self.view.round.cancelled_at is None


@require_safe
@at_the_desk
@going_out
def one(desk: Desk, round: int) -> HttpResponse:
    found = round_or_404(desk, round)
    view, kits = round_view(found, desk.now), tuple(queries.kits_of(found))
    page = RoundPage("rounds", tabs(desk, "rounds"), view, kits, desk.actor.staff)
    return desk.show("field/round.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
@going_out
def move(desk: Desk, round: int) -> HttpResponse:
    found = _open_or_404(desk, round)
    form = MoveForm(found, posted(desk), now=desk.now)
    if form.is_valid():
        given = form.cleaned_data
        when = (given["on"], given["begins"], given["ends"])
        if actions.move(desk.actor, round, *when, given["reason"], desk.now):
            messages.success(desk.request, _("Moved. Everybody reads why."))
        return redirect("rounds-desk:round", round)
    title, button = _("Move this round"), _("Move it and say why")
    return show_form(desk, FormPage(title, str(found), button, form, _back(found)))


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
@going_out
def cancellation(desk: Desk, round: int) -> HttpResponse:
    found = _open_or_404(desk, round)
    form = CancelForm(posted(desk))
    if form.is_valid():
        if actions.cancel(desk.actor, round, form.cleaned_data["reason"], desk.now):
            messages.success(desk.request, _("Cancelled. Everybody reads why."))
        return redirect("rounds-desk:round", round)
    title, button = _("Cancel this round"), _("Cancel it and say why")
    return show_form(desk, FormPage(title, str(found), button, form, _back(found), True))


def _open_or_404(desk: Desk, key: int) -> Round:
    found = round_or_404(desk, key)
    if found.cancelled_at is not None or round_view(found, desk.now).is_over:
        raise Http404
    return found


# Kits --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TakePage:
    view: RoundView
    back: str


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
@going_out
def take(desk: Desk, round: int) -> HttpResponse:
    """What a kit is; taking one out makes it."""
    found = _open_or_404(desk, round)
    if desk.request.method != "POST":
        return desk.show("field/take.html", TakePage(round_view(found, desk.now), _back(found)))
    actions.take_kit(desk.actor, round, desk.now)
    messages.success(desk.request, _("The kit is yours. Put it on the device now."))
    return redirect("rounds-desk:round", round)


@require_safe
@at_the_desk
@going_out
def kit_file(desk: Desk, kit: str) -> HttpResponse:
    """The kit for a laptop, to whoever took it out. There is nothing secret in it."""
    row = _kit_or_404(desk, kit)
    if row.holder_id != desk.actor.staff:
        raise Http404
    body = json.dumps(signed(row, site(desk.request)), ensure_ascii=False, indent=1)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="kit-{row.round.on}-{row.uid}.json"'
    return response


def _kit_or_404(desk: Desk, uid: str) -> Kit:
    rows = Kit.objects.select_related("round__office", "round__place", "holder")
    offices = own_offices(desk)
    row = rows.filter(uid=uid, round__office__in=offices, revoked_at=None).first()
    if row is None:
        raise Http404
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
@going_out
def revocation(desk: Desk, kit: str) -> HttpResponse:
    row = _kit_or_404(desk, kit)
    form = RevokeForm(posted(desk))
    if form.is_valid():
        actions.revoke(desk.actor, kit, form.cleaned_data["reason"], desk.now)
        messages.success(desk.request, _("Revoked. Nothing new is taken from it unseen."))
        return redirect("rounds-desk:round", row.round_id)
    title, button = _("A kit that was lost"), _("Revoke this kit")
    lead = _(
        "Whoever finds the device can read nothing on it. What was taken down before now is still "
        "taken in when it comes, with a mark; what claims to be later waits for you."
    )
    return show_form(desk, FormPage(title, lead, button, form, _back(row.round), True))


@require_safe
@at_the_desk
@going_out
def paper(desk: Desk) -> HttpResponse:
    """The same form to be filled in by hand: a battery may be empty."""
    context = {"form": TakeDownOnRound(), "nav": "desk"}
    return render(desk.request, "field/paper.html", context)
