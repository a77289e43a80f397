"""What the petitioner can do now, and what they cannot do now and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from openredress.cases import actions
from openredress.cases.access import File
from openredress.cases.forms import StepForm, form_for
from openredress.cases.history import Line, history
from openredress.cases.models import Case
from openredress.cases.wording import amount_text, local, refusal_text
from openredress.core import engine
from openredress.core.facts import replay
from openredress.core.procedure import Act, Citation, Role, Step
from openredress.core.refusals import Code, Refusal
from openredress.offices.institution import institution
from openredress.offices.tree import office_map

from .answers import Doors, doors
from .clocks import ClockCard, card

WRITING = (Act.MESSAGE, Act.ADD_FACTS)
OBJECTING = (Act.GO_UP, Act.NOT_FIXED, Act.REQUEST_EXTENSION)
APART = (*WRITING, *OBJECTING, Act.RATE, Act.WITHDRAW)

#: Refusals worth knowing of on the page of the case. What is too late is shown by its clock.
TELLING = (Code.TOO_LATE, Code.EXTENSIONS_USED_UP, Code.EXTENSION_PENDING, Code.NO_HIGHER_OFFICE)


@dataclass(frozen=True)
class Way:
    """A step that can be taken now. `until` is the clock of the right, if it has one."""

    url: str
    name: str
    does: str
    until: ClockCard | None
    is_danger: bool = False


@dataclass(frozen=True)
class Closed:
    """A step that cannot be taken now, with the reason."""

    name: str
    reason: str


@dataclass(frozen=True)
class Ways:
    """The steps in the order in which people look for them."""

    writing: tuple[Way, ...]
    objecting: tuple[Way, ...]
    rating: tuple[Way, ...]
    other: tuple[Way, ...]
    withdrawing: tuple[Way, ...]
    closed: tuple[Closed, ...]
    no_way_up: bool

    @property
    def timed(self) -> frozenset[str]:
        """The limits that are shown with their step."""
        return frozenset(way.until.id for way in self.objecting if way.until)


@dataclass(frozen=True)
class StepPage:
    """The page of one step. `refusal` is why it cannot be taken at all, "" if it can."""

    number: str
    title: str
    does: str
    citation: Citation
    until: ClockCard | None
    question: str
    goes_to: str
    refusal: str
    doors: Doors | None
    is_danger: bool
    is_objection: bool
    news: tuple[Line, ...] = ()
    stage: str = ""


def ways(file: File) -> Ways:
    steps = [(step, refused(file, step)) for step in of_petitioner(file)]
    allowed = [step for step, refusal in steps if refusal is None]
    barred = [(s, refusal) for s, refusal in steps if refusal and refusal.code in TELLING]

    def group(*acts: Act) -> tuple[Way, ...]:
        found = sorted((s for s in allowed if s.act in acts), key=lambda s: acts.index(s.act))
        return tuple(_way(file, step) for step in found)

    return Ways(
        writing=group(*WRITING),
        objecting=group(*OBJECTING),
        rating=group(Act.RATE),
        other=group(*(act for act in Act if act not in APART)),
        withdrawing=group(Act.WITHDRAW),
        closed=tuple(
            Closed(local(s.name), refusal_text(r)) for s, r in barred if r.code is not Code.TOO_LATE
        ),
        no_way_up=any(s.act is Act.GO_UP for s, _r in barred),
    )


def of_petitioner(file: File) -> Iterable[Step]:
    """The steps of the pack that are a petitioner's to take, whether they can now or not."""
    return (
        step
        for step in file.procedure.steps.values()
        if Role.PETITIONER in step.actors and step.act is not Act.FILE
    )


def step_of(file: File, step: str) -> Step | None:
    return next((s for s in of_petitioner(file) if s.id == step), None)


def refused(file: File, step: Step) -> Refusal | None:
    """Why the step cannot be taken now, before anything is entered."""
    refusal = engine.refused(file.situation, step)
    if refusal is None and step.act is Act.GO_UP and higher_office(file) is None:
        return Refusal(Code.NO_HIGHER_OFFICE)
    return refusal


def higher_office(file: File) -> int | None:
    return actions.higher_office(file.procedure, file.facts, office_map())


def _way(file: File, step: Step) -> Way:
    return Way(
        url=reverse("petitioner:step", args=[file.case.number, step.id]),
        name=_name(file, step),
        does=local(step.does),
        until=_until(file, step),
        is_danger=step.act is Act.WITHDRAW,
    )


def _name(file: File, step: Step) -> str:
    if step.act is Act.MESSAGE and file.facts.question:
        return _("Answer the question")
    if step.act is Act.RATE and file.facts.rating is not None:
        return _("Change your rating")
    return local(step.name)


def _until(file: File, step: Step) -> ClockCard | None:
    clock = file.situation.clock(step.within) if step.within else None
    return card(file, clock) if clock is not None else None


def step_page(file: File, step: Step, question: str, **more: Any) -> StepPage:
    refusal = refused(file, step)
    goes_up = step.act is Act.GO_UP and refusal is None
    return StepPage(
        number=file.case.number,
        title=_name(file, step),
        does=local(step.does),
        citation=step.citation,
        until=_until(file, step),
        question=question if step.act in WRITING else "",
        goes_to=_office_name(higher_office(file)) if goes_up else "",
        refusal=refusal_text(refusal) if refusal else "",
        doors=doors(file, no_way_up=True) if refusal and step.act is Act.GO_UP else None,
        is_danger=step.act is Act.WITHDRAW,
        is_objection=step.act in (Act.GO_UP, Act.NOT_FIXED),
        **more,
    )


def _office_name(office: int | None) -> str:
    return institution().rows[office].name if office else ""


def step_form(file: File, step: Step, data: Any = None) -> StepForm:
    """The form of the step, with how much may be asked for where the law has a cap."""
    form = form_for(step, file, data)
    limits = file.procedure.limits_of(file.facts.level)
    cap = next((i for i in limits if i.extension and i.extension.ask == step.id), None)
    if step.act is Act.REQUEST_EXTENSION and cap is not None and cap.extension is not None:
        most = amount_text(cap.extension.max_amount, cap.unit)
        form.fields["amount"].help_text = _("At most %(amount)s.") % {"amount": most}
    return form


def news_since(file: File, seen: int) -> tuple[tuple[Line, ...], str]:
    """What the petitioner can see that is new since they opened the form: lines, and the stage.

    A note of the office, which they are not shown, is no reason to make them send a text twice.
    """
    lines = tuple(i for i in history(file, with_office_notes=False) if i.seq > seen)
    before = replay(file.entries[: max(1, seen)]).stage
    return lines, local(file.stage.name) if before != file.facts.stage else ""


def attempt(file: File, step: Step, form: StepForm) -> Case | Refusal:
    """Takes the step, unless something happened that the petitioner has not seen yet."""
    seen = form.cleaned_data.get("seen_version")
    if seen is not None and any(news_since(file, seen)):
        return Refusal(Code.CHANGED_MEANWHILE)
    return actions.take(
        file.case.number, file.actor, step.id, form.params(), file.now, file.case.version
    )


def done_text(act: Act) -> str:
    """What to say once a step was taken."""
    return {
        Act.MESSAGE: _("Your message is in the case. The office sees it there."),
        Act.ADD_FACTS: _("What you added is in the case. The office sees it there."),
        Act.NOT_FIXED: _("Your case is open again, and the clock of the office starts anew."),
        Act.GO_UP: _(
            "You went one level up. This is the new case; the earlier one stays readable."
        ),
        Act.REQUEST_EXTENSION: _(
            "You asked for more time. Your date stays as it is until the office has answered."
        ),
        Act.RATE: _("Thank you. Your rating counts for the office, not for you."),
        Act.WITHDRAW: _("Your case is withdrawn. You can file again whenever you wish."),
    }.get(act, _("It is done, and it stands in the history of your case."))
