"""The petitioner asks for a hearing, takes part in it, and says whether its minutes are right."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
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
from openredress.cases.access import File
from openredress.cases.forms import long_text
from openredress.cases.hearings import HearingShown, hearings
from openredress.cases.history import names
from openredress.cases.models import Case
from openredress.cases.wording import refusal_text
from openredress.core import hearing as rules
from openredress.core.access import Permission
from openredress.core.facts import PETITIONER, At, Hearing
from openredress.core.procedure import Citation, Role
from openredress.core.refusals import Refusal
from openredress.web.forms import CheckboxSelectMultiple, RadioSelect

from .entrance import Visit, for_proxies, with_case


class AskForm(forms.Form):
    """Why somebody wants to be heard, and what they need for it."""

    reason = long_text(
        gettext_lazy("Why it should be heard in a hearing"),
        rows=5,
        hint=gettext_lazy("What is disputed, whom the panel should hear, what is so important."),
    )
    needs = forms.CharField(
        label=gettext_lazy("What you need there, if anything"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy(
            "An interpreter, sign language, a room without steps, somebody who comes with you."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    closed = forms.BooleanField(
        label=gettext_lazy("Nobody but those who take part shall listen"),
        required=False,
        help_text=gettext_lazy("Then it is closed, and nothing of it is published."),
    )


class CompanionForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Who comes with you"),
        required=False,
        max_length=150,
        help_text=gettext_lazy("You need not name them. Leave it empty if you do not want to."),
    )


class ObjectForm(forms.Form):
    seat = forms.TypedChoiceField(
        label=gettext_lazy("To whom you object"), coerce=int, widget=RadioSelect(),
        error_messages={"required": gettext_lazy("Choose one of them.")},
    )  # fmt: skip
    reason = long_text(gettext_lazy("Why"), rows=3)

    def __init__(self, seats: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = [(s.number, s.name) for s in seats]  # type: ignore[attr-defined]


class DocumentsForm(forms.Form):
    files = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Your files"), coerce=int, widget=CheckboxSelectMultiple(),
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )  # fmt: skip

    def __init__(self, offered: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].choices = [(f.number, f.name) for f in offered]  # type: ignore[attr-defined]


class AnnotateForm(forms.Form):
    text = long_text(
        gettext_lazy("What is wrong or missing"),
        rows=5,
        hint=gettext_lazy("It stands beside the minutes in your own words. Nobody changes it."),
    )


@dataclass(frozen=True)
class Way:
    name: str
    title: str
    does: str
    button: str
    said: str
    form: Callable[..., forms.Form]
    act: Callable[[Any, datetime], Case | Refusal]


@dataclass(frozen=True)
class WayShown:
    name: str
    title: str
    does: str
    button: str
    form: forms.Form
    is_open: bool


@dataclass(frozen=True)
class HearingPage:
    number: str
    shown: tuple[HearingShown, ...]
    citation: Citation | None
    ways: tuple[WayShown, ...]
    forms: tuple[Any, ...]


def is_there(file: File) -> bool:
    """Whether the page about hearings is there for this case."""
    is_known = rules.rule_of(file.situation) is not None
    return bool(hearings_of(file)) or (is_known and not file.facts.is_forgotten)


def hearings_of(file: File) -> tuple[Hearing, ...]:
    return () if file.facts.is_forgotten else file.facts.hearings


def can_ask(file: File) -> bool:
    return rules.can_begin(file.situation, Role.PETITIONER) is None


# An ended session is opened again by POST at the address that was asked for.
@require_http_methods(["GET", "HEAD", "POST"])
@with_case
@for_proxies
def hearing(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not is_there(visit.file):
        raise Http404
    return _show(request, visit.file)


@require_POST
@with_case
@for_proxies
def act(request: HttpRequest, visit: Visit, act: str) -> HttpResponse:
    """Does one of the things that the page offers. What it does not offer is not there."""
    file = visit.file
    way = next((w for w in _ways(file) if w.name == act), None)
    if way is None:
        raise Http404
    form = way.form(request.POST)
    if not form.is_valid():
        return _show(request, file, (way, form), 422)
    done = way.act(form, timezone.now())
    if isinstance(done, Refusal):
        form.add_error(done.field if done.field in form.fields else None, refusal_text(done))
        return _show(request, file, (way, form), 422)
    messages.success(request, way.said)
    return redirect("petitioner:hearing", file.case.number)


def _show(
    request: HttpRequest, file: File, bound: tuple[Way, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    rule = file.procedure.hearing
    page = HearingPage(
        number=file.case.number,
        shown=hearings(file, names()),
        citation=rule.citation if rule else None,
        ways=tuple(_way(way, bound) for way in _ways(file)),
        forms=(bound[1],) if bound else (),
    )
    with timezone.override(file.facts.time_zone):
        context = {"page": page, "nav": "follow", "has_errors": status >= 400}
        return render(request, "follow/hearing.html", context, status=status)


def _way(way: Way, bound: tuple[Way, forms.Form] | None) -> WayShown:
    is_open = bound is not None and bound[0].name == way.name
    form = bound[1] if bound and is_open else way.form()
    return WayShown(way.name, way.title, way.does, way.button, form, is_open)


def _plain(form: type[forms.Form], prefix: str) -> Callable[..., forms.Form]:
    return lambda data=None: form(data, prefix=prefix)


def _ways(file: File) -> Iterator[Way]:
    found, number, actor = rules.current(file.facts), file.case.number, file.actor
    if not file.may(Permission.ASK_HEARING):
        return
    if can_ask(file):
        yield Way(
            "request", _("Ask for a hearing"),
            _("A panel of people who have nothing to do with it hears you and the office. The "
              "office answers with reasons whether there is one."),
            _("Ask for it"), _("You asked for a hearing. The answer will stand here."),
            _plain(AskForm, "ask"),
            lambda f, now: actions.ask_hearing(
                number, actor, f.cleaned_data["reason"], f.cleaned_data["needs"], now,
                closed=f.cleaned_data["closed"]),
        )  # fmt: skip
    if found is None or not (rules.may_be_heard(file.situation) or found.at is At.RECORDED):
        return
    if found.at in (At.ORDERED, At.ANNOUNCED):
        yield from _preparing(file, found)
    if found.at in (At.ASKED, At.ORDERED, At.ANNOUNCED) and not found.is_closed_wish:
        yield Way(
            "closed", _("Ask that it is closed"),
            _("Nobody but those who take part listens, and nothing of it is published. If it was "
              "announced as a public one, it is taken off the public page at once."),
            _("It shall be closed"), _("It is closed."), _plain(forms.Form, "closed"),
            lambda f, now: actions.wish_hearing_closed(number, actor, now),
        )  # fmt: skip
    if found.at is At.RECORDED:
        yield from _answering(file, found)


def _preparing(file: File, found: Hearing) -> Iterator[Way]:
    number, actor = file.case.number, file.actor
    offered = rules.can_put(file.facts, found, PETITIONER)
    if offered:
        yield Way(
            "documents", _("Put documents before the hearing"),
            _("The office has them at once, as you have theirs."), _("Put them in"),
            _("Both sides have them."),
            lambda data=None: DocumentsForm(offered, data, prefix="documents"),
            lambda f, now: actions.put_documents(number, actor, f.cleaned_data["files"], now),
        )  # fmt: skip
    yield Way(
        "companion", _("Bring somebody with you"),
        _("Somebody you trust may sit beside you. The panel and the office read that they "
          "come, and who they are if you say so."),
        _("They come with me"), _("The panel knows that somebody comes with you."),
        _plain(CompanionForm, "companion"),
        lambda f, now: actions.announce_companion(number, actor, f.cleaned_data["name"], now),
    )  # fmt: skip
    if found.companion:
        yield Way(
            "companion-end", _("I come alone after all"), "", _("Nobody comes with me"),
            _("The panel knows that you come alone."), _plain(forms.Form, "alone"),
            lambda f, now: actions.announce_companion(number, actor, "", now, comes=False),
        )  # fmt: skip
    seats = [s for s in found.seats if not s.is_out and not s.objected]
    if seats:
        yield Way(
            "objection", _("Object to somebody on the panel"),
            _("If somebody is close to the office or has an interest. It is answered before the "
              "hearing."),
            _("Object"), _("You objected. The answer will stand here."),
            lambda data=None: ObjectForm(seats, data, prefix="objection"),
            lambda f, now: actions.object_to_seat(
                number, actor, f.cleaned_data["seat"], f.cleaned_data["reason"], now),
        )  # fmt: skip


def _answering(file: File, found: Hearing) -> Iterator[Way]:
    number, actor = file.case.number, file.actor
    if PETITIONER in found.waits_for:
        yield Way(
            "confirmation", _("Confirm the minutes"),
            _("They tell what was said. You need not agree with what the office said there."),
            _("Confirm: this is what was said"), _("You confirmed the minutes."),
            _plain(forms.Form, "confirmation"),
            lambda f, now: actions.confirm_hearing_minutes(number, actor, now),
        )  # fmt: skip
    yield Way(
        "annotation", _("Say what is wrong in the minutes, or missing"),
        _("Your words stand beside the minutes, and the panel reads them before it finds."),
        _("Add it"), _("What you wrote stands beside the minutes."),
        _plain(AnnotateForm, "annotation"),
        lambda f, now: actions.annotate_hearing_minutes(
            number, actor, f.cleaned_data["text"], now),
    )  # fmt: skip
