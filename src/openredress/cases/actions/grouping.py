"""What members of a group do, and what offices do with a group.

Who acts is shown by a member's own receipt. What concerns all levels is written into the journal of
each linked case, as with who is shut out; a settlement, into that of the case it was offered in.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from openredress.core import group
from openredress.core.access import Actor, Denied, Permission, may
from openredress.core.facts import Facts
from openredress.core.journal import By
from openredress.core.procedure import Act, Role
from openredress.core.refusals import Code, Refusal
from openredress.core.situation import Decision, Situation
from openredress.parties import members
from openredress.parties.members import Kept, Opened
from openredress.wall import as_owner

from .. import projection
from ..models import Case
from .chain import Chain, locked_chain, write_to
from .filing import Filing, Receipted, file_case
from .stepping import take
from .writing import append, capacity, catch_up, locked

Decide = Callable[[Situation], Decision]
PETITIONER = By(Role.PETITIONER)


@dataclass(frozen=True)
class Joined:
    """A member who just joined, with the code of their receipt, which is kept nowhere."""

    member: Opened
    code: str


@dataclass(frozen=True)
class Joining:
    """What somebody gives who joins: all of it may be left out. `form` names the form they sent, so
    that what is sent twice is taken once.
    """

    form: str
    name: str = ""
    say: str = ""
    shown: tuple[str, ...] = ()


# Taking part -------------------------------------------------------------------------------


def open_group(number: str, actor: Actor, about: str, now: datetime) -> Case | Refusal:
    """The petitioner lets others join the case, and is the first member of the group. A clerk does
    it for a petitioner who is at the counter.
    """
    kept = Kept(members.new_secret())
    with as_owner(), transaction.atomic():
        chain = _caught_up(number, now)
        case, facts = _top(chain)
        is_theirs = actor.kind is Role.PETITIONER and actor.case == facts.root
        counted = may(actor, Permission.COUNT_SIGNATURES, facts)
        if not is_theirs and isinstance(counted, Denied):
            return Refusal(Code.NOT_YOURS)
        # Its row is there before its entry: the token is made from what is sealed in it.
        with transaction.atomic():
            first = members.add(case.root, kept, None)
            situation = projection.situation(facts, actor, now)
            decision = group.begin(situation, first.token, about)
            if isinstance(decision, Refusal):
                transaction.set_rollback(True)
                return decision
            members.invite(case.root, 1)
            write_to(chain, decision, capacity(actor, facts, (Role.CLERK,)), now)
        return case


def change_invitation(member: Opened, now: datetime, *, is_open: bool) -> Case | Refusal:
    """The petitioner makes a new invitation, or closes the door; the one before opens nothing."""
    if not member.is_first:
        return Refusal(Code.NOT_YOURS)

    def after(case: Case, facts: Facts) -> None:
        assert facts.group is not None
        members.invite(case.root, facts.group.invitation)

    return _together(member.number, now, lambda s: group.invite(s, is_open=is_open), after)


def join_group(invitation: str, given: Joining, now: datetime) -> Joined | Refusal:
    """Somebody with the invitation joins. Raises `TooMany` for guessing."""
    number = members.invited_to(invitation)
    if number is None:
        return Refusal(Code.INVITATION_OVER)
    return _join(number, given, group.INVITATION, PETITIONER, now)


def join_at_counter(
    number: str, actor: Actor, given: Joining, how: str, now: datetime
) -> Joined | Refusal:
    """A clerk hands out a receipt to somebody who joins at the counter, or who signed on paper."""
    with as_owner():
        _case, facts = _top(_caught_up_outside(number))
    if isinstance(may(actor, Permission.COUNT_SIGNATURES, facts), Denied):
        return Refusal(Code.NOT_YOURS)
    return _join(number, given, how, capacity(actor, facts, (Role.CLERK,)), now)


def _join(number: str, given: Joining, how: str, by: By, now: datetime) -> Joined | Refusal:
    code = members.code_for(given.form)
    with as_owner(), transaction.atomic():
        chain = _caught_up(number, now)
        case, facts = _top(chain)
        before = members.by_code(code)
        if before is not None:  # It was sent twice.
            return Joined(before, code)
        kept = Kept(members.new_secret(), name=given.name, say=given.say)
        added = members.add(case.root, kept, code)
        situation = projection.situation(facts, _as_petitioner(facts), now)
        decision = group.join(situation, added.token, how, given.shown)
        if isinstance(decision, Refusal):
            members.remove(added)
            return decision
        write_to(chain, decision, by, now)
        return Joined(added, code)


def change_member(
    member: Opened, name: str, say: str, shown: Iterable[str], now: datetime
) -> Case | Refusal:
    """A member changes their say, their name, and what of it the office may see."""
    with as_owner(), transaction.atomic():
        done = _together(member.number, now, lambda s: group.show(s, member.token, shown))
        if not isinstance(done, Refusal):
            members.change(member, name=name, say=say)
        return done


def leave_group(member: Opened, now: datetime) -> Case | Refusal:
    """A member goes. What was kept of them is erased at once."""
    with as_owner(), transaction.atomic():
        chain = _caught_up(member.number, now)
        case, facts = _top(chain)
        situation = projection.situation(facts, _as_petitioner(facts), now)
        decision = group.leave(situation, _tokens(member, chain))
        if isinstance(decision, Refusal):
            return decision
        write_to(chain, decision, PETITIONER, now)
        members.remove(member)
        return case


def go_alone(member: Opened, text: str, language: str, now: datetime) -> Receipted | Refusal:
    """A member goes and files a case of their own. Nothing anywhere tells that the two belong
    together: not the journals, not a row.
    """
    with as_owner(), transaction.atomic():
        left = leave_group(member, now)
        if isinstance(left, Refusal):
            return left
        name = {"name": member.kept.name} if member.kept.name else {}
        filing = Filing(
            text=text, office=left.office_id, matter=left.matter_id, place=left.place_id,
            language=language, identity=name,
        )  # fmt: skip
        filed = file_case(filing, Actor(Role.PETITIONER), now)
        if isinstance(filed, Refusal):
            transaction.set_rollback(True)
        return filed


def dissent(member: Opened, text: str, now: datetime) -> Case | Refusal:
    """A member has it written down that they do not agree, without a name."""
    token = member.token
    return in_one(None, member, now, lambda s: group.dissent(s, token, text))


def go_on(member: Opened, step: str, reason: str, now: datetime) -> Case | Refusal:
    """A member asks for review of the answer, or says that it is not put right. No other has to
    agree: a right that each of them had alone is not less because they came together.
    """
    with as_owner():
        case, facts = _top(_caught_up_outside(member.number))
        procedure = projection.procedure_of(facts.digest)
    known = procedure.steps.get(step)
    if facts.group is None or member.token not in facts.group.members:
        return Refusal(Code.NOT_A_MEMBER)
    if known is None or known.act not in GOING_ON:
        return Refusal(Code.UNKNOWN_STEP)
    actor = Actor.petitioner(facts.root)
    return take(case.number, actor, step, {"reason": reason}, now)


#: The steps of a petitioner that every member can take.
GOING_ON = (Act.GO_UP, Act.NOT_FIXED)


# Representatives ---------------------------------------------------------------------------


def stand(member: Opened, calls: str, about: str, now: datetime) -> Case | Refusal:
    """A member is ready to represent the group, and says to the members what they are called."""
    if not calls.strip():
        return Refusal(Code.MISSING, "calls")

    def decide(situation: Situation) -> Decision:
        known = situation.facts.group
        if known is None or member.token not in known.members:
            return Refusal(Code.NOT_A_MEMBER)
        number = len(known.candidates) + 1
        stood = [member.token_for("stand", n) for n in range(1, number)]
        return group.stand(situation, member.token_for("stand", number), stood)

    with as_owner(), transaction.atomic():
        done = _together(member.number, now, decide)
        if not isinstance(done, Refusal):
            members.change(member, calls=calls, about=about)
        return done


def stand_down(member: Opened, now: datetime) -> Case | Refusal:
    def decide(situation: Situation) -> Decision:
        return group.stand_down(situation, stands_as(member, situation.facts))

    with as_owner(), transaction.atomic():
        done = _together(member.number, now, decide)
        if not isinstance(done, Refusal):
            members.change(member, calls="", about="")
        return done


def stands_as(member: Opened, facts: Facts) -> int:
    """The number with which the member stands as a representative, 0 if they do not."""
    candidates = facts.group.candidates if facts.group else ()
    mine = (c.number for c in candidates
            if c.is_standing and c.token == member.token_for("stand", c.number))  # fmt: skip
    return next(mine, 0)


def give_mandate(
    member: Opened, number: int, scope: Iterable[str], until: date | None, now: datetime
) -> Case | Refusal:
    """A member gives a mandate, or another one in place of theirs."""
    token = member.token_for("mandate", number)
    return _of_member(member, now, lambda s: group.give(s, number, token, scope, until))


def take_mandate_back(member: Opened, number: int, now: datetime) -> Case | Refusal:
    token = member.token_for("mandate", number)
    return _of_member(member, now, lambda s: group.take_back(s, number, token))


def write_for_group(member: Opened, text: str, now: datetime) -> Case | Refusal:
    """A representative writes to the office for the group."""
    return in_one(
        None, member, now, lambda s: group.write(s, stands_as(member, s.facts), text)
    )  # fmt: skip


def report_back(member: Opened, text: str, now: datetime) -> Case | Refusal:
    """A representative tells the members, and nobody else, what came of it."""
    if not text.strip():
        return Refusal(Code.MISSING, "text")
    salted, digest = members.word(text)

    def after(case: Case, facts: Facts) -> None:
        assert facts.group is not None
        members.keep_word(case.root, facts.group.reports[-1].number, salted)

    def decide(situation: Situation) -> Decision:
        return group.report(situation, stands_as(member, situation.facts), digest)

    return _of_member(member, now, decide, after)


# Settlement and paper: what offices do -----------------------------------------------------


def offer_settlement(
    number: str, actor: Actor, answer_by: date, due_on: date, terms: str, now: datetime,
    kind: str = "other", amount: str = "",
) -> Case | Refusal:  # fmt: skip
    """The office that answers offers the group a settlement."""
    return _by_staff(
        number, actor, now, Permission.OFFER_SETTLEMENT,
        lambda s: group.offer(s, s.facts.office, answer_by, due_on, terms, kind, amount),
        (Role.OFFICER, Role.HEAD),
    )  # fmt: skip


def answer_settlement(
    member: Opened, number: str, settlement: int, now: datetime, *, agrees: bool
) -> Case | Refusal:
    """A member agrees to the settlement that was offered in the case of this number, or not."""
    token = member.token_for("settlement", number, settlement)
    return in_one(
        number, member, now, lambda s: group.answer(s, settlement, token, agrees=agrees)
    )  # fmt: skip


def count_signatures(
    number: str, actor: Actor, signatures: int, file: int | None, now: datetime
) -> Case | Refusal:
    """A clerk takes in a sheet of signatures."""
    with as_owner(), transaction.atomic():
        chain = _caught_up(number, now)
        case, facts = chain[number]
        if isinstance(may(actor, Permission.COUNT_SIGNATURES, facts), Denied):
            return Refusal(Code.NOT_YOURS)
        decision = group.count(projection.situation(facts, actor, now), signatures, file)
        if isinstance(decision, Refusal):
            return decision
        write_to(chain, decision, capacity(actor, facts, (Role.CLERK,)), now)
        return case


def forget_name(root: Case) -> None:
    """Takes out what the petitioner is called among the members, with the rest of their name."""
    first = members.first_of(root.number)
    if first is not None:
        members.change(first, name="", calls="")


# Writing -----------------------------------------------------------------------------------


def _top(chain: Chain) -> tuple[Case, Facts]:
    return max(chain.values(), key=lambda pair: pair[0].level)


def _caught_up(number: str, now: datetime) -> Chain:
    """Every level of the case, locked, with what time has brought about."""
    found = locked_chain(number)
    return {n: (case, catch_up(case, facts, now)) for n, (case, facts) in found.items()}


def _caught_up_outside(number: str) -> Chain:
    with transaction.atomic():
        return locked_chain(number)


def _as_petitioner(facts: Facts) -> Actor:
    return Actor.petitioner(facts.root)


After = Callable[[Case, Facts], None]


def _of_member(
    member: Opened, now: datetime, decide: Decide, after: After | None = None
) -> Case | Refusal:  # fmt: skip
    """What only members do, decided about them as they are now."""

    def theirs(situation: Situation) -> Decision:
        known = situation.facts.group
        if known is None or member.token not in known.members:
            return Refusal(Code.NOT_A_MEMBER)
        return decide(situation)

    return _together(member.number, now, theirs, after)


def _together(
    number: str, now: datetime, decide: Decide, after: After | None = None
) -> Case | Refusal:
    """Decides at the highest level and writes it to all."""
    with as_owner(), transaction.atomic():
        chain = _caught_up(number, now)
        case, facts = _top(chain)
        if facts.is_forgotten:
            return Refusal(Code.FORGOTTEN)
        decision = decide(projection.situation(facts, _as_petitioner(facts), now))
        if isinstance(decision, Refusal):
            return decision
        written = write_to(chain, decision, PETITIONER, now)
        if after is not None:
            after(*written[case.number])
        return case


def in_one(number: str | None, member: Opened, now: datetime, decide: Decide) -> Case | Refusal:
    """Decides about one level, the highest if none is named, and writes it there."""
    with as_owner(), transaction.atomic():
        chain = _caught_up(member.number, now)
        case, facts = chain[number] if number in chain else _top(chain)
        if facts.is_forgotten:
            return Refusal(Code.FORGOTTEN)
        if facts.group is None or member.token not in facts.group.members:
            return Refusal(Code.NOT_A_MEMBER)
        decision = decide(projection.situation(facts, _as_petitioner(facts), now))
        if isinstance(decision, Refusal):
            return decision
        append(case, facts, decision, PETITIONER, now)
        return case


def _by_staff(
    number: str, actor: Actor, now: datetime, permission: Permission, decide: Decide,
    roles: Collection[Role],
) -> Case | Refusal:  # fmt: skip
    with as_owner(), transaction.atomic():
        case, facts = locked(number)
        if isinstance(may(actor, permission, facts), Denied):
            return Refusal(Code.NOT_YOURS)
        facts = catch_up(case, facts, now)
        decision = decide(projection.situation(facts, actor, now))
        if isinstance(decision, Refusal):
            return decision
        append(case, facts, decision, capacity(actor, facts, roles), now)
        return case


def _tokens(member: Opened, chain: Chain) -> Iterable[str]:
    """Everything by which the journals can name a member."""
    yield member.token
    for case, facts in chain.values():
        if facts.group is None:
            continue
        for candidate in facts.group.candidates:
            yield member.token_for("stand", candidate.number)
            yield member.token_for("mandate", candidate.number)
        for settlement in facts.group.settlements:
            yield member.token_for("settlement", case.number, settlement.number)
