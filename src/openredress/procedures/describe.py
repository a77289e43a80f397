"""Procedures and clocks as plain values for JSON: the command line and the API say the same.

Both functions answer in `language` ("en", "zh"); a text that the pack lacks comes in the other.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import override

from openredress.core.clock import Clock, Day, DayReason
from openredress.core.procedure import (
    Citation,
    Door,
    Extension,
    Keeping,
    Limit,
    Pause,
    Procedure,
    Retention,
    Rung,
    Stage,
    Step,
)
from openredress.core.rungs import MediationRules
from openredress.core.sitting import Sitting
from openredress.core.text import in_language

from . import wording

Plain = dict[str, Any]

#: The codes that packs use, as Django's catalogues are called.
CATALOGUES = {"zh": "zh-hans"}


def speaking(language: str) -> override:
    """A context in which texts of the program are in the language of a pack."""
    return override(CATALOGUES.get(language[:2].lower(), language))


def describe_clock(clock: Clock, language: str) -> Plain:
    """A clock and its proof: when it is due, and every day with its number or its reason.

    `due_at` is given for a limit in hours; for any other the whole of the day `due_on` is in time.
    """
    limit, rolled = clock.limit, any(day.reason is DayReason.LANDED for day in clock.counted_days())
    in_hours = limit.unit.in_hours
    with speaking(language):
        return {
            "limit": limit.id,
            "name": in_language(limit.name, language),
            "kind": str(limit.kind),
            "amount": limit.amount,
            "unit": str(limit.unit),
            "extended_by": clock.extra,
            "calendar": clock.calendar.name,
            "from": _moment(clock.started_at) if in_hours else clock.started_on.isoformat(),
            "due_on": clock.due_on().isoformat(),
            "due_at": _moment(clock.due_at()) if in_hours else None,
            "provisional": clock.is_provisional(),
            "citation": describe_citation(limit.citation, language),
            "rolled_by": describe_citation(limit.roll_citation, language)
            if rolled and limit.roll_citation
            else None,
            "days": [_day(day, language) for day in clock.counted_days()],
        }


def describe_calculation(procedure: Procedure, clock: Clock, language: str) -> Plain:
    """A clock together with the procedure that it belongs to."""
    about = {"procedure": procedure.id, "version": procedure.version}
    return {**about, **describe_clock(clock, language)}


def describe_procedure(procedure: Procedure, language: str) -> Plain:
    """The whole of a procedure."""
    with speaking(language):
        return {
            "id": procedure.id,
            "version": procedure.version,
            "digest": procedure.digest,
            "name": in_language(procedure.name, language),
            "law": in_language(procedure.law, language),
            "calendar": procedure.calendar,
            "confirm": [in_language(text, language) for text in procedure.confirm],
            "levels": [
                {
                    "number": level.number,
                    "name": in_language(level.name, language),
                    "entry": level.entry,
                    "asked_by": level.asked_by or None,
                    "goes_to": str(level.goes_to),
                }
                for level in procedure.levels.values()
            ],
            "stages": [_stage(stage, language) for stage in procedure.stages.values()],
            "steps": [_step(step, language) for step in procedure.steps.values()],
            "limits": [_limit(limit, language) for limit in procedure.limits.values()],
            "remedies_follow": [_rung(rung, language) for rung in procedure.remedies_follow],
            "doors": [_door(door, language) for door in procedure.doors.values()],
            "hearing": _hearing(procedure.hearing, language) if procedure.hearing else None,
            "mediation": _mediation(procedure.mediation, language) if procedure.mediation else None,
            "retention": _retention(procedure.retention, language) if procedure.retention else None,
        }


def describe_citation(citation: Citation, language: str) -> Plain:
    return {
        "article": in_language(citation.article, language),
        "text": in_language(citation.text, language),
        "basis": str(citation.basis),
    }


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _day(day: Day, language: str) -> Plain:
    return {
        "date": day.date.isoformat(),
        "counted": day.number > 0,
        "number": day.number,
        "reason": str(day.reason),
        "name": in_language(day.name, language) if day.name else None,
        "swapped": day.swapped,
        "provisional": day.provisional,
        "words": wording.day_text(day),
    }


def _stage(stage: Stage, language: str) -> Plain:
    return {
        "id": stage.id,
        "level": stage.level,
        "kind": str(stage.kind),
        "name": in_language(stage.name, language),
        "plain": in_language(stage.plain, language),
        "doors": list(stage.doors),
    }


def _step(step: Step, language: str) -> Plain:
    return {
        "id": step.id,
        "act": str(step.act),
        "actors": sorted(step.actors),
        "from": sorted(step.stages),
        "to": dict(sorted(step.to.items())),
        "within": step.within or None,
        "name": in_language(step.name, language),
        "does": in_language(step.does, language),
        "citation": describe_citation(step.citation, language),
    }


def _limit(limit: Limit, language: str) -> Plain:
    return {
        "id": limit.id,
        "kind": str(limit.kind),
        "levels": sorted(limit.levels),
        "name": in_language(limit.name, language),
        "amount": limit.amount,
        "unit": str(limit.unit),
        "length": wording.length_text(limit),
        "runs_from": sorted(limit.runs_from),
        "stops_at": sorted(limit.stops_at),
        "rolls": limit.rolls,
        "extension": _extension(limit.extension, language) if limit.extension else None,
        "pause": _pause(limit.pause, language) if limit.pause else None,
        "lapse": {"from": sorted(limit.lapse.stages), "to": limit.lapse.to}
        if limit.lapse
        else None,
        "follows": [_rung(rung, language) for rung in limit.follows],
        "citation": describe_citation(limit.citation, language),
    }


def _rung(rung: Rung, language: str) -> Plain:
    cited = describe_citation(rung.citation, language) if rung.citation else None
    when = {"before": rung.before or None, "after": rung.after or None}
    return {"do": str(rung.follow), **when, "citation": cited}


def _extension(extension: Extension, language: str) -> Plain:
    return {
        "ask": extension.ask,
        "grant": extension.grant,
        "max": extension.max_amount,
        "times": extension.times,
        "citation": describe_citation(extension.citation, language),
    }


def _pause(pause: Pause, language: str) -> Plain:
    return {
        "pause": pause.pause,
        "resume": pause.resume,
        "max_days": pause.max_days,
        "reasons": {key: in_language(text, language) for key, text in pause.reasons.items()},
        "citation": describe_citation(pause.citation, language),
    }


def _mediation(rules: MediationRules, language: str) -> Plain:
    return {
        "stages": sorted(rules.stages),
        "decide": rules.decide,
        "serve": rules.serve,
        "cooling_days": rules.cooling_days,
        "rungs": [
            {
                "kind": str(rung.kind),
                "name": in_language(rung.name, language),
                "days": rung.days or None,
                "report_days": rung.report_days or None,
                "citation": describe_citation(rung.citation, language),
            }
            for rung in rules.rungs
        ],
        "citation": describe_citation(rules.citation, language),
        "cooling_citation": describe_citation(rules.cooling_citation, language),
    }


def _retention(rules: Retention, language: str) -> Plain:
    """What the pack says; rules that an institution set in its place are not in it."""
    return {
        "keep": _kept(rules.keep, language) if rules.keep else None,
        "by_outcome": {name: _kept(keep, language) for name, keep in rules.by_outcome.items()},
        "warn": wording.period_text(rules.warn),
        "longer": {**_kept(rules.longer, language), "times": rules.times} if rules.longer else None,
        "answer": wording.length_text(rules.answer),
        "at_once": sorted(rules.at_once),
        "must_keep": in_language(rules.must_keep, language),
        "doors": list(rules.doors),
        "citation": describe_citation(rules.citation, language),
    }


def _hearing(rule: Sitting, language: str) -> Plain:
    return {
        "asked_by": sorted(rule.asked_by),
        "levels": sorted(rule.levels),
        "answer_days": rule.answer_days,
        "notice_days": rule.notice_days,
        "minutes_days": rule.minutes_days,
        "panel": rule.panel,
        "not_counted": sorted(rule.not_counted),
        "decision_answers": rule.decision_answers,
        "citation": describe_citation(rule.citation, language),
    }


def _kept(keep: Keeping, language: str) -> Plain:
    return {
        "amount": keep.period.amount,
        "unit": str(keep.period.unit),
        "length": wording.period_text(keep.period),
        "citation": describe_citation(keep.citation, language),
    }


def _door(door: Door, language: str) -> Plain:
    texts = {key: getattr(door, key) for key in ("name", "where", "how", "by_when")}
    return {
        "id": door.id,
        **{key: in_language(text, language) for key, text in texts.items()},
        "citation": describe_citation(door.citation, language),
    }
