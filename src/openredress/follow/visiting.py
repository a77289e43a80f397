"""The petitioner books a time, gives it up, and says whether a statement is what they said."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from openredress.cases import actions
from openredress.cases.forms import long_text
from openredress.cases.models import Case
from openredress.cases.wording import refusal_text
from openredress.core.access import Permission
from openredress.core.facts import Facts
from openredress.core.refusals import Refusal
from openredress.offices.tree import office_map
from openredress.reception import actions as reception
from openredress.reception import queries
from openredress.reception.views import book_page, room_or_404, room_view

from .entrance import Visit, for_proxies, not_theirs, with_case


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
@for_proxies
def visits(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Where one can book: first where the case is, then the offices above. An ended session is
    opened again by POST.
    """
    file, now = visit.file, timezone.now()
    if not file.may(Permission.BOOK_RECEPTION) and not file.facts.is_forgotten:
        return not_theirs(request)
    offices = _concerned(file.facts)
    rooms = [room for room in queries.rooms(now) if room.office_id in offices]
    rooms.sort(key=lambda room: offices.index(room.office_id))
    context: dict[str, Any] = {
        "number": file.case.number, "nav": "follow",
        "rooms": [room_view(room, now) for room in rooms],
    }  # fmt: skip
    return render(request, "follow/visits.html", context)


def _concerned(facts: Facts) -> list[int]:
    """Offices that have to do with the case, without those that must not know of it."""
    having = (facts.office, facts.registrar, *facts.co_handlers)
    above = [each for office in having for each in office_map().upwards(office)]
    concerned = dict.fromkeys((*having, *above))
    return [office for office in concerned if office not in facts.blocked_offices]


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
@for_proxies
def book(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    file, now = visit.file, timezone.now()
    if not file.may(Permission.BOOK_RECEPTION) and not file.facts.is_forgotten:
        return not_theirs(request)
    room = room_or_404(code, now)
    page = book_page(room, request, now, has_receipt=True, number=file.case.number)
    form = page.form
    if request.method == "POST" and form is None and "on" in request.POST:
        messages.error(request, _("There is no place left on this day. Choose another."))
    if form is not None and form.is_valid():
        done = reception.book(room, form.wish(), now, file.actor, file.case.number)
        if not isinstance(done, Refusal):
            messages.success(request, _("Your time is booked. It stands on this page."))
            return redirect("petitioner:case", file.case.number)
        form.add_error("time" if done.field == "time" else None, refusal_text(done))
    has_errors = form is not None and bool(form.errors)
    context = {"page": page, "form": form, "nav": "follow", "has_errors": has_errors}
    return render(request, "follow/visit.html", context, status=422 if has_errors else 200)


@require_POST
@with_case
@for_proxies
def give_up(request: HttpRequest, visit: Visit) -> HttpResponse:
    file, now = visit.file, timezone.now()
    ahead = [b for b in queries.bookings_of(file.case.pk) if b.cancelled_at is None]
    kept = next((b for b in ahead if b.starts_at > now), None)
    if kept is None or not reception.give_up(kept, now, file.actor, file.case.number):
        messages.error(request, _("There is no such time to give up any more."))
    else:
        messages.success(request, _("You gave this time up. You can book another."))
    return redirect("petitioner:case", file.case.number)


# Statements -----------------------------------------------------------------------------------


class AnnotationForm(forms.Form):
    text = long_text(gettext_lazy("What is wrong in it, or missing?"), rows=6)


@require_POST
@with_case
def confirm(request: HttpRequest, visit: Visit, about: int) -> HttpResponse:
    file = visit.file
    done = actions.confirm_statement(file.case.number, file.actor, about, timezone.now())
    if isinstance(done, Case):
        messages.success(request, _("You confirmed that this is what you said."))
    else:
        messages.error(request, refusal_text(done))
    return redirect("petitioner:case", file.case.number)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def annotate(request: HttpRequest, visit: Visit, about: int) -> HttpResponse:
    file = visit.file
    if file.facts.statement(about) is None:
        raise Http404
    form = AnnotationForm(request.POST if "text" in request.POST else None)
    if form.is_valid():
        done = actions.annotate_statement(
            file.case.number, file.actor, about, form.cleaned_data["text"], timezone.now()
        )
        if isinstance(done, Case):
            messages.success(request, _("What you added stands beside the statement."))
            return redirect("petitioner:case", file.case.number)
        form.add_error("text", refusal_text(done))
    context = {"number": file.case.number, "about": about, "form": form, "nav": "follow"}
    return render(request, "follow/annotation.html", context, status=422 if form.errors else 200)
