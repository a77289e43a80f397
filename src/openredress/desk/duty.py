"""Duty at the desk: one's own shifts, the roster of an office, absences, swaps, the duty key."""

from datetime import time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openredress.core.duty import Hours, Refused
from openredress.core.hours import Span, moment_of
from openredress.duty import actions
from openredress.duty.actions.roster import Watch
from openredress.duty.actions.writing import keeps, works_at
from openredress.duty.models import Absence, Shift, Swap
from openredress.duty.posted import Posted, posted
from openredress.duty.wording import trouble_text
from openredress.offices.models import Office

from . import duty_pages as pages
from .door import Desk, at_the_desk
from .duty_forms import AbsenceForm, DutyForm, HoursForm, ShiftsForm, SwapForm, WatchForm, spans

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@at_the_desk
def mine(desk: Desk) -> HttpResponse:
    """Who is on duty now, and what concerns the reader."""
    return desk.show("desk/duty.html", pages.mine(desk))


@require_POST
@at_the_desk
def key(desk: Desk) -> HttpResponse:
    """Makes the address of one's calendar, and shows it this once."""
    made = actions.make_key(desk.request.user, desk.now)
    return desk.show("desk/duty.html", pages.mine(desk, made))


@require_POST
@at_the_desk
def key_removal(desk: Desk) -> HttpResponse:
    actions.revoke_key(desk.request.user)
    messages.success(desk.request, _("The address of your calendar no longer opens anything."))
    return redirect("desk:duty")


# The roster of an office --------------------------------------------------------------------


def _office(desk: Desk, code: str) -> Posted:
    """An office whose roster the reader may see. Raises `Http404`."""
    pk = Office.objects.filter(code=code).values_list("pk", flat=True).first()
    if pk is None or not (works_at(desk.actor, pk) or keeps(desk.actor, pk)):
        raise Http404
    return posted([pk], desk.now)[pk]


def _kept(desk: Desk, code: str) -> Posted:
    """An office whose roster the reader keeps. Raises `Http404`."""
    here = _office(desk, code)
    if not keeps(desk.actor, here.office.pk):
        raise Http404
    return here


@require_safe
@at_the_desk
def roster(desk: Desk, office: str) -> HttpResponse:
    here = _office(desk, office)
    ground = pages.ground(here.office.pk)
    with timezone.override(ground.zone):
        return desk.show("desk/duty_roster.html", pages.roster(desk, here, ground))


@get_or_post
@at_the_desk
def hours(desk: Desk, office: str) -> HttpResponse:
    here = _kept(desk, office)
    form = HoursForm(here, _sent(desk))
    if form.is_valid():
        given = form.cleaned_data
        done = actions.set_hours(
            desk.actor, here.office.pk, Hours(given["hours"]), given["phone"], given["room"],
            desk.now,
        )  # fmt: skip
        if not isinstance(done, Refused):
            return _saved(desk, office, _("The hours of duty are saved."))
        form.refuse(done)
    return _form(desk, here, form, _("Hours of duty, and how one is reached"), _("Save"))


@get_or_post
@at_the_desk
def shifts(desk: Desk, office: str) -> HttpResponse:
    """GET offers the form, POST makes the shifts."""
    here = _kept(desk, office)
    ground = pages.ground(here.office.pk)
    first = {"first": ground.calendar.local_date(desk.now)}
    form = ShiftsForm(here, _sent(desk), initial=first)
    if form.is_valid():
        wanted = spans(form, ground.calendar)
        watch = Watch(*form.watch)
        done = actions.make_shifts(desk.actor, here.office.pk, wanted, watch, desk.now)
        if not isinstance(done, Refused):
            made = ngettext("%(count)d shift was made.", "%(count)d shifts were made.", len(done))
            return _saved(desk, office, made % {"count": len(done)})
        form.refuse(done)
    return _form(desk, here, form, _("Make shifts"), _("Make these shifts"))


@get_or_post
@at_the_desk
def absences(desk: Desk, office: str) -> HttpResponse:
    here = _office(desk, office)
    own = keeps(desk.actor, here.office.pk)
    if desk.actor.staff not in here.roles and not own:
        raise Http404
    form = AbsenceForm(here, _sent(desk), me=desk.actor.staff, keeps=own)
    if form.is_valid():
        zone = pages.ground(here.office.pk).zone
        starts, ends = (moment_of(d, time(), zone) for d in form.days())
        who, substitute = form.who()
        span = Span(starts, ends)
        done = actions.away(desk.actor, here.office.pk, who, span, substitute, desk.now)
        if not isinstance(done, Refused):
            return _saved(desk, office, _("The absence is entered."))
        form.refuse(done)
    return _form(desk, here, form, _("Enter an absence"), _("Enter it"))


@require_POST
@at_the_desk
def absence_end(desk: Desk, absence: int) -> HttpResponse:
    try:
        done = actions.back(desk.actor, absence, desk.now)
    except Absence.DoesNotExist:
        raise Http404 from None
    _tell(desk, done, _("The absence is taken back from now on."))
    return redirect("desk:duty")


# One shift ----------------------------------------------------------------------------------


def _shift(desk: Desk, key: int) -> tuple[Shift, Posted]:
    shift = Shift.objects.select_related("office").filter(pk=key).first()
    if shift is None:
        raise Http404
    return shift, _office(desk, shift.office.code)


@get_or_post
@at_the_desk
def shift(desk: Desk, shift: int) -> HttpResponse:
    """For who keeps the roster: other people on this shift."""
    found, here = _shift(desk, shift)
    if not keeps(desk.actor, here.office.pk):
        raise Http404
    people = {"lead": found.lead_id, "others": [str(p) for p in found.others]}
    form = WatchForm(here, _sent(desk), initial=people)
    if form.is_valid():
        done = actions.change_shift(desk.actor, shift, Watch(*form.watch), desk.now)
        if not isinstance(done, Refused):
            return _saved(desk, here.office.code, _("The shift is changed."))
        form.refuse(done)
    zone = pages.ground(here.office.pk).zone
    return _form(desk, here, form, _("Who is on this shift"), _("Change it"),
                 what=pages.when(found, zone), shift=found)  # fmt: skip


@require_POST
@at_the_desk
def shift_removal(desk: Desk, shift: int) -> HttpResponse:
    _found, here = _shift(desk, shift)
    _tell(desk, actions.remove_shift(desk.actor, shift, desk.now), _("The shift is removed."))
    return redirect("desk:duty-roster", here.office.code)


@get_or_post
@at_the_desk
def swap(desk: Desk, shift: int) -> HttpResponse:
    """For who is on the shift: ask somebody to take their place."""
    found, here = _shift(desk, shift)
    me = desk.actor.staff
    if me is None or me not in (found.lead_id, *found.others):
        raise Http404
    zone = pages.ground(here.office.pk).zone
    theirs = pages.returns_for(found, me, desk.now, zone)
    form = SwapForm(here, _sent(desk), me=me, theirs=theirs)
    if form.is_valid():
        done = actions.ask_swap(desk.actor, shift, *form.params(), desk.now)
        if not isinstance(done, Refused):
            said = _("They are asked. Nothing changes before they agree.")
            messages.success(desk.request, said)
            return redirect("desk:duty")
        form.refuse(done)
    return _form(desk, here, form, _("Ask somebody to take your place"), _("Ask them"),
                 what=pages.when(found, zone))  # fmt: skip


@require_POST
@at_the_desk
def swap_answer(desk: Desk, swap: int) -> HttpResponse:
    answer = desk.request.POST.get("answer", "")
    if answer not in ("agreed", "refused", "withdrawn"):
        raise Http404
    mine = Swap.objects.filter(pk=swap)
    if not (mine.filter(asked_by=desk.actor.staff) | mine.filter(asked_of=desk.actor.staff)):
        raise Http404
    said = {
        "agreed": _("You have the shift now. The roster is changed."),
        "refused": _("You said no. Nothing was changed."),
        "withdrawn": _("Your question is withdrawn. Nothing was changed."),
    }
    _tell(desk, actions.answer_swap(desk.actor, swap, answer, desk.now), said[answer])
    return redirect("desk:duty")


def _sent(desk: Desk) -> Any:
    return desk.request.POST if desk.request.method == "POST" else None


def _tell(desk: Desk, done: Any, said: str) -> None:
    if isinstance(done, Refused):
        messages.error(desk.request, trouble_text(done))
    else:
        messages.success(desk.request, said)


def _saved(desk: Desk, office: str, said: str) -> HttpResponse:
    messages.success(desk.request, said)
    return redirect("desk:duty-roster", office)


def _form(
    desk: Desk, here: Posted, form: DutyForm, title: str, button: str, **more: Any
) -> HttpResponse:
    page = {"office": here.office, "form": form, "title": title, "button": button, **more}
    return desk.show("desk/duty_form.html", page, 422 if form.is_bound else 200)
