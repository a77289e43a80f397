"""The journal for a reader: one line for each event, in words, with what it rests on."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime

from django.utils.translation import gettext as _

from openredress.core import events
from openredress.core.access import Permission
from openredress.core.journal import Entry
from openredress.core.procedure import Citation, Role
from openredress.core.service import TOLD_BY
from openredress.offices.help_list import called
from openredress.offices.institution import institution
from openredress.procedures.wording import role_text

from .access import File
from .wording import event_text, mail_note, words_label


@dataclass(frozen=True)
class Line:
    """`texts` are (label, text) as people wrote them; `is_mine` is true for what the reader did.
    `erased_at` is when what somebody wrote here was erased by law. `note` is what the reader should
    know of how it came, and `quoted` what an e-mail repeated of earlier ones.
    """

    seq: int
    tag: str
    at: datetime
    on: date | None
    title: str
    texts: tuple[tuple[str, str], ...]
    role: str
    office: str
    is_petitioner: bool
    is_mine: bool
    citation: Citation | None
    imported_at: datetime | None
    erased_at: datetime | None = None
    note: str = ""
    quoted: str = ""

    @property
    def everything(self) -> tuple[tuple[str, str], ...]:
        """The texts, with what was quoted as the last of them."""
        quoted = ((words_label("quoted"), self.quoted),) if self.quoted else ()
        return (*self.texts, *quoted)


def history(file: File, *, with_office_notes: bool) -> tuple[Line, ...]:
    """What happened, the newest first. The petitioner is shown everything but office notes, and
    a decision only once it was served.
    """
    name = names()
    mine = file.actor.is_on_petitioners_side
    untold = _untold(file) if mine else _requests_of_others(file)
    if file.actor.acts_for_another:
        untold |= _of_petitioner_alone(file)
    shown = [
        entry
        for entry in file.entries
        if entry.seq not in untold
        and not entry.event.within
        and (with_office_notes or not entry.event.office_only)
    ]
    erased = _erased(file.entries)
    helpers = called(e.by.staff for e in shown if e.by.role is Role.HELPER and e.by.staff)
    return tuple(
        _line(file, entry, name, helpers, erased.get(entry.seq)) for entry in reversed(shown)
    )


#: Whom the petitioner fears, who looked at their name, and what is kept of who they are, is read by
#: nobody else who comes for them.
ALONE = (
    events.ExclusionAsked, events.ExclusionSentUp, events.ExclusionRefused, events.Recused,
    events.Readmitted, events.IdentityOpened, events.IdentityAsked, events.IdentityGranted,
    events.IdentityRefused, events.OriginalOpened, events.LetterPrinted, events.NoticesChosen,
    events.ReplacementAsked, events.ReplacementGranted, events.ReplacementRefused,
    events.ReceiptReplaced, events.DetailsChanged, events.ErasureAsked, events.ErasureGranted,
    events.ErasureRefused, events.ErasureTakenBack, events.IdentityErased,
)  # fmt: skip


def _of_petitioner_alone(file: File) -> frozenset[int]:
    return frozenset(
        e.seq for e in file.entries if isinstance(e.event, ALONE) or _tells_of_contact(e.event)
    )


def _erased(entries: Iterable[Entry]) -> dict[int, datetime]:
    """What was erased, by its place in the journal, and when."""
    told = [e for e in entries if isinstance(e.event, events.Forgotten)]
    return {seq: e.at for e in told for seq in getattr(e.event, "erased", ())}


def _requests_of_others(file: File) -> frozenset[int]:
    """What a petitioner asked about who must not see the case, unless the reader answers that; and
    whatever tells whether there is a contact on file.
    """
    untold = frozenset(e.seq for e in file.entries if _tells_of_contact(e.event))
    if file.may(Permission.ANSWER_EXCLUSION):
        return untold
    asked = (events.ExclusionAsked, events.ExclusionSentUp, events.ExclusionRefused)
    return untold | {e.seq for e in file.entries if isinstance(e.event, asked)}


def _tells_of_contact(event: events.Event) -> bool:
    if isinstance(event, events.ReplacementRefused):
        return event.ground != "second-person"
    return getattr(event, "how", "") in TOLD_BY and not isinstance(event, events.Served)


def _untold(file: File) -> frozenset[int]:
    """A decision that was not served, what goes with it, and what was done about the remedies that
    it promises.
    """
    hidden = not_told_yet(file)
    return hidden | frozenset(
        e.seq
        for e in file.entries
        if (isinstance(e.event, events.FilesGiven) and e.event.entry in hidden)
        or (isinstance(e.event, events.FileScanned) and _is_of_office(file, e.event.file))
    )


def not_told_yet(file: File) -> frozenset[int]:
    """Decisions that have not reached the petitioner, and what became of the remedies that they
    promise.
    """
    untold = frozenset(r.number for r in file.facts.remedies if not r.is_told)
    about = frozenset(e.seq for e in file.entries if _remedy_of(e.event) in untold)
    return about | unserved_decisions(file)


def _remedy_of(event: events.Event) -> int:
    """The number of the remedy that an event is about, 0 if it is about none."""
    if isinstance(event, _ABOUT_REMEDIES):
        return int(event.number)  # type: ignore[attr-defined]  # each of them has one
    return event.remedy if isinstance(event, events.LimitReminded | events.LimitEscalated) else 0


_ABOUT_REMEDIES = (
    events.RemedyCompleted, events.RemedyOverdue, events.RemedyMoved, events.RemedyConfirmed,
    events.RemedyObjected, events.RemedySettled, events.RemedyUnanswered,
)  # fmt: skip


def unserved_decisions(file: File) -> frozenset[int]:
    """Decisions that have not reached the petitioner."""
    served = max((e.seq for e in file.entries if isinstance(e.event, events.Served)), default=0)
    return frozenset(
        e.seq for e in file.entries if isinstance(e.event, events.Decided) and e.seq > served
    )


def _is_of_office(file: File, number: int) -> bool:
    found = file.facts.file(number)
    return found is not None and found.of_office


def names() -> Callable[[int | None], str]:
    """What offices are called, for as long as a page is made."""
    offices = institution().rows
    return lambda office: offices[office].name if office in offices else ""


def _who(entry: Entry, helpers: Mapping[int, str]) -> str:
    """In which capacity; of a helper also what they go by, while they stand on a list."""
    goes_by = helpers.get(entry.by.staff or 0, "") if entry.by.role is Role.HELPER else ""
    if goes_by:
        return _("%(name)s, who helps the petitioner") % {"name": goes_by}
    return role_text(entry.by.role)


def _line(
    file: File, entry: Entry, name: Callable[[int | None], str], helpers: Mapping[int, str],
    erased_at: datetime | None,
) -> Line:  # fmt: skip
    step = file.procedure.steps.get(entry.event.step)
    return Line(
        seq=entry.seq,
        tag=entry.event.tag,
        at=entry.at,
        on=entry.event.on,
        title=event_text(entry.event, name, file.procedure),
        texts=tuple(_texts(entry.event)) if _tells(file, entry.event) else (),
        role=_who(entry, helpers),
        office=name(entry.by.office),
        is_petitioner=entry.by.role is Role.PETITIONER,
        is_mine=_is_mine(file, entry),
        citation=step.citation if step else None,
        imported_at=entry.recorded_at if entry.is_imported else None,
        erased_at=erased_at,
        note=mail_note(entry.event, file.actor.kind is Role.PETITIONER),
        quoted=getattr(entry.event, "quoted", ""),
    )


def _is_mine(file: File, entry: Entry) -> bool:
    is_theirs = entry.by.role is file.actor.kind and file.actor.is_on_petitioners_side
    return is_theirs and (entry.by.role is not Role.HELPER or entry.by.staff == file.actor.staff)


def _tells(file: File, event: events.Event) -> bool:
    """Why somebody is shut out may name them, so it is read by those who may shut out. Why a helper
    cannot help is told to whoever asked them.
    """
    if isinstance(event, events.HelperDeclined | events.HelperEnded):
        return file.actor.kind is Role.PETITIONER
    about_a_person = isinstance(event, events.Recused | events.Readmitted)
    return not about_a_person or file.may(Permission.EXCLUDE)


def _texts(event: events.Event) -> Iterable[tuple[str, str]]:
    for item in fields(event):
        if not item.metadata.get("words") or item.name == "quoted":
            continue
        value = getattr(event, item.name)
        for text in value if isinstance(value, tuple) else (value,):
            if text:
                yield words_label(item.name), text
