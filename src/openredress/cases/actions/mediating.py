"""What the two sides of a dispute and those who mediate write into the journal of its case.

A side is whoever holds the receipt of the case, or the one that the other side was given. A
mediator need not see the case, and does not by mediating.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from openredress.core import mediating
from openredress.core.access import Actor, Denied, Permission, may
from openredress.core.facts import OTHER, Facts, Mediation
from openredress.core.journal import By
from openredress.core.procedure import Role
from openredress.core.refusals import Code, Refusal
from openredress.core.situation import Decision, Situation
from openredress.offices.mediators import on_rungs
from openredress.parties import sides
from openredress.parties.sides import Kept
from openredress.wall import as_owner

from .. import projection
from ..models import Case
from .writing import append, capacity, catch_up, locked

Decide = Callable[[Situation], Decision]


@dataclass(frozen=True)
class Wanted:
    """What the petitioner gives who wants mediation: the office at which it begins, what the other
    side reads, who that is and where a letter reaches them, and what they may know of who asks.
    """

    office: int
    about: str
    name: str
    reach: str = ""
    called: str = ""


def begin_mediation(number: str, actor: Actor, wanted: Wanted, now: datetime) -> Case | Refusal:
    """The petitioner begins it on their page, or a clerk for them, who has it on paper."""
    if not wanted.name.strip():
        return Refusal(Code.MISSING, "name")
    how = mediating.PAGE if actor.kind is Role.PETITIONER else mediating.PAPER
    with as_owner(), transaction.atomic():
        case, facts = locked(number)
        if isinstance(may(actor, Permission.ASK_MEDIATION, facts), Denied):
            return Refusal(Code.NOT_YOURS)
        facts = catch_up(case, facts, now)
        situation = projection.situation(facts, actor, now)
        rules, refusal = situation.procedure.mediation, mediating.may_begin(situation)
        if refusal is not None or rules is None:
            return refusal or Refusal(Code.NO_MEDIATION)
        offices = on_rungs(rules.rungs, wanted.office, facts.blocked_offices)
        kept = Kept(sides.new_secret(), wanted.name, wanted.reach, wanted.called)
        # Its row is there before its entry: the token is made from what is sealed in it.
        with transaction.atomic():
            side = sides.add(case, kept)
            decision = mediating.begin(situation, offices, side.token, wanted.about, how)
            if isinstance(decision, Refusal):
                transaction.set_rollback(True)
                return decision
            append(case, facts, decision, capacity(actor, facts, (Role.CLERK,)), now)
        return case


# The sides ---------------------------------------------------------------------------------


def answer_mediation(number: str, side: str, now: datetime, *, agrees: bool) -> Case | Refusal:
    """A side agrees to mediation on this rung, or does not, or no longer."""
    return _by_side(number, side, now, lambda s: mediating.consent(s, side, agrees=agrees))


def leave_mediation(number: str, side: str, now: datetime) -> Case | Refusal:
    """A side wants no mediation any more, on any rung."""
    return _by_side(number, side, now, lambda s: mediating.leave(s, side))


def write_to_mediator(
    number: str, side: str, text: str, now: datetime, *, goes_on: bool
) -> Case | Refusal:
    """A side writes to the mediator alone."""
    if not text.strip():
        return Refusal(Code.MISSING, "text")
    salted, digest = sides.word(text)
    return _by_side(
        number, side, now,
        lambda s: mediating.write_alone(s, side, digest, goes_on=goes_on),
        _keeping(salted),
    )  # fmt: skip


def answer_agreement(
    number: str, side: str, agreement: int, now: datetime, *, agrees: bool
) -> Case | Refusal:
    return _by_side(
        number, side, now, lambda s: mediating.answer(s, agreement, side, agrees=agrees)
    )  # fmt: skip


def take_agreement_back(number: str, side: str, agreement: int, now: datetime) -> Case | Refusal:
    return _by_side(number, side, now, lambda s: mediating.take_back(s, agreement, side))


def change_called(number: str, called: str, now: datetime) -> Case | Refusal:
    """What the petitioner lets the other side know of who they are, from now on."""
    with as_owner(), transaction.atomic():
        case, facts = locked(number)
        found = sides.of_case(case.pk)
        if found is None or facts.mediation is None or facts.mediation.ended:
            return Refusal(Code.NO_MEDIATION)
        sides.rename(found, called)
        return case


@dataclass(frozen=True)
class Came:
    """The other side who opened the letter, with the code of their receipt, kept nowhere."""

    number: str
    code: str


def open_letter(letter: str, form: str, now: datetime) -> Came | Refusal:
    """The letter is exchanged for a receipt; sent twice it says the same. Raises `TooMany`."""
    code = sides.code_for(form)
    before = sides.by_code(code)
    if before is not None:
        return Came(before.number, code)
    side = sides.by_code(letter)
    if side is None or not side.is_letter:
        return Refusal(Code.INVITATION_OVER)

    def after(case: Case, facts: Facts) -> None:
        sides.give_receipt(side, code)

    done = _by_side(side.number, OTHER, now, lambda s: mediating.come(s, side.letter), after)
    return done if isinstance(done, Refusal) else Came(side.number, code)


After = Callable[[Case, Facts], None]


def _by_side(
    number: str, side: str, now: datetime, decide: Decide, after: After | None = None
) -> Case | Refusal:  # fmt: skip
    role = Role.OTHER_SIDE if side == OTHER else Role.PETITIONER
    with as_owner(), transaction.atomic():
        case, facts = _caught_up(number, now)
        if facts.is_forgotten:
            return Refusal(Code.FORGOTTEN)
        actor = Actor(role, case=facts.root)
        return _written(case, facts, decide(projection.situation(facts, actor, now)), By(role),
                        now, after)  # fmt: skip


def _keeping(salted: str) -> After:
    def after(case: Case, facts: Facts) -> None:
        sides.keep_word(case, _of(facts).asides[-1].number, salted)

    return after


def _of(facts: Facts) -> Mediation:
    assert facts.mediation is not None
    return facts.mediation


# Those who mediate -------------------------------------------------------------------------


def invite_other_side(number: str, actor: Actor, now: datetime) -> str | Refusal:
    """Makes the letter to the other side. Its code is told once, to be printed."""
    code = ""

    def after(case: Case, facts: Facts) -> None:
        nonlocal code
        code = sides.send_letter(case, _of(facts).letter)

    def decide(situation: Situation) -> Decision:
        run = mediating.at_work(situation)
        return run if isinstance(run, Refusal) else mediating.invite(situation)

    done = _by_mediator(number, actor, now, decide, after)
    return done if isinstance(done, Refusal) else code


def consent_on_paper(
    number: str, actor: Actor, side: str, witness: str, now: datetime, *, agrees: bool
) -> Case | Refusal:
    """A side said it on paper, before a witness: no mediator says it for them."""
    return _at_work(number, actor, now, lambda s: mediating.consent(
        s, side, agrees=agrees, how=mediating.PAPER, witness=witness
    ))  # fmt: skip


def agreement_on_paper(
    number: str, actor: Actor, side: str, agreement: int, witness: str, now: datetime, *,
    agrees: bool,
) -> Case | Refusal:  # fmt: skip
    """A side confirmed or refused the agreement on paper, before a witness."""
    return _at_work(number, actor, now, lambda s: mediating.answer(
        s, agreement, side, agrees=agrees, how=mediating.PAPER, witness=witness
    ))  # fmt: skip


def set_mediation_meeting(
    number: str, actor: Actor, starts_at: datetime, place: str, now: datetime
) -> Case | Refusal:
    return _by_mediator(number, actor, now, lambda s: mediating.set_meeting(s, starts_at, place))


def record_mediation_meeting(
    number: str, actor: Actor, meeting: int, present: Iterable[str], text: str, now: datetime
) -> Case | Refusal:
    there = tuple(present)
    return _by_mediator(
        number, actor, now, lambda s: mediating.hold_meeting(s, meeting, there, text)
    )  # fmt: skip


def note_alone(
    number: str, actor: Actor, side: str, text: str, now: datetime, *, goes_on: bool
) -> Case | Refusal:
    """The mediator notes what a side said alone, or writes to that side alone: it reads it."""
    if not text.strip():
        return Refusal(Code.MISSING, "text")
    salted, digest = sides.word(text)
    return _at_work(
        number, actor, now,
        lambda s: mediating.write_alone(s, side, digest, goes_on=goes_on),
        _keeping(salted),
    )  # fmt: skip


def hand_mediation_on(number: str, actor: Actor, text: str, now: datetime) -> Case | Refusal:
    return _by_mediator(number, actor, now, lambda s: mediating.hand_on(s, text))


def report_mediation(number: str, actor: Actor, text: str, now: datetime) -> Case | Refusal:
    """The report that is owed of a rung which ended without one."""
    return _by_mediator(number, actor, now, lambda s: mediating.report(s, text))


def mediate_along(number: str, actor: Actor, office: int, now: datetime) -> Case | Refusal:
    """An office of another area mediates along."""
    return _by_mediator(number, actor, now, lambda s: mediating.join(s, office))


def draft_agreement(
    number: str, actor: Actor, terms: str, owed: Iterable[tuple[str, str, date]], now: datetime
) -> Case | Refusal:
    rows = tuple(owed)
    return _by_mediator(number, actor, now, lambda s: mediating.draft(s, terms, rows))


def _at_work(
    number: str, actor: Actor, now: datetime, decide: Decide, after: After | None = None
) -> Case | Refusal:  # fmt: skip
    """For what sides do as well: here it is asked whether the actor mediates on this rung."""

    def working(situation: Situation) -> Decision:
        run = mediating.at_work(situation)
        return run if isinstance(run, Refusal) else decide(situation)

    return _by_mediator(number, actor, now, working, after)


def _by_mediator(
    number: str, actor: Actor, now: datetime, decide: Decide, after: After | None = None
) -> Case | Refusal:  # fmt: skip
    with as_owner(), transaction.atomic():
        case, facts = _caught_up(number, now)
        if isinstance(may(actor, Permission.MEDIATE, facts), Denied):
            return Refusal(Code.NOT_YOURS)
        decision = decide(projection.situation(facts, actor, now))
        return _written(case, facts, decision, _by(actor, facts), now, after)


def _by(actor: Actor, facts: Facts) -> By:
    """For which of the offices that mediate the actor does it."""
    near = facts.mediators
    posts = [p for p in actor.posts if p.office in near and p.role in mediating.MEDIATING]
    post = min(posts, key=lambda p: near.index(p.office))
    return By(post.role, actor.staff, post.office)


def _caught_up(number: str, now: datetime) -> tuple[Case, Facts]:
    case, facts = locked(number)
    return case, catch_up(case, facts, now)


def _written(
    case: Case, facts: Facts, decision: Decision, by: By, now: datetime, after: After | None
) -> Case | Refusal:  # fmt: skip
    if isinstance(decision, Refusal):
        return decision
    if decision:
        facts = append(case, facts, decision, by, now)
        if after is not None:
            after(case, facts)
    return case
