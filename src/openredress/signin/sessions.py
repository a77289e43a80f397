"""Sessions of staff: kept by the hash of their key, listed by person, ended by anyone who should.

A session ends an hour after it was last used and twelve hours after signing in, whichever comes
first (NIST SP 800-63B-4 allows at most one hour and one day for this level).
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db.models import Q, QuerySet
from django.utils import timezone

from openredress.offices.models import Staff
from openredress.wall.asked import ANY_MOMENT, ANY_TEXT, Asked

from .models import Session
from .sealing import BrokenSealError, seal, unseal

IDLE = timedelta(hours=1)
#: How exactly the last use is known. A row is not written for every page.
GRAIN = timedelta(minutes=1)


def hashed(key: str) -> str:
    """What the database knows of a session key: 160 bits of its hash."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]


def alive(now: datetime) -> Q:
    """Sessions that have neither lain idle nor reached their end."""
    return Q(expire_date__gt=now, since_at__gt=now - longest(), used_at__gt=now - IDLE)


def longest() -> timedelta:
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)


@cache
def _with_key(lasts: timedelta) -> Asked[Session]:
    return Asked(Session.objects.filter(alive(ANY_MOMENT), session_key=ANY_TEXT))


class SessionStore(db.SessionStore):
    """Django's own store, over `Session`. The key never reaches the database as it is, and what
    the session holds, such as the key of an app that is being set up, lies there sealed.
    """

    _row: Session | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        now = timezone.now()
        key = hashed(self.session_key or "")
        self._row = next(iter(_with_key(longest())(now=now, value=key)), None)
        if self._row is None:
            self._session_key = None
            return {}
        if now - self._row.used_at > GRAIN:
            Session.objects.filter(alive(now), session_key=key).update(used_at=now)
            self._row.used_at = now
        return self.decode(self._row.session_data)

    def encode(self, session_dict: Mapping[str, Any]) -> str:
        return seal(super().encode(session_dict), "session")

    def decode(self, session_data: str) -> dict[str, Any]:
        try:
            return dict(super().decode(unseal(session_data, "session")))
        except BrokenSealError:
            return {}

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=hashed(session_key)).exists()

    def create(self) -> None:
        self._row = None  # A new key is a new row, whatever the one before said.
        super().create()

    def create_model_instance(self, data: Mapping[str, Any]) -> Session:
        now, before = timezone.now(), self._row
        staff = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        goes_on = before is not None and before.staff_id == staff
        self._row = Session(
            session_key=hashed(self._get_or_create_session_key()),
            session_data=self.encode(data),
            staff_id=staff,
            since_at=before.since_at if goes_on else now,
            used_at=now,
            label=before.label if goes_on else "",
        )
        self._row.expire_date = self._row.since_at + longest()
        return self._row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(session_key=hashed(key)).delete()


def of(staff: Staff, now: datetime) -> QuerySet[Session]:
    """Where somebody is signed in now, the latest used first."""
    return Session.objects.filter(alive(now), staff=staff).order_by("-used_at", "session_key")


def end_all(staff: Staff, but: str = "") -> int:
    """Signs somebody out everywhere, `but` for the session of this key. Returns how many ended."""
    found = Session.objects.filter(staff=staff)
    if but:
        found = found.exclude(session_key=hashed(but))
    return found.delete()[0]


def forget_ended(now: datetime) -> int:
    return Session.objects.exclude(alive(now)).delete()[0]
