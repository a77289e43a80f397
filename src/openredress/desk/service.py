"""Answers that have not reached their petitioners, and letters to print, post and tick off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openredress.cases import actions, queries
from openredress.cases.forms import long_text
from openredress.cases.models import Case
from openredress.cases.wording import refusal_text
from openredress.core import service
from openredress.notices import channels, sheets, texts
from openredress.notices.models import Notice
from openredress.notices.outbox import NEWS
from openredress.web.forms import RadioSelect

from .door import Desk, at_the_desk
from .pages import ListPage, around
from .rows import Row, rows_of, subject_of, time_zones

TRIED = {
    ("post", "sent"): gettext_lazy("Posted"),
    ("post", "failed"): gettext_lazy("Could not be posted"),
    ("post", "returned"): gettext_lazy("Came back from the post"),
    ("in-person", "sent"): gettext_lazy("Taken to the petitioner"),
    ("in-person", "failed"): gettext_lazy("Taken to the petitioner, who was not met"),
    ("phone", "sent"): gettext_lazy("Called"),
    ("phone", "failed"): gettext_lazy("Called and not reached"),
}


@dataclass(frozen=True)
class TryView:
    text: str | Promise
    at: datetime


@dataclass(frozen=True)
class UnservedRow:
    """`waited` is how many days the answer has waited. `step` records that it was served."""

    row: Row
    since: date
    waited: int
    step: str
    tries: tuple[TryView, ...]


@require_safe
@at_the_desk
def unserved(desk: Desk) -> HttpResponse:
    found = queries.unserved(desk.actor, desk.request.GET.get("after", ""))
    rows = _unserved(desk, found.cases)
    page = ListPage(**around(desk, "unserved"), rows=rows, next=found.next)
    return desk.show("desk/unserved.html", page)


def _unserved(desk: Desk, cases: Sequence[Case]) -> tuple[UnservedRow, ...]:
    from openredress.cases.projection import procedure_of

    tries = queries.service_tries(cases)
    found = []
    for case, row in zip(cases, rows_of(cases, desk.now, desk.actor), strict=True):
        assert case.unserved_since is not None
        zone = ZoneInfo(time_zones_of(desk)[case.office_id])
        since = case.unserved_since.astimezone(zone).date()
        step = service.serving_step(procedure_of(case.pack_id), case.stage)
        tried = tuple(TryView(TRIED[t.how, t.result], t.at) for t in tries.get(case.pk, ())
                      if (t.how, t.result) in TRIED)  # fmt: skip
        waited = (row.today - since).days
        found.append(UnservedRow(row, since, waited, step.id if step else "", tried))
    return tuple(found)


def time_zones_of(desk: Desk) -> dict[int, str]:
    """The time zones of the offices, asked once for a request."""
    request: Any = desk.request
    if not hasattr(request, "zones"):
        request.zones = time_zones()
    return dict(request.zones)


class TryForm(forms.Form):
    """What was tried, which did not bring the answer to the petitioner, or not yet."""

    tried = forms.ChoiceField(
        label=gettext_lazy("What was tried"),
        choices=[(f"{how}:{result}", text) for (how, result), text in TRIED.items()],
        widget=RadioSelect(),
        error_messages={"required": gettext_lazy("Choose what was tried.")},
    )
    note = long_text(
        gettext_lazy("Note"),
        required=False,
        rows=2,
        hint=gettext_lazy("For example the number of the registered letter. It is on record."),
    )


@dataclass(frozen=True)
class TryPage(ListPage):
    number: str = ""
    step: str = ""
    form: TryForm | None = None


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def tried(desk: Desk, number: str) -> HttpResponse:
    """GET asks what was tried so that the answer arrives; POST records it."""
    file = desk.open(number)
    if not service.is_unserved(file.situation) or not service.serves(file.situation):
        messages.info(desk.request, _("No answer is on its way in this case now."))
        return redirect("desk:case", number)
    form = TryForm(desk.request.POST if desk.request.method == "POST" else None)
    if form.is_valid():
        how, _sign, result = form.cleaned_data["tried"].partition(":")
        note = form.cleaned_data["note"]
        done = actions.try_service(number, desk.actor, how, result, note, desk.now)
        if isinstance(done, Case):
            messages.success(desk.request, _("It is on record. The answer still waits to arrive."))
            return redirect("desk:unserved")
        form.add_error("tried", refusal_text(done))
    step = service.serving_step(file.procedure, file.facts.stage)
    page = TryPage(**around(desk, "unserved"), rows=(), number=number, form=form,
                   step=step.id if step else "")  # fmt: skip
    return desk.show("desk/service_try.html", page, 422 if form.errors else 200)


# Letters -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class LetterRow:
    """A letter on a list. `has_answer` is true where the answer itself can go with it."""

    key: int
    reference: str
    number: str
    subject: str
    office: str
    what: str | Promise
    at: datetime
    has_answer: bool


@dataclass(frozen=True)
class LettersPage(ListPage):
    waiting: tuple[LetterRow, ...] = ()
    printed: tuple[LetterRow, ...] = ()
    posted: tuple[LetterRow, ...] = ()


@require_safe
@at_the_desk
def letters(desk: Desk) -> HttpResponse:
    found = queries.letters(desk.actor, desk.now)

    def in_state(state: str) -> tuple[LetterRow, ...]:
        return tuple(_letter_row(notice) for notice in found if notice.state == state)

    page = LettersPage(
        **around(desk, "letters"), rows=(),
        waiting=in_state(Notice.WAITS)[: actions.MOST_LETTERS],
        printed=in_state(Notice.PRINTED)[: actions.MOST_LETTERS],
        posted=in_state(Notice.SENT)[-actions.MOST_LETTERS :][::-1],
    )  # fmt: skip
    return desk.show("desk/letters.html", page)


def _letter_row(notice: Notice) -> LetterRow:
    case: Any = notice.of_case
    what = notice.kind.removeprefix(NEWS)
    return LetterRow(
        key=notice.pk,
        reference=channels.reference(notice.pk),
        number=case.number,
        subject=subject_of(case),
        office=case.office.name,
        what=texts.TEXTS[what].title,
        at=notice.ended_at or notice.queued_at,
        has_answer=notice.kind == actions.NEWS_OF_ANSWER and case.unserved_since is not None,
    )


@require_POST
@at_the_desk
def print_letters(desk: Desk) -> HttpResponse:
    """The ticked letters as a file. Name and address were opened for it, which is on record."""
    printed = actions.print_letters(desk.actor, _ticked(desk), desk.now)
    if not printed:
        messages.error(desk.request, _(
            "Tick the letters to print. Those without a readable address are left out."
        ))  # fmt: skip
        return redirect("desk:letters")
    response = HttpResponse(sheets.pdf(_sheet(letter, desk) for letter in printed),
                            content_type="application/pdf")  # fmt: skip
    response["Content-Disposition"] = 'attachment; filename="letters.pdf"'
    return response


def _sheet(letter: actions.Letter, desk: Desk) -> sheets.Posted:
    notice, case = letter.notice, letter.notice.of_case
    assert case is not None
    what = notice.kind.removeprefix(NEWS)
    zone = ZoneInfo(time_zones_of(desk)[case.office_id])
    return sheets.Posted(
        name=letter.to.name,
        address=letter.to.address,
        back_to=settings.LETTER_SENDER or case.office.address or settings.INSTITUTION,
        reference=letter.reference,
        on=desk.now.astimezone(zone).date(),
        message=texts.message(what, texts.LETTER, notice.language),
        language=notice.language,
    )


@require_POST
@at_the_desk
def posted(desk: Desk) -> HttpResponse:
    """The ticked letters went to the post."""
    done = actions.post_letters(desk.actor, _ticked(desk), desk.now, _ticked(desk, "enclosed"))
    _say(desk, done, ngettext("%(count)s letter is ticked off as posted.",
                              "%(count)s letters are ticked off as posted.", done))  # fmt: skip
    return redirect("desk:letters")


@require_POST
@at_the_desk
def returned(desk: Desk) -> HttpResponse:
    """The ticked letters came back."""
    done = actions.return_letters(desk.actor, _ticked(desk), desk.now)
    _say(desk, done, ngettext("%(count)s letter is noted as come back.",
                              "%(count)s letters are noted as come back.", done))  # fmt: skip
    return redirect("desk:letters")


def _say(desk: Desk, done: int, text: str) -> None:
    if done:
        messages.success(desk.request, text % {"count": done})
    else:
        messages.error(desk.request, _("Nothing was ticked. Tick the letters first."))


def _ticked(desk: Desk, name: str = "letter") -> tuple[int, ...]:
    found = desk.request.POST.getlist(name)
    return tuple(int(key) for key in found if key.isdecimal() and len(key) < 19)
