"""What was filed before, for whoever is about to file: shown beside the filing, never in its way.

Their own case is shown where its receipt is open in this browser, and is found in no other way:
nobody is asked who they are, and no case is looked up by a person.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from openredress.cases.access import File, NotHere, chain_for
from openredress.cases.actions import Filing
from openredress.cases.likeness import already_filed
from openredress.core.access import Actor
from openredress.parties.session import session_of
from openredress.wall import seen_by


@dataclass(frozen=True)
class Before:
    """`own` is the number of the case whose receipt is open here and that is like this one, ""
    where there is none; `is_open` while an office still deals with it.
    """

    own: str = ""
    is_open: bool = False


def before_of(request: HttpRequest, filing: Filing) -> Before:
    found = _own(request, filing)
    if found is None:
        return Before()
    return Before(found.case.number, found.case.is_open)


def _own(request: HttpRequest, filing: Filing) -> File | None:
    session = session_of(request)
    if session is None:
        return None
    actor = Actor.petitioner(session.root_number)
    with seen_by(actor):
        try:
            chain = chain_for(actor, timezone.now())
        except NotHere:
            return None
    first = chain[0]
    if first.facts.receipts != session.receipt or first.facts.is_forgotten:
        return None
    is_like = already_filed(filing.text, filing.matter, _told_of_oneself(filing), first)
    return chain[-1] if is_like else None


def _told_of_oneself(filing: Filing) -> Collection[str]:
    """Words by which the petitioner would be known: nothing is alike because of them."""
    given = filing.identity or {}
    return [word for value in given.values() for word in str(value).split()]
