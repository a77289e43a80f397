"""What somebody may expect here, in plain words, made from the pack: to read, print and hand out.

Everything that a law or the institution lays down comes from the pack with its article; the
sentences around it are the same for every procedure.
"""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from openredress.core.procedure import (
    Act,
    Citation,
    Level,
    Limit,
    LimitKind,
    Procedure,
    Role,
    Rung,
    Step,
)
from openredress.core.reprisal import REPORTS
from openredress.core.sitting import Sitting
from openredress.offices.models import Office
from openredress.offices.opening import Opens, opens
from openredress.offices.standing import latest
from openredress.ops import home
from openredress.wall.standby import may_be_old

from . import library, wording

#: How many offices a leaflet names as places to go to.
PLACES = 12


@dataclass(frozen=True)
class TimeLine:
    """How long something takes at most. `more` is by how much it may be extended, "" if not."""

    name: str
    length: str
    more: str
    citation: Citation


@dataclass(frozen=True)
class LevelTimes:
    level: Level
    lines: list[TimeLine]


@dataclass(frozen=True)
class WayOn:
    """What can be done about an answer. `within` is until when, "" if at any time."""

    step: Step
    within: str


def _in_use() -> dict[str, Procedure]:
    """The procedures that an office of this institution names; all that are known if none does."""
    known = {found.id: found for found, _text in library(home.own_procedures()).values()}
    known.pop(REPORTS, None)
    named = set(Office.objects.exclude(procedure="").values_list("procedure", flat=True))
    used = {pack: found for pack, found in known.items() if pack in named}
    return used or known


@require_safe
@may_be_old
def choose(request: HttpRequest) -> HttpResponse:
    """Whose rights: one procedure at once, of several the choice."""
    found = list(_in_use().values())
    if len(found) == 1:
        return _shown(request, found[0])
    return render(request, "procedures/rights_list.html", {"procedures": found, "nav": "rights"})


@require_safe
@may_be_old
def rights(request: HttpRequest, pack: str) -> HttpResponse:
    found = _in_use().get(pack)
    if found is None:
        raise Http404
    return _shown(request, found)


def _shown(request: HttpRequest, procedure: Procedure) -> HttpResponse:
    steps = list(procedure.steps.values())
    context = {
        "procedure": procedure,
        "offices": _counters(procedure.id),
        "times": [_times(procedure, level) for level in procedure.levels.values()],
        "decide": next((s for s in steps if s.act is Act.DECIDE), None),
        "decline": next((s for s in steps if s.act is Act.DECLINE), None),
        "ways": [_way(procedure, s) for s in steps if s.act in (Act.NOT_FIXED, Act.GO_UP)
                 and Role.PETITIONER in s.actors],
        "late": _ladder(procedure),
        "hearing": hearing_line(procedure),
        "mediation": procedure.mediation,
        "nav": "rights",
    }  # fmt: skip
    return render(request, "procedures/rights.html", context)


def _counters(pack: str) -> list[tuple[Office, Opens]]:
    """Offices that take grievances in under this procedure, their own or that of one above, with
    their hours.
    """
    offices = {office.pk: office for office in Office.objects.order_by("pk")}

    def procedure_of(office: Office) -> str:
        while not office.procedure and office.parent_id:
            office = offices[office.parent_id]
        return office.procedure

    found = (o for o in offices.values() if o.registers and procedure_of(o) == pack)
    reached = [office for office in found if office.address or office.phone][:PLACES]
    upto, today = latest(), timezone.localdate()
    return [(office, opens(office, today, upto)) for office in reached]


def _times(procedure: Procedure, level: Level) -> LevelTimes:
    duties = [x for x in procedure.limits_of(level.number) if x.kind is LimitKind.DUTY]
    return LevelTimes(level, [_time(limit) for limit in duties])


def _time(limit: Limit) -> TimeLine:
    longest = limit.extension.max_amount if limit.extension else 0
    more = wording.amount_text(longest, limit.unit) if longest else ""
    return TimeLine(wording.local(limit.name), wording.length_text(limit), more, limit.citation)


@dataclass(frozen=True)
class HearingLine:
    """What a pack says about hearings. `not_counted` are the names of levels."""

    rule: Sitting
    levels: list[str]
    not_counted: list[str]

    @property
    def asks(self) -> bool:
        """Whether petitioners can ask for one."""
        return Role.PETITIONER in self.rule.asked_by


def hearing_line(procedure: Procedure) -> HearingLine | None:
    rule = procedure.hearing
    if rule is None:
        return None
    name = {number: wording.local(level.name) for number, level in procedure.levels.items()}
    return HearingLine(
        rule, [name[n] for n in sorted(rule.levels)], [name[n] for n in sorted(rule.not_counted)]
    )


def _way(procedure: Procedure, step: Step) -> WayOn:
    limit = procedure.limits.get(step.within)
    return WayOn(step, wording.length_text(limit) if limit else "")


def _ladder(procedure: Procedure) -> list[tuple[str, str]]:
    """What follows when an answer is late: of the limits, the one with the longest ladder."""
    longest = max(procedure.limits.values(), key=lambda limit: len(limit.follows))
    return [_rung(rung, longest) for rung in longest.follows if rung.after]


def _rung(rung: Rung, limit: Limit) -> tuple[str, str]:
    return wording.rung_text(rung, limit.rung_unit), wording.follow_text(rung.follow)
