"""The petitioner chooses a helper of the list, changes what they may do, and takes it back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from openredress.cases import actions
from openredress.cases.access import File
from openredress.cases.models import Case
from openredress.cases.wording import proxy_scopes, refusal_text
from openredress.core import helping
from openredress.core.access import Actor, Permission, stands_too_near
from openredress.core.procedure import Role
from openredress.core.refusals import Refusal
from openredress.offices.help_list import line_of, listed
from openredress.offices.models import Helper
from openredress.offices.tree import actor_of
from openredress.web.forms import DateInput, RadioSelect
from openredress.web.templatetags.openredress import listed as listed_text

from .acting import scope_field
from .entrance import Visit, with_case


@dataclass(frozen=True)
class HelperShown:
    """The helper whom the petitioner chose last. `state` is asked, helps, declined, taken-back,
    stepped-down, over (their day has passed, or the case has ended for good) or lost (they cannot
    help any more, because they left the list or come too near to the case). `reason` is why they
    declined or stepped down. `is_reader` is true where they are the one who reads; `writes` whether
    they may write, hand in files and book.
    """

    name: str
    office: str
    state: str
    scope: tuple[str, ...]
    scope_texts: tuple[str, ...]
    until: date | None
    asked_at: datetime
    accepted_at: datetime | None
    reason: str
    is_reader: bool
    writes: bool

    @property
    def is_current(self) -> bool:
        return self.state in (ASKED, HELPS, LOST)


ASKED, HELPS, OVER, LOST = "asked", "helps", "over", "lost"


def helper_shown(chain: tuple[File, ...]) -> HelperShown | None:
    """Ask with every level of the case."""
    top = chain[-1]
    known = top.facts.helper
    if known is None:
        return None
    row = line_of(known.staff)
    return HelperShown(
        name=row.goes_by if row else "", office=row.post.office.name if row else "",
        state=_state(chain, row), scope=known.scope, scope_texts=proxy_scopes(known.scope),
        until=known.until, asked_at=known.asked_at, accepted_at=known.accepted_at,
        reason=known.reason, is_reader=top.actor.kind is Role.HELPER,
        writes=top.may(Permission.ADD_FILE),
    )  # fmt: skip


def _state(chain: tuple[File, ...], row: Helper | None) -> str:
    known, view = chain[-1].facts.helper, chain[-1].situation
    assert known is not None
    if known.ended_at is not None:
        return known.ended
    if helping.chosen(view) is None:
        return OVER
    if row is None or _is_too_near(actor_of(row.post.staff), chain):
        return LOST
    return HELPS if known.accepted_at is not None else ASKED


def _is_too_near(actor: Actor, chain: tuple[File, ...]) -> bool:
    return any(stands_too_near(actor, file.facts) for file in chain)


def to_choose(chain: tuple[File, ...]) -> tuple[Helper, ...]:
    """Whom the petitioner can ask: those of the list who stand too near to no level of the case."""
    rows = listed(chain[-1].facts.office)
    return tuple(row for row in rows if not _is_too_near(actor_of(row.post.staff), chain))


# What the petitioner does ------------------------------------------------------------------


class BoundsForm(forms.Form):
    scope = scope_field()
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=DateInput(),
        help_text=gettext_lazy(
            "Leave it empty, and they help you until the case has ended or you take it back."
        ),
    )


class HelperForm(BoundsForm):
    helper = forms.TypedChoiceField(
        label=gettext_lazy("Who should help you?"),
        coerce=int,
        widget=RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose one of them."),
            "invalid_choice": gettext_lazy("This helper is not on the list now. Choose another."),
        },
    )
    field_order = ("helper", "scope", "until")

    def __init__(self, rows: tuple[Helper, ...], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["helper"].choices = [(row.pk, _line(row)) for row in rows]
        self.fields["helper"].widget.hints = {row.pk: _hint(row) for row in rows}


def _line(row: Helper) -> str:
    return _("%(name)s, %(office)s") % {"name": row.goes_by, "office": row.post.office.name}


def _hint(row: Helper) -> str:
    spoken = _("Speaks %(languages)s.") % {"languages": listed_text(row.spoken)}
    return " ".join(part for part in (spoken if row.spoken else "", row.good_at, row.meets) if part)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def helper(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Chooses a helper of the list, or changes what they may do."""
    number, top = visit.file.case.number, visit.chain[-1]
    known = helper_shown(visit.chain)
    is_chosen = known is not None and known.is_current
    # An ended session is opened again by POST at this address, with nothing of this form in it.
    sent = request.POST if "keep" in request.POST else None
    rows = () if is_chosen else to_choose(visit.chain)
    form: BoundsForm
    if is_chosen and known is not None:
        form = BoundsForm(sent, initial={"scope": known.scope, "until": known.until})
    else:
        form = HelperForm(rows, sent)
    if form.is_valid():
        done = _keep(number, top, form.cleaned_data, is_chosen=is_chosen)
        if isinstance(done, Case):
            said = (
                _("Kept. It holds from now on.")
                if is_chosen
                else _(
                    "They were asked. You see here whether they agree, and they see nothing before."
                )
            )
            messages.success(request, said)
            return redirect("petitioner:helper", number)
        form.add_error(done.field if done.field in form.fields else None, refusal_text(done))
    may_ask = not isinstance(helping.ask(top.situation, 0, (), None), Refusal)
    context = {"form": form, "number": number, "helper": known, "is_chosen": is_chosen,
               "may_ask": may_ask and not top.facts.is_reprisal, "rows": rows, "nav": "follow",
               "is_report": top.facts.is_reprisal, "has_errors": bool(form.errors)}  # fmt: skip
    return render(request, "follow/helper.html", context, status=422 if form.errors else 200)


def _keep(number: str, top: File, given: dict[str, Any], *, is_chosen: bool) -> Case | Refusal:
    scope, until = tuple(given["scope"]), given["until"]
    if is_chosen:
        return actions.change_helper(number, top.actor, scope, until, top.now)
    wish = actions.Wish(given["helper"], scope, until)
    return actions.ask_helper(number, top.actor, wish, top.now)


@require_POST
@with_case
def end(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The petitioner takes it back."""
    number = visit.file.case.number
    done = actions.take_helper_back(number, visit.file.actor, visit.file.now)
    if isinstance(done, Refusal):
        messages.error(request, refusal_text(done))
    else:
        messages.success(request, _("Taken back. They see nothing of your case any more."))
    return redirect("petitioner:helper", number)
