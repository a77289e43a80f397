"""Access: who is acting, and what they may do with which case. Decisions are values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from .procedure import Act, Role


@dataclass(frozen=True)
class Post:
    """A role held at an office. `covers` are the offices below it, for a supervisor."""

    office: int
    role: Role
    covers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Actor:
    """Somebody who acts: a petitioner with a receipt, staff with posts, or the system itself.

    `case` is the number of the first case of the chain that the receipt opens. Who acts for its
    petitioner is the `proxy` of that number, and acts `at` this moment; so does a helper, who keeps
    what they are as staff, because that may keep them from helping.
    """

    kind: Role
    staff: int | None = None
    posts: tuple[Post, ...] = ()
    case: str = ""
    proxy: int = 0
    at: datetime | None = None

    @classmethod
    def petitioner(cls, case: str) -> "Actor":
        return cls(Role.PETITIONER, case=case)

    @classmethod
    def for_petitioner(cls, case: str, proxy: int, at: datetime) -> "Actor":
        return cls(Role.PROXY, case=case, proxy=proxy, at=at)

    def helping(self, case: str, at: datetime) -> "Actor":
        """The same person as the helper of the petitioner of this case, who act as nobody else."""
        return replace(self, kind=Role.HELPER, case=case, at=at)

    @property
    def acts_for_another(self) -> bool:
        """Whether they do for the petitioner what they were let, and are not the petitioner."""
        return self.kind in (Role.PROXY, Role.HELPER)

    @property
    def is_on_petitioners_side(self) -> bool:
        """Whether they read what the petitioner reads, and not what the office does."""
        return self.kind in PETITIONERS_SIDE

    def has_role(self, *roles: Role) -> bool:
        return any(post.role in roles for post in self.posts)


SYSTEM = Actor(Role.SYSTEM)

#: Whose words are the petitioner's, or said for them.
PETITIONERS_SIDE = (Role.PETITIONER, Role.PROXY, Role.HELPER)


class Scope(StrEnum):
    """What a petitioner can let somebody do for them. What is not listed stays theirs alone."""

    FOLLOW = "follow"  # read the case and follow it; always part of it
    WRITE = "write"  # write to the office, answer it, hand in files, book a visit
    RECEIVE = "receive"  # open an answer, from which day on the petitioner's time to act counts
    FURTHER = "further"  # ask for review, for more time, for a hearing; say that it is not fixed
    AGREE = "agree"  # say whether what was promised was done


class WhoseProxy(Protocol):
    """What access needs to know of who acts for a petitioner."""

    @property
    def number(self) -> int: ...
    @property
    def scope(self) -> tuple[str, ...]: ...
    @property
    def ends_at(self) -> datetime | None: ...
    @property
    def ended_at(self) -> datetime | None: ...


class WhoseHelper(Protocol):
    """What access needs to know of a helper whom a petitioner chose."""

    @property
    def staff(self) -> int: ...
    @property
    def scope(self) -> tuple[str, ...]: ...
    @property
    def ends_at(self) -> datetime | None: ...
    @property
    def accepted_at(self) -> datetime | None: ...
    @property
    def ended_at(self) -> datetime | None: ...


class WhoseCase(Protocol):
    """What access needs to know of a case."""

    @property
    def root(self) -> str: ...
    @property
    def office(self) -> int: ...
    @property
    def registrar(self) -> int: ...
    @property
    def co_handlers(self) -> tuple[int, ...]: ...
    @property
    def blocked(self) -> frozenset[int]: ...
    @property
    def blocked_offices(self) -> frozenset[int]: ...
    @property
    def is_forgotten(self) -> bool: ...
    @property
    def is_reprisal(self) -> bool: ...
    @property
    def exclusion_office(self) -> int | None: ...
    @property
    def mediators(self) -> tuple[int, ...]: ...
    @property
    def proxy(self) -> WhoseProxy | None: ...
    @property
    def helper(self) -> WhoseHelper | None: ...
    @property
    def answering(self) -> frozenset[int]: ...
    @property
    def decided_by(self) -> tuple[int, ...]: ...


class Permission(StrEnum):
    """Everything that is asked of `may`. What is not listed is denied."""

    VIEW = "view"  # read the case and its history
    VIEW_OFFICE_NOTES = "view-office-notes"  # read the notes that the petitioner does not see
    WRITE_NOTE = "write-note"  # write such a note
    OPEN_IDENTITY = "open-identity"  # open name and contact, saying what for
    STEP_ASIDE = "step-aside"  # shut oneself out for an interest of one's own
    ASK_EXCLUSION = "ask-exclusion"  # say who must not see the case
    EXCLUDE = "exclude"  # shut a person or an office out, or let them in again
    ANSWER_EXCLUSION = "answer-exclusion"  # answer what the petitioner asked for
    ANSWER_IDENTITY_REQUEST = "answer-identity-request"  # agree that somebody opens it, or refuse
    ADD_FILE = "add-file"  # add a photo, document or recording of the petitioner
    ADD_OFFICE_FILE = "add-office-file"  # add a file of the office
    OPEN_ORIGINAL = "open-original"  # open the untouched original of a file, saying what for
    PROTECT = "protect"  # act on the case that a report of reprisal is about, and read it
    CHANGE_DETAILS = "change-details"  # give a new name or contact, or take one out
    REPLACE_RECEIPT = "replace-receipt"  # hand out a new receipt at the counter for a lost one
    ANSWER_REPLACEMENT = "answer-replacement"  # agree that a receipt be replaced, or refuse
    REFUSE_REPLACEMENT = "refuse-replacement"  # say, with the receipt in hand, that it is not lost
    ASK_ERASURE = "ask-erasure"  # ask that something be erased, or kept for longer
    ANSWER_ERASURE = "answer-erasure"  # agree to erase what was asked for, or refuse
    RECEIVE_ANSWER = "receive-answer"  # open, with the receipt in hand, an answer not yet served
    PRINT_LETTER = "print-letter"  # print a letter to a petitioner who asked for letters
    HOLD = "hold"  # say that the case must not be forgotten, or no longer
    SUPERVISE = "supervise"  # urge the office, have it report, take the case up or give it on
    PUT_ON_AGENDA = "put-on-agenda"  # bring the case before a coordination meeting
    KEEP_MINUTES = "keep-minutes"  # say what a meeting agreed about the case, for its office
    OFFER_SETTLEMENT = "offer-settlement"  # offer a group a settlement, for each to answer alone
    COUNT_SIGNATURES = "count-signatures"  # take in signatures on paper, and hand out receipts
    BOOK_RECEPTION = "book-reception"  # book a time to be heard in person, or give it up
    TAKE_STATEMENT = "take-statement"  # take down what is said in person, and what came of it
    CONFIRM_STATEMENT = "confirm-statement"  # confirm that on the page, or add to it
    JUDGE_REMEDY = "judge-remedy"  # settle whether a remedy was done, or give it another day
    ANSWER_REMEDY = "answer-remedy"  # say whether a remedy was done
    ASK_HEARING = "ask-hearing"  # ask for a hearing, and take part in it with the receipt
    HOLD_HEARING = "hold-hearing"  # grant or order a hearing, name its panel, announce it
    SIT_AT_HEARING = "sit-at-hearing"  # sit on its panel, or write its minutes
    SPEAK_AT_HEARING = "speak-at-hearing"  # speak there for the office whose answer is heard
    ASK_MEDIATION = "ask-mediation"  # want mediation with the other side of a dispute
    MEDIATE = "mediate"  # mediate on the rung it stands on, and read the mediation; not the case
    LINK = "link"  # link the case with others about the same cause, and act on that cause
    NAME_PROXY = "name-proxy"  # let somebody act for the petitioner, or help, or no longer
    ANSWER_SUPERVISION = "answer-supervision"  # answer that in writing, and explain what was late


@dataclass(frozen=True)
class Allowed:
    roles: frozenset[Role]


@dataclass(frozen=True)
class Denied:
    """`reason` is a code; a person who may not even know of the case is told it is not there."""

    reason: str


def is_shut_out(actor: Actor, case: WhoseCase) -> bool:
    """Whether the actor, or an office they work at in whatever role, is kept from this case."""
    return actor.staff in case.blocked or any(
        post.office in case.blocked_offices for post in actor.posts
    )


def roles_on(actor: Actor, case: WhoseCase) -> frozenset[Role]:
    """In which capacities the actor stands towards this case; empty: none at all."""
    if is_shut_out(actor, case):
        return frozenset()
    if actor.kind is Role.SYSTEM:
        return frozenset({Role.SYSTEM})
    if actor.kind is Role.PETITIONER:
        return frozenset({Role.PETITIONER} if actor.case == case.root else ())
    if actor.acts_for_another:
        return frozenset({actor.kind} if scope_of(actor, case) else ())
    return frozenset(post.role for post in actor.posts if _stands(post, case))


def scope_of(actor: Actor, case: WhoseCase) -> frozenset[Scope]:
    """What the proxy or helper may do for the petitioner now: nothing once their time is over, it
    was taken back, or another one was named. What this release does not know is not in it.
    """
    known = _as_proxy(actor, case) or _as_helper(actor, case)
    if known is None or actor.case != case.root or known.ended_at is not None:
        return frozenset()
    if known.ends_at is not None and (actor.at is None or actor.at >= known.ends_at):
        return frozenset()
    return frozenset({Scope.FOLLOW, *(Scope(s) for s in known.scope if s in tuple(Scope))})


def _as_proxy(actor: Actor, case: WhoseCase) -> WhoseProxy | None:
    known = case.proxy if actor.kind is Role.PROXY else None
    return known if known is not None and known.number == actor.proxy else None


def _as_helper(actor: Actor, case: WhoseCase) -> WhoseHelper | None:
    """Whoever is taken off the list, or comes too near to the case, helps no longer."""
    known = case.helper if actor.kind is Role.HELPER else None
    if known is None or known.staff != actor.staff or known.accepted_at is None:
        return None
    return known if actor.has_role(Role.HELPER) and not stands_too_near(actor, case) else None


def stands_too_near(actor: Actor, case: WhoseCase) -> bool:
    """Whether somebody cannot help with the case, whatever its petitioner wishes: they are shut out
    of it, work on it or watch over it, decided it, or stand on the list of an office that answers.
    Nobody helps with a report of reprisal: it is kept from more people than any other case.
    """
    at_work = replace(actor, kind=Role.OFFICER)
    if case.is_reprisal or is_shut_out(actor, case) or actor.staff in case.decided_by:
        return True
    if _views(at_work, case) or _mediates(at_work, case):
        return True
    return any(post.office in case.answering for post in actor.posts)


def takes_for_petitioner(actor: Actor, act: Act, case: WhoseCase) -> bool:
    """Whether the proxy or helper may take such a step of a petitioner."""
    return actor.acts_for_another and _ACTS.get(act) in scope_of(actor, case)


#: The steps of a petitioner that can be taken for them. All others are theirs alone: to withdraw
#: ends their case, and to rate is to say what they think.
_ACTS: Mapping[Act, Scope] = {
    Act.MESSAGE: Scope.WRITE,
    Act.ADD_FACTS: Scope.WRITE,
    Act.REQUEST_EXTENSION: Scope.FURTHER,
    Act.GO_UP: Scope.FURTHER,
    Act.NOT_FIXED: Scope.FURTHER,
}


def _stands(post: Post, case: WhoseCase) -> bool:
    if case.is_reprisal:
        return receives_reports(post, case.office)
    if post.role is Role.CLERK:
        return post.office in (case.office, case.registrar)
    if post.role in (Role.OFFICER, Role.HEAD):
        return post.office == case.office
    return post.role is Role.SUPERVISOR and case.office in post.covers


def receives_reports(post: Post, office: int) -> bool:
    """Whether the post reads reports of reprisal at the office: fewer people than other cases do.

    Neither clerks nor whoever takes part elsewhere; but the supervisors of that very office.
    """
    if post.role is Role.SUPERVISOR and office in post.covers:
        return True
    return post.office == office and post.role in (Role.OFFICER, Role.HEAD, Role.SUPERVISOR)


def _views(actor: Actor, case: WhoseCase) -> bool:
    if is_shut_out(actor, case):
        return False
    if _was_asked_above(actor, case):
        return True
    if case.is_reprisal:
        return bool(roles_on(actor, case))
    sharing = {case.registrar, *case.co_handlers}
    handles = (Role.OFFICER, Role.HEAD)
    return bool(roles_on(actor, case)) or any(
        post.office in sharing and post.role in handles for post in actor.posts
    )


def _was_asked_above(actor: Actor, case: WhoseCase) -> bool:
    """Whether an office of the actor has to answer whom the petitioner wants kept out, because
    nobody below could or did. Reports of reprisal are no clerk's.
    """
    handles = (Role.OFFICER, Role.HEAD)
    roles = handles if case.is_reprisal else (Role.CLERK, *handles)
    return any(p.role in roles and p.office == case.exclusion_office for p in actor.posts)


def _is_staff_on(actor: Actor, case: WhoseCase) -> bool:
    return not actor.is_on_petitioners_side and _views(actor, case)


def _answers_for_it(actor: Actor, case: WhoseCase) -> bool:
    if case.is_reprisal and not is_shut_out(actor, case):
        return any(p.office == case.office and receives_reports(p, case.office)
                   for p in actor.posts)  # fmt: skip
    return bool(roles_on(actor, case) & {Role.CLERK, Role.OFFICER, Role.HEAD})


def _is_petitioner(actor: Actor, case: WhoseCase) -> bool:
    return Role.PETITIONER in roles_on(actor, case)


def _is_person_on(actor: Actor, case: WhoseCase) -> bool:
    return actor.staff is not None and _views(actor, case)


def _excludes(actor: Actor, case: WhoseCase) -> bool:
    heads = bool(roles_on(actor, case) & {Role.HEAD, Role.SUPERVISOR})
    return heads or _answers_exclusions(actor, case)


def _answers_exclusions(actor: Actor, case: WhoseCase) -> bool:
    """Not the office that answers: whom the petitioner fears may sit there, at its head."""
    registers = any(p.role is Role.CLERK and p.office == case.registrar for p in actor.posts)
    roles = roles_on(actor, case)
    below = Role.SUPERVISOR in roles or (registers and Role.CLERK in roles)
    return below or (_was_asked_above(actor, case) and not is_shut_out(actor, case))


def _may_agree(actor: Actor, case: WhoseCase) -> bool:
    """A head of an office that can open it, or a supervisor above. That it is not the one who
    asked, the engine sees to.
    """
    heads = {post.office for post in actor.posts if post.role is Role.HEAD}
    above = Role.SUPERVISOR in roles_on(actor, case)
    return _is_staff_on(actor, case) and (above or bool(heads & {case.office, case.registrar}))


def _is_clerk(actor: Actor, case: WhoseCase) -> bool:
    return Role.CLERK in roles_on(actor, case)


def _protects(actor: Actor, case: WhoseCase) -> bool:
    return case.is_reprisal and _answers_for_it(actor, case)


def _keeps_details(actor: Actor, case: WhoseCase) -> bool:
    return bool(roles_on(actor, case) & {Role.PETITIONER, Role.CLERK})


def _holds(actor: Actor, case: WhoseCase) -> bool:
    return bool(roles_on(actor, case) & {Role.OFFICER, Role.HEAD, Role.SUPERVISOR})


def _decides(actor: Actor, case: WhoseCase) -> bool:
    return bool(roles_on(actor, case) & {Role.OFFICER, Role.HEAD})


def _supervises(actor: Actor, case: WhoseCase) -> bool:
    return Role.SUPERVISOR in roles_on(actor, case)


def _judges(actor: Actor, case: WhoseCase) -> bool:
    return bool(roles_on(actor, case) & {Role.HEAD, Role.SUPERVISOR})


def _answers_above(actor: Actor, case: WhoseCase) -> bool:
    """An officer or head of an office that takes part; of which one, is asked of the demand."""
    handles = any(post.role in (Role.OFFICER, Role.HEAD) for post in actor.posts)
    return handles and _is_staff_on(actor, case)


def _keeps_minutes(actor: Actor, case: WhoseCase) -> bool:
    """A head or supervisor who sees the case; of which office, is asked of the meeting."""
    return actor.has_role(Role.HEAD, Role.SUPERVISOR) and _is_staff_on(actor, case)


def _links(actor: Actor, case: WhoseCase) -> bool:
    """Whoever works on cases and sees this one, be it because their office takes part."""
    works = actor.has_role(Role.OFFICER, Role.HEAD, Role.SUPERVISOR)
    return works and _is_staff_on(actor, case) and not case.is_reprisal


def _holds_hearings(actor: Actor, case: WhoseCase) -> bool:
    """A report of reprisal is heard by nobody but whoever reads it."""
    return bool(roles_on(actor, case) & {Role.HEAD, Role.SUPERVISOR}) and not case.is_reprisal


def _speaks(actor: Actor, case: WhoseCase) -> bool:
    """For which office, is asked of the hearing."""
    return _answers_above(actor, case) and not case.is_reprisal


def _sits(actor: Actor, case: WhoseCase) -> bool:
    """Whoever works here and sees the case; who of them sits, is asked of the hearing."""
    return _is_person_on(actor, case) and not case.is_reprisal


def _adds_papers(actor: Actor, case: WhoseCase) -> bool:
    """The office that answers, and those that take part, so that they can put papers before it."""
    joins = not case.is_reprisal and any(
        post.role in (Role.OFFICER, Role.HEAD) and post.office in case.co_handlers
        for post in actor.posts
    )
    return _answers_for_it(actor, case) or (joins and _is_staff_on(actor, case))


def _mediates(actor: Actor, case: WhoseCase) -> bool:
    """An officer or head of an office on the rung, or of one that mediates along."""
    if is_shut_out(actor, case) or case.is_reprisal:
        return False
    handles = (Role.OFFICER, Role.HEAD)
    return any(p.office in case.mediators and p.role in handles for p in actor.posts)


#: What is left of a case that was forgotten can be read, and nothing else.
READING = (Permission.VIEW, Permission.VIEW_OFFICE_NOTES)

_RULES: Mapping[Permission, Callable[[Actor, WhoseCase], bool]] = {
    Permission.VIEW: _views,
    Permission.VIEW_OFFICE_NOTES: _is_staff_on,
    Permission.WRITE_NOTE: _is_staff_on,
    Permission.OPEN_IDENTITY: _answers_for_it,
    Permission.STEP_ASIDE: _is_person_on,
    Permission.ASK_EXCLUSION: _is_petitioner,
    Permission.EXCLUDE: _excludes,
    Permission.ANSWER_EXCLUSION: _answers_exclusions,
    Permission.ANSWER_IDENTITY_REQUEST: _may_agree,
    Permission.ADD_FILE: _keeps_details,
    Permission.ADD_OFFICE_FILE: _adds_papers,
    Permission.OPEN_ORIGINAL: _answers_for_it,
    Permission.PROTECT: _protects,
    Permission.CHANGE_DETAILS: _keeps_details,
    Permission.REPLACE_RECEIPT: _is_clerk,
    Permission.ANSWER_REPLACEMENT: _may_agree,
    Permission.REFUSE_REPLACEMENT: _is_petitioner,
    Permission.ASK_ERASURE: _is_petitioner,
    Permission.ANSWER_ERASURE: _answers_for_it,
    Permission.HOLD: _holds,
    Permission.RECEIVE_ANSWER: _is_petitioner,
    Permission.PRINT_LETTER: _answers_for_it,
    Permission.SUPERVISE: _supervises,
    Permission.ANSWER_SUPERVISION: _answers_above,
    Permission.BOOK_RECEPTION: _keeps_details,
    Permission.TAKE_STATEMENT: _is_person_on,
    Permission.CONFIRM_STATEMENT: _is_petitioner,
    Permission.PUT_ON_AGENDA: _holds,
    Permission.KEEP_MINUTES: _keeps_minutes,
    Permission.OFFER_SETTLEMENT: _decides,
    Permission.COUNT_SIGNATURES: _is_clerk,
    Permission.JUDGE_REMEDY: _judges,
    Permission.ANSWER_REMEDY: _is_petitioner,
    Permission.LINK: _links,
    Permission.ASK_HEARING: _is_petitioner,
    Permission.HOLD_HEARING: _holds_hearings,
    Permission.SIT_AT_HEARING: _sits,
    Permission.SPEAK_AT_HEARING: _speaks,
    Permission.ASK_MEDIATION: _keeps_details,
    Permission.MEDIATE: _mediates,
    Permission.NAME_PROXY: _is_petitioner,
}

#: What can be done for a petitioner. What is not listed here no proxy and no helper may, whatever
#: they were let.
_FOR_PETITIONER: Mapping[Permission, Scope] = {
    Permission.VIEW: Scope.FOLLOW,
    Permission.ADD_FILE: Scope.WRITE,
    Permission.BOOK_RECEPTION: Scope.WRITE,
    Permission.RECEIVE_ANSWER: Scope.RECEIVE,
    Permission.ASK_HEARING: Scope.FURTHER,
    Permission.ANSWER_REMEDY: Scope.AGREE,
}


def _for_petitioner(permission: Permission) -> Callable[[Actor, WhoseCase], bool]:
    return lambda actor, case: _FOR_PETITIONER.get(permission) in scope_of(actor, case)


def may(actor: Actor, permission: Permission, case: WhoseCase) -> Allowed | Denied:
    """Whether the actor may; a permission without a rule falls to nobody."""
    rule = _RULES.get(permission)
    is_over = case.is_forgotten and permission not in READING
    if actor.acts_for_another:
        rule = _for_petitioner(permission)
    if rule is not None and rule(actor, case) and not is_over:
        return Allowed(roles_on(actor, case))
    return Denied("not-here" if not _views(actor, case) else "not-yours")
