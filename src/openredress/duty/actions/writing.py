"""What every act on a roster needs: who may, one at a time, and on record."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from openredress.core.access import Actor
from openredress.core.procedure import Role
from openredress.offices.models import Office
from openredress.wall import as_owner

from ..models import Change
from ..posted import Posted, posted


@contextmanager
def writing(office: int, now: datetime) -> Iterator[Posted]:
    """One act on the roster of this office at a time, so that two cannot make what each of them
    alone was refused. Raises `Office.DoesNotExist`.
    """
    with as_owner(), transaction.atomic():
        Office.objects.select_for_update().only("pk").get(pk=office)
        yield posted([office], now)[office]


def keeps(actor: Actor, office: int) -> bool:
    """Whether the actor keeps the roster of this office: its head, or a supervisor above."""
    return any(
        (post.role is Role.HEAD and post.office == office)
        or (post.role is Role.SUPERVISOR and (office in post.covers or office == post.office))
        for post in actor.posts
    )


def works_at(actor: Actor, office: int) -> bool:
    return any(post.office == office and post.role is not Role.OPERATOR for post in actor.posts)


def record(office: int, actor: Actor, now: datetime, what: str, **data: Any) -> None:
    """Who changed it, when, and what."""
    Change.objects.create(office_id=office, at=now, by_id=actor.staff, what=what, data=data)
