"""News: which events of a case its petitioner is told of when they asked to be, and how urgent.

What happened is named by a word such as "answer". A message says no more than that word stands
for: never what was asked, decided or written. What petitioners did themselves is no news to them.
"""

from collections.abc import Iterable, Mapping

from . import events
from .access import PETITIONERS_SIDE
from .journal import Entry
from .procedure import Role

#: What can be told, the weightiest first: of several things done at once the first one is told.
ANSWER = "answer"  # an answer is there to be read
ASKED = "asked"  # the office asks something
ERASED_SOON = "erased-soon"  # the case will be erased unless the petitioner objects
ENDED = "ended"  # the office is done with it
ACCEPTED = "accepted"  # the office will answer
HEARING = "hearing"  # a hearing: whether there is one, when, its minutes, what it found
DATE_MOVED = "date-moved"  # a last day is another one, or a clock stands still
REMEDY = "remedy"  # something that was promised was done
VISIT = "visit"  # a time at which the petitioner is received, or that it is not kept
LATE = "late"  # something was not done in time
REQUEST_ANSWERED = "request-answered"  # what the petitioner asked for beside the case was answered
SENT_ON = "sent-on"  # the case went to another office
REGISTERED = "registered"  # the case has its place in the register
MESSAGE = "message"  # the office wrote, or gave a file
LOOKED = "looked"  # somebody opened the name, or an untouched original
LET = "let"  # with the receipt, somebody was let act for the petitioner, or asked to help

WEIGHT = (
    ANSWER, ASKED, ERASED_SOON, ENDED, ACCEPTED, HEARING, DATE_MOVED, REMEDY, VISIT, LATE,
    REQUEST_ANSWERED, LET, SENT_ON, REGISTERED, MESSAGE, LOOKED,
)  # fmt: skip

#: What is worth a letter to those who asked for letters; the rest they find on their page.
BY_LETTER = frozenset({
    ANSWER, ASKED, ERASED_SOON, ENDED, ACCEPTED, HEARING, DATE_MOVED, REMEDY, VISIT,
    REQUEST_ANSWERED, LET, SENT_ON, MESSAGE,
})  # fmt: skip

NEWS: Mapping[type[events.Event], str] = {
    events.Registered: REGISTERED,
    events.Transferred: SENT_ON,
    events.RoutingObjected: SENT_ON,
    events.CaseTakenOver: SENT_ON,
    events.CaseReassigned: SENT_ON,
    events.JointlyDecided: SENT_ON,
    events.PutOnAgenda: MESSAGE,
    events.TakenOffAgenda: MESSAGE,
    events.OthersTold: MESSAGE,
    events.IssueOpened: MESSAGE,
    events.IssueChanged: MESSAGE,
    events.IssueAnswered: MESSAGE,
    events.JoiningOffered: MESSAGE,
    events.DemandAnswered: MESSAGE,
    events.BreachExplained: MESSAGE,
    events.Accepted: ACCEPTED,
    events.Declined: ANSWER,
    events.Redirected: ANSWER,
    events.Decided: ANSWER,
    events.PetitionerAsked: ASKED,
    events.MessageWritten: MESSAGE,
    events.ExtensionGranted: DATE_MOVED,
    events.ExtensionRefused: REQUEST_ANSWERED,
    events.Paused: DATE_MOVED,
    events.Resumed: DATE_MOVED,
    events.DeadlineMoved: DATE_MOVED,
    events.LimitBreached: LATE,
    events.RemedyOverdue: LATE,
    events.RemedyCompleted: REMEDY,
    events.RemedyMoved: DATE_MOVED,
    events.RemedySettled: REQUEST_ANSWERED,
    events.Closed: ENDED,
    events.RetentionWarned: ERASED_SOON,
    events.ErasureGranted: REQUEST_ANSWERED,
    events.ErasureRefused: REQUEST_ANSWERED,
    events.ExclusionRefused: REQUEST_ANSWERED,
    events.MeasureTaken: MESSAGE,
    events.ReceptionCancelled: VISIT,
    events.MediationHandedOn: MESSAGE,
    events.MediationMeetingSet: VISIT,
    events.AgreementDrafted: ASKED,
    events.AgreementTakenBack: MESSAGE,
    events.StatementTaken: MESSAGE,
    events.HearingRefused: HEARING,
    events.HearingOrdered: HEARING,
    events.PanelNamed: HEARING,
    events.ObjectionAnswered: HEARING,
    events.HearingAnnounced: HEARING,
    events.HearingCancelled: HEARING,
    events.DocumentsPut: HEARING,
    events.LateDocumentsAllowed: HEARING,
    events.HearingRecorded: HEARING,
    events.MinutesAnnotated: HEARING,
    events.HearingMinutesCorrected: HEARING,
    events.HearingFound: HEARING,
    events.DissentWritten: HEARING,
    events.PublicTextHeld: LOOKED,
    events.IdentityOpened: LOOKED,
    events.OriginalOpened: LOOKED,
    events.ProxyNamed: LET,
    events.ProxyChanged: LET,
    events.HelperAsked: LET,
    events.HelperChanged: LET,
    events.HelperAccepted: REQUEST_ANSWERED,
    events.HelperDeclined: REQUEST_ANSWERED,
    events.HelperEnded: REQUEST_ANSWERED,
}

#: Told whoever did it, be it with the receipt: a stranger who holds it must not let somebody else
#: in unnoticed. It stands in the journal of every level, and is told of the first.
WHOEVER = (events.ProxyNamed, events.ProxyChanged, events.HelperAsked, events.HelperChanged)
OF_HELPER = (events.HelperAccepted, events.HelperDeclined, events.HelperEnded)


def news_in(entries: Iterable[Entry], *, is_first: bool = True) -> tuple[str, int] | None:
    """What is to be told of entries that were written together, and the place in the journal of
    the weightiest; `None` where the petitioner need not be told anything. `is_first` says whether
    it is the journal of the first level.
    """
    told = [
        (WEIGHT.index(NEWS[type(entry.event)]), entry.seq)
        for entry in entries
        if type(entry.event) in NEWS and _is_news(entry, is_first) and not entry.is_imported
    ]
    if not told:
        return None
    weight, seq = min(told)
    return WEIGHT[weight], seq


def _is_news(entry: Entry, is_first: bool) -> bool:
    if isinstance(entry.event, WHOEVER):
        return is_first
    if isinstance(entry.event, OF_HELPER):
        return is_first and entry.by.role is Role.HELPER
    return entry.by.role not in PETITIONERS_SIDE
