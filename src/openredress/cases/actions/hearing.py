"""What a hearing writes into the journal of its case."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from openredress.core import files, hearing, news
from openredress.core.access import Actor, Allowed, Denied, Permission, may
from openredress.core.facts import OFFICE, PETITIONER, Facts, Hearing
from openredress.core.hearing import Member
from openredress.core.procedure import Role
from openredress.core.refusals import Code, Refusal
from openredress.core.situation import Decision, Situation
from openredress.notices import outbox
from openredress.offices.models import Staff
from openredress.offices.tree import actor_of, office_map
from openredress.wall import as_owner

from .. import projection
from ..models import Case
from ..naming import gives_away
from .stepping import builtin
from .writing import append, capacity, locked

#: So long before a hearing its petitioner is reminded of it.
BEFORE = timedelta(days=1)
HOLDERS = (Role.HEAD, Role.SUPERVISOR)
SPEAKERS = (Role.OFFICER, Role.HEAD)

Act = Callable[[Situation], Decision]


# What petitioners do ----------------------------------------------------------------------------


def _as_petitioner(number: str, actor: Actor, now: datetime, act: Act) -> Case | Refusal:
    return builtin(number, actor, now, Permission.ASK_HEARING, act)


def ask_hearing(
    number: str, actor: Actor, reason: str, needs: str, now: datetime, *, closed: bool = False
) -> Case | Refusal:
    return _as_petitioner(
        number, actor, now, lambda s: hearing.ask(s, reason, needs, closed=closed)
    )


def wish_hearing_closed(number: str, actor: Actor, now: datetime) -> Case | Refusal:
    return _as_petitioner(number, actor, now, hearing.wish_closed)


def object_to_seat(
    number: str, actor: Actor, seat: int, reason: str, now: datetime
) -> Case | Refusal:
    return _as_petitioner(number, actor, now, lambda s: hearing.object_to(s, seat, reason))


def announce_companion(
    number: str, actor: Actor, name: str, now: datetime, *, comes: bool = True
) -> Case | Refusal:
    return _as_petitioner(
        number, actor, now, lambda s: hearing.announce_companion(s, name, comes=comes)
    )


# What each side does ----------------------------------------------------------------------------


def _as_side(number: str, actor: Actor, now: datetime, act: Callable[[Situation, str], Decision]
             ) -> Case | Refusal:  # fmt: skip
    """As the petitioner, or for the office whose answer is heard."""
    if actor.is_on_petitioners_side:
        return _as_petitioner(number, actor, now, lambda s: act(s, PETITIONER))

    def for_the_office(situation: Situation) -> Decision:
        found = hearing.current(situation.facts)
        if found is None or not speaks_for(actor, found):
            return Refusal(Code.NOT_YOURS)
        return act(situation, OFFICE)

    return builtin(number, actor, now, Permission.SPEAK_AT_HEARING, for_the_office, SPEAKERS)


def speaks_for(actor: Actor, found: Hearing) -> bool:
    """Whether the actor is an officer or head of the office whose answer is heard."""
    return found.side is not None and any(
        post.office == found.side and post.role in SPEAKERS for post in actor.posts
    )


def put_documents(
    number: str, actor: Actor, chosen: Collection[int], now: datetime
) -> Case | Refusal:
    """Both sides have them from now on: files of the office are given to the petitioner by this."""

    def act(situation: Situation, side: str) -> Decision:
        done = hearing.put_documents(situation, side, chosen)
        facts = situation.facts
        fresh = {f.number for f in files.can_give(facts)} & set(chosen)
        if isinstance(done, Refusal) or not fresh:
            return done
        given = files.give(facts, fresh, facts.version_seq + 1)
        return given if isinstance(given, Refusal) else (*done, *given)

    return _as_side(number, actor, now, act)


def confirm_hearing_minutes(number: str, actor: Actor, now: datetime) -> Case | Refusal:
    return _as_side(number, actor, now, hearing.confirm_minutes)


def annotate_hearing_minutes(number: str, actor: Actor, text: str, now: datetime) -> Case | Refusal:
    return _as_side(number, actor, now, lambda s, side: hearing.annotate_minutes(s, side, text))


# What whoever holds it does ---------------------------------------------------------------------


def _as_holder(number: str, actor: Actor, now: datetime, act: Act) -> Case | Refusal:
    return builtin(number, actor, now, Permission.HOLD_HEARING, act, HOLDERS)


def refuse_hearing(number: str, actor: Actor, reason: str, now: datetime) -> Case | Refusal:
    return _as_holder(number, actor, now, lambda s: hearing.refuse(s, reason))


def order_hearing(number: str, actor: Actor, reason: str, now: datetime) -> Case | Refusal:
    """Grants what was asked for, or orders a hearing without it."""

    def act(situation: Situation) -> Decision:
        by = capacity(actor, situation.facts, HOLDERS)
        below = offices_below(situation.facts)
        return hearing.order(situation, by.role, by.office or 0, below, reason)

    return _as_holder(number, actor, now, act)


def cancel_hearing(number: str, actor: Actor, reason: str, now: datetime) -> Case | Refusal:
    return _as_holder(number, actor, now, lambda s: hearing.cancel(s, reason))


def offices_below(facts: Facts) -> tuple[int, ...]:
    """The offices that answered at the levels below, the last one first."""
    rows = Case.objects.filter(root__number=facts.root, level__lt=facts.level)
    return tuple(rows.order_by("-level").values_list("office", flat=True))


def panel_candidates(facts: Facts) -> tuple[Member, ...]:
    """Who can sit: people who see the case without it, and took no side in it."""
    found = hearing.current(facts)
    if found is None:
        return ()
    with as_owner():
        offices, tree = {facts.office, facts.registrar, *facts.co_handlers}, office_map()
        near = {above for office in offices for above in tree.upwards(office)}
        rows = Staff.objects.filter(is_active=True, posts__office__in=near).distinct()
        members = [member_of(facts, staff) for staff in rows.order_by("pk")[:300]]
        below = offices_below(facts)
    can_sit = [m for m in members if hearing.can_sit(facts, found, m, below)]
    return tuple(sorted(can_sit, key=lambda member: member.name))


def member_of(facts: Facts, staff: Staff) -> Member:
    actor = actor_of(staff)
    sees = isinstance(may(actor, Permission.SIT_AT_HEARING, facts), Allowed)
    # Whoever is on a list of helpers does not work at that office.
    offices = frozenset(post.office for post in actor.posts if post.role is not Role.HELPER)
    home = capacity(actor, facts).office if offices else None
    name, sees = staff.name or staff.username, sees and bool(offices)
    return Member(name, staff.pk, home or 0, sees, offices)


def name_panel(
    number: str, actor: Actor, staff: Sequence[int], invited: Sequence[str], now: datetime
) -> Case | Refusal:
    """Names who sits: people who work here, the first of them in the chair, and who is invited."""

    def act(situation: Situation) -> Decision:
        facts = situation.facts
        rows = {s.pk: s for s in Staff.objects.filter(pk__in=staff, is_active=True)}
        if len(rows) < len(set(staff)):
            return Refusal(Code.SEAT_NOT_POSSIBLE, "members")
        members = [member_of(facts, rows[key]) for key in staff]
        members += [Member(name) for name in invited]
        return hearing.name_panel(situation, members, offices_below(facts))

    return _as_holder(number, actor, now, act)


def answer_seat_objection(
    number: str, actor: Actor, seat: int, reason: str, now: datetime, *, leaves: bool
) -> Case | Refusal:
    return _as_holder(
        number, actor, now, lambda s: hearing.answer_objection(s, seat, reason, leaves=leaves)
    )


def announce_hearing(
    number: str, actor: Actor, given: Mapping[str, Any], now: datetime
) -> Case | Refusal:
    """Gives notice, or moves it by a new one. The petitioner is reminded the day before."""
    public = [str(given[name]) for name in ("title", "venue")] if given.get("is_public") else []
    done = _guarded(number, actor, now, public, lambda s: hearing.announce(s, given))
    starts_at = given["starts_at"]
    if isinstance(done, Case) and starts_at - BEFORE > now:
        with as_owner():
            told = done.journal.filter(tag="hearing-announced").order_by("-seq")
            seq = told.values_list("seq", flat=True)[0]
            outbox.remind(done, news.HEARING, seq, now, starts_at - BEFORE)
    return done


def publish_finding(
    number: str, actor: Actor, headline: str, text: str, now: datetime
) -> Case | Refusal:
    """What the public reads of the finding, or nothing any more."""
    return _guarded(
        number, actor, now, (headline, text), lambda s: hearing.publish(s, headline, text)
    )


def _guarded(
    number: str, actor: Actor, now: datetime, public: Collection[str], act: Act
) -> Case | Refusal:
    """Keeps a text for the public back that holds what would give the petitioner away, and writes
    that down: the petitioner reads it, and so nobody can try out names unseen.
    """
    with as_owner(), transaction.atomic():
        case, facts = locked(number)
        if isinstance(may(actor, Permission.HOLD_HEARING, facts), Denied):
            return Refusal(Code.NOT_YOURS)
        situation = projection.situation(facts, actor, now)
        decision, by = act(situation), capacity(actor, facts, HOLDERS)
        if isinstance(decision, Refusal):
            return decision
        if gives_away(case, public):
            append(case, facts, (hearing.hold_back(situation),), by, now)
            return Refusal(Code.TELLS_WHO, "text")
        append(case, facts, decision, by, now)
        return case


# What the panel and whoever writes the minutes do -----------------------------------------------


def _as_panel(number: str, actor: Actor, now: datetime, act: Act) -> Case | Refusal:
    return builtin(number, actor, now, Permission.SIT_AT_HEARING, act)


def deny_interest(number: str, actor: Actor, seat: int, now: datetime) -> Case | Refusal:
    return _as_panel(number, actor, now, lambda s: hearing.deny_interest(s, seat))


def allow_late_documents(
    number: str, actor: Actor, side: str, reason: str, now: datetime
) -> Case | Refusal:
    return _as_panel(number, actor, now, lambda s: hearing.allow_late(s, side, reason))


def record_hearing(
    number: str, actor: Actor, given: Mapping[str, Any], now: datetime
) -> Case | Refusal:
    return _as_panel(number, actor, now, lambda s: hearing.record(s, given))


def correct_hearing_minutes(number: str, actor: Actor, text: str, now: datetime) -> Case | Refusal:
    return _as_panel(number, actor, now, lambda s: hearing.correct_minutes(s, text))


def find(number: str, actor: Actor, given: Mapping[str, Any], now: datetime) -> Case | Refusal:
    return _as_panel(number, actor, now, lambda s: hearing.find(s, given))


def write_dissent(number: str, actor: Actor, text: str, now: datetime) -> Case | Refusal:
    return _as_panel(number, actor, now, lambda s: hearing.dissent(s, text))
