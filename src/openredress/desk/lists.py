"""The lists of the desk. Each is one keyset page; none of them can be asked for a person."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from openredress.cases import queries

from . import pages
from .door import Desk, at_the_desk


@require_safe
@at_the_desk
def queue(desk: Desk) -> HttpResponse:
    """Cases that wait for the offices of the reader, by what is due next."""
    found = queries.queue(desk.actor, desk.request.GET.get("after", ""))
    return desk.show("desk/queue.html", pages.queue(desk, found))


@require_safe
@at_the_desk
def extensions(desk: Desk) -> HttpResponse:
    return desk.show("desk/extensions.html", pages.extensions(desk))


@require_safe
@at_the_desk
def names(desk: Desk) -> HttpResponse:
    """Cases in which somebody wants to open a name and a second person has to agree."""
    return desk.show("desk/names.html", pages.names(desk))


@require_safe
@at_the_desk
def remedies(desk: Desk) -> HttpResponse:
    return desk.show("desk/remedies.html", pages.remedies(desk))


@require_safe
@at_the_desk
def overdue(desk: Desk) -> HttpResponse:
    found = queries.overdue_below(desk.actor, desk.now, desk.request.GET.get("after", ""))
    return desk.show("desk/overdue.html", pages.listing(desk, "overdue", found))


@require_safe
@at_the_desk
def registered(desk: Desk) -> HttpResponse:
    found = queries.registered_here(desk.actor, desk.request.GET.get("after", ""))
    return desk.show("desk/registered.html", pages.listing(desk, "registered", found))


@require_safe
@at_the_desk
def unattended(desk: Desk) -> HttpResponse:
    """Cases that lie where everybody is shut out, for those who can have somebody else act."""
    return desk.show("desk/unattended.html", pages.unattended(desk))


@require_safe
@at_the_desk
def exclusions(desk: Desk) -> HttpResponse:
    """Cases whose petitioner wants somebody kept out, and the reader has to answer that."""
    found = queries.exclusions_to_answer(desk.actor, desk.request.GET.get("after", ""))
    return desk.show("desk/exclusions.html", pages.listing(desk, "exclusions", found))


@require_safe
@at_the_desk
def reports(desk: Desk) -> HttpResponse:
    """Reports of reprisal that come to the reader."""
    found = queries.reports(desk.actor, desk.request.GET.get("after", ""))
    return desk.show("desk/reports.html", pages.listing(desk, "reports", found))


@require_safe
@at_the_desk
def closed(desk: Desk) -> HttpResponse:
    found = queries.ended(desk.actor, desk.request.GET.get("after", ""))
    return desk.show("desk/closed.html", pages.listing(desk, "closed", found))


@require_safe
@at_the_desk
def find(desk: Desk) -> HttpResponse:
    """To the case of a number. A number that is not here is not told apart from a wrong one."""
    typed = desk.request.GET.get("number", "")
    case = queries.by_number(desk.actor, typed)
    if case is not None:
        return redirect("desk:case", case.number)
    return desk.show("desk/not_found.html", pages.not_found(desk, typed), status=404)
