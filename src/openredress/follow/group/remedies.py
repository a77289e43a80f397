"""A member says whether what was promised to them was done, and sees what shows it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openredress.cases import actions
from openredress.cases.access import File
from openredress.cases.files import found, hand_out
from openredress.cases.promised import Promised
from openredress.cases.wording import refusal_text
from openredress.core.refusals import Refusal

from ..remedies import ObjectionForm, confirmed_text, objected_text
from .entrance import Attendance, with_member
from .pages import promised_to
from .views import LOOKING, answered, asked, sent


def _level(at: Attendance, case: str) -> File:
    file = next((f for f in at.chain if f.case.number == case), None)
    if file is None:
        raise Http404
    return file


def _promise(at: Attendance, case: str, remedy: int) -> Promised:
    promise = next((p for p in promised_to(at, _level(at, case)) if p.number == remedy), None)
    if promise is None:
        raise Http404
    return promise


@require_POST
@with_member
def confirm(request: HttpRequest, at: Attendance, case: str, remedy: int) -> HttpResponse:
    said = actions.confirm_as_member(at.member, case, remedy, at.now)
    return answered(request, said, confirmed_text())


@require_http_methods(LOOKING)
@with_member
def object_to(request: HttpRequest, at: Attendance, case: str, remedy: int) -> HttpResponse:
    promise = _promise(at, case, remedy)
    return asked(
        request, at, ObjectionForm(sent(request)),
        lambda given: actions.object_as_member(at.member, case, remedy, given["reason"], at.now),
        objected_text(),
        title=_("Say that it was not done"), button=_("Say that it was not done"),
        lead=promise.text,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD"])
@with_member
def evidence(
    request: HttpRequest, at: Attendance, case: str, remedy: int, uid: str
) -> HttpResponseBase:
    """A file that shows what was done for the member."""
    if uid not in {each.uid for each in _promise(at, case, remedy).evidence}:
        raise Http404
    file = _level(at, case)
    known = found(file, uid)
    handed = hand_out(file, known) if known else None
    if handed is None:
        raise Http404
    if isinstance(handed, Refusal):
        messages.error(request, refusal_text(handed))
        return redirect("group:page")
    return handed
