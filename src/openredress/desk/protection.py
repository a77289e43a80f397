"""What the office that reads a report of reprisal does about the case that it is about."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from openredress.cases import actions
from openredress.cases.access import File, NotHere, reported_about
from openredress.cases.forms import long_text
from openredress.cases.models import Case
from openredress.cases.wording import local, refusal_text
from openredress.core.access import Permission
from openredress.core.refusals import Refusal
from openredress.offices.models import Office, Post

from . import facts
from .door import Desk, at_the_desk
from .forms import Trees


class MeasureForm(forms.Form):
    """What both sides are told: the petitioner in the report, the offices in the other case."""

    reason = long_text(
        gettext_lazy("What you tell the person, in the report"),
        rows=3,
        hint=gettext_lazy("They read it on the page of their report."),
    )
    words = long_text(
        gettext_lazy("What stands in the case, for its offices"),
        rows=2,
        hint=gettext_lazy(
            "The offices of that case and its petitioner read it. Do not mention the report, nor "
            "anything that only the report says."
        ),
    )


class MoveForm(MeasureForm):
    office = forms.ModelChoiceField(
        Office.objects.all(),
        label=gettext_lazy("Office that answers from now on"),
        error_messages={
            "required": gettext_lazy("Choose the office that answers from now on.")
        },
    )  # fmt: skip
    field_order = ("office", "reason", "words")


class ShutForm(MeasureForm):
    person = forms.ChoiceField(
        label=gettext_lazy("Who no longer sees the case"),
        error_messages={"required": gettext_lazy("Choose a person.")},
    )
    field_order = ("person", "reason", "words")

    def __init__(self, original: tuple[File, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = _people(original)  # type: ignore[attr-defined]


def _people(original: tuple[File, ...]) -> list[Any]:
    """Everybody who holds a post at an office of the case, by office."""
    offices = {o for f in original for o in (f.facts.office, f.facts.registrar)}
    offices |= {o for f in original for o in f.facts.co_handlers}
    blocked = {person for f in original for person in f.facts.blocked}
    posts = Post.objects.filter(office__in=offices, staff__is_active=True)
    found: dict[str, dict[int, str]] = {}
    for post in posts.select_related("staff", "office").order_by("office_id", "staff__name"):
        if post.staff_id not in blocked:
            line = f"{post.staff} – {post.get_role_display()}"
            found.setdefault(post.office.name, {}).setdefault(post.staff_id, line)
    return [("", _("Choose …")), *((name, list(people.items())) for name, people in found.items())]


@dataclass(frozen=True)
class Level:
    """One level of the case that a report is about."""

    number: str
    name: str
    stage: str
    office: str
    filed_at: datetime
    file: File
    decisions: tuple[facts.DecisionView, ...]
    lines: tuple[facts.HistoryLine, ...]


@dataclass(frozen=True)
class OriginalPage:
    number: str
    levels: tuple[Level, ...]


@dataclass(frozen=True)
class ProtectionPage:
    """`about` is the case that the measures are taken in, at its latest level."""

    number: str
    about: str
    stage: str
    office: str
    move: MoveForm
    shut: ShutForm
    forms: tuple[Any, ...]


def _original(file: File) -> tuple[File, ...]:
    try:
        return reported_about(file)
    except NotHere:
        raise Http404 from None


@require_safe
@at_the_desk
def original(desk: Desk, number: str) -> HttpResponse:
    """The case that a report is about, to read. That it was read is written nowhere."""
    file = desk.open(number, Permission.PROTECT)
    levels = tuple(
        Level(
            number=each.case.number,
            name=local(each.procedure.levels[each.facts.level].name),
            stage=local(each.stage.name),
            office=each.case.office.name,
            filed_at=each.facts.filed_at,
            file=each,
            decisions=facts.decisions(each),
            lines=facts.lines(each, None),
        )
        for each in _original(file)
    )
    with timezone.override(file.facts.time_zone):
        return desk.show("desk/original.html", OriginalPage(number, levels))


@require_safe
@at_the_desk
def protection(desk: Desk, number: str) -> HttpResponse:
    """What can be done in the case that the report is about."""
    return _show(desk, desk.open(number, Permission.PROTECT))


def _show(desk: Desk, file: File, status: int = 200, **bound: Any) -> HttpResponse:
    chain = _original(file)
    top, closed = chain[-1], file.facts.blocked_offices | {chain[-1].facts.office}
    move = bound.get("move") or MoveForm(prefix="move")
    Trees().offer(move, closed | top.facts.blocked_offices)
    page = ProtectionPage(
        number=file.case.number,
        about=top.case.number,
        stage=local(top.stage.name),
        office=top.case.office.name,
        move=move,
        shut=bound.get("shut") or ShutForm(chain, prefix="shut"),
        forms=tuple(bound.values()),
    )
    return desk.show("desk/protection.html", page, status)


@require_POST
@at_the_desk
def move(desk: Desk, number: str) -> HttpResponse:
    """Takes the case away from the office that has it."""
    file = desk.open(number, Permission.PROTECT)
    form = MoveForm(desk.request.POST, prefix="move")

    def act(given: dict[str, Any]) -> Case | Refusal:
        return actions.move_case(
            number, desk.actor, given["office"].pk, given["reason"], given["words"], desk.now
        )

    return _done(desk, file, "move", form, act)


@require_POST
@at_the_desk
def exclude(desk: Desk, number: str) -> HttpResponse:
    """Shuts a person out of the case."""
    file = desk.open(number, Permission.PROTECT)
    form = ShutForm(_original(file), desk.request.POST, prefix="shut")

    def act(given: dict[str, Any]) -> Case | Refusal:
        return actions.exclude_from_case(
            number, desk.actor, int(given["person"]), given["reason"], given["words"], desk.now
        )

    return _done(desk, file, "shut", form, act)


def _done(
    desk: Desk, file: File, name: str, form: Any, act: Callable[[dict[str, Any]], Case | Refusal]
) -> HttpResponse:
    if form.is_valid():
        done = act(form.cleaned_data)
        if isinstance(done, Case):
            messages.success(desk.request, _("Done. The person reads it in their report."))
            return redirect("desk:case", file.case.number)
        field = done.field if done.field in form.fields else None
        form.add_error(field, refusal_text(done))
    return _show(desk, file, 422, **{name: form})
