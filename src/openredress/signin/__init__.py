"""How staff sign in: passwords, second factors, sessions, and what slows a guesser down.

Petitioners never come this way. Nobody signs up, and nothing goes by e-mail: an operator makes
each account. See docs/decisions/0018-two-factors.md and docs/security/sign-in.md.
"""

from datetime import datetime


def forget(now: datetime) -> int:
    """Takes out what has run its time: ended sessions, old tries, old records."""
    from . import records, sessions, throttle

    return sessions.forget_ended(now) + throttle.forget_old(now) + records.forget_old(now)
