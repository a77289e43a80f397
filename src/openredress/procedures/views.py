"""Public pages about procedures: how long something may take, and who does what by when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from openredress.core.clock import Clock, DayReason, calculate
from openredress.core.procedure import (
    Citation,
    Level,
    Limit,
    Procedure,
    Role,
    Rung,
    Stage,
    StageKind,
    Step,
    Unit,
)
from openredress.offices.calendars import calendar_for
from openredress.ops import home

from . import library, wording
from .forms import CalculatorForm
from .keeping import kept
from .rights import hearing_line


def _library() -> list[Procedure]:
    found = library(home.own_procedures()).values()
    return [procedure for procedure, _text in found]


def _procedure(pack: str) -> Procedure:
    found = library(home.own_procedures()).get(pack)
    if found is None:
        raise Http404
    return found[0]


@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """Without `procedure` the choice of one; with it a form; with everything the days counted."""
    pack = request.GET.get("procedure", "")
    if not pack:
        context = {"procedures": _library(), "nav": "calculator"}
        return render(request, "procedures/choose.html", context)
    procedure = _procedure(pack)
    asked = "limit" in request.GET or "start" in request.GET
    form = CalculatorForm(procedure, request.GET if asked else None)
    context = {"procedure": procedure, "form": form, "nav": "calculator"}
    if form.is_valid():
        context["result"] = _calculated(procedure, form.cleaned_data)
    elif not asked:
        form.initial = {"start": timezone.localdate(), "calendar": procedure.calendar}
    return render(request, "procedures/calculator.html", context)


@dataclass(frozen=True)
class Result:
    """A date and its proof. `due_at` is given for a limit in hours, counted from midnight."""

    clock: Clock
    length: str
    due_at: datetime | None

    @property
    def rolled(self) -> bool:
        return any(day.reason is DayReason.LANDED for day in self.clock.counted_days())


def _calculated(procedure: Procedure, given: Mapping) -> Result:
    limit = procedure.limits[given["limit"]]
    code = given["calendar"] or procedure.calendar
    clock = calculate(limit, given["start"], calendar_for(code))
    due_at = None
    if limit.unit is Unit.HOURS:
        due_at = clock.due_at().replace(tzinfo=None)  # As the day was read, in no zone at all.
    return Result(clock, wording.length_text(limit), due_at)


@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    return render(request, "procedures/list.html", {"procedures": _library()})


@dataclass(frozen=True)
class LimitLine:
    """A limit as a reader needs it: from which step, until which, and what comes after."""

    limit: Limit
    length: str
    since: list[str]
    until: list[str]
    extension: str
    pause: str
    follows: list["RungLine"]


@dataclass(frozen=True)
class RungLine:
    """A rung of the ladder: when it is taken, and what is done."""

    when: str
    text: str
    citation: Citation | None


@dataclass(frozen=True)
class LevelPart:
    level: Level
    stages: list[Stage]
    limits: list[LimitLine]


@dataclass(frozen=True)
class StepLine:
    step: Step
    who: list[str]
    within: str


@require_safe
def procedure(request: HttpRequest, pack: str) -> HttpResponse:
    """A procedure in plain words: the way, the times, what each side can do, and other doors."""
    found = _procedure(pack)
    steps = found.steps.values()
    context = {
        "procedure": found,
        "levels": [_level(found, level) for level in found.levels.values()],
        "yours": [_step(found, step) for step in steps if Role.PETITIONER in step.actors],
        "theirs": [_step(found, step) for step in steps if Role.PETITIONER not in step.actors],
        "remedies_follow": _rungs(found.remedies_follow, Unit.DAYS),
        "calendar": wording.calendar_text(found.calendar),
        "kept": kept(found),
        "hearing": hearing_line(found),
        "mediation": found.mediation,
    }
    return render(request, "procedures/procedure.html", context)


def _level(found: Procedure, level: Level) -> LevelPart:
    way = [stage for stage in found.stages.values()
           if stage.level == level.number and stage.kind is StageKind.OPEN]  # fmt: skip
    limits = [_limit(found, limit) for limit in found.limits_of(level.number)]
    return LevelPart(level, way, limits)


def _limit(found: Procedure, limit: Limit) -> LimitLine:
    extension, pause = limit.extension, limit.pause
    return LimitLine(
        limit=limit,
        length=wording.length_text(limit),
        since=_names(found, limit.runs_from),
        until=_names(found, limit.stops_at),
        extension=wording.amount_text(extension.max_amount, limit.unit) if extension else "",
        pause=wording.amount_text(pause.max_days, Unit.DAYS) if pause else "",
        follows=_rungs(limit.follows, limit.rung_unit),
    )


def _rungs(rungs: tuple[Rung, ...], unit: Unit) -> list[RungLine]:
    return [
        RungLine(wording.rung_text(rung, unit), wording.follow_text(rung.follow), rung.citation)
        for rung in rungs
    ]


def _names(found: Procedure, steps: frozenset[str]) -> list[str]:
    return [wording.local(step.name) for step in found.steps.values() if step.id in steps]


def _step(found: Procedure, step: Step) -> StepLine:
    staff = [wording.role_text(role) for role in Role
             if role in step.actors and role is not Role.PETITIONER]  # fmt: skip
    within = wording.length_text(found.limits[step.within]) if step.within else ""
    return StepLine(step, staff, within)
