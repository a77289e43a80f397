"""What slows a guesser down, and why it does not shut the person out whose account it is.

Failed tries are counted in a row for each *counter*. A browser that has signed in to an account
before carries a cookie that says so (see `browsers`) and has a counter of its own; all other
browsers in the world share one for that account. So a stranger's tries never hold up a browser
that the person has used. They can hold up a new one: there a passkey or the directory signs in
(neither can be guessed and neither is counted), or `openredress signin admit` gives that browser a
counter of its own.

The first five tries are free. Then each failure doubles the wait: 30 seconds, 1 minute, 2, 4 … up
to an hour. After a hundred failures in a row (25 for codes) one more is looked at each month, until
one is right. That is 11 guesses in the first hour, 34 in the first day, 112 in the first year and
12 in each after it; for codes, of which three in a million are right at any moment, 37 in the first
year: one in 9,000, for somebody who has the password already. NIST SP 800-63B-4, section 3.2.2,
allows a hundred in a row. Fewer failures than that are forgotten after a month without one.

A try is counted before it is looked at and forgiven when it was right, and the row stays locked
in between: guesses sent all at once wait for each other. No network address plays any part.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q

from openredress.ops import home

from .models import Failures

FREE = 5
FIRST = timedelta(seconds=30)
LONGEST = timedelta(hours=1)
MONTH, YEAR = timedelta(days=30), timedelta(days=365)
MOST_PASSWORDS = 100
MOST_CODES = 25


def wait_after(failures: int, most: int) -> timedelta:
    """How long after the last of so many failures the next try is looked at."""
    if failures >= most:
        return MONTH
    if failures < FREE:
        return timedelta(0)
    return min(FIRST * 2 ** min(failures - FREE, 20), LONGEST)


@dataclass(frozen=True)
class Try:
    """A try that was counted. `wait` is how long it is still too early; then it was not counted."""

    key: bytes
    wait: timedelta

    @property
    def is_early(self) -> bool:
        return self.wait > timedelta(0)

    def forgive(self) -> None:
        """It was right: what failed before it was somebody who mistyped."""
        Failures.objects.filter(key=self.key).delete()


def begin(what: str, most: int, now: datetime) -> Try:
    """Counts a try of `what` as failed, unless it comes too early. Other tries of the same wait
    until this transaction has ended.
    """
    key = key_of(what)
    count, last_at = _locked(key, now)
    if now - last_at > MONTH and count < most:
        count = 0
    left = last_at + wait_after(count, most) - now if count else timedelta(0)
    if left > timedelta(0):
        return Try(key, left)
    Failures.objects.filter(key=key).update(count=count + 1, last_at=now)
    return Try(key, timedelta(0))


def key_of(what: str) -> bytes:
    return hmac.digest(home.key("second-factor"), b"tries\0" + what.encode(), hashlib.sha256)


def forget_old(now: datetime) -> int:
    """Counters that nobody tries any more; those that are shut stay so for a year."""
    few = Q(last_at__lt=now - MONTH, count__lt=MOST_CODES)
    return Failures.objects.filter(few | Q(last_at__lt=now - YEAR)).delete()[0]


def _locked(key: bytes, now: datetime) -> tuple[int, datetime]:
    """The count so far, its row made if it was missing, and locked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO signin_failures (key, count, last_at) VALUES (%s, 0, %s)"
            " ON CONFLICT (key) DO UPDATE SET count = signin_failures.count"
            " RETURNING count, last_at",
            [key, now],
        )
        count, last_at = cursor.fetchone()
    return count, last_at
