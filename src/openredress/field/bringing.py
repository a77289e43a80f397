"""Bringing back what was taken down on a round, and what waits for somebody of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openredress.core.field import Kind, read_all
from openredress.desk.door import Desk, at_the_desk
from openredress.desk.pages import Tab, tabs
from openredress.offices.tree import ground_of
from openredress.rounds import actions, queries
from openredress.rounds.actions import Outcome, Why
from openredress.rounds.models import Held
from openredress.rounds.wording import why_text

from .forms import SettleForm, UploadForm
from .merging import Merged, file_held, form_of, merge_text, opened
from .taking import TakeDownOnRound, answers_of
from .views import going_out, own_offices, posted


@dataclass(frozen=True)
class UploadPage:
    form: UploadForm
    back: str
    merged: Merged | None = None


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
@going_out
def upload(desk: Desk) -> HttpResponse:
    """The file of a device. Sending it twice changes nothing."""
    is_post = desk.request.method == "POST"
    form = UploadForm(desk.request.POST, desk.request.FILES) if is_post else UploadForm()
    merged = None
    if form.is_valid():
        merged = merge_text(desk.actor, form.text(), desk.now)
        if not merged.came and not merged.failed:
            form.add_error("file", _("There is nothing of a round of your office in this file."))
            merged = None
    status = 422 if form.is_bound and merged is None else 200
    return desk.show(
        "field/upload.html", UploadPage(form, reverse("rounds-desk:list"), merged), status
    )


@dataclass(frozen=True)
class HeldRow:
    row: Held
    why: str
    zone: ZoneInfo
    is_open: bool


@dataclass(frozen=True)
class HeldPage:
    here: str
    tabs: tuple[Tab, ...]
    rows: tuple[HeldRow, ...]


@require_safe
@at_the_desk
@going_out
def held_list(desk: Desk) -> HttpResponse:
    rows = tuple(
        HeldRow(
            r,
            why_text(r.why),
            ZoneInfo(ground_of(r.kit.round.office_id).time_zone),
            _reads(desk, r),
        )
        for r in _by_themselves(queries.held_at(own_offices(desk)))
    )
    return desk.show("field/held_list.html", HeldPage("rounds", tabs(desk, "rounds"), rows))


def _by_themselves(rows: Iterable[Held]) -> list[Held]:
    """Without the files that wait for a filing that waits: they are told with it."""
    found = list(rows)
    drafts = {row.uid.split(":")[1] for row in found if not row.uid.startswith(Kind.FILE)}
    return [r for r in found if r.why != Why.ENCLOSED or r.uid.split(":")[1] not in drafts]


@dataclass(frozen=True)
class OneHeldPage:
    """`form` is the filing that can be put right, `None` where there is none to be read; `begun`
    what had been answered of one, and `files` how many files came with it.
    """

    row: Held
    why: str
    number: str
    form: TakeDownOnRound | None
    begun: list[tuple[str, str]]
    added: str
    files: int
    settle: SettleForm


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
@going_out
def held_one(desk: Desk, held: str) -> HttpResponse:
    row = _row_or_404(desk, held)
    content = opened(row)
    form = None
    if content is not None and row.uid.startswith(Kind.FILING):
        sent = posted(desk)
        form = TakeDownOnRound(sent) if sent is not None else form_of(content)
        if sent is not None and form.is_valid():
            came = file_held(desk.actor, row, form, desk.now)
            if came.outcome is not Outcome.HELD:
                done = _("Filed as %(number)s.") % {"number": came.number}
                actions.settle(desk.actor, row.uid, done, desk.now)
                messages.success(desk.request, done)
                return redirect("rounds-desk:held-list")
            form.add_error(None, why_text(came.why))
    return _show(desk, row, form, content or {}, SettleForm())


def _show(
    desk: Desk, row: Held, form: TakeDownOnRound | None, content: dict[str, Any],
    settle: SettleForm,
) -> HttpResponse:  # fmt: skip
    records, _strange = read_all(row.line)
    number = records[0].number if records else ""
    is_begun = row.uid.startswith(Kind.BEGUN)
    begun = answers_of(form_of(content)) if is_begun else []
    added = "" if form is not None else str(content.get("text", ""))
    files = actions.enclosed(row.uid).count()
    page = OneHeldPage(row, why_text(row.why), number, form, begun, added, files, settle)
    return desk.show("field/held.html", page, 422 if desk.request.method == "POST" else 200)


@require_POST
@at_the_desk
@going_out
def settling(desk: Desk, held: str) -> HttpResponse:
    """It does not become a case: somebody writes down what became of it instead."""
    row, form = _row_or_404(desk, held), SettleForm(desk.request.POST)
    if not form.is_valid():
        content = opened(row) or {}
        is_filing = bool(content) and row.uid.startswith(Kind.FILING)
        return _show(desk, row, form_of(content) if is_filing else None, content, form)
    actions.settle(desk.actor, row.uid, form.cleaned_data["what"], desk.now)
    messages.success(desk.request, _("Written down."))
    return redirect("rounds-desk:held-list")


def _row_or_404(desk: Desk, uid: str) -> Held:
    row = queries.held(own_offices(desk), uid)
    if row is None or not _reads(desk, row):
        raise Http404
    return row


def _zone(row: Held) -> ZoneInfo:
    return ZoneInfo(ground_of(row.kit.round.office_id).time_zone)


def _reads(desk: Desk, row: Held) -> bool:
    return actions.reads_what_waits(desk.actor, row.kit.holder_id, row.kit.round.office_id)
