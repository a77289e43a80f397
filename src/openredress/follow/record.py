"""Everything about a case, for its petitioner to take away: plain values, ready for JSON.

What it holds is what the petitioner's pages show, of every level, with all days counted and with
the seals of the journal; docs/use/download.md explains each key. `FORMAT` changes when a key is
taken out or means something else; keys may be added.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language

from openredress.cases.access import File
from openredress.cases.files import FileView, visible
from openredress.cases.history import Line, history
from openredress.cases.models import JournalEntry
from openredress.cases.wording import local, outcome_text
from openredress.core import deposit
from openredress.core.facts import Outcome
from openredress.core.procedure import Citation
from openredress.parties.details import Details
from openredress.procedures.describe import describe_citation, describe_clock
from openredress.proof import deposits

from .entrance import Visit
from .keeping import Keeping
from .pages import CasePage, case_page

FORMAT = "openredress-case/1"

Plain = dict[str, Any]


def record(visit: Visit, details: Details | None, made_at: datetime) -> Plain:
    """All levels of the case. `details` are who it is from, `None` where they are left out."""
    first, last = visit.chain[0], visit.chain[-1]
    pages = [case_page(Visit(visit.chain, file)) for file in visit.chain]
    return {
        "format": FORMAT,
        "made_at": made_at.astimezone(ZoneInfo(first.facts.time_zone)).isoformat(),
        "language": get_language() or "en",
        "institution": settings.INSTITUTION,
        "number": first.case.number,
        "identity": details.given() if details is not None else None,
        "looks": [_look(look, first) for look in pages[0].looks],
        "keeping": _keeping(pages[-1].keeping, last),
        "cases": [_case(file, page) for file, page in zip(visit.chain, pages, strict=True)],
        "files": [_file(file, each) for file in visit.chain for each in visible(file)],
    }


def file_path(file: File, each: FileView) -> str:
    """Where it lies in the archive; "" for what is not in it: erased, or held back."""
    if not each.can_open:
        return ""
    return f"files/{file.case.number}-{each.number:02d}-{each.name}"


def _file(file: File, each: FileView) -> Plain:
    zone = ZoneInfo(file.facts.time_zone)
    return {
        "case": file.case.number,
        "path": file_path(file, each),
        "name": each.name,
        "kind": each.kind,
        "size": each.size,
        "sha256": each.sha256,
        "at": each.at.astimezone(zone).isoformat(),
        "of_office": each.of_office,
        "is_erased": each.is_erased,
    }


def _case(file: File, page: CasePage) -> Plain:
    facts, procedure = file.facts, file.procedure
    zone = ZoneInfo(facts.time_zone)
    return {
        "number": facts.number,
        "level": local(procedure.levels[facts.level].name),
        "procedure": {
            "id": procedure.id,
            "version": procedure.version,
            "digest": procedure.digest,
            "name": local(procedure.name),
            "law": local(procedure.law),
        },
        "stage": {"id": file.stage.id, "name": page.stage, "plain": page.plain},
        "office": page.office.name,
        "co_handlers": list(page.co_handlers),
        "filed_at": facts.filed_at.astimezone(zone).isoformat(),
        "channel": facts.channel,
        "text": facts.text,
        "wish": facts.wish,
        "place_words": facts.place_words,
        "matter": page.matter,
        "place": page.place,
        "outcome": _outcome(file, page),
        "answer": _answer(page),
        "remedies": [_remedy(promised, zone) for promised in page.promises],
        "doors": [_door(door) for door in (page.doors.doors if page.doors else ())],
        "rating": page.rating,
        "clocks": [_clock(file, clock) for clock in file.situation.clocks],
        "events": list(_events(file, zone)),
        "proof": _proof(file),
    }


def _look(look: Any, file: File) -> Plain:
    at = look.at.astimezone(ZoneInfo(file.facts.time_zone)).isoformat()
    return {"what": look.what, "title": look.title, "office": look.office,
            "purpose": look.purpose, "at": at}  # fmt: skip


def _keeping(found: Keeping, file: File) -> Plain:
    zone = ZoneInfo(file.facts.time_zone)
    return {
        "because": found.because,
        "forget_on": found.forget_on.isoformat() if found.forget_on else None,
        "is_warned": found.is_warned,
        "forgotten_at": found.forgotten_at.astimezone(zone).isoformat()
        if found.forgotten_at
        else None,
        "hold": {
            "office": found.held.office,
            "reason": found.held.reason,
            "review_on": found.held.review_on.isoformat(),
        }
        if found.held
        else None,
        "citation": _cited(found.citation),
        "rule_reason": found.rule_reason,
    }


def _cited(citation: Citation | None) -> Plain | None:
    return describe_citation(citation, get_language() or "en") if citation else None


def _outcome(file: File, page: CasePage) -> Plain | None:
    """Once the petitioner knows it: with the answer, or by their own withdrawal."""
    code = file.facts.outcome
    answered = page.answer is not None and not page.answer.is_earlier
    if code is None or not (answered or code is Outcome.WITHDRAWN):
        return None
    return {"code": str(code), "name": outcome_text(str(code))}


def _answer(page: CasePage) -> Plain | None:
    given = page.answer
    if given is None:
        return None
    return {
        "title": given.title,
        "office": given.office,
        "served_on": given.served_on.isoformat() if given.served_on else None,
        "served_how": given.served_how,
        "is_earlier": given.is_earlier,
        "parts": [{"label": label, "text": text} for label, text in given.parts],
        "citation": _cited(given.citation),
    }


def _remedy(promised: Any, zone: ZoneInfo) -> Plain:
    done = promised.done_at
    return {
        "number": promised.number,
        "text": promised.text,
        "office": promised.office,
        "kind": promised.kind,
        "kind_text": promised.kind_text,
        "amount": promised.amount,
        "due_on": promised.due_on.isoformat(),
        "promised_on": promised.promised_on.isoformat(),
        "moved": list(promised.moved),
        "done_at": done.astimezone(zone).isoformat() if done else None,
        "note": promised.note,
        "evidence": [file.sha256 for file in promised.evidence],
        "state": promised.state,
        "state_text": promised.state_text,
        "answer_by": _iso(promised.answer_by),
        "objection": promised.objection,
        "settle_by": _iso(promised.settle_by),
        "settled": promised.settled,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _door(door: Any) -> Plain:
    texts = {key: local(getattr(door, key)) for key in ("name", "where", "how", "by_when")}
    return {"id": door.id, **texts, "citation": _cited(door.citation)}


def _clock(file: File, clock: Any) -> Plain:
    return {**describe_clock(clock, get_language() or "en"), "state": str(clock.state(file.now))}


def _events(file: File, zone: ZoneInfo) -> Iterable[Plain]:
    """What happened, the first thing first, with the seal of each entry."""
    rows = JournalEntry.objects.filter(case=file.case).order_by("seq")
    seals = {seq: (bytes(seal), at) for seq, seal, at in
             rows.values_list("seq", "seal", "recorded_at")}  # fmt: skip
    for line in reversed(history(file, with_office_notes=False)):
        seal, recorded_at = seals[line.seq]
        yield {**_line(line, zone), "recorded_at": recorded_at.astimezone(zone).isoformat(),
               "seal": seal.hex()}  # fmt: skip


def _line(line: Line, zone: ZoneInfo) -> Plain:
    return {
        "seq": line.seq,
        "tag": line.tag,
        "at": line.at.astimezone(zone).isoformat(),
        "on": line.on.isoformat() if line.on else None,
        "title": line.title,
        "texts": [{"label": label, "text": text} for label, text in line.everything],
        "by": line.role,
        "office": line.office,
        "is_mine": line.is_mine,
        "erased_at": line.erased_at.astimezone(zone).isoformat() if line.erased_at else None,
        "citation": _cited(line.citation),
    }


def _proof(file: File) -> Plain:
    """The signed proof of filing, as the page gives it; see docs/security/checkpoints.md."""
    return deposit.dump(deposits.proof_of(file))
