"""Bringing an answer to the petitioner, and telling them of what happens."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from openredress.core import service
from openredress.core.access import SYSTEM, Actor, Denied, Permission, may
from openredress.core.journal import By
from openredress.core.procedure import Role
from openredress.core.refusals import Code, Refusal
from openredress.notices import channels, kinds, outbox
from openredress.notices.models import Notice
from openredress.parties import identities
from openredress.parties.details import Details
from openredress.parties.keys import CannotOpen
from openredress.wall import as_owner

from .. import projection
from ..models import Case
from .chain import locked_chain, write_to
from .identities import unreadable
from .stepping import tell_below
from .writing import append, capacity, catch_up, locked

NEWS_OF_ANSWER = f"{outbox.NEWS}answer"


def receive_answer(number: str, actor: Actor, now: datetime) -> Case | Refusal:
    """The petitioner opens an answer on their page, which is the day on which it was served."""
    with as_owner(), transaction.atomic():
        case, facts = locked(number)
        if isinstance(may(actor, Permission.RECEIVE_ANSWER, facts), Denied):
            return Refusal(Code.NOT_YOURS)
        facts = catch_up(case, facts, now)
        decision = service.open_on_page(projection.situation(facts, actor, now))
        if isinstance(decision, Refusal):
            return decision
        after = append(case, facts, decision, capacity(actor, facts), now)
        if after.origin:
            tell_below(after, now)
        return case


def try_service(
    number: str, actor: Actor, how: str, result: str, note: str, now: datetime
) -> Case | Refusal:
    """Staff record what they tried so that an answer arrives, and what came of it."""
    with as_owner(), transaction.atomic():
        case, facts = locked(number)
        situation = projection.situation(facts, actor, now)
        if not service.serves(situation):
            return Refusal(Code.NOT_YOURS)
        if how not in service.GOES_BY:
            return Refusal(Code.MISSING, "how")
        decision = service.try_(situation, how, result, note)
        if isinstance(decision, Refusal):
            return decision
        append(case, facts, decision, capacity(actor, facts), now)
        return case


@kinds.ended(NEWS_OF_ANSWER)
def note_told(notice: Notice, result: str, now: datetime) -> None:
    """What became of the message that an answer can be read, in the journal of its case."""
    assert notice.of_case is not None
    case, facts = locked(notice.of_case.number)
    if notice.about != facts.answered_seq:
        return  # It reached them meanwhile, or there is another one.
    situation = projection.situation(facts, SYSTEM, now)
    decision = service.try_(situation, notice.channel, result)
    if not isinstance(decision, Refusal):
        append(case, facts, decision, By(Role.SYSTEM), now)


def choose_notices(
    number: str, actor: Actor, ways: Collection[str], now: datetime
) -> Case | Refusal:
    """How the petitioner wants to be told from now on. Each way needs a contact that is on file."""
    with as_owner(), transaction.atomic():
        chain = locked_chain(number)
        case, facts = chain[number]
        if isinstance(may(actor, Permission.CHANGE_DETAILS, facts), Denied):
            return Refusal(Code.NOT_YOURS)
        try:
            found = identities.reach(case.root)
            for way in channels.CHANNELS:
                if way in ways and not channels.contact(way, found):
                    return Refusal(Code.NO_SUCH_CONTACT, way)
            kept = channels.kept(ways)
            if kept == found.tell_by:
                return Refusal(Code.NOTHING_CHANGED)
            given, gone = ({"tell_by": kept}, ()) if kept else ({}, ("tell_by",))
            version = identities.change(case.root, given, gone)
        except CannotOpen as closed:
            return unreadable(closed)
        decision = service.choose_notices(projection.situation(facts, actor, now), version)
        assert not isinstance(decision, Refusal)
        write_to(chain, decision, capacity(actor, facts, (Role.CLERK,)), now)
        return case


# Letters -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Letter:
    """A letter as it is printed. `reference` is what links it with its line on the list."""

    notice: Notice
    to: Details
    reference: str


#: Letters that are printed or posted in one go.
MOST_LETTERS = 50


def print_letters(actor: Actor, keys: Collection[int], now: datetime) -> tuple[Letter, ...]:
    """Opens name and address for each of these letters, on record, and notes it as printed.

    Letters of cases that are not the actor's are left out, as if they were not there.
    """
    printed = []
    with as_owner(), transaction.atomic():
        for notice in _letters(keys, Notice.WAITS, Notice.PRINTED):
            assert notice.of_case is not None
            assert notice.about is not None
            case, facts = locked(notice.of_case.number)
            if isinstance(may(actor, Permission.PRINT_LETTER, facts), Denied):
                continue
            try:
                to = identities.reach(notice.case)
            except CannotOpen:
                continue
            if not channels.contact(channels.LETTER, to):
                _end(notice, Notice.NOBODY, now)
                continue
            situation = projection.situation(facts, actor, now)
            decision = service.print_letter(situation, notice.about)
            assert not isinstance(decision, Refusal)
            append(case, facts, decision, capacity(actor, facts, OPENERS), now)
            Notice.objects.filter(pk=notice.pk).update(state=Notice.PRINTED)
            printed.append(Letter(notice, to, channels.reference(notice.pk)))
    return tuple(printed)


OPENERS = (Role.CLERK, Role.OFFICER, Role.HEAD)


def post_letters(
    actor: Actor, keys: Collection[int], now: datetime, enclosed: Collection[int] = ()
) -> int:
    """Ticks letters off as posted; `enclosed` are those that went with the answer itself."""
    return _tick(actor, keys, now, Notice.PRINTED, Notice.SENT, "sent", enclosed)


def return_letters(actor: Actor, keys: Collection[int], now: datetime) -> int:
    """Letters that came back from the post."""
    return _tick(actor, keys, now, Notice.SENT, Notice.FAILED, "returned", keys)


def _tick(
    actor: Actor,
    keys: Collection[int],
    now: datetime,
    before: str,
    after: str,
    result: str,
    answers: Collection[int],
) -> int:
    done = 0
    with as_owner(), transaction.atomic():
        for notice in _letters(keys, before):
            assert notice.of_case is not None
            case, facts = locked(notice.of_case.number)
            if isinstance(may(actor, Permission.PRINT_LETTER, facts), Denied):
                continue
            _end(notice, after, now, "" if after == Notice.SENT else "returned")
            done += 1
            if notice.pk in answers and notice.about == facts.answered_seq:
                decision = service.try_(projection.situation(facts, actor, now), "post", result)
                if not isinstance(decision, Refusal):
                    append(case, facts, decision, capacity(actor, facts, OPENERS), now)
    return done


def _letters(keys: Collection[int], *states: str) -> list[Notice]:
    rows = Notice.objects.select_for_update(of=("self",)).select_related("case", "of_case")
    letters = rows.filter(channel=channels.LETTER, state__in=states, pk__in=list(keys))
    return list(letters.order_by("pk")[:MOST_LETTERS])


def _end(notice: Notice, state: str, now: datetime, failure: str = "") -> None:
    Notice.objects.filter(pk=notice.pk).update(state=state, ended_at=now, failure=failure)
