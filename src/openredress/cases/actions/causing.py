"""What is done about cases with one cause, in the journal of each of them: all or none.

Who is shut out of one is shut out of all, with every level of each, from the moment they are linked
and for as long as they are: see `chain.write_to`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from openredress.core import causes, events
from openredress.core.access import SYSTEM, Actor, Allowed, Denied, Permission, may
from openredress.core.causes import Plan
from openredress.core.facts import Facts, replay
from openredress.core.journal import By
from openredress.core.procedure import Role, StageKind
from openredress.core.refusals import Code, Refusal
from openredress.core.situation import Decision, Situation
from openredress.core.supervision import answers_for
from openredress.offices.tree import office_map, somebody_left
from openredress.parties import members as group_members
from openredress.wall import as_owner

from .. import projection, public_issues
from ..journal import entries_of
from ..models import Case
from ..naming import gives_away
from .chain import Chain, locked_chains, members_of
from .writing import append, capacity, catch_up

LINKING = (Role.OFFICER, Role.HEAD, Role.SUPERVISOR)
#: The place of what is published along, but was written before.
WRITTEN_BEFORE = "written-before"


def link_cases(
    numbers: Collection[str], actor: Actor, reason: str, now: datetime
) -> tuple[Case, ...] | Refusal:
    """Links these cases, which the actor all sees, with each other and with what they are linked
    with already.
    """
    with as_owner(), transaction.atomic():
        found = dict(Case.objects.filter(number__in=set(numbers)).values_list("number", "cause"))
        known = {cause for cause in found.values() if cause is not None}
        # One that may not be seen is answered as one that is not there, before anything else.
        if len(found) < len(set(numbers)) or not all(_may_link(n, actor) for n in found):
            return Refusal(Code.NOT_YOURS, "cases")
        if len(known) > 1:
            return Refusal(Code.LINKED_ELSEWHERE, "cases")
        all_of_them = locked_chains({*found, *members_of(known)})
        if len({facts.root for _case, facts in all_of_them.values()}) < 2:
            return Refusal(Code.ONE_CASE, "cases")
        if refusal := _not_theirs(all_of_them, found, actor):
            return refusal
        cause = next(iter(known)) if known else _next()
        done = _linked(all_of_them, sorted(found), actor, cause, reason, now)
        if isinstance(done, Refusal):
            transaction.set_rollback(True)
        return done


def _linked(
    chains: Chain, numbers: Collection[str], actor: Actor, cause: int, reason: str, now: datetime
) -> tuple[Case, ...] | Refusal:
    members = [facts for _case, facts in chains.values()]
    running = next((_plan_of(case, f) for case, f in chains.values() if _is_open(f, cause)), None)
    refusal = _somebody_is_left(members, running)
    if refusal is not None:
        return refusal
    for number in numbers:
        case, facts = chains[number]
        decision = causes.link(projection.situation(facts, actor, now), cause, reason)
        if isinstance(decision, Refusal):
            return decision
        if decision:
            facts = append(case, facts, decision, capacity(actor, facts, LINKING), now)
            if running is not None:
                joined = causes.join_issue(facts, cause, running)
                facts = append(case, facts, [joined], By(Role.SYSTEM), now)
            facts = _told_as_others(case, facts, chains, now)
        chains[number] = (case, facts)
    _shut_out_of_all(chains, now)
    _public_again(chains, numbers, cause, actor, now)
    return tuple(chains[number][0] for number in numbers)


def _told_as_others(case: Case, facts: Facts, chains: Chain, now: datetime) -> Facts:
    """Who is linked where the others were told that they are not alone, or asked whether they want
    to join, is told and asked as well; once, however often their case is taken out and linked.
    """
    assert facts.cause is not None
    key, roots = facts.cause.key, {f.root for _case, f in chains.values()}
    others = [f.cause for _case, f in chains.values() if f.cause and f.cause.key == key]
    known = {type(e.event) for e in entries_of(case) if getattr(e.event, "cause", None) == key}
    found: list[events.Event] = []
    situation = projection.situation(facts, SYSTEM, now)
    if len(roots) >= causes.TOLD_FROM and any(c.is_told for c in others):
        found += _unless_known(causes.tell(situation), known)
    if any(c.is_offered for c in others) and _host(key) is not None:
        found += _unless_known(causes.offer_joining(situation), known)
    return append(case, facts, found, By(Role.SYSTEM), now) if found else facts


def _unless_known(decision: Decision, known: Collection[type]) -> tuple[events.Event, ...]:
    happened = () if isinstance(decision, Refusal) else decision
    return tuple(event for event in happened if type(event) not in known)


def _public_again(
    chains: Chain, numbers: Collection[str], cause: int, actor: Actor, now: datetime
) -> None:
    """What is public of the cause is looked at again for those who are linked now. Where it would
    give one of them away it comes off, and their case says so: else somebody could publish names
    first, and link then, to see whose they are.
    """
    words = public_issues.words_shown(cause)
    for number in numbers if words else ():
        case, facts = chains[number]
        if gives_away(case, words):
            by = capacity(actor, facts, LINKING)
            chains[number] = (case, append(case, facts, [causes.hold_back(facts)], by, now))
    if words:
        public_issues.repeat(cause, now)


def _is_open(facts: Facts, cause: int) -> bool:
    issue = facts.cause.issue if facts.cause and facts.cause.key == cause else None
    return issue is not None and not issue.answered


def _plan_of(case: Case, facts: Facts) -> Plan:
    """What the issue says now, as the journal of one of its cases tells it."""
    assert facts.cause is not None
    assert facts.cause.issue is not None
    issue, entries = facts.cause.issue, entries_of(case)
    opened, last = entries[issue.opened - 1].event, entries[issue.changed - 1].event
    title, plan = getattr(opened, "title", ""), getattr(last, "plan", "")
    return Plan(issue.owner, issue.due_on, title or "–", plan or "–")


def _somebody_is_left(members: Collection[Facts], running: Plan | None) -> Refusal | None:
    """Cases are not linked where somebody who has to act on one is shut out of another."""
    shut = causes.shut_out(members)
    people = {staff for staff, _office, _ground in shut if staff is not None}
    offices = {office for _staff, office, _ground in shut if office is not None}
    acting = {office for facts in members for office in (facts.office, facts.registrar)}
    if running is not None:
        acting.add(running.owner)
    for office in acting:
        if office in offices or (people and not somebody_left(office, people, offices)):
            return Refusal(Code.SHUT_OUT_OF_ONE, "cases")
    return None


def _shut_out_of_all(chains: Chain, now: datetime) -> None:
    shut = causes.shut_out(facts for _case, facts in chains.values())
    for number, (case, facts) in chains.items():
        fresh = causes.missing(facts, shut)
        if fresh:
            chains[number] = (case, append(case, facts, fresh, By(Role.SYSTEM), now))


def unlink_case(number: str, actor: Actor, reason: str, now: datetime) -> Case | Refusal:
    """Takes the case from those it is linked with. Who was shut out stays it."""
    done = _each([number], actor, now, lambda s: causes.unlink(s, reason))
    return done if isinstance(done, Refusal) else done[0]


def tell_others(number: str, actor: Actor, now: datetime) -> tuple[Case, ...] | Refusal:
    """Tells each petitioner that they are not alone, once there are enough of them."""
    with as_owner(), transaction.atomic():
        members = _linked_with(number)
        roots = Case.objects.filter(number__in=members).values_list("root", flat=True).distinct()
        if _facts(number).cause is None:
            return Refusal(Code.NOT_LINKED)
        if len(roots) < causes.TOLD_FROM:
            return Refusal(Code.TOO_FEW, params={"count": causes.TOLD_FROM})
        return _each(members, actor, now, causes.tell)


def offer_joining(number: str, actor: Actor, now: datetime) -> tuple[Case, ...] | Refusal:
    """Asks each petitioner who is not among them whether they want to join those who complain of
    the same together. Whoever answers nothing is where they were.
    """
    with as_owner(), transaction.atomic():
        cause = _facts(number).cause
        if cause is None:
            return Refusal(Code.NOT_LINKED)
        if not cause.is_told:
            return Refusal(Code.NOT_TOLD)
        if _host(cause.key) is None:
            return Refusal(Code.NOBODY_TOGETHER)
        return _each(_linked_with(number), actor, now, causes.offer_joining)


def publish_issue(
    number: str, actor: Actor, title: str, text: str, now: datetime, *, is_public: bool
) -> tuple[Case, ...] | Refusal:
    """The owner puts the issue on the public page, or takes it off."""
    with as_owner(), transaction.atomic():
        members = _linked_with(number)
        facts = _facts(number)
        issue = facts.cause.issue if facts.cause else None
        if issue is None or not answers_for(actor, issue.owner):
            return Refusal(Code.NOT_YOURS)
        if is_public and not public_issues.may_be_told(facts.cause.key):  # type: ignore[union-attr]
            return Refusal(Code.SOMEBODY_SHUT_OUT)
        by = _for(actor, issue.owner)
        done = _each(
            members, actor, now,
            lambda s: causes.publish_issue(s, title, text, is_public=is_public), lambda _: by,
            _published_with(number, title, text) if is_public else {},
        )  # fmt: skip
        if not isinstance(done, Refusal):
            public_issues.repeat(facts.cause.key, now)  # type: ignore[union-attr]
        return done


def _published_with(number: str, title: str, text: str) -> dict[str, str]:
    """What everybody would read, by the field in which it is written now; what was written before
    has none.
    """
    case = Case.objects.get(number=number)
    facts = replay(entries := entries_of(case))
    assert facts.cause is not None
    assert facts.cause.issue is not None
    issue = facts.cause.issue
    before = [getattr(entries[issue.changed - 1].event, "plan", "")]
    if issue.answered:
        before.append(getattr(entries[issue.answered - 1].event, "text", ""))
    return {"title": title, "text": text, WRITTEN_BEFORE: "\n".join(before)}


def _for(actor: Actor, office: int) -> By:
    post = next(p for p in actor.posts if p.office == office and p.role in LINKING)
    return By(post.role, actor.staff, office)


def open_issue(number: str, actor: Actor, plan: Plan, now: datetime) -> tuple[Case, ...] | Refusal:
    """Opens a systemic issue about the cause of the case. It is the one that carries the clock."""
    with as_owner(), transaction.atomic():
        members = _linked_with(number)
        facts = _facts(number)
        if refusal := _cannot_take_it(plan, facts):
            return refusal
        return _each(
            members, actor, now,
            lambda s: causes.open_issue(s, plan, carries=s.facts.number == number),
            public={"title": plan.title, "plan": plan.plan},
        )  # fmt: skip


def change_issue(
    number: str, actor: Actor, plan: Plan, reason: str, now: datetime
) -> tuple[Case, ...] | Refusal:
    """Another owner, plan or day."""
    with as_owner(), transaction.atomic():
        if refusal := _cannot_take_it(plan, _facts(number)):
            return refusal
        done = _each(
            _linked_with(number), actor, now, lambda s: causes.change_issue(s, plan, reason),
            public={"plan": plan.plan, "reason": reason},
        )  # fmt: skip
        return _told_to_all(done, now)


def _told_to_all(
    done: tuple[Case, ...] | Refusal, now: datetime
) -> tuple[Case, ...] | Refusal:  # fmt: skip
    """The public page says what the cases say."""
    if not isinstance(done, Refusal) and done[0].cause is not None:
        public_issues.repeat(done[0].cause, now)
    return done


def _cannot_take_it(plan: Plan, facts: Facts) -> Refusal | None:
    """The owner is an office of the same institution at which somebody is left to act."""
    offices = office_map()
    if plan.owner not in offices.offices:
        return Refusal(Code.MISSING, "owner")
    if offices.upwards(plan.owner)[-1] != offices.upwards(facts.office)[-1]:
        return Refusal(Code.NOT_BELOW, "owner")
    if not somebody_left(plan.owner, facts.blocked, facts.blocked_offices):
        return Refusal(Code.NOBODY_LEFT, "owner")
    return None


def answer_issue(number: str, actor: Actor, text: str, now: datetime) -> tuple[Case, ...] | Refusal:
    """The owner answers everybody who complained of the cause."""
    with as_owner(), transaction.atomic():
        members = _linked_with(number)
        issue = cause.issue if (cause := _facts(number).cause) else None
        if issue is None or not answers_for(actor, issue.owner):
            return Refusal(Code.NOT_YOURS)
        by = _for(actor, issue.owner)
        done = _each(members, actor, now, lambda s: causes.answer_issue(s, text), lambda _: by,
                     {"text": text})  # fmt: skip
        return _told_to_all(done, now)


def _each(
    numbers: Collection[str], actor: Actor, now: datetime, act: Callable[[Situation], Decision],
    by: Callable[[Facts], By] | None = None, public: Mapping[str, str] | None = None,
) -> tuple[Case, ...] | Refusal:  # fmt: skip
    """Decides about each of the cases, all of which the actor has to see, and writes only if none
    is refused. `public` are the words that all of their petitioners, or everybody, will read, by
    field.
    """
    with as_owner(), transaction.atomic():
        chains = locked_chains(numbers)
        if refusal := _not_theirs(chains, numbers, actor):
            return refusal
        decided: list[tuple[Case, Facts, tuple[events.Event, ...]]] = []
        whose = by or (lambda facts: capacity(actor, facts, LINKING))
        for number in sorted(numbers):
            case, facts = chains[number]
            decision = act(projection.situation(facts, actor, now))
            if isinstance(decision, Refusal):
                return decision
            decided.append((case, facts, decision))
        if public and (refusal := _kept_back(decided, public, whose, now)):
            return refusal
        for case, facts, happened in decided:
            if happened:
                append(case, catch_up(case, facts, now), happened, whose(facts), now)
        return tuple(case for case, _facts, _happened in decided)


def _kept_back(
    decided: Iterable[tuple[Case, Facts, object]], public: Mapping[str, str],
    whose: Callable[[Facts], By], now: datetime,
) -> Refusal | None:  # fmt: skip
    """Keeps words back that would give away the petitioner of one of these cases, to the others or
    to everybody. It is written down in each of those, so that nobody can try out names unseen.
    """
    fields: set[str] = set()
    for case, facts, _happened in decided:
        telling = [name for name, text in public.items() if gives_away(case, (text,))]
        if telling:
            append(case, catch_up(case, facts, now), [causes.hold_back(facts)], whose(facts), now)
        fields.update(telling)
    field = next((name for name in public if name in fields), None)
    if field is None:
        return None
    is_old = field == WRITTEN_BEFORE
    return Refusal(Code.PLAN_TELLS_WHO) if is_old else Refusal(Code.TELLS_WHO, field)


def _not_theirs(chains: Chain, numbers: Iterable[str], actor: Actor) -> Refusal | None:
    for number in numbers:
        if isinstance(may(actor, Permission.LINK, chains[number][1]), Denied):
            return Refusal(Code.NOT_YOURS)
    return None


def sees_all(number: str, actor: Actor) -> bool:
    """Whether the actor sees every case that this one is linked with."""
    with as_owner():
        return all(_may_link(each, actor) for each in _linked_with(number))


def _may_link(number: str, actor: Actor) -> bool:
    return isinstance(may(actor, Permission.LINK, _facts(number)), Allowed)


def _facts(number: str) -> Facts:
    return replay(entries_of(Case.objects.get(number=number)))


def _linked_with(number: str) -> list[str]:
    """The case, and every case with the same cause."""
    known = Case.objects.filter(number=number).exclude(cause=None).values_list("cause", flat=True)
    return members_of(list(known)) or [number]


def _next() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_cause_number')")
        return int(cursor.fetchone()[0])


# Joining those who complain together -------------------------------------------------------------

#: Fewer others are told as “a few”: with their number, each could guess who they are.
LEAST = 5


@dataclass(frozen=True)
class JoiningOffer:
    """What a petitioner was offered and can still take. `others` is how many grievances there are
    beside their own, 0 where they are few; `invitation` opens the case that can be joined.
    """

    others: int
    invitation: str


def joining_offer(case: Case, facts: Facts) -> JoiningOffer | None:
    """For the page of the petitioner of this case. It names no other case, and nobody."""
    cause = facts.cause
    if cause is None or not cause.is_offered or facts.group is not None:
        return None
    with as_owner():
        host = _host(cause.key)
        if host is None or host.group is None:
            return None
        rows = Case.objects.filter(cause=cause.key).exclude(root=case.root_id)
        others = rows.values("root").distinct().count()
    code = group_members.invitation_code(host.root, host.group.invitation)
    return JoiningOffer(others if others >= LEAST else 0, code)


def _host(cause: int) -> Facts | None:
    """The case with this cause that others can join now: the one that most have joined."""
    rows = Case.objects.filter(cause=cause, is_open=True, is_reprisal=False)
    found = [replay(entries_of(case)) for case in rows.filter(journal__tag="group-opened")]
    return max(filter(_can_be_joined, found), key=_size, default=None)


def _can_be_joined(facts: Facts) -> bool:
    stage = projection.procedure_of(facts.digest).stages[facts.stage]
    is_there = stage.kind is StageKind.OPEN and not facts.is_forgotten and not facts.child
    return is_there and facts.group is not None and facts.group.is_open


def _size(facts: Facts) -> tuple[int, str]:
    return (facts.group.tally if facts.group else 0), facts.number
