"""A case as the API tells it: the same as the petitioner's page, taken from where it takes it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from openredress.cases.access import File
from openredress.cases.agendas import Before
from openredress.cases.causes import CauseShown
from openredress.cases.files import FileView
from openredress.cases.ladder import LadderLine
from openredress.cases.supervised import Asked, Missed
from openredress.cases.wording import local, outcome_text
from openredress.core.facts import Outcome
from openredress.core.procedure import Citation, Door, StageKind, Step
from openredress.follow.acting import ProxyShown
from openredress.follow.answers import Answer
from openredress.follow.clocks import ClockCard, owed
from openredress.follow.entrance import Visit
from openredress.follow.helping import HelperShown
from openredress.follow.keeping import Keeping
from openredress.follow.pages import CasePage, case_page
from openredress.follow.steps import of_petitioner, refused
from openredress.offices.models import Office
from openredress.offices.opening import Opens
from openredress.procedures.describe import describe_citation, describe_clock

from .hearing import hearing_told
from .received import statement_told, visit_told

Plain = dict[str, Any]


def told(visit: Visit) -> Plain:
    """Everything that the page of this case shows."""
    file, page = visit.file, case_page(visit)
    facts, zone = file.facts, ZoneInfo(file.facts.time_zone)
    return {
        "number": facts.number,
        "level": local(file.procedure.levels[facts.level].name),
        "stage": _stage(file),
        "office": _office(page.office, page.opening),
        "co_handlers": page.co_handlers,
        "filed_at": facts.filed_at.astimezone(zone),
        "text": facts.text,
        "wish": facts.wish,
        "matter": page.matter,
        "place": page.place,
        "outcome": _outcome(file, page),
        "due": _clocks(file, page.duties),
        "rights": _clocks(file, page.rights),
        "office_rights": _clocks(file, page.office_rights),
        "question": _question(page, zone),
        "waiting": _waiting(page),
        "answer": answer_told(page.answer) if page.answer else None,
        "remedies": [_remedy(promised, zone) for promised in page.promises],
        "doors": [_door(door) for door in (page.doors.doors if page.doors else ())],
        "steps": [_step(file, step) for step in _possible(file)],
        "steps_closed": [{"name": s.name, "reason": s.reason} for s in page.ways.closed],
        "levels": [
            {"number": t.number, "name": t.level, "stage": t.stage, "shown": t.is_shown}
            for t in page.tabs
        ],
        "looks": [
            {"what": s.what, "office": s.office, "purpose": s.purpose, "at": s.at.astimezone(zone)}
            for s in page.looks
        ],
        "kept": page.kept,
        "asks_exclusion": page.asks_exclusion,
        "replacing": _replacing(page, zone),
        "files": files_told(page.files, file),
        "exclusion_office": page.exclusion_office if page.asks_exclusion else "",
        "exclusion_by": page.exclusion_by,
        "supervision": [_asked(asked, zone) for asked in page.supervision],
        "missed": [_missed(missed, zone) for missed in page.missed],
        "meetings": [_meeting(before) for before in page.meetings],
        "mediation": _mediated(page),
        "group": {"taking_part": page.group.tally, "can_open": page.group.can_open},
        "proxy": _proxy(page.proxy, zone),
        "helper": _helper(page.helper, zone),
        "visits": [visit_told(visit, zone) for visit in page.visits],
        "statements": [statement_told(said, zone) for said in page.statements],
        "cause": _cause(page.cause, zone),
        "hearings": [hearing_told(h, zone) for h in page.hearings],
        "can_ask_hearing": page.can_ask_hearing,
        "joining": {"others": page.joining.others} if page.joining else None,
        "is_report": page.is_report,
        "about": page.about,
        "answer_waits": _waits(page, zone),
        "told_by": page.told.ways,
        "rating": page.rating,
        "keeping": _keeping(visit.chain[-1], page.keeping, zone),
        "history": [line_told(line, zone) for line in page.history],
    }


def _proxy(proxy: ProxyShown | None, zone: ZoneInfo) -> dict[str, Any] | None:
    if proxy is None:
        return None
    return {"scope": proxy.scope, "until": proxy.until, "is_shown": proxy.is_shown,
            "named_at": proxy.named_at.astimezone(zone)}  # fmt: skip


def _helper(helper: HelperShown | None, zone: ZoneInfo) -> Plain | None:
    if helper is None:
        return None
    accepted = helper.accepted_at
    return {
        "name": helper.name, "office": helper.office, "state": helper.state,
        "scope": helper.scope, "until": helper.until, "reason": helper.reason,
        "asked_at": helper.asked_at.astimezone(zone),
        "accepted_at": accepted.astimezone(zone) if accepted else None,
    }  # fmt: skip


def _mediated(page: CasePage) -> Plain:
    found = page.mediation
    return {
        "can_begin": found.can_begin, "state": found.state, "office": found.office,
        "due_on": found.due_on, "waits_for_you": found.is_waiting,
    }  # fmt: skip


def _asked(asked: Asked, zone: ZoneInfo) -> Plain:
    return {
        "number": asked.number, "kind": asked.kind, "name": asked.what, "office": asked.office,
        "asked_by": asked.asked_by, "asked_at": asked.asked_at.astimezone(zone),
        "due_on": asked.due_on, "text": asked.text, "answer": asked.answer,
        "ended_at": asked.ended_at.astimezone(zone) if asked.ended_at else None,
        "late": asked.is_late,
    }  # fmt: skip


def _meeting(before: Before) -> Plain:
    return {
        "office": before.office, "meets_on": before.meets_on, "ahead": before.is_ahead,
        "offices": before.offices, "question": before.question, "decision": before.decision,
        "lead": before.lead, "co_handlers": before.co_handlers, "due_on": before.due_on,
        "reason": before.reason, "corrections": before.corrections,
    }  # fmt: skip


def _cause(cause: CauseShown | None, zone: ZoneInfo) -> Plain | None:
    if cause is None or not (cause.is_told or cause.issue):
        return None
    issue = cause.issue
    return {"not_alone": cause.is_told, "issue": issue and {
        "title": issue.title, "plan": issue.plan, "office": issue.owner, "due_on": issue.due_on,
        "late": issue.is_late, "answer": issue.answer,
        "answered_at": issue.answered_at.astimezone(zone) if issue.answered_at else None,
    }}  # fmt: skip


def _missed(missed: Missed, zone: ZoneInfo) -> Plain:
    return {
        "name": missed.what, "office": missed.office, "due_on": missed.due_on,
        "done": missed.is_over, "citation": _cited(missed.citation),
        "explanation": missed.explanation,
        "explained_at": missed.explained_at.astimezone(zone) if missed.explained_at else None,
    }  # fmt: skip


def _replacing(page: CasePage, zone: ZoneInfo) -> Plain | None:
    asked = page.replacing
    if asked is None:
        return None
    return {
        "how": "email" if asked.is_by_email else "counter",
        "asked_at": asked.asked_at.astimezone(zone),
        "ready_at": asked.ready_at.astimezone(zone) if asked.ready_at else None,
        "office": asked.office,
    }


def files_told(files: Iterable[FileView], file: File) -> list[Plain]:
    """The files of a case as its petitioner is told of them."""
    zone = ZoneInfo(file.facts.time_zone)
    return [
        {"number": each.number, "id": each.uid, "name": each.name, "kind": each.kind,
         "size": each.size, "sha256": each.sha256, "at": each.at.astimezone(zone),
         "is_mine": each.is_mine, "original_kept": each.has_original, "state": each.state}
        for each in files
    ]  # fmt: skip


def due(file: File) -> list[Plain]:
    """What the office owes, in short."""
    office = _named(file.case.office)
    return [
        {"limit": clock.limit.id, "name": local(clock.limit.name), "due_on": clock.due_on(),
         "office": office, "provisional": clock.is_provisional(),
         "citation": citation(clock.limit.citation)}
        for clock in owed(file)
    ]  # fmt: skip


def citation(cited: Citation) -> Plain:
    return describe_citation(cited, get_language() or "en")


def _cited(cited: Citation | None) -> Plain | None:
    return citation(cited) if cited else None


def _named(office: Office) -> Plain:
    return {"code": office.code, "name": office.name}


def _office(office: Office, opening: Opens) -> Plain:
    more = {"address": office.address, "phone": office.phone, "hours": opening.text}
    return {**_named(office), **more}


def _stage(file: File) -> Plain:
    return {
        "id": file.stage.id,
        "name": local(file.stage.name),
        "plain": local(file.stage.plain),
        "is_open": file.stage.kind is StageKind.OPEN,
    }


def _outcome(file: File, page: CasePage) -> Plain | None:
    """The outcome, once the petitioner knows it: with the answer, or by their own withdrawal."""
    code = file.facts.outcome
    answered = page.answer is not None and not page.answer.is_earlier
    if code is None or not (answered or code is Outcome.WITHDRAWN):
        return None
    return {"code": str(code), "name": outcome_text(str(code))}


def _clocks(file: File, cards: Iterable[ClockCard]) -> list[Plain]:
    language = get_language() or "en"
    found = [(card, file.situation.clock(card.id)) for card in cards]
    return [
        {
            **describe_clock(clock, language),
            "state": str(card.state),
            "ladder": _ladder(card.ladder),
        }
        for card, clock in found
        if clock is not None
    ]


def _ladder(lines: Iterable[LadderLine]) -> list[Plain]:
    return [
        {"on": line.on, "do": line.do, "text": line.text, "done": line.is_done,
         "citation": _cited(line.citation)}
        for line in lines
    ]  # fmt: skip


def _question(page: CasePage, zone: ZoneInfo) -> Plain | None:
    asked = page.question
    if asked is None:
        return None
    return {"text": asked.text, "at": asked.at.astimezone(zone), "reply_by": asked.reply_by}


def _waiting(page: CasePage) -> Plain | None:
    asked = page.waiting
    if asked is None:
        return None
    return {
        "is_mine": asked.is_mine,
        "amount": asked.amount,
        "limit": asked.limit,
        "citation": _cited(asked.citation),
    }


def _waits(page: CasePage, zone: ZoneInfo) -> Plain | None:
    found = page.opens
    if found is None:
        return None
    within = [{"name": name, "length": length} for name, length in found.rights]
    return {"office": found.office, "at": found.at.astimezone(zone), "within": within}


def answer_told(given: Answer) -> Plain:
    return {
        "title": given.title,
        "office": given.office,
        "served_on": given.served_on,
        "served_how": given.served_how,
        "is_earlier": given.is_earlier,
        "parts": [{"label": label, "text": text} for label, text in given.parts],
        "citation": _cited(given.citation),
    }


def _remedy(promised: Any, zone: ZoneInfo) -> Plain:
    done: datetime | None = promised.done_at
    same = (
        "number", "kind", "amount", "text", "office", "due_on", "promised_on", "note", "state",
        "answer_by", "can_confirm", "can_object", "objection", "settle_by", "settled", "is_overdue",
    )  # fmt: skip
    return {
        **{name: getattr(promised, name) for name in same},
        "moved": list(promised.moved),
        "evidence": [file.name for file in promised.evidence],
        "done_at": done.astimezone(zone) if done else None,
    }


def _door(door: Door) -> Plain:
    texts = {key: local(getattr(door, key)) for key in ("name", "where", "how", "by_when")}
    return {"id": door.id, **texts, "citation": citation(door.citation)}


def _possible(file: File) -> Iterable[Step]:
    return (step for step in of_petitioner(file) if refused(file, step) is None)


def _step(file: File, step: Step) -> Plain:
    clock = file.situation.clock(step.within) if step.within else None
    return {
        "id": step.id,
        "name": local(step.name),
        "does": local(step.does),
        "until": clock.due_on() if clock else None,
        "citation": citation(step.citation),
    }


def line_told(line: Any, zone: ZoneInfo) -> Plain:
    return {
        "at": line.at.astimezone(zone),
        "on": line.on,
        "title": line.title,
        "texts": [{"label": label, "text": text} for label, text in line.everything],
        "by": line.role,
        "office": line.office,
        "is_mine": line.is_mine,
        "citation": _cited(line.citation),
        "imported_at": line.imported_at.astimezone(zone) if line.imported_at else None,
        "erased_at": line.erased_at.astimezone(zone) if line.erased_at else None,
    }


def _keeping(file: File, found: Keeping, zone: ZoneInfo) -> Plain:
    refused, clock = found.refused, found.answer_by
    return {
        "because": found.because,
        "forget_on": found.forget_on,
        "is_warned": found.is_warned,
        "ended_on": found.ended_on,
        "length": found.length,
        "citation": _cited(found.citation),
        "rule_reason": found.rule_reason,
        "held": {"office": found.held.office, "reason": found.held.reason,
                 "review_on": found.held.review_on} if found.held else None,
        "asked": found.asked,
        "answer_by": _clocks(file, [clock])[0] if clock else None,
        "refused": {"at": refused.at.astimezone(zone), "reason": refused.reason,
                    "must_keep": refused.must_keep,
                    "doors": [_door(door) for door in refused.doors]} if refused else None,
        "can_ask": found.can_ask,
        "can_take_back": found.can_take_back,
        "no_longer": found.no_longer,
        "identity_erased": found.identity_erased,
        "forgotten_at": found.forgotten_at.astimezone(zone) if found.forgotten_at else None,
        "by_request": found.by_request,
    }  # fmt: skip
