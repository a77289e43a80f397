"""Taking a step of the procedure, a review by the next level among them."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from openredress.attachments import kept
from openredress.core import engine, events, files, group, helping, proxying, recusal, retention
from openredress.core.access import Actor, Denied, Permission, may
from openredress.core.facts import Facts, Outcome
from openredress.core.journal import By
from openredress.core.procedure import Act, GoesTo, Procedure, Role
from openredress.core.refusals import Code, Refusal
from openredress.core.routing import OfficeMap
from openredress.core.situation import Decision
from openredress.offices.tree import office_map, somebody_left
from openredress.wall import as_owner

from .. import bulk, projection
from ..journal import entries_of
from ..models import Case
from .beside import repeat_beside
from .indexing import index
from .writing import (
    append,
    begin_case,
    capacity,
    catch_up,
    locked,
    next_number,
    next_report_number,
)


def take(
    number: str,
    actor: Actor,
    step: str,
    params: Mapping[str, Any],
    now: datetime,
    seen_version: int | None = None,
    give: Collection[int] = (),
) -> Case | Refusal:
    """Takes a step of the procedure. `seen_version` is the version the actor was looking at:
    when somebody else acted meanwhile the step is refused rather than done unseen. `give` are
    files of the office that go to the petitioner with it.
    """
    with as_owner(), transaction.atomic():
        case, facts = locked(number)
        if seen_version is not None and seen_version != case.version:
            return Refusal(Code.CHANGED_MEANWHILE)
        facts = catch_up(case, facts, now)
        situation = projection.situation(facts, actor, now)
        kind = _act(situation.procedure, step)
        if kind is Act.GO_UP:
            return _go_up(case, situation, step, params)
        decision = engine.decide(situation, step, params)
        if not isinstance(decision, Refusal):
            decision = _somebody_is_left(facts, decision)
        if isinstance(decision, Refusal):
            return decision
        by = capacity(actor, facts, situation.procedure.steps[step].actors)
        if give:
            # They go with the first event of the step, which is the next entry of the journal.
            given = files.give(facts, give, facts.version_seq + 1)
            if isinstance(given, Refusal):
                return given
            stage = decision[-1].stage
            decision = (*decision, *(replace(event, stage=stage) for event in given))
        after = append(case, facts, decision, by, now)
        if kind is Act.SERVE and after.origin:
            tell_below(after, now)
        return case


def _somebody_is_left(facts: Facts, decision: tuple[events.Event, ...]) -> Decision:
    """A case from which people are shut out is sent only to where somebody else can act."""
    goals = [e.office for e in decision if isinstance(e, events.Transferred) and facts.recusals]
    if all(somebody_left(o, facts.blocked, facts.blocked_offices) for o in goals):
        return decision
    return Refusal(Code.NOBODY_LEFT, "office")


def write_note(number: str, actor: Actor, text: str, now: datetime) -> Case | Refusal:
    """Writes a note that only the office sees."""
    return builtin(number, actor, now, Permission.WRITE_NOTE, lambda s: engine.note(s, text))


def builtin(
    number: str,
    actor: Actor,
    now: datetime,
    permission: Permission,
    act: Callable[[engine.Situation], Decision],
    roles: Collection[Role] = tuple(Role),
) -> Case | Refusal:
    """An act that no pack has to name, for whoever has the permission, in one of these `roles`."""
    with as_owner(), transaction.atomic():
        case, facts = locked(number)
        if isinstance(may(actor, permission, facts), Denied):
            return Refusal(Code.NOT_YOURS)
        decision = act(projection.situation(facts, actor, now))
        if isinstance(decision, Refusal):
            return decision
        append(case, facts, decision, capacity(actor, facts, roles), now)
        return case


def _go_up(
    case: Case, situation: engine.Situation, step: str, params: Mapping[str, Any]
) -> Case | Refusal:
    """Asks for review: the step on this case, and a linked case at the next level."""
    facts, offices = situation.facts, office_map()
    higher = higher_office(situation.procedure, facts, offices)
    numbered = next_report_number if facts.is_reprisal else next_number
    pk, number = numbered(situation.now, facts.time_zone)
    decision = engine.decide(situation, step, {**params, "number": number, "office": higher})
    if isinstance(decision, Refusal):
        return decision
    asked = decision[0]
    assert isinstance(asked, events.ReviewAsked)
    by = capacity(situation.actor, facts, situation.procedure.steps[step].actors)
    append(case, facts, decision, by, situation.now)
    filed = filed_above(facts, asked, offices, situation)
    more = tuple(_carried_up(case, facts, filed.stage))
    keys = kept.keys_of(case, files.of_petitioner(facts))
    # A key that is not here stops nobody from going up; the file stays at the level below.
    held = [file for file in files.of_petitioner(facts) if file.number in keys]
    again = files.carried(facts, filed.stage, held)
    filed = replace(filed, files=tuple(file.sha256 for file in held))
    whose = tuple((event, file.by) for event, file in zip(again, held, strict=True))
    begun = begin_case(
        filed, by, situation.now, None, (pk, number), case, (*more, *whose), case.about_id
    )
    bulk.insert_together(begun.rows)
    above = begun.case
    for event, file in zip(again, held, strict=True):
        kept.keep(above, event.file, event.uid, event.scan, keys[file.number])
    index(above)
    if facts.helper:
        repeat_beside(above, begun.facts)
    return above


def _carried_up(case: Case, facts: Facts, stage: str) -> Iterator[tuple[events.Event, By]]:
    """Who is shut out below is shut out above, from its first moment on and by whom it was."""
    for shut in facts.recusals:
        yield (
            events.Recused(
                step=recusal.step_of(shut.staff, shut.by.staff), stage=stage, staff=shut.staff,
                office=shut.office, ground=shut.ground, reason=shut.reason,
            ),
            shut.by,
        )  # fmt: skip
    if facts.exclusion_asked:
        journal = entries_of(case)
        asked = next(e for e in reversed(journal) if isinstance(e.event, events.ExclusionAsked))
        yield replace(asked.event, stage=stage), asked.by
    yield from retention.carried_up(facts, stage)
    for event in (*proxying.carried_up(facts, stage), *helping.carried_up(facts, stage)):
        yield event, By(Role.PETITIONER)
    for entry in entries_of(case) if facts.group else ():
        if group.is_carried(entry.event):
            yield replace(entry.event, stage=stage), entry.by


def higher_office(procedure: Procedure, facts: Facts, offices: OfficeMap) -> int | None:
    """The office that answers at the next level; `None` when there is none here."""
    level = procedure.level_after(facts.level)
    if level is None:
        return None
    above = offices.upwards(facts.office)[1:]
    if not above and level.goes_to is GoesTo.PARENT_OR_SAME:
        return facts.office
    # An office that is shut out is passed over: the right to go up is not lost with it.
    return next((office for office in above if office not in facts.blocked_offices), None)


def filed_above(
    facts: Facts, asked: events.ReviewAsked, offices: OfficeMap, situation: engine.Situation
) -> events.Filed:
    filed = engine.file(
        situation.procedure,
        level=asked.level,
        now=situation.now,
        calendar=situation.calendar,
        office=asked.office,
        registrar=asked.office if facts.is_reprisal else offices.registrar_of(asked.office),
        is_reprisal=facts.is_reprisal,
        about=facts.about,
        about_receipt=facts.about_receipt,
        origin=facts.number,
        root=facts.root,
        matter=facts.matter,
        place=facts.place,
        channel=facts.channel,
        language=facts.language,
        on_behalf=facts.on_behalf,
        excluded=tuple(dict.fromkeys((*facts.excluded, *facts.decided_by))),
        text=asked.reason or facts.text,
        wish=facts.wish,
        place_words=facts.place_words,
    )
    assert isinstance(filed, events.Filed)
    return filed


def tell_below(facts: Facts, now: datetime) -> None:
    """The case one level down learns that the linked case was answered."""
    case, below = locked(facts.origin)
    assert facts.outcome is not None
    event = engine.answer_from_above(below, facts.number, Outcome(facts.outcome))
    append(case, below, (event,), By(Role.SYSTEM), now)


def _act(procedure: Procedure, step: str) -> Act | None:
    known = procedure.steps.get(step)
    return known.act if known else None
