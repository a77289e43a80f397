"""News for those beside the petitioner: members of a group, and the other side of a mediation.

A message says no more than the word for what happened stands for. What members do is told to all of
them, whoever did it among them: a row for everybody but one would tell who that one is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from . import events, news
from .access import PETITIONERS_SIDE
from .facts import Facts
from .journal import Entry
from .procedure import Role

MEMBERS, SIDE = AUDIENCES = ("members", "side")

#: What can be told to them that petitioners are not told of.
SPOKESMAN = "spokesman"  # somebody asks for mandates, speaks for the group, or does no longer
REPORT = "group-report"  # a representative told the members something
OFFER = "settlement"  # a settlement is offered: a yes or no, by a day
OFFER_ENDS = "settlement-ends"  # that day comes near
OFFER_OVER = "settlement-over"  # it is concluded
CONSENT = "consent"  # a mediation goes on elsewhere, and asks again
MEETING = "meeting"  # a meeting was set or moved
RECORD = "meeting-record"  # what was said at it, or a report, can be read
AGREEMENT = "agreement"  # there is something to confirm or refuse
COOLING = "cooling-off"  # both confirmed: a day until which it can be taken back
TAKEN_BACK = "taken-back"  # the other one took it back
SETTLED = "mediation-settled"  # the agreement binds
OVER = "mediation-over"  # the mediation is over
WHATS = (
    SPOKESMAN, REPORT, OFFER, OFFER_ENDS, OFFER_OVER, CONSENT, MEETING, RECORD, AGREEMENT, COOLING,
    TAKEN_BACK, SETTLED, OVER,
)  # fmt: skip

#: What somebody can choose to be told of, in the order in which it is asked.
SETTLEMENTS, SPOKESMEN, REPORTS, COURSE, HEARINGS = OF_MEMBERS = (
    "settlements", "spokesmen", "reports", "course", "hearings",
)  # fmt: skip
ANSWERS, MEETINGS, GOING_ON = OF_SIDE = ("answers", "meetings", "going-on")
TOPICS: Mapping[str, tuple[str, ...]] = {MEMBERS: OF_MEMBERS, SIDE: OF_SIDE}

#: Of what it is, for members.
_MEMBERS: Mapping[type[events.Event], tuple[str, str]] = {
    events.SettlementOffered: (OFFER, SETTLEMENTS),
    events.SettlementConcluded: (OFFER_OVER, SETTLEMENTS),
    events.RepresentativeStood: (SPOKESMAN, SPOKESMEN),
    events.RepresentativeChosen: (SPOKESMAN, SPOKESMEN),
    events.RepresentativeCeased: (SPOKESMAN, SPOKESMEN),
    events.ReportedBack: (REPORT, REPORTS),
    events.Served: (news.ANSWER, COURSE),
    events.Declined: (news.ANSWER, COURSE),
    events.Redirected: (news.ANSWER, COURSE),
    events.Closed: (news.ENDED, COURSE),
    events.Accepted: (news.ACCEPTED, COURSE),
    events.RetentionWarned: (news.ERASED_SOON, COURSE),
    events.Transferred: (news.SENT_ON, COURSE),
    events.CaseTakenOver: (news.SENT_ON, COURSE),
    events.CaseReassigned: (news.SENT_ON, COURSE),
    events.PetitionerAsked: (news.MESSAGE, COURSE),
    events.MessageWritten: (news.MESSAGE, COURSE),
    events.HearingOrdered: (news.HEARING, HEARINGS),
    events.HearingAnnounced: (news.HEARING, HEARINGS),
    events.HearingCancelled: (news.HEARING, HEARINGS),
    events.HearingRecorded: (news.HEARING, HEARINGS),
    events.HearingFound: (news.HEARING, HEARINGS),
}
#: Of what it is, for the other side.
_SIDE: Mapping[type[events.Event], tuple[str, str]] = {
    events.AgreementDrafted: (AGREEMENT, ANSWERS),
    events.AgreementTakenBack: (TAKEN_BACK, GOING_ON),
    events.MediationMeetingSet: (MEETING, MEETINGS),
    events.MediationMeetingHeld: (RECORD, MEETINGS),
    events.MediationReported: (RECORD, GOING_ON),
}
_SAID: Mapping[str, frozenset[tuple[str, str]]] = {
    MEMBERS: frozenset({*_MEMBERS.values(), (OFFER_ENDS, SETTLEMENTS)}),
    SIDE: frozenset({
        *_SIDE.values(), (CONSENT, ANSWERS), (COOLING, ANSWERS), (SETTLED, GOING_ON),
        (OVER, GOING_ON),
    }),
}  # fmt: skip
#: These are written into the journal of every level of a case, and told once.
_ON_EVERY_LEVEL = (
    events.RepresentativeStood, events.RepresentativeChosen, events.RepresentativeCeased,
    events.ReportedBack,
)  # fmt: skip
#: What members bring about by themselves, however often they like: told once a day at most.
ONCE_A_DAY = frozenset({SPOKESMAN, REPORT})
#: What petitioners as the first of the members are told of as members, and not as petitioners.
OF_THE_GROUP = frozenset({SPOKESMAN, REPORT, OFFER, OFFER_ENDS, OFFER_OVER})
#: How long before the last day of a settlement somebody is reminded of it.
REMINDED = timedelta(days=2)


@dataclass(frozen=True)
class News:
    """What one of the audiences is told, of which kind it is, and its place in the journal; `later`
    is how long after it happened, for a reminder.
    """

    audience: str
    what: str
    topic: str
    seq: int
    later: timedelta = timedelta()


def topics_of(audience: str, what: str) -> frozenset[str]:
    """The topics of an audience of which this is one."""
    return frozenset(topic for said, topic in _SAID[audience] if said == what)


def told(
    before: Facts, after: Facts, entries: Iterable[Entry], *, is_first_level: bool
) -> tuple[News, ...]:
    """What those beside the petitioner are told of entries that were written together: one thing of
    each topic. Nothing of an act that every level of a case has, but at the first.
    """
    fresh = [e for e in entries if not e.is_imported]
    found: dict[tuple[str, str, timedelta], News] = {}
    for item in (*_for_members(after, fresh, is_first_level), *_for_side(before, after, fresh)):
        found.setdefault((item.audience, item.topic, item.later), item)
    return tuple(found.values())


def _for_members(
    after: Facts, entries: Iterable[Entry], is_first_level: bool
) -> Iterator[News]:  # fmt: skip
    if after.group is None:
        return
    for entry in entries:
        known = _MEMBERS.get(type(entry.event))
        # What the petitioner writes to the office is theirs.
        mine = isinstance(entry.event, events.MessageWritten) and entry.by.role in PETITIONERS_SIDE
        again = isinstance(entry.event, _ON_EVERY_LEVEL) and not is_first_level
        if known is not None and not mine and not again:
            yield News(MEMBERS, *known, entry.seq)
            yield from _reminder(entry)


def _reminder(entry: Entry) -> Iterator[News]:
    if isinstance(entry.event, events.SettlementOffered):
        later = entry.event.answer_by - entry.at.date() - REMINDED
        if later > timedelta(days=1):
            yield News(MEMBERS, OFFER_ENDS, SETTLEMENTS, entry.seq, later)


def _for_side(before: Facts, after: Facts, entries: Iterable[Entry]) -> Iterator[News]:
    was, now = before.mediation, after.mediation
    if was is None or now is None or not now.has_come:
        return
    last = 0
    for entry in entries:
        last, known = entry.seq, _SIDE.get(type(entry.event))
        if known is not None and entry.by.role is not Role.OTHER_SIDE:
            yield News(SIDE, *known, entry.seq)
    if was.is_running and not now.is_running:
        yield News(SIDE, SETTLED if now.ended == "settled" else OVER, GOING_ON, last)
    elif was.is_running and now.rung != was.rung:
        yield News(SIDE, CONSENT, ANSWERS, last)
    elif now.draft and now.draft.both_at and not (was.draft and was.draft.both_at):
        yield News(SIDE, COOLING, ANSWERS, last)


def kinds() -> tuple[str, ...]:
    """Everything that can be told to one of the audiences, as a notice is called."""
    return tuple(
        dict.fromkeys(f"{a}-{what}" for a in AUDIENCES for what, _topic in sorted(_SAID[a]))
    )


def day_in(data: Mapping[str, object]) -> date | None:
    """The last day to answer what was offered, of an entry as it is stored."""
    found = data.get("answer_by")
    return date.fromisoformat(str(found)) if found else None
