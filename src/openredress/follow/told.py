"""How the petitioner is told of what happens, and opening an answer that waits for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from openredress.cases import actions
from openredress.cases.access import File
from openredress.cases.models import Case
from openredress.cases.wording import amount_text, local, refusal_text
from openredress.core import service
from openredress.core.procedure import Citation, LimitKind
from openredress.core.refusals import Code
from openredress.notices import channels, texts
from openredress.notices.models import Notice
from openredress.notices.outbox import NEWS, OF_MEMBERS
from openredress.parties import identities
from openredress.parties.keys import CannotOpen
from openredress.web.forms import CheckboxSelectMultiple

from .entrance import Visit, for_proxies, with_case

#: How much of what was sent is shown.
LATEST = 20


class NoticesForm(forms.Form):
    """Which ways. None at all is an answer too: then the page is the only place."""

    ways = forms.MultipleChoiceField(
        label=gettext_lazy("Tell me when something happens"),
        required=False,
        widget=CheckboxSelectMultiple(),
        help_text=gettext_lazy("Tick none, and only this page tells you."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["ways"]
        field.choices = [(way, channels.NAMES[way]) for way in channels.offered()]
        field.widget.hints = channels.hints()


@dataclass(frozen=True)
class Sent:
    """A message that was put on its way, and what became of it."""

    way: str | Promise
    what: str | Promise
    state: str | Promise
    at: datetime


@dataclass(frozen=True)
class Told:
    """`ways` are those that were chosen and have a contact; `None` while it cannot be opened."""

    ways: tuple[str, ...] | None

    @property
    def names(self) -> tuple[str | Promise, ...]:
        return tuple(channels.NAMES[way] for way in self.ways or ())


def told(root: Case) -> Told:
    """How the petitioner is told; `None` for whoever reads it for them, behind the wall."""
    try:
        return Told(channels.chosen(identities.reach(root)))
    except CannotOpen:
        return Told(None)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def notices(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The petitioner chooses how they are told."""
    file, root = visit.file, visit.chain[0].case
    number = file.case.number
    # An ended session is opened again by POST at this address, with nothing of this form in it.
    form = NoticesForm(request.POST if "choose" in request.POST else None, initial=_initial(root))
    if form.is_valid():
        ways = form.cleaned_data["ways"]
        done = actions.choose_notices(number, file.actor, ways, file.now)
        if isinstance(done, Case) or done.code is Code.NOTHING_CHANGED:
            messages.success(request, _("Kept. You can change it here whenever you wish."))
            return redirect("petitioner:case", number)
        form.add_error("ways", _refused(done.field, refusal_text(done)))
    context = {"number": number, "form": form, "sent": _sent(root), "nav": "follow",
               "told": told(root), "offered": channels.offered()}  # fmt: skip
    return render(request, "follow/notices.html", context)


def _initial(root: Case) -> dict[str, Any]:
    try:
        return {"ways": identities.reach(root).tell_by.split()}
    except CannotOpen:
        return {}


def _refused(way: str, reason: str) -> str:
    if way not in channels.NAMES:
        return reason
    return _("%(way)s: %(reason)s") % {"way": channels.NAMES[way], "reason": reason}


def _sent(root: Case) -> tuple[Sent, ...]:
    """What was sent last, as far back as it is kept: each way, and what became of it."""
    # As a member of their own group the petitioner is told in the ways that they chose for all.
    of_case = Q(kind__startswith=NEWS) | Q(kind__startswith=OF_MEMBERS, member=None)
    rows = Notice.objects.filter(of_case, case=root).exclude(channel="")
    return sent_rows(rows.order_by("-pk")[:LATEST])


def sent_rows(rows: Iterable[Notice]) -> tuple[Sent, ...]:
    return tuple(
        Sent(
            way=channels.NAMES[row.channel],
            what=texts.TEXTS[row.kind.partition("-")[2]].title,
            state=_state(row),
            at=row.ended_at or row.queued_at,
        )
        for row in rows
    )


def _state(row: Notice) -> str:
    if row.state == Notice.SENT:
        return _("Posted") if row.channel == channels.LETTER else _("Sent")
    if row.state == Notice.FAILED:
        came_back = row.failure.startswith(("returned", "came back"))
        return _("Came back") if came_back else _("Could not be sent")
    if row.state == Notice.NOBODY:
        return _("Not sent: there is no contact for it, or it was over by then")
    if row.failure:
        return _("Could not be sent so far; it is tried again")
    return _("On its way")


# The answer --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """An answer that waits to be opened. `rights` are what the petitioner can do within a time
    that begins when it has reached them, as (what, how long).
    """

    number: str
    office: str
    at: datetime
    rights: tuple[tuple[str, str], ...]
    citation: Citation


def waiting(file: File) -> Waiting | None:
    """The answer that has not reached the petitioner; `None` if there is none."""
    step = service.serving_step(file.procedure, file.facts.stage)
    if step is None or not service.is_unserved(file.situation):
        return None
    assert file.facts.answered_at is not None
    return Waiting(
        number=file.case.number,
        office=file.case.office.name,
        at=file.facts.answered_at,
        rights=tuple(
            (local(limit.name), amount_text(limit.amount, limit.unit))
            for limit in file.procedure.limits_of(file.facts.level)
            if limit.kind is LimitKind.RIGHT and step.id in limit.runs_from
        ),
        citation=step.citation,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
@for_proxies
def answer(request: HttpRequest, visit: Visit) -> HttpResponse:
    """GET says what opening means; POST opens the answer, which serves it."""
    file = visit.file
    page, number = waiting(file), file.case.number
    if page is None:
        return redirect("petitioner:decision", number) if file.facts.served_on else _none()
    if "open" in request.POST:
        done = actions.receive_answer(number, file.actor, file.now)
        if isinstance(done, Case):
            return redirect("petitioner:decision", number)
        messages.error(request, refusal_text(done))
        return redirect("petitioner:case", number)
    return render(request, "follow/answer.html", {"page": page, "number": number, "nav": "follow"})


def _none() -> HttpResponse:
    raise Http404
