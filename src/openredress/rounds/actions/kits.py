"""Kits: taken out for one round, and revoked when a device is lost."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from openredress.cases.actions import numbers_set_aside
from openredress.core.access import Actor
from openredress.core.field import NUMBERS, Record
from openredress.offices.tree import ground_of
from openredress.parties.identities import hold as hold_keys
from openredress.parties.keys import Wrapped, keeper
from openredress.wall import as_owner

from .. import box
from ..models import Kit, Round
from .planning import goes_out


class NotHere(Exception):  # noqa: N818  it is shown as a page that is not there
    """There is no such round or kit for whoever asks."""


def take_kit(actor: Actor, key: int, now: datetime) -> Kit:
    """A new kit for a round. Raises `NotHere` for whoever does not go out for its office, and for
    a round that was cancelled.
    """
    with as_owner(), transaction.atomic():
        row = Round.objects.filter(pk=key, cancelled_at=None).first()
        if row is None or not goes_out(actor, row.office_id):
            raise NotHere(key)
        hold_keys()
        private, public = box.new_key()
        kit = Kit(
            uid=secrets.token_hex(8), round=row, holder_id=actor.staff, taken_at=now,
            public=public,
            numbers=numbers_set_aside(NUMBERS, now, ground_of(row.office_id).time_zone),
        )  # fmt: skip
        kit.key_id, kit.data_key = keeper().wrap(private, kit.key_context)
        kit.save(force_insert=True)
        return kit


def revoke(actor: Actor, uid: str, reason: str, now: datetime) -> bool:
    """The kit is lost, or was given to somebody else. What was taken down before is still taken
    in; what claims to be later waits for somebody to look at it. Raises `NotHere`.
    """
    with as_owner(), transaction.atomic():
        rows = Kit.objects.select_for_update(of=("self",)).select_related("round")
        kit = rows.filter(uid=uid).first()
        if kit is None or not goes_out(actor, kit.round.office_id):
            raise NotHere(uid)
        if kit.revoked_at is not None:
            return False
        kit.revoked_at, kit.revoked_by_id, kit.reason = now, actor.staff, reason.strip()
        kit.save(update_fields=["revoked_at", "revoked_by", "reason"])
        return True


def opener(kit: Kit) -> Callable[[Record], dict[str, Any]]:
    """Opens what was sealed to this kit. Raises `CannotOpen` where its key is not here, and what
    it returns raises `box.Unreadable`.
    """
    private = keeper().unwrap(Wrapped(kit.key_id, bytes(kit.data_key)), kit.key_context)
    return lambda record: box.unseal(private, record.header, record.sealed)
