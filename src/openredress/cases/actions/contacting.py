"""How those beside the petitioner are told: a member of a group, or the other side of a mediation.

It is theirs alone. No journal tells of it, no history and no list of the office, and nobody is
found by it; see docs/decisions/0077-those-beside-are-told.md.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from django.db import transaction

from openredress.core import beside
from openredress.core.refusals import Code, Refusal
from openredress.notices import channels
from openredress.parties import members, sides
from openredress.parties.contacts import Told
from openredress.parties.details import is_masked
from openredress.parties.keys import CannotOpen
from openredress.wall import as_owner
from openredress.web.languages import language_of

from .identities import unreadable

#: The contacts that somebody can leave, by the names of the details.
CONTACTS = ("email", "phone", "chat")


@dataclass(frozen=True)
class ToldBy:
    """What somebody says of how they are told. A contact that is not `given` stays as it was,
    unless it is in `remove`.
    """

    ways: Collection[str] = ()
    topics: Collection[str] = ()
    language: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    remove: Collection[str] = ()


def tell_member(member: members.Opened, wanted: ToldBy) -> Refusal | None:
    """How a member is told from now on; `None` where it is kept."""
    return _kept(beside.MEMBERS, member, wanted)


def tell_side(side: sides.Opened, wanted: ToldBy) -> Refusal | None:
    """The same for the other side of a mediation."""
    return _kept(beside.SIDE, side, wanted)


def _kept(audience: str, one: members.Opened | sides.Opened, wanted: ToldBy) -> Refusal | None:
    with as_owner(), transaction.atomic():
        try:
            found = _again(one)
            if found is None:
                return Refusal(Code.NOT_YOURS)
            after = _changed(audience, found.kept, wanted)
            if isinstance(after, Refusal):
                return after
            changes = {name: getattr(after, name) for name in Told.__dataclass_fields__}
            if isinstance(found, members.Opened):
                members.change(found, **changes)
            else:
                sides.change(found, **changes)
        except CannotOpen as closed:
            return unreadable(closed)
    return None


def _again(one: members.Opened | sides.Opened) -> members.Opened | sides.Opened | None:
    """As they are now, and not as they were when the page was opened."""
    return members.by_key(one.pk) if isinstance(one, members.Opened) else sides.of_case(one.case)


def _changed(audience: str, before: Told, wanted: ToldBy) -> Told | Refusal:
    given = {name: value.strip() for name, value in wanted.given.items() if value.strip()}
    masked = next((name for name, value in given.items() if is_masked(name, value)), None)
    if masked is not None:
        return Refusal(Code.MISSING, masked)
    after = replace(
        before,
        **{**dict.fromkeys(wanted.remove, ""), **given},
        tell_by=channels.kept(set(wanted.ways) - {channels.LETTER}),
        tell_of=" ".join(t for t in beside.TOPICS[audience] if t in wanted.topics),
        language=language_of(wanted.language),
        # Another address can be asked anew; whoever asked with the one before has nothing of it.
        **({"mail_closed": "", "asked_at": ""} if {"email"} & {*given, *wanted.remove} else {}),
    )
    for way in after.tell_by.split():
        if not channels.contact(way, after.contacts):
            return Refusal(Code.NO_SUCH_CONTACT, way)
    if after.tell_by and not after.tell_of:
        return Refusal(Code.MISSING, "topics")
    return after
