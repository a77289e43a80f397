"""Cases about the same cause: linking them, telling their petitioners that they are not alone, and
the systemic issue that gets one owner, one plan, a day, and an answer to all.

These acts need no step of a pack. No time limit of any case changes by them: an answer to all is
beside the answer that each case gets, and not in its place.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from . import events
from .demands import LONGEST
from .facts import Facts, Recusal
from .recusal import COMPLAINED_OF
from .refusals import Code, Refusal
from .situation import Decision, Situation
from .steps import build, one
from .supervision import next_number

#: From so many grievances on their petitioners can be told that there are others: with two, each
#: could guess who the other is.
TOLD_FROM = 3
#: A title is read in lists.
LONGEST_TITLE = 160


@dataclass(frozen=True)
class Plan:
    """What a systemic issue gets: one owner, a plan, a day."""

    owner: int
    due_on: date | None
    title: str
    plan: str


def link(situation: Situation, cause: int, reason: str) -> Decision:
    """Links the case with others about the same cause; one that is linked so already stays it."""
    facts = situation.facts
    if facts.is_reprisal:
        return Refusal(Code.STAYS_WHERE_IT_IS, "cases")
    if facts.cause is not None:
        return () if facts.cause.key == cause else Refusal(Code.LINKED_ELSEWHERE, "cases")
    given = {"cause": cause, "reason": reason}
    return one(build(events.CauseLinked, "linked", facts.stage, given))


def unlink(situation: Situation, reason: str) -> Decision:
    facts = situation.facts
    if facts.cause is None:
        return Refusal(Code.NOT_LINKED)
    issue = facts.cause.issue
    if issue is not None and issue.number and not issue.answered:
        return Refusal(Code.CARRIES_ISSUE)
    if not reason.strip():
        return Refusal(Code.MISSING, "reason")
    given = {"cause": facts.cause.key, "reason": reason}
    return one(build(events.CauseUnlinked, "unlinked", facts.stage, given))


def tell(situation: Situation) -> Decision:
    """Tells the petitioner that others complain of the same; nothing where they were told."""
    facts = situation.facts
    if facts.cause is None:
        return Refusal(Code.NOT_LINKED)
    if facts.cause.is_told:
        return ()
    return one(build(events.OthersTold, "others-told", facts.stage, {"cause": facts.cause.key}))


def offer_joining(situation: Situation) -> Decision:
    """Asks the petitioner whether they want to join those who complain of the same together;
    nothing where they were asked, or where others have joined this very case.
    """
    facts = situation.facts
    if facts.cause is None:
        return Refusal(Code.NOT_LINKED)
    if facts.cause.is_offered or facts.group is not None or facts.is_forgotten:
        return ()
    given = {"cause": facts.cause.key}
    return one(build(events.JoiningOffered, "joining-offered", facts.stage, given))


def publish_issue(situation: Situation, title: str, text: str, *, is_public: bool) -> Decision:
    """The owner publishes the issue in neutral words, or takes it off the public page."""
    facts = situation.facts
    issue = facts.cause.issue if facts.cause else None
    if facts.cause is None or issue is None:
        return Refusal(Code.NO_ISSUE)
    for name, said in (("title", title), ("text", text)) if is_public else ():
        if not said.strip():
            return Refusal(Code.MISSING, name)
    return one(build(events.IssuePublished, "issue-published", facts.stage, {
        "cause": facts.cause.key, "owner": issue.owner, "is_public": is_public,
        "title": title[:LONGEST_TITLE], "text": text,
    }))  # fmt: skip


def open_issue(situation: Situation, plan: Plan, *, carries: bool) -> Decision:
    """Opens a systemic issue about the cause of this case, which `carries` its clock or not."""
    facts = situation.facts
    refusal = _cannot_own(situation, plan)
    if refusal is not None:
        return refusal
    if facts.cause is None:
        return Refusal(Code.NOT_LINKED)
    if facts.cause.issue is not None and not facts.cause.issue.answered:
        return Refusal(Code.ISSUE_OPEN)
    return one(build(events.IssueOpened, "issue-opened", facts.stage, {
        "cause": facts.cause.key, "owner": plan.owner, "due_on": plan.due_on,
        "number": next_number(facts) if carries else 0,
        "title": plan.title[:LONGEST_TITLE], "plan": plan.plan,
    }))  # fmt: skip


def join_issue(facts: Facts, cause: int, plan: Plan) -> events.IssueOpened:
    """A case that is linked while the issue is open gets what it says by now, a day that has passed
    included: it is late for them, too.
    """
    assert plan.due_on is not None
    return events.IssueOpened(
        step="issue-opened", stage=facts.stage, cause=cause, owner=plan.owner,
        due_on=plan.due_on, title=plan.title, plan=plan.plan,
    )  # fmt: skip


def change_issue(situation: Situation, plan: Plan, reason: str) -> Decision:
    facts = situation.facts
    refusal = _cannot_own(situation, plan) or _not_open(facts)
    if refusal is not None:
        return refusal
    assert facts.cause is not None
    assert facts.cause.issue is not None
    return one(build(events.IssueChanged, "issue-changed", facts.stage, {
        "cause": facts.cause.key, "owner": plan.owner, "due_on": plan.due_on,
        "number": next_number(facts) if facts.cause.issue.number else 0,
        "plan": plan.plan, "reason": reason,
    }))  # fmt: skip


def answer_issue(situation: Situation, text: str) -> Decision:
    facts = situation.facts
    refusal = _not_open(facts)
    if refusal is not None:
        return refusal
    assert facts.cause is not None
    assert facts.cause.issue is not None
    given = {"cause": facts.cause.key, "owner": facts.cause.issue.owner, "text": text}
    return one(build(events.IssueAnswered, "issue-answered", facts.stage, given))


def hold_back(facts: Facts) -> events.PublicTextHeld:
    """Words for the others about this cause were kept back, which stands in the journal of the
    case that they would have given away.
    """
    return events.PublicTextHeld(step="public-text-held", stage=facts.stage, hearing=0)


def _not_open(facts: Facts) -> Refusal | None:
    issue = facts.cause.issue if facts.cause else None
    return Refusal(Code.NO_ISSUE) if issue is None or issue.answered else None


def _cannot_own(situation: Situation, plan: Plan) -> Refusal | None:
    if plan.due_on is None:
        return Refusal(Code.MISSING, "due_on")
    if plan.due_on <= situation.today:
        return Refusal(Code.DAY_PAST, "due_on")
    if (plan.due_on - situation.today).days > 4 * LONGEST:
        return Refusal(Code.DAY_TOO_FAR, "due_on", {"days": 4 * LONGEST})
    if plan.owner in situation.facts.blocked_offices:
        return Refusal(Code.BLOCKED_RECIPIENT, "owner")
    return None


# Who is shut out of one of them is shut out of all ---------------------------------------------

Shut = tuple[int | None, int | None, str]


def shut_out(several: Iterable[Facts]) -> tuple[Shut, ...]:
    """Everybody who is shut out of any of these cases, as (person, office, ground)."""
    found = [(r.staff, r.office, r.ground) for facts in several for r in facts.recusals]
    worst: dict[tuple[int | None, int | None], str] = {}
    for staff, office, ground in found:
        if worst.get((staff, office)) != COMPLAINED_OF:
            worst[staff, office] = ground
    return tuple((staff, office, ground) for (staff, office), ground in worst.items())


def missing(facts: Facts, shut: Collection[Shut]) -> tuple[events.Recused, ...]:
    """Those of them who are not shut out of this case yet, as events of it. Why is not repeated:
    it was said of another case.
    """
    return tuple(
        events.Recused(
            step="exclusion", stage=facts.stage, staff=staff, office=office, ground=ground,
            reason="",
        )
        for staff, office, ground in shut
        if not _is_there(facts.recusals, staff, office)
    )  # fmt: skip


def _is_there(recusals: Iterable[Recusal], staff: int | None, office: int | None) -> bool:
    return any(r.names(staff, office) for r in recusals)
