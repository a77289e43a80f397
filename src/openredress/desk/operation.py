"""For the operator: whether the worker does its duties, and the cases that it could not act on.

An operator sees no case. Of those set aside they see the number, and where the program failed.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from openredress.cases import actions, queries
from openredress.core.procedure import Role
from openredress.wall import as_owner
from openredress.worker.status import Standing, standings

from .door import Desk, at_the_desk
from .pages import ListPage, around


@dataclass(frozen=True)
class OperationPage(ListPage):
    duties: tuple[Standing, ...] = ()
    aside: tuple[queries.Aside, ...] = ()

    @property
    def is_well(self) -> bool:
        return not self.aside and all(duty.is_well for duty in self.duties)


@require_safe
@at_the_desk
def operation(desk: Desk) -> HttpResponse:
    if not desk.actor.has_role(Role.OPERATOR):
        return _for_operators(desk)
    with as_owner():  # Of a case nothing is read but its number.
        aside = queries.set_aside(with_reports=False)
    page = OperationPage(
        **around(desk, "operation"), rows=(), duties=standings(desk.now), aside=aside
    )
    return desk.show("desk/operation.html", page)


@require_POST
@at_the_desk
def retry(desk: Desk) -> HttpResponse:
    """Tries cases again that were set aside: the one that is named, or all."""
    if not desk.actor.has_role(Role.OPERATOR):
        return _for_operators(desk)
    number = desk.request.POST.get("number", "")
    with as_owner():
        shown = [case.number for case in queries.set_aside(with_reports=False)]
        wanted = [n for n in shown if number in ("", n)]
        found = actions.try_again(desk.now, wanted) if wanted else ()
    if found:
        messages.success(desk.request, _tried(len(found)))
    else:
        messages.info(desk.request, _("This case is not set aside any more."))
    return redirect("desk:operation")


def _tried(count: int) -> str:
    said = ngettext(
        "%(count)s case is tried again within a minute.",
        "%(count)s cases are tried again within a minute.",
        count,
    )
    return said % {"count": count}


def _for_operators(desk: Desk) -> HttpResponse:
    page = ListPage(**around(desk, ""), rows=())
    return desk.show("desk/not_an_operator.html", page, status=403)
