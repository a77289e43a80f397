"""Hearings at the desk: one page on which each does what is theirs, and the list of them."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from openredress.cases import actions
from openredress.cases.access import File
from openredress.cases.hearings import (
    NEW,
    HearingShown,
    hearings,
    sitting,
    status_text,
    under_way,
)
from openredress.cases.history import names
from openredress.cases.models import Case
from openredress.cases.models import Hearing as Row
from openredress.cases.naming import telling_parts
from openredress.cases.wording import refusal_text
from openredress.core import hearing as rules
from openredress.core.access import Permission
from openredress.core.facts import OFFICE, At, Hearing
from openredress.core.procedure import Citation, Role
from openredress.core.refusals import Refusal
from openredress.offices.tree import time_zones

from .door import Desk, at_the_desk
from .hearing_forms import (
    CorrectForm,
    DissentForm,
    DocumentsForm,
    FindingForm,
    LateForm,
    NoticeForm,
    ObjectionAnswerForm,
    PanelForm,
    PublicForm,
    ReasonForm,
    RecordForm,
    SeatForm,
    TextForm,
)
from .pages import ListPage, around
from .rows import subject_of


@dataclass(frozen=True)
class Way:
    """Something that the reader can do now. `name` is its address; `preview` is true for what is
    looked at once more before it is done.
    """

    name: str
    title: str
    does: str
    button: str
    said: str
    form: Callable[..., forms.Form]
    act: Callable[[Any], Case | Refusal]
    preview: bool = False


@dataclass(frozen=True)
class WayShown:
    name: str
    title: str
    does: str
    button: str
    form: forms.Form
    is_open: bool
    preview: str = ""
    seen: str = ""
    tells: tuple[str, ...] = ()


@dataclass(frozen=True)
class HearingPage:
    number: str
    subject: str
    shown: tuple[HearingShown, ...]
    citation: Citation | None
    ways: tuple[WayShown, ...]
    forms: tuple[Any, ...]


def is_there(file: File) -> bool:
    """Whether the page about hearings is there for readers of this case."""
    return bool(file.facts.hearings) or rules.rule_of(file.situation) is not None


def _opened(desk: Desk, number: str) -> File:
    file = desk.open(number, Permission.SIT_AT_HEARING)
    if not is_there(file):
        raise Http404
    return file


@require_safe
@at_the_desk
def hearing(desk: Desk, number: str) -> HttpResponse:
    return _show(desk, _opened(desk, number))


@require_POST
@at_the_desk
def act(desk: Desk, number: str, act: str) -> HttpResponse:
    """Does one of the things that the page offers. What it does not offer is not there."""
    file = _opened(desk, number)
    way = next((w for w in ways(desk, file) if w.name == act), None)
    if way is None:
        raise Http404
    form = way.form(desk.request.POST)
    if not form.is_valid():
        return _show(desk, file, (way, form), 422)
    if way.preview and desk.request.POST.get("publish") != _seen(form):
        # What is published is what was looked at, and nothing that was changed afterwards.
        return _show(desk, file, (way, form))
    done = way.act(form)
    if isinstance(done, Refusal):
        form.add_error(done.field if done.field in form.fields else None, refusal_text(done))
        return _show(desk, file, (way, form), 422)
    messages.success(desk.request, way.said)
    return redirect("desk:hearing", number)


def _show(
    desk: Desk, file: File, bound: tuple[Way, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    rule = file.procedure.hearing
    page = HearingPage(
        number=file.case.number,
        subject=subject_of(file.case),
        shown=hearings(file, names()),
        citation=rule.citation if rule else None,
        ways=tuple(_way(way, bound) for way in ways(desk, file)),
        forms=(bound[1],) if bound and status != 200 else (),
    )
    with timezone.override(file.facts.time_zone):
        return desk.show("desk/hearing.html", page, status)


def _seen(form: forms.Form) -> str:
    """Tells one text for the public from another."""
    given = "\n".join(str(form.cleaned_data[name]) for name in ("headline", "text"))
    return hashlib.sha256(given.encode()).hexdigest()


def _way(way: Way, bound: tuple[Way, forms.Form] | None) -> WayShown:
    is_open = bound is not None and bound[0].name == way.name
    form = bound[1] if bound and is_open else way.form()
    looked_at = is_open and way.preview and form.is_valid()
    text = form.cleaned_data["text"] if looked_at else ""
    parts = f"{form.cleaned_data['headline']}\n{text}" if looked_at else ""
    return WayShown(
        way.name, way.title, way.does, way.button, form, is_open, text,
        _seen(form) if looked_at else "",
        telling_parts(parts) if parts else (),
    )  # fmt: skip


# What each can do -------------------------------------------------------------------------------


def ways(desk: Desk, file: File) -> Iterator[Way]:
    found = rules.current(file.facts)
    heard = rules.may_be_heard(file.situation)
    if file.may(Permission.HOLD_HEARING):
        yield from _holding(desk, file, found, heard)
    if found is None:
        return
    yield from _sitting(desk, file, found)
    yield from _recording(desk, file, found)
    if file.may(Permission.SPEAK_AT_HEARING) and actions.speaks_for(desk.actor, found):
        yield from _speaking(desk, file, found)


def _plain(form: type[forms.Form], prefix: str) -> Callable[..., forms.Form]:
    return lambda data=None: form(data, prefix=prefix)


def _beginning(desk: Desk, file: File, found: Hearing | None) -> Iterator[Way]:
    number, now, actor = file.case.number, desk.now, desk.actor
    asked = found is not None and found.at is At.ASKED
    role = Role.HEAD if Role.HEAD in file.roles() else Role.SUPERVISOR
    if asked or rules.can_begin(file.situation, role) is None:
        yield Way(
            "order", _("Grant the hearing") if asked else _("Order a hearing"),
            _("It is prepared from now on: a panel, a notice with time to prepare, documents of "
              "both sides. Nothing is decided before it is over."),
            _("Grant the hearing") if asked else _("Order a hearing"), _("There is a hearing."),
            _plain(ReasonForm, "order"),
            lambda f: actions.order_hearing(number, actor, f.cleaned_data["reason"], now),
        )  # fmt: skip
    if asked:
        yield Way(
            "refusal", _("Do not grant it"), _("The petitioner reads why, and what they can do."),
            _("Refuse the hearing"), _("The petitioner reads why there is no hearing."),
            _plain(ReasonForm, "refusal"),
            lambda f: actions.refuse_hearing(number, actor, f.cleaned_data["reason"], now),
        )  # fmt: skip


def _holding(desk: Desk, file: File, found: Hearing | None, heard: bool) -> Iterator[Way]:
    number, now, actor = file.case.number, desk.now, desk.actor
    if heard:
        yield from _beginning(desk, file, found)
    if found is None:
        return
    if heard and found.at in (At.ORDERED, At.ANNOUNCED):
        if found.disputed:
            yield Way(
                "objection-answer", _("Answer the objection"),
                _("Whoever is objected to does not answer it. Who leaves is replaced by naming the "
                  "panel anew."),
                _("Answer it"), _("The petitioner reads the answer."),
                lambda data=None: ObjectionAnswerForm(found.disputed, data, prefix="objection"),
                lambda f: actions.answer_seat_objection(
                    number, actor, f.cleaned_data["seat"], f.cleaned_data["reason"], now,
                    leaves=f.cleaned_data["leaves"] == "yes"),
            )  # fmt: skip
        yield Way(
            "panel", _("Name the panel"),
            _("Nobody sits who is kept from the case, decided it before, or is of the office whose "
              "answer is heard. Whoever sat and is not named here sits no more."),
            _("Name the panel"), _("The panel is named. Each member declares to have no interest."),
            lambda data=None: PanelForm(
                actions.panel_candidates(file.facts), names(), data, prefix="panel"),
            lambda f: actions.name_panel(
                number, actor, f.staff(), f.cleaned_data["invited"], now),
        )  # fmt: skip
        if found.seats:
            moved = found.at is At.ANNOUNCED
            yield Way(
                "notice", _("Move it by a new notice") if moved else _("Give notice"),
                _("The petitioner is told in the ways that they chose, and reminded the day "
                    "before. "
                  "The earliest day stands in the form."),
                _("Give notice"), _("Notice is given."),
                lambda data=None: NoticeForm(file, data, prefix="notice"),
                lambda f: actions.announce_hearing(number, actor, f.given(), now),
            )  # fmt: skip
        yield Way(
            "cancellation", _("Do not hold it"), _("The petitioner reads why."),
            _("Cancel the hearing"), _("The hearing is not held. The petitioner reads why."),
            _plain(ReasonForm, "cancellation"),
            lambda f: actions.cancel_hearing(number, actor, f.cleaned_data["reason"], now),
        )  # fmt: skip
    if found.at is At.FOUND and not rules.must_be_closed(file.facts, found):
        yield from _publishing(desk, file, found)


def _publishing(desk: Desk, file: File, found: Hearing) -> Iterator[Way]:
    number, now, actor = file.case.number, desk.now, desk.actor
    yield Way(
        "publication", _("Publish what was found, without names"),
        _("Look at it before it is published. What looks like a name, a contact or a number is "
          "pointed out. It is kept back if it holds what would give the petitioner away."),
        _("Look at it first"), _("It is published."), _plain(PublicForm, "public"),
        lambda f: actions.publish_finding(
            number, actor, f.cleaned_data["headline"], f.cleaned_data["text"], now),
        preview=True,
    )  # fmt: skip
    if found.published:
        yield Way(
            "publication-end", _("Take it off the public page"),
            _("That it was there stays in the case."), _("Take it down"), _("It is taken down."),
            _plain(forms.Form, "down"),
            lambda f: actions.publish_finding(number, actor, "", "", now),
        )  # fmt: skip


def _sitting(desk: Desk, file: File, found: Hearing) -> Iterator[Way]:
    number, now, actor = file.case.number, desk.now, desk.actor
    chairs = rules.is_chair(file.situation, found)
    mine = [
        s for s in found.seats
        if not s.is_out and not s.declared and (s.staff == actor.staff or (chairs and not s.staff))
    ]  # fmt: skip
    if mine and found.at in (At.ORDERED, At.ANNOUNCED):
        yield Way(
            "declaration", _("Declare that there is no interest"),
            _("I have no interest in this matter and am close to neither side. For who was invited "
              "from outside I have their declaration on paper. Whoever has an interest steps aside "
              "on the page of the case."),
            _("Declare it"), _("It is declared."),
            lambda data=None: SeatForm(mine, data, prefix="seat"),
            lambda f: actions.deny_interest(number, actor, f.cleaned_data["seat"], now),
        )  # fmt: skip
    if chairs and found.at is At.ANNOUNCED:
        yield Way(
            "late-documents", _("Let documents in late"),
            _("For one side, after the last day, until the hearing."), _("Allow it"),
            _("They can put documents in."), _plain(LateForm, "late"),
            lambda f: actions.allow_late_documents(
                number, actor, f.cleaned_data["side"], f.cleaned_data["reason"], now),
        )  # fmt: skip
    if chairs and found.at is At.RECORDED and not found.waits_for:
        yield Way(
            "finding", _("Write what the panel found"),
            _("Both sides read it with its reasons, and the decision has to answer it."),
            _("Write the finding"), _("The finding stands in the case."),
            _plain(FindingForm, "finding"),
            lambda f: actions.find_at_hearing(number, actor, f.cleaned_data, now),
        )  # fmt: skip
    own = rules.hearing_seat_present(file.situation, found)
    if found.at is At.FOUND and own and own not in {seat for seat, _seq in found.dissents}:
        yield Way(
            "dissent", _("Say why you found otherwise"),
            _("In your own words and under your name, beside the finding."), _("Add it"),
            _("It stands beside the finding."), _plain(DissentForm, "dissent"),
            lambda f: actions.write_dissent(number, actor, f.cleaned_data["text"], now),
        )  # fmt: skip


def _recording(desk: Desk, file: File, found: Hearing) -> Iterator[Way]:
    number, now, actor = file.case.number, desk.now, desk.actor
    has_begun = found.starts_at is not None and found.starts_at <= now
    if found.at is At.ANNOUNCED and has_begun and rules.may_record(file.situation, found):
        yield Way(
            "record", pgettext("hearing", "Write the minutes"),
            _("Who was there and what was said. Whoever writes them is of no side."),
            _("Keep the minutes"), _("The minutes are with both sides."),
            lambda data=None: RecordForm(file, data, prefix="record"),
            lambda f: actions.record_hearing(number, actor, f.given(), now),
        )  # fmt: skip
    wrote = actor.staff == found.recorder or rules.is_chair(file.situation, found)
    if wrote and found.at in (At.RECORDED, At.FOUND):
        yield Way(
            "correction", _("Correct the minutes by an addition"),
            _("What was written stays as it is."), _("Add the correction"),
            _("The correction is added."), _plain(CorrectForm, "correction"),
            lambda f: actions.correct_hearing_minutes(
                number, actor, f.cleaned_data["text"], now),
        )  # fmt: skip


def _speaking(desk: Desk, file: File, found: Hearing) -> Iterator[Way]:
    number, now, actor = file.case.number, desk.now, desk.actor
    offered = rules.can_put(file.facts, found, OFFICE)
    if found.at in (At.ORDERED, At.ANNOUNCED) and offered:
        yield Way(
            "documents", _("Put documents before the hearing"),
            _("The petitioner has them at once. Add files on the page of the files first."),
            _("Put them in"), _("Both sides have them."),
            lambda data=None: DocumentsForm(offered, data, prefix="documents"),
            lambda f: actions.put_documents(number, actor, f.cleaned_data["files"], now),
        )  # fmt: skip
    if found.at is not At.RECORDED:
        return
    if OFFICE in found.waits_for:
        yield Way(
            "confirmation", _("Confirm the minutes"), _("For the office: they are right."),
            _("Confirm them"), _("The office confirmed the minutes."),
            _plain(forms.Form, "confirmation"),
            lambda f: actions.confirm_hearing_minutes(number, actor, now),
        )  # fmt: skip
    yield Way(
        "annotation", _("Say what is wrong in the minutes, or missing"),
        _("For the office, beside the minutes, which stay as they are."), _("Add it"),
        _("It stands beside the minutes."), _plain(TextForm, "annotation"),
        lambda f: actions.annotate_hearing_minutes(
            number, actor, f.cleaned_data["text"], now),
    )  # fmt: skip


# The list ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HearingRow:
    number: str
    subject: str
    office: str
    status: str
    starts_at: datetime | None
    zone: str
    told_at: datetime | None
    is_new: bool


@dataclass(frozen=True)
class HearingsPage(ListPage):
    """`rows` are hearings that go on, and `mine` those at which the reader sits."""

    mine: tuple[HearingRow, ...] = ()


@require_safe
@at_the_desk
def hearings_list(desk: Desk) -> HttpResponse:
    """Hearings that are asked for, prepared, announced, or wait for their finding."""
    zones = time_zones()

    def shown(row: Row) -> HearingRow:
        is_new = row.news_at is not None and row.news_at >= desk.now - NEW
        return HearingRow(
            row.case.number, subject_of(row.case), (row.office or row.case.office).name,
            status_text(row.at), row.starts_at, zones[row.case.office_id], row.news_at, is_new,
        )  # fmt: skip

    own = sitting(desk.actor, desk.now)
    there = {row.pk for row in own}
    others = tuple(shown(row) for row in under_way(desk.actor) if row.pk not in there)
    page = HearingsPage(
        **around(desk, "hearings"), rows=others, mine=tuple(shown(row) for row in own)
    )
    return desk.show("desk/hearings.html", page)
