"""Is a procedure sound? Every stage reachable, every way with an end, every limit with a stop."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .procedure import Act, Follow, Limit, LimitKind, Procedure, Rung, StageKind, Step, Unit


@dataclass(frozen=True)
class Finding:
    """`code` names the rule that is broken, `place` where, `detail` by what."""

    code: str
    place: str
    detail: str = ""


def examine(procedure: Procedure) -> tuple[Finding, ...]:
    """Everything unsound about a procedure whose references are already known to hold."""
    checks = (_filing, _stages, _steps, _limits, _ladders, _extensions_and_pauses, _levels)
    return tuple(finding for check in checks for finding in check(procedure))


def reachable(procedure: Procedure) -> frozenset[str]:
    """The stages that a case can come to, by steps, lapses and levels."""
    found = {procedure.levels[1].entry} if 1 in procedure.levels else set()
    edges = _edges(procedure)
    while True:
        more = {target for stage in found for target in edges.get(stage, ())}
        for level in procedure.levels.values():
            asked = procedure.steps.get(level.asked_by)
            if asked and asked.stages & found:
                more.add(level.entry)
        if more <= found:
            return frozenset(found)
        found |= more


def _edges(procedure: Procedure) -> Mapping[str, set[str]]:
    edges: dict[str, set[str]] = {}
    for step in procedure.steps.values():
        for origin, target in step.to.items():
            edges.setdefault(origin, set()).add(target)
    for limit in procedure.limits.values():
        for origin in limit.lapse.stages if limit.lapse else ():
            edges.setdefault(origin, set()).add(limit.lapse.to if limit.lapse else origin)
    return edges


def _leads_to_an_end(procedure: Procedure) -> frozenset[str]:
    edges = _edges(procedure)
    good = {s.id for s in procedure.stages.values() if s.kind is not StageKind.OPEN}
    while True:
        more = {stage for stage, targets in edges.items() if targets & good} - good
        if not more:
            return frozenset(good)
        good |= more


def _filing(procedure: Procedure) -> Iterator[Finding]:
    acts = {step.act for step in procedure.steps.values()}
    if Act.FILE not in acts:
        yield Finding("no-file-step", "step")
    if Act.CLOSE in acts and Act.SERVE not in acts:
        yield Finding("never-served", "step")
    if {Act.CLOSE, Act.DECIDE} <= acts and Act.COMPLETE_REMEDY not in acts:
        yield Finding("never-kept", "step")


def _stages(procedure: Procedure) -> Iterator[Finding]:
    reached, ends = reachable(procedure), _leads_to_an_end(procedure)
    for stage in procedure.stages.values():
        if stage.id not in reached:
            yield Finding("unreachable-stage", f"stage “{stage.id}”")
        if stage.id not in ends:
            yield Finding("no-way-out", f"stage “{stage.id}”")


#: Names of what happens without a step of the pack, and of pages beside the steps.
RESERVED = frozenset({
    "note", "identity", "open-identity", "decision", "days", "proof", "breach", "lapse", "import",
    "reminder", "escalation", "overdue-remedy", "calendar-changed",
    "review-answered", "recusal", "exclusion", "readmission", "exclusion-asked",
    "exclusion-refused",
    "ask-identity", "grant-identity", "refuse-identity", "identity-request",
    "change-details", "details",
    "retention-warned", "kept-longer", "hold-placed", "hold-lifted", "erasure-asked",
    "erasure-taken-back", "erasure-granted", "erasure-refused", "identity-erased", "forgotten",
    "erasure", "longer", "keeping", "hold", "download",
    "reassignment", "protection", "original", "sent-up", "exclusion-sent-up",
    "supervision", "urging", "report-demanded", "taking-over", "supervised", "demand-answered",
    "breach-explained", "on-agenda", "off-agenda", "meeting-decided", "minutes-corrected",
    "mediation", "mediation-begun", "other-side-invited", "other-side-came", "mediation-consented",
    "mediation-handed-on", "mediation-reported", "mediation-report-missed", "co-mediator-joined",
    "mediation-meeting-set", "mediation-meeting-held", "spoken-alone", "agreement-drafted",
    "agreement-answered", "agreement-taken-back", "agreement-bound",
})  # fmt: skip


def _steps(procedure: Procedure) -> Iterator[Finding]:
    for step in procedure.steps.values():
        place = f"step “{step.id}”"
        if step.id in RESERVED:
            yield Finding("reserved-name", f"{place}.id", step.id)
        if step.act is not Act.FILE and not step.stages:
            yield Finding("no-stage", f"{place}.from")
        if step.within and procedure.limits[step.within].kind is not LimitKind.RIGHT:
            yield Finding("not-a-right", f"{place}.within", step.within)
        yield from _moves(procedure, step.to, f"{place}.to")
        if step.act is Act.GO_UP:
            yield from _goes_up(procedure, step)


def _moves(procedure: Procedure, targets: Mapping[str, str], place: str) -> Iterator[Finding]:
    for origin, target in targets.items():
        if procedure.stages[origin].kind is StageKind.FINAL:
            yield Finding("leaves-final", place, origin)
        if procedure.stages[origin].level != procedure.stages[target].level:
            yield Finding("wrong-level", place, target)


def _goes_up(procedure: Procedure, step: Step) -> Iterator[Finding]:
    """A step that goes up must be the one by which the level above its stages is asked for."""
    for stage in sorted(step.stages):
        above = procedure.level_after(procedure.stages[stage].level)
        if above is None:
            yield Finding("wrong-level", f"step “{step.id}”.from", stage)
        elif above.asked_by and above.asked_by != step.id:
            yield Finding("another-way-up", f"step “{step.id}”.act", above.asked_by)


def _limits(procedure: Procedure) -> Iterator[Finding]:
    for limit in procedure.limits.values():
        place = f"limit “{limit.id}”"
        if not _any_possible(procedure, limit, limit.stops_at):
            yield Finding("no-stop", f"{place}.stops_at")
        if not _any_possible(procedure, limit, limit.runs_from):
            yield Finding("no-start", f"{place}.runs_from")
        if limit.lapse:
            yield from _lapses(procedure, limit, f"{place}.lapse")
        if limit.rolls and limit.unit.in_hours:
            yield Finding("rolls-hours", f"{place}.rolls")
        if limit.pause and limit.unit.in_hours:
            yield Finding("pauses-hours", f"{place}.pause")
        if limit.kind is LimitKind.RIGHT and limit.unit is Unit.OFFICE_HOURS:
            yield Finding("right-in-office-hours", f"{place}.unit", limit.id)
        for level in limit.levels - procedure.levels.keys():
            yield Finding("wrong-level", f"{place}.levels", str(level))


#: At least so many days are in a month.
SHORTEST_MONTH = 28


def _ladders(procedure: Procedure) -> Iterator[Finding]:
    for limit in procedure.limits.values():
        place = f"limit “{limit.id}”.follows"
        if limit.follows and limit.kind is LimitKind.RIGHT:
            yield Finding("ladder-of-a-right", place, limit.id)
        length = limit.amount * (SHORTEST_MONTH if limit.unit is Unit.MONTHS else 1)
        for rung in limit.follows:
            if rung.before >= length:
                yield Finding("reminder-too-early", place, str(rung.before))
        yield from _rungs(limit.follows, place)
    yield from _rungs(procedure.remedies_follow, "remedies.follows")
    if procedure.supervision is not None:
        yield from _rungs(procedure.supervision.follows, "supervision.follows")


def _rungs(rungs: tuple[Rung, ...], place: str) -> Iterator[Finding]:
    for rung in rungs:
        if rung.before and rung.follow is not Follow.REMIND:
            yield Finding("early-rung", place, rung.follow)
    moments = [rung.after - rung.before for rung in rungs]
    if moments != sorted(moments):
        yield Finding("ladder-order", place)
    if len({(rung.follow, moment) for rung, moment in zip(rungs, moments, strict=True)}) < len(
        rungs
    ):
        yield Finding("rung-twice", place)


def _any_possible(procedure: Procedure, limit: Limit, steps: frozenset[str]) -> bool:
    """Whether one of the steps can be taken at a level of the limit. Each level is filed anew."""
    return any(
        step.act is Act.FILE or any(procedure.stages[s].level in limit.levels for s in step.stages)
        for step in (procedure.steps[name] for name in steps)
    )


def _lapses(procedure: Procedure, limit: Limit, place: str) -> Iterator[Finding]:
    if limit.lapse is None:
        return
    if limit.kind is not LimitKind.RIGHT:
        yield Finding("not-a-right", place, limit.id)
    if limit.lapse.to in limit.lapse.stages:
        yield Finding("lapse-stays", place, limit.lapse.to)
    yield from _moves(procedure, dict.fromkeys(limit.lapse.stages, limit.lapse.to), place)


def _extensions_and_pauses(procedure: Procedure) -> Iterator[Finding]:
    for limit in procedure.limits.values():
        wanted: list[tuple[str, Act]] = []
        if limit.extension:
            wanted += [(limit.extension.ask, Act.REQUEST_EXTENSION)]
            wanted += [(limit.extension.grant, Act.GRANT_EXTENSION)]
        if limit.pause:
            wanted += [(limit.pause.pause, Act.PAUSE), (limit.pause.resume, Act.RESUME)]
        for name, act in wanted:
            if procedure.steps[name].act is not act:
                yield Finding("wrong-act", f"limit “{limit.id}”", name)


def _levels(procedure: Procedure) -> Iterator[Finding]:
    for level in procedure.levels.values():
        place = f"level “{level.number}”"
        if procedure.stages[level.entry].level != level.number:
            yield Finding("wrong-level", f"{place}.entry", level.entry)
        if level.number == 1:
            continue
        if not level.asked_by:
            yield Finding("unused-level", f"{place}.asked_by")
        elif procedure.steps[level.asked_by].act is not Act.GO_UP:
            yield Finding("wrong-act", f"{place}.asked_by", level.asked_by)
