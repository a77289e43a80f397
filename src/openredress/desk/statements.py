"""Taking down what somebody says in person: written, read back, and signed or confirmed later."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openredress.cases import actions
from openredress.cases.access import File
from openredress.cases.history import names
from openredress.cases.models import Case
from openredress.cases.received import Heard, heard
from openredress.cases.wording import refusal_text
from openredress.core.access import Permission
from openredress.core.procedure import Role
from openredress.core.refusals import Refusal

from .door import Desk, at_the_desk
from .reception_forms import ReadBackForm, StatementForm


@dataclass(frozen=True)
class StatementPage:
    """The form, and once it is whole what was typed, to be read back."""

    file: File
    form: StatementForm
    read_back: ReadBackForm | None = None


@dataclass(frozen=True)
class SheetPage:
    number: str
    said: Heard
    may_sign: bool


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def statement(desk: Desk, number: str) -> HttpResponse:
    """What is typed goes along with the page that is read back, and is kept when that is ticked."""
    file = desk.open(number, Permission.TAKE_STATEMENT)
    post = desk.request.POST
    if desk.request.method != "POST":
        name = {"received_by": str(desk.request.user)}
        return _show(desk, StatementPage(file, StatementForm(initial=name)))
    form = StatementForm(post)
    if not form.is_valid():
        return _show(desk, StatementPage(file, form), 422)
    if "change" in post:
        return _show(desk, StatementPage(file, form))
    confirmed = ReadBackForm(post if "keep" in post else None)
    if not confirmed.is_valid():
        status = 422 if confirmed.is_bound else 200
        return _show(desk, StatementPage(file, form, confirmed), status)
    done = actions.take_statement(
        number, desk.actor, _office(desk, file), form.cleaned_data, desk.now
    )
    if isinstance(done, Refusal):
        form.add_error(done.field if done.field in form.fields else None, refusal_text(done))
        return _show(desk, StatementPage(file, form), 422)
    messages.success(desk.request, _("The statement stands in the case. Print it to be signed."))
    return redirect("desk:statement-sheet", number, done.version)


def _office(desk: Desk, file: File) -> int:
    """Where it was taken down: the office of the reader that is nearest to the case."""
    near = (file.case.office_id, file.case.registrar_id)
    offices = [p.office for p in desk.actor.posts if p.role is not Role.OPERATOR]
    return min(offices, key=lambda o: near.index(o) if o in near else len(near))


def _show(desk: Desk, page: StatementPage, status: int = 200) -> HttpResponse:
    return desk.show("desk/statement.html", page, status)


@require_safe
@at_the_desk
def sheet(desk: Desk, number: str, about: int) -> HttpResponse:
    """The statement as it is printed and signed."""
    file = desk.open(number)
    said = next((s for s in heard(file, names()) if s.seq == about), None)
    if said is None:
        raise Http404
    may_sign = not said.confirmed and file.may(Permission.TAKE_STATEMENT)
    return desk.show("desk/statement_sheet.html", SheetPage(number, said, may_sign))


@require_POST
@at_the_desk
def signature(desk: Desk, number: str, about: int) -> HttpResponse:
    """The office has it signed. A scan goes to the files of the case."""
    desk.open(number, Permission.TAKE_STATEMENT)
    done = actions.sign_statement(number, desk.actor, about, desk.now)
    if isinstance(done, Case):
        messages.success(desk.request, _("Signed on paper. Add the scan to the files of the case."))
        return redirect("desk:files", number)
    messages.error(desk.request, refusal_text(done))
    return redirect("desk:statement-sheet", number, about)
