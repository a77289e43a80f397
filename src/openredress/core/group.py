"""Several petitioners in one case: joining and leaving, who speaks for them, what each agrees to.

The rules protect whoever is weakest in a group. Nobody speaks for members who did not say so;
nobody can be outvoted into a settlement; whoever wants to go on alone loses nothing; and one member
cannot end what is everybody's. These acts need no step of a pack, which says how many
representatives there may be and by when they report.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from . import events
from .access import PETITIONERS_SIDE
from .facts import Candidate, Facts, Group, Settlement, apply
from .journal import By, Entry
from .procedure import Citation, Procedure, Role, StageKind
from .promising import refused as refused_promise
from .refusals import Code, Refusal
from .situation import Decision, Situation
from .steps import build, one, refuse_blocked

INVITATION, COUNTER, SHEET = "invitation", "counter", "sheet"
#: What a member may let the office see of them.
SAY, NAME = "say", "name"
#: What a mandate may be for. None of it agrees to anything: that, each member does alone.
SPEAK, RECEIVE, NEGOTIATE = SCOPES = ("speak", "receive", "negotiate")
#: How many can join, and how many signatures a sheet can have: beyond that it is a mistake.
MOST = 5000
#: Days in which a settlement has to be open for an answer at least, and at most.
SHORTEST, LONGEST = 3, 90
#: How far ahead an office may promise what a settlement says, in days.
FURTHEST = 3 * 366
#: By when a representative reports where no pack says so, in days.
USUAL_REPORT = 7


@dataclass(frozen=True)
class Spokesmen:
    """What the procedure says about representatives: how many at most, 0 for no limit, and within
    how many days they report back.
    """

    most: int
    report_days: int
    citation: Citation | None
    report_citation: Citation | None


def spokesmen(procedure: Procedure) -> Spokesmen:
    rules = procedure.group
    if rules is None:
        return Spokesmen(0, USUAL_REPORT, None, None)
    return Spokesmen(rules.representatives, rules.report_days, rules.citation,
                     rules.report_citation)  # fmt: skip


# Taking part -------------------------------------------------------------------------------


def begin(situation: Situation, token: str, about: str) -> Decision:
    """The petitioner lets others join."""
    facts = situation.facts
    if facts.group is not None:
        return Refusal(Code.GROUP_ALREADY)
    # Whoever reports a reprisal is alone with those who read it.
    if facts.is_reprisal or situation.stage.kind is not StageKind.OPEN:
        return Refusal(Code.NOT_IN_THIS_STAGE, params={"stage": facts.stage})
    if facts.mediation is not None and facts.mediation.is_running:
        # What two settle between them would end the case for whoever joins meanwhile.
        return Refusal(Code.MEDIATION_RUNS)
    return one(build(events.GroupOpened, "open-group", facts.stage,
                     {"token": token, "about": about}))  # fmt: skip


def invite(situation: Situation, *, is_open: bool) -> Decision:
    """A new invitation in place of the one before, or none for now."""
    group = situation.facts.group
    if group is None:
        return Refusal(Code.NO_GROUP)
    given = {"number": group.invitation + 1, "is_open": is_open}
    return one(build(events.InvitationChanged, "invite", situation.facts.stage, given))


def join(situation: Situation, token: str, how: str, shown: Iterable[str]) -> Decision:
    """One more takes part. Nobody has to agree."""
    group = situation.facts.group
    if group is None:
        return Refusal(Code.NO_GROUP)
    if situation.stage.kind is not StageKind.OPEN:
        return Refusal(Code.NOT_IN_THIS_STAGE, params={"stage": situation.facts.stage})
    if how == INVITATION and not group.is_open:
        return Refusal(Code.INVITATION_OVER)
    if len(group.members) >= MOST:
        return Refusal(Code.GROUP_FULL)
    if how == SHEET and group.receipted >= group.signatures:
        return Refusal(Code.MISSING, "count")
    given = {"token": token, "how": how, "shown": _shown(shown)}
    return one(build(events.MemberJoined, "join", situation.facts.stage, given))


def show(situation: Situation, token: str, shown: Iterable[str]) -> Decision:
    """A member says what the office may see of them."""
    group = situation.facts.group
    if group is None or token not in group.members:
        return Refusal(Code.NOT_A_MEMBER)
    if group.allowed.get(token, ()) == _shown(shown):
        return ()
    given = {"token": token, "shown": _shown(shown)}
    return one(build(events.MemberShown, "show", situation.facts.stage, given))


def _shown(shown: Iterable[str]) -> tuple[str, ...]:
    chosen = frozenset(shown)
    return tuple(what for what in (SAY, NAME) if what in chosen)


def leave(situation: Situation, tokens: Iterable[str]) -> Decision:
    """A member goes, with everything they gave; `tokens` are all they can have used."""
    group, tokens = situation.facts.group, frozenset(tokens)
    if group is None or not tokens & set(group.members):
        return Refusal(Code.NOT_A_MEMBER)
    left = events.MemberLeft(
        step="leave", stage=situation.facts.stage, tokens=tuple(sorted(tokens & _used(group)))
    )
    return _with_seats(situation, left)


def _used(group: Group) -> frozenset[str]:
    """Every token that stands for something now."""
    return frozenset((
        *group.members, *(c.token for c in group.candidates), *(t for _n, t in group.mandates),
        *(t for s in group.settlements for t in s.answers),
    ))  # fmt: skip


def dissent(situation: Situation, token: str, text: str) -> Decision:
    """A member says what they do not agree with; the office reads it, without a name."""
    group = situation.facts.group
    if group is None or token not in group.members:
        return Refusal(Code.NOT_A_MEMBER)
    given = {"token": token, "text": text}
    return one(build(events.MemberDissented, "dissent", situation.facts.stage, given))


def count(situation: Situation, signatures: int, file: int | None) -> Decision:
    """A clerk takes in a sheet of signatures. Who signed is on the sheet, and nowhere else."""
    facts = situation.facts
    if situation.stage.kind is not StageKind.OPEN:
        return Refusal(Code.NOT_IN_THIS_STAGE, params={"stage": facts.stage})
    if facts.group is None:
        return Refusal(Code.NO_GROUP)
    if not 1 <= signatures <= MOST:
        return Refusal(Code.MISSING, "count")
    if file is not None and facts.file(file) is None:
        return Refusal(Code.NO_SUCH_FILE, "file")
    given = {"count": signatures, "file": file}
    return one(build(events.SignaturesCounted, "count-signatures", facts.stage, given))


# Representatives ---------------------------------------------------------------------------


def stand(situation: Situation, token: str, taken: Iterable[str]) -> Decision:
    """A member is ready to speak for the group. `taken` are tokens they may have stood with."""
    group = situation.facts.group
    if group is None or situation.stage.kind is not StageKind.OPEN:
        return Refusal(Code.NO_GROUP)
    known = frozenset(taken)
    if any(c.is_standing and c.token in known for c in group.candidates):
        return Refusal(Code.STANDS_ALREADY)
    given = {"representative": len(group.candidates) + 1, "token": token}
    return one(build(events.RepresentativeStood, "stand", situation.facts.stage, given))


def stand_down(situation: Situation, number: int) -> Decision:
    if _standing(situation, number) is None:
        return Refusal(Code.NOT_STANDING)
    return _with_seats(situation, events.RepresentativeStoodDown(
        step="stand-down", stage=situation.facts.stage, representative=number
    ))  # fmt: skip


def give(
    situation: Situation, number: int, token: str, scope: Iterable[str], until: date | None
) -> Decision:
    """A member gives a mandate, or limits the one they gave."""
    chosen = tuple(s for s in SCOPES if s in frozenset(scope))
    if _standing(situation, number) is None:
        return Refusal(Code.NOT_STANDING)
    if not chosen:
        return Refusal(Code.MISSING, "scope")
    if until is not None and until < situation.today:
        return Refusal(Code.DAY_PAST, "until")
    return _with_seats(situation, events.MandateGiven(
        step="give-mandate", stage=situation.facts.stage, representative=number, token=token,
        scope=chosen, until=until,
    ))  # fmt: skip


def take_back(situation: Situation, number: int, token: str) -> Decision:
    """A member takes their mandate back, whatever others do."""
    group = situation.facts.group
    if group is None or (number, token) not in group.mandates:
        return Refusal(Code.NO_MANDATE)
    return _with_seats(situation, events.MandateTakenBack(
        step="take-mandate-back", stage=situation.facts.stage, representative=number, token=token
    ))  # fmt: skip


def write(situation: Situation, number: int, text: str) -> Decision:
    """A representative writes to the office for the group."""
    refusal = _represents(situation, number, SPEAK)
    if refusal is not None:
        return refusal
    given = {"representative": number, "text": text}
    return one(build(events.RepresentativeWrote, "write-for-group", situation.facts.stage, given))


def report(situation: Situation, number: int, digest: str) -> Decision:
    """A representative tells the members what came of it; also one who just ceased, who owes it."""
    group = situation.facts.group
    if group is None or not _was_seated(group, number):
        return Refusal(Code.NOT_REPRESENTING)
    given = {"number": len(group.reports) + 1, "representative": number, "digest": digest}
    return one(build(events.ReportedBack, "report-back", situation.facts.stage, given))


def _was_seated(group: Group, number: int) -> bool:
    found = group.candidate(number)
    return number in group.seated or (found is not None and found.is_standing)


def _represents(situation: Situation, number: int, scope: str) -> Refusal | None:
    group = situation.facts.group
    if group is None or number not in group.seated:
        return Refusal(Code.NOT_REPRESENTING)
    return None if scope in scope_of(group, number) else Refusal(Code.NOT_IN_MANDATE)


def scope_of(group: Group, number: int) -> tuple[str, ...]:
    """What a representative may do: what more than half of those behind them let them do."""
    given = [m.scope for (n, _token), m in group.mandates.items() if n == number]
    return tuple(s for s in SCOPES if 2 * sum(s in scope for scope in given) > len(given))


def support(group: Group, number: int) -> int:
    """How many members stand behind somebody."""
    return sum(n == number for n, _token in group.mandates)


def _standing(situation: Situation, number: int) -> Candidate | None:
    group = situation.facts.group
    found = group.candidate(number) if group else None
    return found if found is not None and found.is_standing else None


def _with_seats(situation: Situation, happened: events.Event) -> tuple[events.Event, ...]:
    """What a member did, and who represents the group after it."""
    after = applied(situation, (happened,))
    assert after.group is not None
    most = spokesmen(situation.procedure).most
    # Somebody who joins takes no mandate from anybody: a crowd that is sent in unseats nobody.
    loses = not isinstance(happened, events.MandateGiven)
    return (happened, *_seats(after.group, after.stage, most, loses=loses))


def _seats(group: Group, stage: str, most: int, *, loses: bool) -> Iterator[events.Event]:
    members, kept = len(group.members), []
    for number in group.seated:
        found = group.candidate(number)
        ground = (
            "own-wish" if found is None or not found.is_standing
            else "support" if loses and 2 * support(group, number) < members
            else ""
        )  # fmt: skip
        if ground:
            yield events.RepresentativeCeased(
                step="cease", stage=stage, representative=number, ground=ground
            )
        else:
            kept.append(number)
    ready = [c.number for c in group.candidates
             if c.is_standing and c.number not in group.seated
             and 2 * support(group, c.number) > members]  # fmt: skip
    ready.sort(key=lambda number: (-support(group, number), number))
    for number in ready[: most - len(kept)] if most else ready:
        yield events.RepresentativeChosen(step="choose", stage=stage, representative=number)


def applied(situation: Situation, happened: Iterable[events.Event]) -> Facts:
    """What would be known afterwards."""
    facts = situation.facts
    for event in happened:
        seq, now = facts.version_seq + 1, situation.now
        facts = apply(facts, Entry(facts.number, seq, now, now, By(Role.SYSTEM), event, False))
    return facts


#: What the office says or does that members are to be told of.
TOLD_OF = (
    events.Served,
    events.PetitionerAsked,
    events.MessageWritten,
    events.JointlyDecided,
    events.SettlementOffered,
)


def report_due(situation: Situation, entries: Iterable[Entry]) -> date | None:
    """By which day representatives report to the members; `None` where they owe nothing."""
    group = situation.facts.group
    if group is None or not group.seated:
        return None
    last = max((r.at for r in group.reports), default=None)
    told = [e.at for e in entries
            if isinstance(e.event, TOLD_OF) and e.by.role not in PETITIONERS_SIDE
            and (last is None or e.at > last)]  # fmt: skip
    if not told:
        return None
    days = timedelta(days=spokesmen(situation.procedure).report_days)
    return situation.calendar.local_date(min(told)) + days


# Settlement --------------------------------------------------------------------------------


def offer(
    situation: Situation, office: int, answer_by: date, due_on: date, terms: str,
    kind: str = "other", amount: str = "",
) -> Decision:  # fmt: skip
    """The office that answers offers a settlement to every member."""
    facts, today = situation.facts, situation.today
    group = facts.group
    if group is None:
        return Refusal(Code.NO_GROUP)
    if situation.stage.kind is not StageKind.OPEN:
        return Refusal(Code.NOT_IN_THIS_STAGE, params={"stage": facts.stage})
    refusal = (
        Refusal(Code.SETTLEMENT_WAITS) if open_settlement(group)
        else Refusal(Code.DAY_PAST, "answer_by") if answer_by < today + timedelta(days=SHORTEST)
        else Refusal(Code.DAY_TOO_FAR, "answer_by", {"days": LONGEST})
        if (answer_by - today).days > LONGEST
        else Refusal(Code.DAY_PAST, "due_on") if due_on <= answer_by
        else Refusal(Code.DAY_TOO_FAR, "due_on", {"days": FURTHEST})
        if (due_on - today).days > FURTHEST
        else refuse_blocked(facts, (office,), "office") or refused_promise((kind,), (amount,))
    )  # fmt: skip
    if refusal is not None:
        return refusal
    return one(build(events.SettlementOffered, "offer-settlement", facts.stage, {
        "number": len(group.settlements) + 1, "office": office, "answer_by": answer_by,
        "due_on": due_on, "terms": terms, "kind": kind, "amount": amount,
    }))  # fmt: skip


def open_settlement(group: Group) -> Settlement | None:
    return next((s for s in group.settlements if s.concluded_at is None), None)


def answer(situation: Situation, number: int, token: str, *, agrees: bool) -> Decision:
    """A member agrees or refuses, and may say otherwise until the last day or the last answer."""
    group = situation.facts.group
    found = open_settlement(group) if group else None
    if found is None or found.number != number or situation.today > found.answer_by:
        return Refusal(Code.SETTLEMENT_OVER)
    said = events.SettlementAnswered(
        step="answer-settlement", stage=situation.facts.stage, number=number, token=token,
        agrees=agrees,
    )  # fmt: skip
    after = applied(situation, (said,)).group
    assert after is not None
    changed = after.settlement(number)
    # Paper cannot answer, so while signatures stand on paper alone the last day is waited for.
    if changed is not None and len(changed.answers) >= after.tally:
        return (said, _concluded(situation.facts, after, changed))
    return (said,)


def _concluded(facts: Facts, group: Group, settlement: Settlement) -> events.SettlementConcluded:
    agreed = sum(settlement.answers.values())
    refused = len(settlement.answers) - agreed
    return events.SettlementConcluded(
        step="conclude-settlement", stage=facts.stage, number=settlement.number, agreed=agreed,
        refused=refused, silent=max(0, group.tally - agreed - refused),
        remedy=len(facts.remedies) + 1 if agreed else 0,
    )  # fmt: skip


# Time --------------------------------------------------------------------------------------


def falls_due(situation: Situation) -> tuple[events.Event, ...]:
    """What the passing of time brings about: mandates end, and so does the time to answer."""
    facts, today = situation.facts, situation.today
    group = facts.group
    if group is None or facts.is_forgotten:
        return ()
    happened: list[events.Event] = [
        events.MandateEnded(
            step="mandate-ends", stage=facts.stage, representative=number, token=token
        )
        for (number, token), mandate in sorted(group.mandates.items())
        if mandate.until is not None and today > mandate.until
    ]
    if happened:
        after = applied(situation, happened).group
        assert after is not None
        most = spokesmen(situation.procedure).most
        happened += _seats(after, facts.stage, most, loses=True)
    waiting = open_settlement(group)
    if waiting is not None and today > waiting.answer_by:
        happened.append(_concluded(facts, group, waiting))
    return tuple(happened)


def moments(situation: Situation) -> Iterator[datetime]:
    """When `falls_due` next has something to say."""
    group, end_of = situation.facts.group, situation.calendar.end_of
    if group is None or situation.facts.is_forgotten:
        return
    yield from (end_of(m.until) for m in group.mandates.values() if m.until is not None)
    waiting = open_settlement(group)
    if waiting is not None:
        yield end_of(waiting.answer_by)


# Going up ----------------------------------------------------------------------------------

#: What is an act in one case alone, and not carried to the next level. There the group begins
#: with who takes part and who speaks for them.
HERE = (
    events.MemberDissented,
    events.RepresentativeWrote,
    events.ReportedBack,
    events.SettlementOffered,
    events.SettlementAnswered,
    events.SettlementConcluded,
)
OF_A_GROUP = frozenset(
    kind for kind in events.REGISTRY.values() if kind.__module__ == events.GroupOpened.__module__
)


def is_carried(event: events.Event) -> bool:
    return type(event) in OF_A_GROUP and not isinstance(event, HERE)
