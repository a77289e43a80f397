"""Every list of cases. Each is one keyset page over an index, whatever the number of cases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from openredress.core.access import PETITIONERS_SIDE, Actor
from openredress.core.facts import State
from openredress.core.procedure import Role
from openredress.core.service import GOES_BY
from openredress.notices.channels import LETTER
from openredress.notices.models import Notice
from openredress.offices.tree import ACTING
from openredress.wall.asked import Asked

from .access import asked_above, numbered, open_to, people_left, visible_to
from .models import Case, JournalEntry, OverdueFigures, PromisedRemedy, SetAside

PAGE = 50


@dataclass(frozen=True)
class Page:
    """One page of a list. `next` continues after it; "" when this is the last."""

    cases: tuple[Case, ...]
    next: str


def queue(actor: Actor, after: str = "", size: int = PAGE) -> Page:
    """Open cases in which the actor's offices owe something, by what is due next.

    Cases without a date come last. `after` is the `next` of the page before.
    """
    if after:
        return _due_next(_owed_by(actor).filter(is_open=True), after, size)
    return _as_page(_first_of_queue(actor, size)(), size)


@lru_cache(maxsize=256)
def _first_of_queue(actor: Actor, size: int) -> Asked[Case]:
    """One office is told apart from the words: whichever it is, its queue lies in order in an
    index. Of several PostgreSQL has to know which.
    """
    rows = for_list(_owed_by(actor).filter(is_open=True)).order_by("next_due_at", "id")
    is_one = len({post.office for post in actor.posts}) == 1
    return Asked(rows[: size + 1], is_planned=is_one)


def _owed_by(actor: Actor) -> QuerySet[Case]:
    """What waits for this actor's offices: cases they answer for now. Reports of reprisal wait for
    the supervisors of an office as well.
    """
    roles = (Role.CLERK, Role.OFFICER, Role.HEAD)
    offices = {post.office for post in actor.posts if post.role in roles}
    supervised = {post.office for post in actor.posts if post.role is Role.SUPERVISOR}
    reports = Q(office__among=supervised - offices, is_reprisal=True)
    return open_to(actor).filter(Q(office__among=offices) | reports)


def waiting_for_head(actor: Actor) -> tuple[Case, ...]:
    """Extensions that wait for an answer of the head of the answering office."""
    rows = for_list(extensions_waiting(actor))
    return tuple(rows.order_by("next_due_at", "id")[:PAGE])


def extensions_waiting(actor: Actor) -> QuerySet[Case]:
    offices = {post.office for post in actor.posts if post.role is Role.HEAD}
    return open_to(actor).filter(office__among=offices).exclude(pending_limit="")


def waiting_for_second_person(actor: Actor) -> tuple[Case, ...]:
    """Cases in which somebody else wants to look at who filed, and this actor can agree."""
    return tuple(for_list(names_waiting(actor)).order_by("id")[:PAGE])


def names_waiting(actor: Actor) -> QuerySet[Case]:
    heads = {post.office for post in actor.posts if post.role is Role.HEAD}
    covered = {o for post in actor.posts if post.role is Role.SUPERVISOR for o in post.covers}
    theirs = Q(office__among=heads | covered) | Q(registrar__among=heads)
    return visible_to(actor).filter(theirs, identity_waits=True)


def remedies_owed(actor: Actor) -> tuple[PromisedRemedy, ...]:
    """Promises of the actor's offices that are not yet kept, or that the petitioner says are not,
    the next one due first.
    """
    rows = owed(actor).select_related("case", "office")
    return tuple(rows.order_by("due_on", "id")[:PAGE])


def owed(actor: Actor) -> QuerySet[PromisedRemedy]:
    offices = {post.office for post in actor.posts if post.role in (Role.OFFICER, Role.HEAD)}
    unsettled = Q(completed_at=None) | Q(state=State.OBJECTED)
    rows = PromisedRemedy.objects.filter(unsettled, office__among=offices)
    return rows.filter(case__in=visible_to(actor))


def registered_here(actor: Actor, after: str = "", size: int = PAGE) -> Page:
    """Open cases that the actor's office took in and another office answers for now."""
    return _due_next(sent_on(actor), after, size)


def sent_on(actor: Actor) -> QuerySet[Case]:
    offices = {post.office for post in actor.posts if post.role is Role.CLERK}
    rows = open_to(actor).filter(registrar__among=offices, is_open=True)
    return rows.exclude(office__among=offices)


def _due_next(rows: QuerySet[Case], after: str, size: int) -> Page:
    """One page of these cases, by what is due next."""
    rows = for_list(rows).order_by("next_due_at", "id")
    return page_of(rows.filter(position_after(after)) if after else rows, size)


def overdue_below(actor: Actor, now: datetime, after: str = "", size: int = PAGE) -> Page:
    """What offices below a supervisor have let pass."""
    return _due_next(late_below(actor, now), after, size)


def late_below(actor: Actor, now: datetime) -> QuerySet[Case]:
    offices = {o for post in actor.posts if post.role is Role.SUPERVISOR for o in post.covers}
    return open_to(actor).filter(office__among=offices, is_open=True, next_due_at__lte=now)


def taken_up(actor: Actor) -> tuple[Case, ...]:
    """Late cases that the actor's own office has taken up as the one that supervises."""
    offices = {post.office for post in actor.posts if post.role is Role.SUPERVISOR}
    rows = open_to(actor).filter(taken_up_by__in=offices).order_by("next_due_at", "id")
    return tuple(for_list(rows)[:PAGE])


def overdue_figures() -> OverdueFigures | None:
    """The figures that were published last."""
    return OverdueFigures.objects.order_by("-day").first()


@dataclass(frozen=True)
class Aside:
    """A case on which time could not act: its number, where the program failed, and when it is
    tried again. Nothing of the case itself.
    """

    number: str
    since: datetime
    tries: int
    retry_at: datetime
    fault: str


def set_aside(*, with_reports: bool = True) -> tuple[Aside, ...]:
    """Cases that were set aside, for whoever runs the installation; the longest so first.

    Reports of reprisal only for the shell: an operator may have a post at the office below.
    """
    rows = (
        SetAside.objects.all() if with_reports else SetAside.objects.filter(case__is_reprisal=False)
    )
    rows = rows.order_by("since", "case_id").values_list(
        "case__number", "since", "tries", "retry_at", "fault"
    )
    return tuple(Aside(*row) for row in rows)


def unattended(actor: Actor) -> tuple[Case, ...]:
    """Open cases at an office where nobody is left who could act, since the others are shut out.

    For those who can put that right: the supervisor, and the clerk who registered the case.
    """
    return tuple(for_list(left_alone(actor)).order_by("next_due_at", "id")[:PAGE])


def left_alone(actor: Actor) -> QuerySet[Case]:
    clerks = {post.office for post in actor.posts if post.role is Role.CLERK}
    covered = {o for post in actor.posts if post.role is Role.SUPERVISOR for o in post.covers}
    theirs = Q(registrar__among=clerks) | Q(office__among=covered)
    rows = open_to(actor).filter(theirs, is_open=True, is_reprisal=False)
    shut = rows.filter(~Q(blocked=[]) | ~Q(blocked_offices=[]))
    return shut.filter(~Exists(people_left(ACTING)))


def exclusions_to_answer(actor: Actor, after: str = "", size: int = PAGE) -> Page:
    """Open cases whose petitioner wants somebody kept out, for those who have to answer that."""
    return _due_next(exclusions_asked(actor), after, size)


def exclusions_asked(actor: Actor) -> QuerySet[Case]:
    clerks = {post.office for post in actor.posts if post.role is Role.CLERK}
    covered = {o for post in actor.posts if post.role is Role.SUPERVISOR for o in post.covers}
    own = {post.office for post in actor.posts if post.role is Role.SUPERVISOR}
    theirs = Q(registrar__among=clerks, is_reprisal=False) | Q(office__among=covered)
    reports = Q(office__among=own, is_reprisal=True)
    rows = visible_to(actor).filter(theirs | reports | asked_above(actor))
    return rows.filter(exclusion_asked=True, is_open=True)


def reports(actor: Actor, after: str = "", size: int = PAGE) -> Page:
    """Open reports of reprisal that this actor reads, by what is due next."""
    return _due_next(reports_open(actor), after, size)


def reports_open(actor: Actor) -> QuerySet[Case]:
    return visible_to(actor).filter(is_reprisal=True, is_open=True)


def ended(actor: Actor, after: str = "", size: int = PAGE) -> Page:
    """Cases that are closed, the newest first."""
    rows = for_list(_owed_by(actor)).filter(is_open=False).order_by("-id")
    rows = rows.filter(id__lt=int(after)) if after.isdigit() else rows
    found = tuple(rows[: size + 1])
    more = len(found) > size
    return Page(found[:size], str(found[size - 1].pk) if more else "")


def forgotten_next(actor: Actor, now: datetime, after: str = "", size: int = PAGE) -> Page:
    """Ended cases whose petitioners were told that they will be forgotten, the next one first."""
    rows = for_list(_owed_by(actor)).filter(forget_on__lte=now.date() + SOON)
    rows = rows.order_by("forget_on", "id")
    if after:
        rows = rows.filter(_after_day(after))
    found = tuple(rows[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], f"{last.forget_on}_{last.pk}" if last else "")


# Answers that wait to reach somebody, and letters --------------------------------------------


def unserved(actor: Actor, after: str = "", size: int = PAGE) -> Page:
    """Answers that have not reached their petitioners, the oldest first: those of the offices that
    gave them or registered the case, and of the offices that a supervisor sees below.
    """
    rows = for_list(waiting_to_arrive(actor)).order_by("unserved_since", "id")
    if after:
        rows = rows.filter(_after_moment(after))
    found = tuple(rows[: size + 1])
    last = found[size - 1] if len(found) > size else None
    since = last.unserved_since.isoformat() if last and last.unserved_since else ""
    return Page(found[:size], f"{since}~{last.pk}" if last else "")


def waiting_to_arrive(actor: Actor) -> QuerySet[Case]:
    covered = {o for post in actor.posts if post.role is Role.SUPERVISOR for o in post.covers}
    rows = open_to(actor).filter(_brought_by(actor) | Q(office__among=covered))
    return rows.filter(unserved_since__isnull=False)


def _brought_by(actor: Actor) -> Q:
    """Cases in which the actor brings answers and letters to the petitioner."""
    offices = {p.office for p in actor.posts if p.role in (Role.CLERK, Role.OFFICER, Role.HEAD)}
    clerks = {post.office for post in actor.posts if post.role is Role.CLERK}
    reading = (Role.OFFICER, Role.HEAD, Role.SUPERVISOR)
    reports = {post.office for post in actor.posts if post.role in reading}
    ordinary = Q(is_reprisal=False) & (Q(office__among=offices) | Q(registrar__among=clerks))
    return ordinary | Q(is_reprisal=True, office__among=reports)


def _after_moment(after: str) -> Q:
    moment, _, key = after.partition("~")
    try:
        since = datetime.fromisoformat(moment)
    except ValueError:
        return Q(pk=None)
    pk = int(key) if key.isdigit() else 0
    return Q(unserved_since__gt=since) | Q(unserved_since=since, id__gt=pk)


@dataclass(frozen=True)
class Try:
    """Something that was done so that an answer arrives."""

    at: datetime
    how: str
    result: str


def service_tries(cases: Sequence[Case]) -> dict[int, tuple[Try, ...]]:
    """By key of the case, what staff tried since the answer was given. Of messages that were sent
    nothing: they would tell that there is a contact on file.
    """
    rows = (
        JournalEntry.objects.filter(case__in=cases, tag="service-tried", data__how__in=GOES_BY)
        .filter(at__gte=F("case__unserved_since"))
        .order_by("case_id", "seq")
        .values_list("case_id", "at", "data__how", "data__result")
    )
    found: dict[int, tuple[Try, ...]] = {}
    for case, at, how, result in rows:
        found[case] = (*found.get(case, ()), Try(at, how, result))
    return found


#: For how long a letter can be noted as having come back.
POSTED_LATELY = timedelta(days=30)


def letters(actor: Actor, now: datetime) -> tuple[Notice, ...]:
    """Letters of the actor's offices: to be printed, printed, and posted lately."""
    lately = Q(state=Notice.SENT, ended_at__gte=now - POSTED_LATELY)
    rows = _letters_of(actor).filter(lately | Q(state__in=TO_POST))
    return tuple(rows.select_related("of_case__office").order_by("pk")[:MOST_LETTERS])


#: A letter in one of these states has not been handed to the post.
TO_POST = (Notice.WAITS, Notice.PRINTED)


def letters_to_post(actor: Actor) -> QuerySet[Notice]:
    return _letters_of(actor).filter(state__in=TO_POST)


def _letters_of(actor: Actor) -> QuerySet[Notice]:
    cases = open_to(actor).filter(_brought_by(actor))
    return Notice.objects.filter(channel=LETTER, of_case__in=cases)


#: Letters on one page; the next ones come when these are done.
MOST_LETTERS = 150


#: How far ahead an office sees what will be forgotten.
SOON = timedelta(days=366)


def _after_day(after: str) -> Q:
    """Behind the place in a list by day that `after` names; nothing for what is no such place."""
    day, _, pk = after.partition("_")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return Q(pk=None)
    key = int(pk) if pk.isdigit() else 0
    return Q(forget_on__gt=on) | Q(forget_on=on, id__gt=key)


def erasure_asked(actor: Actor) -> tuple[Case, ...]:
    """Requests to erase that wait for an answer of the actor's offices, the next one due first."""
    rows = for_list(erasures(actor))
    return tuple(rows.order_by("erasure_due_on", "id")[:PAGE])


def erasures(actor: Actor) -> QuerySet[Case]:
    return _answered_by(actor).filter(erasure_due_on__isnull=False)


def on_hold(actor: Actor) -> tuple[Case, ...]:
    """Cases that must not be forgotten, by the day on which somebody looks at that again."""
    rows = for_list(holds(actor))
    return tuple(rows.order_by("hold_review_on", "id")[:PAGE])


def holds(actor: Actor) -> QuerySet[Case]:
    return _answered_by(actor).filter(hold_review_on__isnull=False)


def _answered_by(actor: Actor) -> QuerySet[Case]:
    """What the actor's offices answer for, and what a supervisor sees below."""
    covered = {o for post in actor.posts if post.role is Role.SUPERVISOR for o in post.covers}
    roles = (Role.CLERK, Role.OFFICER, Role.HEAD)
    offices = {post.office for post in actor.posts if post.role in roles}
    return open_to(actor).filter(office__among=offices | covered)


def by_number(actor: Actor, typed: str) -> Case | None:
    """The case of this number, if the actor may know of it."""
    return numbered(visible_to(actor), typed.strip())


#: What happens by itself, or beside the talk between petitioner and office.
NO_WORD = (
    "limit-breached", "limit-reminded", "limit-escalated", "remedy-overdue", "right-lapsed",
    "deadline-moved",
    "note-written", "rated", "recused", "readmitted",
    "exclusion-asked", "exclusion-sent-up", "exclusion-refused", "details-changed", "measure-taken",
    "identity-asked", "identity-granted", "identity-refused", "identity-opened",
    "notices-chosen", "letter-printed", "service-tried",
    "retention-warned", "kept-longer", "hold-placed", "hold-lifted", "erasure-asked",
    "erasure-taken-back", "erasure-granted", "erasure-refused", "identity-erased", "forgotten",
    "office-urged", "report-demanded", "demand-answered", "breach-explained",
    "put-on-agenda", "taken-off-agenda", "jointly-decided", "minutes-corrected",
    "remedy-moved", "remedy-unanswered", "remedy-confirmed",
    "proxy-named", "proxy-changed", "proxy-ended",
    "helper-asked", "helper-accepted", "helper-declined", "helper-changed", "helper-ended",
    "cause-linked", "cause-unlinked", "others-told", "issue-opened", "issue-changed",
    "issue-answered", "joining-offered", "issue-published",
    "office-file-added", "files-given", "file-scanned", "original-opened", "files-erased",
)  # fmt: skip


def last_words() -> Subquery:
    """Of a case that is listed, by whom the last word is and what it was, as [role, tag]."""
    rows = (
        JournalEntry.objects.filter(case=OuterRef("pk"))
        .exclude(tag__in=NO_WORD)
        .exclude(tag="file-added", data__with_filing=True)
        .order_by("-seq")
    )
    return Subquery(rows.values(word=JSONObject(role="by__role", tag="tag"))[:1])


def unanswered(case: Case) -> str:
    """What the petitioner wrote in a case of a list, where theirs is the last word."""
    word = case.last_word or {}  # type: ignore[attr-defined]  # as `for_list` adds it
    written = ("message-written", "facts-added", "file-added")
    is_theirs = word.get("role") in PETITIONERS_SIDE and word["tag"] in written
    return str(word["tag"]) if is_theirs else ""


def extensions_asked(cases: Sequence[Case]) -> dict[int, tuple[int, str]]:
    """By key of the case, how much was asked for last, in the unit of the limit, and why."""
    rows = (
        JournalEntry.objects.filter(case__in=cases, tag="extension-requested")
        .order_by("case_id", "-seq")
        .distinct("case_id")
        .values_list("case_id", "data__amount", "words__reason")
    )
    return {case: (amount, reason or "") for case, amount, reason in rows}


def for_list(rows: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with everything that a line of a list says, but for the names of office, matter and
    place, which are in memory.
    """
    return rows.annotate(last_word=last_words())


def page_of(rows: QuerySet[Case], size: int) -> Page:
    return _as_page(rows[: size + 1], size)


def _as_page(rows: Iterable[Case], size: int) -> Page:
    found = tuple(rows)
    if len(found) <= size:
        return Page(found, "")
    last = found[size - 1]
    due = last.next_due_at.isoformat() if last.next_due_at else ""
    return Page(found[:size], f"{due}~{last.pk}")


def position_after(after: str) -> Q:
    """Rows after the marker. In PostgreSQL NULL sorts last, and so it does here."""
    due, _, key = after.partition("~")
    position: dict[str, Any] = {"id__gt": int(key) if key.isdigit() else 0}
    if not due:
        return Q(next_due_at=None, **position)
    try:
        moment = datetime.fromisoformat(due)
    except ValueError:
        return Q()
    same = Q(next_due_at=moment, **position)
    return Q(next_due_at__gt=moment) | same | Q(next_due_at=None)
