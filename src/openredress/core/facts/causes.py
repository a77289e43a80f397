"""What linking a case with others about the same cause changes in what is known of it."""

from dataclasses import replace

from .. import events
from ..journal import Entry
from .handling import SYSTEMIC
from .known import Cause, Changes, Demand, Facts, Issue, Themed
from .supervision import demand


def _linked(facts: Facts, event: events.CauseLinked, entry: Entry) -> Changes:
    return {"cause": Cause(event.cause)}


def _unlinked(facts: Facts, event: events.CauseUnlinked, entry: Entry) -> Changes:
    return {"cause": None}


def _told(facts: Facts, event: events.OthersTold, entry: Entry) -> Changes:
    return {"cause": replace(_of(facts, event.cause), is_told=True)}


def _opened(facts: Facts, event: events.IssueOpened | events.IssueChanged, entry: Entry) -> Changes:
    """The owner takes part from now on: it has to know what it answers."""
    cause = _of(facts, event.cause)
    is_new = isinstance(event, events.IssueOpened) or cause.issue is None
    opened = entry.seq if is_new or cause.issue is None else cause.issue.opened
    published = 0 if is_new or cause.issue is None else cause.issue.published
    issue = Issue(
        event.owner, event.due_on, opened, entry.seq, event.number, published=published
    )  # fmt: skip
    here = event.owner in (facts.office, *facts.co_handlers)
    return {
        "cause": replace(cause, issue=issue),
        "co_handlers": facts.co_handlers if here else (*facts.co_handlers, event.owner),
        "demands": _asked(facts, event, entry),
    }


def _asked(
    facts: Facts, event: events.IssueOpened | events.IssueChanged, entry: Entry
) -> tuple[Demand, ...]:
    if not event.number:
        return facts.demands
    before = tuple(
        replace(d, dropped_at=entry.at) if d.kind == SYSTEMIC and d.is_open else d
        for d in facts.demands
    )
    return (*before, demand(event.number, SYSTEMIC, event.owner, event.due_on, entry))


def _answered(facts: Facts, event: events.IssueAnswered, entry: Entry) -> Changes:
    cause = _of(facts, event.cause)
    issue = replace(cause.issue, answered=entry.seq) if cause.issue else None
    return {
        "cause": replace(cause, issue=issue),
        "demands": tuple(
            replace(d, answered_at=entry.at) if d.kind == SYSTEMIC and d.is_open else d
            for d in facts.demands
        ),
    }


def _offered(facts: Facts, event: events.JoiningOffered, entry: Entry) -> Changes:
    return {"cause": replace(_of(facts, event.cause), is_offered=True)}


def _published(facts: Facts, event: events.IssuePublished, entry: Entry) -> Changes:
    cause = _of(facts, event.cause)
    where = entry.seq if event.is_public else 0
    issue = replace(cause.issue, published=where) if cause.issue else None
    return {"cause": replace(cause, issue=issue)}


def _of(facts: Facts, cause: int) -> Cause:
    return facts.cause if facts.cause and facts.cause.key == cause else Cause(cause)


def keeps_owner(facts: Facts, before: Facts) -> Facts:
    """Wherever a case is sent, the owner of its open issue goes on taking part."""
    issue = facts.cause.issue if facts.cause else None
    if issue is None or issue.answered or issue.owner in (facts.office, *facts.co_handlers):
        return facts
    if facts.co_handlers == before.co_handlers and facts.office == before.office:
        return facts
    return replace(facts, co_handlers=(*facts.co_handlers, issue.owner))


CHANGES: Themed = {
    events.CauseLinked: _linked,
    events.CauseUnlinked: _unlinked,
    events.OthersTold: _told,
    events.IssueOpened: _opened,
    events.IssueChanged: _opened,
    events.IssueAnswered: _answered,
    events.JoiningOffered: _offered,
    events.IssuePublished: _published,
}
