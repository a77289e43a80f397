"""Calling a coordination meeting at the desk."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openredress.coordination import actions
from openredress.coordination.actions import NotCalled, Trouble, zone_of
from openredress.core.procedure import Role
from openredress.offices.tree import office_map

from .door import Desk, at_the_desk
from .meetings_forms import CallForm
from .meetings_pages import FormPage


def callers(desk: Desk) -> set[int]:
    return {p.office for p in desk.actor.posts if p.role in (Role.HEAD, Role.SUPERVISOR)}


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def call(desk: Desk) -> HttpResponse:
    mine = callers(desk)
    if not mine:
        raise Http404
    others = same_institution(mine)
    if desk.request.method != "POST":
        return _show_call(desk, CallForm(mine, others, prefix="call"))
    form = CallForm(mine, others, desk.request.POST, prefix="call")
    if not form.is_valid():
        return _show_call(desk, form, 422)
    entered = form.cleaned_data
    office = entered["office"].pk
    done = actions.call(
        desk.actor, office, [o.pk for o in entered["attending"]],
        form.meets_at(zone_of(office)), entered["closes_on"], entered["place"], desk.now,
    )  # fmt: skip
    if isinstance(done, NotCalled):
        form.add_error(done.field, trouble_text(done.trouble))
        return _show_call(desk, form, 422)
    messages.success(desk.request, _("The meeting is called. Cases can be put on its agenda now."))
    return redirect("desk:meeting", done.pk)


def same_institution(callers: set[int]) -> set[int]:
    """Every office under the same roots: only those can attend."""
    offices = office_map()
    roots = {offices.upwards(office)[-1] for office in callers}
    return {office for office in offices.offices if offices.upwards(office)[-1] in roots}


def trouble_text(trouble: Trouble) -> str:
    return {
        Trouble.NOT_YOURS: _("Choose an office that you head or supervise for."),
        Trouble.PAST: _("Choose a day that is still to come."),
        Trouble.CLOSES_LATE: _(
            "The agenda has to close before the meeting, today at the earliest."
        ),
        Trouble.NOBODY: _("Choose at least one office beside yours."),
        Trouble.CLOSED_ALWAYS: _("The next agenda would close before it is open: give fewer days."),
    }[trouble]


def _show_call(desk: Desk, form: CallForm, status: int = 200) -> HttpResponse:
    page = FormPage(
        title=_("Call a coordination meeting"),
        lead=_("For cases that no single office can settle. What it agrees becomes what offices "
               "owe, each by a day."),
        button=_("Call the meeting"), back="", form=form,
    )  # fmt: skip
    return desk.show("desk/meeting_form.html", page, status)
