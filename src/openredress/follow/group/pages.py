"""The page of a group: everything a member is shown, ready for the template."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from openredress.cases import actions
from openredress.cases.access import File
from openredress.cases.history import Line, history, names
from openredress.cases.promised import Promised, promises
from openredress.cases.wording import SCOPES, SHOWN, local, words_label
from openredress.core import events
from openredress.core import group as rules
from openredress.core.facts import Group, Settlement
from openredress.core.procedure import Citation
from openredress.notices import channels
from openredress.offices.models import Office
from openredress.parties import members
from openredress.parties.keys import CannotOpen
from openredress.parties.members import Opened

from ..answers import Answer, answer
from ..clocks import ClockCard, duties
from ..steps import Way, of_petitioner, refused
from .entrance import Attendance


@dataclass(frozen=True)
class Spokesman:
    """A member who is ready to represent the group. `calls` is what the members call them, `mine`
    what the reader lets them do, `scope` what the group does.
    """

    number: int
    calls: str
    about: str
    support: int
    is_chosen: bool
    is_me: bool
    scope: tuple[str, ...]
    mine: tuple[str, ...]
    until: date | None


@dataclass(frozen=True)
class Reported:
    number: int
    calls: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Offered:
    """A settlement. `mine` is "yes", "no" or "" for what the reader has answered."""

    case: str
    number: int
    office: str
    terms: str
    answer_by: date
    due_on: date
    is_open: bool
    mine: str
    agreed: int
    refused: int
    silent: int


@dataclass(frozen=True)
class GroupPage:
    number: str
    stage: str
    plain: str
    about: str
    office: Office
    today: date
    duties: tuple[ClockCard, ...]
    is_open: bool
    is_forgotten: bool
    tally: int
    members: int
    on_paper: int
    is_first: bool
    name: str
    say: str
    shown: tuple[str, ...]
    most: int
    citation: Citation | None
    chosen: tuple[Spokesman, ...]
    ready: tuple[Spokesman, ...]
    stands_as: int
    is_chosen: bool
    may_write: bool
    reports: tuple[Reported, ...]
    report_by: date | None
    report_citation: Citation | None
    settlements: tuple[Offered, ...]
    answer: Answer | None
    was_answered: bool
    promises: tuple[Promised, ...]
    ways: tuple[Way, ...]
    history: tuple[Line, ...]
    invitation: str
    invites: bool
    told_by: tuple[str, ...]
    can_be_told: bool
    replacing: datetime | None


def group_page(at: Attendance) -> GroupPage:
    file, member = at.file, at.member
    known, stood = file.facts.group, actions.stands_as(at.member, file.facts)
    assert known is not None
    law, name = rules.spokesmen(file.procedure), names()
    standing = _stood(member.case, known)
    spoken = tuple(_spokesmen(member, known, stood, standing))
    return GroupPage(
        number=file.case.number,
        stage=local(file.stage.name),
        plain=local(file.stage.plain),
        about=known.about,
        office=file.case.office,
        today=file.situation.today,
        duties=duties(file),
        is_open=file.stage.kind == "open",
        is_forgotten=file.facts.is_forgotten,
        tally=known.tally,
        members=len(known.members),
        on_paper=max(0, known.signatures - known.receipted),
        is_first=member.is_first,
        name=member.kept.name,
        say=member.kept.say,
        shown=_labels(SHOWN, known.allowed.get(member.token, ())),
        most=law.most,
        citation=law.citation,
        chosen=tuple(s for s in spoken if s.is_chosen),
        ready=tuple(s for s in spoken if not s.is_chosen),
        stands_as=stood,
        is_chosen=stood in known.seated,
        may_write=stood in known.seated and rules.SPEAK in rules.scope_of(known, stood),
        reports=tuple(_reports(member.case, known, standing)),
        report_by=rules.report_due(file.situation, _entries(at)),
        report_citation=law.report_citation,
        settlements=tuple(o for each in reversed(at.chain) for o in _offers(each, member, name)),
        answer=answer(file, name) if _is_for_all(at, known) else None,
        was_answered=not _is_for_all(at, known) and answer(file, name) is not None,
        promises=tuple(p for each in at.chain for p in promised_to(at, each)),
        ways=tuple(_ways(file)),
        history=tuple(_told(file)),
        invitation=_invitation(at, known),
        invites=known.is_open,
        told_by=tuple(
            str(channels.NAMES[way])
            for way in channels.chosen(member.kept.contacts)
            if way != channels.LETTER
        ),
        replacing=actions.replacement_ready(member, at.now),
        can_be_told=any(way != channels.LETTER for way in channels.offered()),
    )


#: What brings an answer to those who complain.
BRINGS = (events.Served, events.Declined, events.Redirected)


def _is_for_all(at: Attendance, known: Group) -> bool:
    """Whether the answer came since others could join. One from before is the petitioner's own: it
    was written to them, and may say where they live.
    """
    since = (e for e in at.file.entries if e.seq > known.began)
    return at.member.is_first or any(isinstance(e.event, BRINGS) for e in since)


def promised_to(at: Attendance, file: File) -> tuple[Promised, ...]:
    """What was promised to the member in one level of the case."""
    mine = actions.concerns
    return tuple(p for p in promises(file, names()) if mine(at.member, file.facts, p.number))


def _entries(at: Attendance) -> list:  # type: ignore[type-arg]
    return [entry for each in at.chain for entry in each.entries]


def _invitation(at: Attendance, known: Group) -> str:
    if not at.member.is_first or not known.is_open:
        return ""
    return members.invitation_code(at.member.number, known.invitation)


#: What of the history every member is shown. What is about the petitioner as a person is theirs
#: alone, and so is what they wrote to the office: of that, members see that it was written.
TOLD = frozenset({
    "filed", "registered", "transferred", "routing-objected", "accepted", "declined",
    "redirected", "petitioner-asked", "message-written", "facts-added", "decided", "served",
    "remedy-completed", "remedy-moved", "remedy-confirmed", "remedy-objected", "remedy-settled",
    "remedy-unanswered", "closed", "withdrawn", "not-fixed", "review-asked", "review-answered",
    "extension-requested", "extension-granted", "extension-refused", "paused", "resumed",
    "limit-breached", "deadline-moved", "remedy-overdue", "right-lapsed", "office-urged",
    "case-taken-over", "case-reassigned", "put-on-agenda", "taken-off-agenda", "jointly-decided",
    "hearing-ordered", "hearing-announced", "hearing-cancelled", "hearing-recorded",
    "hearing-found", "group-opened", "member-dissented", "signatures-counted",
    "representative-chosen",
    "representative-ceased", "representative-wrote", "settlement-offered",
    "settlement-concluded",
})  # fmt: skip
WITH_TEXT = frozenset({"member-dissented", "representative-wrote"})
#: What the office writes to the petitioner is for all once others can join.
OF_OFFICE = frozenset({"message-written", "petitioner-asked"})


def _told(file: File) -> Iterable[Line]:
    opened = file.facts.group.began if file.facts.group else 0
    for line in history(file, with_office_notes=False):
        if line.tag in TOLD:
            if line.tag == "hearing-announced":
                # What was arranged, and why nobody may listen, is about the petitioner.
                yield replace(line, texts=_only(line.texts, "venue"), quoted="", is_mine=False)
                continue
            of_office = line.tag in OF_OFFICE and not line.is_petitioner and line.seq > opened
            texts = line.texts if line.tag in WITH_TEXT or of_office else ()
            yield replace(line, texts=texts, quoted="", is_mine=False)


def _only(texts: Iterable[tuple[str, str]], field: str) -> tuple[tuple[str, str], ...]:
    return tuple((label, text) for label, text in texts if label == words_label(field))


def _labels(choices: Iterable[tuple[str, object]], chosen: Iterable[str]) -> tuple[str, ...]:
    wanted = set(chosen)
    return tuple(str(label) for value, label in choices if value in wanted)


def _stood(case: int, known: Group) -> dict[int, Opened]:
    """Who stands, by number. Only what they said to the members is shown of them."""
    if not any(candidate.is_standing for candidate in known.candidates):
        return {}
    try:
        found = members.all_of(case)
    except CannotOpen:
        return {}
    by_token = {one.token_for("stand", c.number): one for c in known.candidates for one in found}
    return {c.number: by_token[c.token] for c in known.candidates if c.token in by_token}


def _spokesmen(
    member: Opened, known: Group, mine: int, stood: dict[int, Opened]
) -> Iterable[Spokesman]:
    for candidate in known.candidates:
        if not candidate.is_standing:
            continue
        number, one = candidate.number, stood.get(candidate.number)
        given = known.mandates.get((number, member.token_for("mandate", number)))
        yield Spokesman(
            number=number,
            calls=one.kept.calls if one else _unnamed(number),
            about=one.kept.about if one else "",
            support=rules.support(known, number),
            is_chosen=number in known.seated,
            is_me=number == mine,
            scope=_labels(SCOPES, rules.scope_of(known, number)),
            mine=_labels(SCOPES, given.scope) if given else (),
            until=given.until if given else None,
        )


def _unnamed(number: int) -> str:
    return _("Representative %(number)s") % {"number": number}


def _reports(case: int, known: Group, stood: dict[int, Opened]) -> Iterable[Reported]:
    try:
        texts = members.words_of(case)
    except CannotOpen:
        texts = {}
    for report in reversed(known.reports):
        one = stood.get(report.representative)
        yield Reported(
            number=report.number,
            calls=one.kept.calls if one and one.kept.calls else _unnamed(report.representative),
            at=report.at,
            text=members.text_of(texts[report.number]) if report.number in texts else "",
        )


def _offers(file: File, member: Opened, name: object) -> Iterable[Offered]:
    known = file.facts.group
    for settlement in reversed(known.settlements if known else ()):
        said = settlement.answers.get(
            member.token_for("settlement", file.case.number, settlement.number)
        )
        yield _offer(file, settlement, {None: "", True: "yes", False: "no"}[said], name)


def _offer(file: File, settlement: Settlement, mine: str, name: object) -> Offered:
    assert callable(name)
    is_open = settlement.concluded_at is None
    return Offered(
        case=file.case.number,
        number=settlement.number,
        office=name(settlement.office),
        terms=settlement.terms,
        answer_by=settlement.answer_by,
        due_on=settlement.due_on,
        is_open=is_open and file.situation.today <= settlement.answer_by,
        mine=mine,
        agreed=settlement.agreed,
        refused=settlement.refused,
        silent=settlement.silent,
    )


def _ways(file: File) -> Iterable[Way]:
    """What every member can do by themselves about the answer."""
    for step in of_petitioner(file):
        if step.act in actions.GOING_ON and refused(file, step) is None:
            url = reverse("group:step", args=[step.id])
            yield Way(url, local(step.name), local(step.does), None)
