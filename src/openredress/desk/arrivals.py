"""People who came together: starting the clock, coming out to them, and what they were answered."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openredress.cases.access import NotHere as NoCase
from openredress.cases.access import case_for
from openredress.cases.wording import refusal_text
from openredress.core.access import Permission
from openredress.core.group import Spokesmen, spokesmen
from openredress.core.procedure import Citation, Role
from openredress.core.refusals import Refusal
from openredress.core.standard import Check, Meets
from openredress.duty.reach import Town
from openredress.duty.wording import rung_text
from openredress.offices.models import Office, Post, Staff
from openredress.reception import actions, times
from openredress.reception.actions import NotHere, Trouble
from openredress.reception.actions.groups import sees, standard_of
from openredress.reception.models import Arrival
from openredress.reception.wording import capacity_text, check_text, meets_text, trouble_text

from .door import Desk, at_the_desk
from .reception import own_offices
from .reception_forms import AnswerForm, ArrivalForm, ChecksForm, MetForm


@dataclass(frozen=True)
class ArrivalPage:
    office: str
    standard: tuple[str, ...]
    citation: Citation | None
    form: ArrivalForm


@dataclass(frozen=True)
class RungLine:
    text: str
    at: Any
    nobody_there: bool


@dataclass(frozen=True)
class ArrivalView:
    """One arrival. The forms are there while it goes on, and `spokesmen` where the law says how
    many can speak for them.
    """

    arrival: Arrival
    who: str
    came_as: str
    rungs: tuple[RungLine, ...]
    is_over_time: bool
    minutes_left: int
    checks: tuple[tuple[str, bool], ...]
    met: MetForm | None
    see_to: ChecksForm | None
    answer: AnswerForm | None
    spokesmen: Spokesmen | None
    forms: tuple[Any, ...] = ()


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def arrive(desk: Desk, code: str) -> HttpResponse:
    """The person at the door starts the clock."""
    office = Office.objects.filter(code=code).first()
    if office is None or office.pk not in own_offices(desk):
        raise Http404
    form = ArrivalForm(desk.request.POST if desk.request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        done = actions.arrive(desk.actor, office.pk, given["size"], given["asks"], desk.now)
        if isinstance(done, Arrival):
            messages.success(desk.request, _("The clock runs, and whoever has to come is alerted."))
            return redirect("desk:arrival", done.pk)
        form.add_error("size", _("So few people are received like everybody else, one by one."))
    standard = standard_of(office.pk)
    lines = tuple(meets_text(m) for m in sorted(standard.meets, key=_people))
    page = ArrivalPage(office.name, lines, standard.citation, form)
    return desk.show("desk/arrival_start.html", page, 422 if form.is_bound else 200)


def _people(meets: Meets) -> int:
    return meets.people


def _arrival(desk: Desk, key: int) -> Arrival:
    rows = Arrival.objects.select_related("office", "came", "coming").prefetch_related(
        "rungs__office"
    )
    found = rows.filter(pk=key).first()
    if found is None or not sees(desk.actor, found, Town(desk.now)):
        raise Http404
    return found


@require_safe
@at_the_desk
def arrival_page(desk: Desk, arrival: int) -> HttpResponse:
    return _show(desk, _arrival(desk, arrival))


def _show(desk: Desk, arrival: Arrival, bound: Any = None, status: int = 200) -> HttpResponse:
    met, see_to, answer = _forms(arrival, bound)
    rungs = tuple(
        RungLine(rung_text(r.rung, r.office), r.reached_at, r.nobody_there)
        for r in arrival.rungs.all()
    )
    left = int((arrival.due_at - desk.now).total_seconds() // 60)
    page = ArrivalView(
        arrival=arrival, who=capacity_text(arrival.who),
        came_as=capacity_text(arrival.came_as) if arrival.came_as else "",
        rungs=rungs, is_over_time=left < 0, minutes_left=max(left, 0),
        checks=tuple((check_text(c), c in arrival.checks) for c in Check),
        met=met, see_to=see_to, answer=answer, spokesmen=_spokesmen(arrival),
        forms=(bound,) if bound is not None else (),
    )  # fmt: skip
    with timezone.override(times.zone_at(arrival.office_id)):
        return desk.show("desk/arrival.html", page, status)


def _spokesmen(arrival: Arrival) -> Spokesmen | None:
    pack = times.procedure_of(arrival.office_id) if arrival.ended_at is None else None
    found = spokesmen(pack) if pack else None
    return found if found is not None and found.most else None


def _forms(
    arrival: Arrival, bound: Any
) -> tuple[MetForm | None, ChecksForm | None, AnswerForm | None]:
    if arrival.ended_at is not None:
        return None, None, None
    met = bound if isinstance(bound, MetForm) else MetForm(_staff(arrival))
    answer = bound if isinstance(bound, AnswerForm) else AnswerForm()
    checks = ChecksForm(initial={"checks": arrival.checks})
    return (met if arrival.met_at is None else None), checks, answer


def _staff(arrival: Arrival) -> Any:
    """Who can go out to them: whoever works at the office or one above."""
    offices = [arrival.office_id, *Town(arrival.arrived_at).above(arrival.office_id)]
    works = [role for role, _name in Post.ROLES if role != Role.HELPER]
    people = Staff.objects.filter(posts__office__in=offices, posts__role__in=works, is_active=True)
    return people.exclude(posts__role="operator").distinct().order_by("pk")


@require_POST
@at_the_desk
def coming(desk: Desk, arrival: int) -> HttpResponse:
    """The reader says that they go out to the people."""
    _arrival(desk, arrival)
    done = _done(actions.come, desk, arrival)
    if isinstance(done, Trouble):
        messages.info(desk.request, _("Somebody is on their way already."))
    else:
        messages.success(desk.request, _("It is noted that you are coming. The clock runs on."))
    return redirect("desk:arrival", arrival)


def _done(act: Any, desk: Desk, arrival: int, *given: Any) -> Any:
    """Does it, unless it was ended meanwhile. Raises `Http404`."""
    try:
        return act(desk.actor, arrival, *given, desk.now)
    except NotHere:
        raise Http404 from None


@require_POST
@at_the_desk
def met(desk: Desk, arrival: int) -> HttpResponse:
    """Somebody went out to them; the clock stops."""
    found = _arrival(desk, arrival)
    form = MetForm(_staff(found), desk.request.POST)
    if form.is_valid():
        given = form.cleaned_data
        done = _done(actions.meet, desk, arrival, given["came"].pk, given["came_as"])
        if not isinstance(done, Trouble):
            messages.success(desk.request, _("The clock has stopped."))
            return redirect("desk:arrival", arrival)
        form.add_error("came", trouble_text(done))
    return _show(desk, found, form, 422)


@require_POST
@at_the_desk
def checks(desk: Desk, arrival: int) -> HttpResponse:
    _arrival(desk, arrival)
    form = ChecksForm(desk.request.POST)
    if form.is_valid():
        try:
            actions.see_to(desk.actor, arrival, form.cleaned_data["checks"])
        except NotHere:
            raise Http404 from None
        messages.success(desk.request, _("Noted."))
    return redirect("desk:arrival", arrival)


@require_POST
@at_the_desk
def answer(desk: Desk, arrival: int) -> HttpResponse:
    """What they were answered, and that it is over."""
    found = _arrival(desk, arrival)
    form = AnswerForm(desk.request.POST)
    if form.is_valid() and _knows_case(desk, form):
        given = form.cleaned_data
        done = _done(actions.leave, desk, arrival, given["answer"], given["number"].strip())
        if isinstance(done, Arrival):
            messages.success(desk.request, _("It is on record."))
            return redirect("desk:arrival", arrival)
        text = refusal_text(done) if isinstance(done, Refusal) else trouble_text(done)
        form.add_error("number", text)
    return _show(desk, found, form, 422)


def _knows_case(desk: Desk, form: AnswerForm) -> bool:
    """Whether the case, if one is named, is there for the reader."""
    number = form.cleaned_data["number"].strip()
    if not number:
        return True
    try:
        case_for(desk.actor, number, desk.now, Permission.TAKE_STATEMENT)
    except NoCase:
        form.add_error("number", _("There is no such case here. Check the number."))
        return False
    return True
