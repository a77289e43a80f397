"""The minutes of one item of a coordination meeting at the desk."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openredress.cases.actions import keeper
from openredress.cases.wording import refusal_text
from openredress.coordination import actions, queries
from openredress.coordination.actions import NotHere
from openredress.coordination.models import Item, Meeting
from openredress.core.refusals import Refusal

from .door import Desk, at_the_desk
from .meetings_forms import CorrectionForm, MinutesForm, ReasonForm
from .meetings_pages import FormPage, ItemView, item_views, names_of


def _kept(desk: Desk, key: int) -> Item:
    """The item, for who keeps the minutes of its meeting and sees every case of it."""
    rows = Item.objects.select_related("meeting", "lead").filter(pk=key, off_at=None)
    found = next(iter(queries.visible_items(desk.actor, rows)), None)
    if found is None or keeper(desk.actor, found.meeting.office_id) is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def minutes(desk: Desk, item: int) -> HttpResponse:
    """Writes the minutes of an item, as a draft, or confirms them."""
    found = _kept(desk, item)
    if found.confirmed_at is not None:
        raise Http404
    if desk.request.method != "POST":
        return _show_minutes(desk, found, MinutesForm(found, prefix="minutes"))
    form = MinutesForm(found, desk.request.POST, prefix="minutes")
    if not form.is_valid():
        return _show_minutes(desk, found, form, 422)
    done = _keep(desk, found, form)
    if isinstance(done, Refusal):
        form.add_error(done.field if done.field in form.fields else None, refusal_text(done))
        return _show_minutes(desk, found, form, 422)
    messages.success(
        desk.request,
        _("Confirmed. It is what these offices owe now, and does not change any more.")
        if done.confirmed_at
        else _("The draft is kept. It binds nobody until it is confirmed."),
    )
    return redirect("desk:meeting", found.meeting_id)


def _keep(desk: Desk, item: Item, form: MinutesForm) -> Item | Refusal:
    try:
        done = actions.draft(desk.actor, item.pk, form.minutes(), desk.now)
        if isinstance(done, Refusal) or "confirm" not in desk.request.POST:
            return done
        return actions.confirm(desk.actor, item.pk, desk.now)
    except NotHere:
        raise Http404 from None


@dataclass(frozen=True)
class MinutesPage:
    view: ItemView
    meeting: Meeting
    form: MinutesForm


def _show_minutes(desk: Desk, item: Item, form: MinutesForm, status: int = 200) -> HttpResponse:
    (view,) = item_views((item,), names_of(item.meeting, (item,)))
    page = MinutesPage(view=view, meeting=item.meeting, form=form)
    return desk.show("desk/minutes.html", page, status)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def removal(desk: Desk, item: int) -> HttpResponse:
    """Takes an item off the agenda."""
    found = _kept(desk, item)
    if found.confirmed_at is not None:
        raise Http404
    form = ReasonForm(desk.request.POST or None, prefix="off")
    if desk.request.method == "POST" and form.is_valid():
        done = actions.take_off(desk.actor, found.pk, form.cleaned_data["reason"], desk.now)
        if not isinstance(done, Refusal):
            messages.success(desk.request, _("It is taken off the agenda."))
            return redirect("desk:meeting", found.meeting_id)
        form.add_error(None, refusal_text(done))
    page = FormPage(
        title=_("Take it off the agenda"),
        lead=_("The petitioner reads why. The case goes on where it is."),
        button=_("Take it off the agenda"), back=str(found.meeting_id), form=form,
    )  # fmt: skip
    return desk.show("desk/meeting_form.html", page, 422 if desk.request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def correction(desk: Desk, item: int) -> HttpResponse:
    """Adds a correction to confirmed minutes."""
    found = _kept(desk, item)
    if found.confirmed_at is None:
        raise Http404
    form = CorrectionForm(desk.request.POST or None, prefix="correct")
    if desk.request.method == "POST" and form.is_valid():
        done = actions.correct(desk.actor, found.pk, form.cleaned_data["text"], desk.now)
        if not isinstance(done, Refusal):
            messages.success(desk.request, _("The correction is added."))
            return redirect("desk:meeting", found.meeting_id)
        form.add_error(None, refusal_text(done))
    page = FormPage(
        title=_("Add a correction to the minutes"),
        lead=_("What was confirmed stays as it is."),
        button=_("Add the correction"), back=str(found.meeting_id), form=form,
    )  # fmt: skip
    return desk.show("desk/meeting_form.html", page, 422 if desk.request.method == "POST" else 200)
