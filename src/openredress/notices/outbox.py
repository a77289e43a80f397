"""Putting a notice into the outbox, in the transaction of the act that it tells of."""

from datetime import datetime
from typing import Protocol

from django.conf import settings

from openredress.web.languages import language_of

from .kinds import KINDS
from .models import Notice


class RootCase(Protocol):
    pk: int


def is_on() -> bool:
    """Whether this installation sends e-mail at all."""
    return bool(settings.EMAIL_HOST)


def queue(
    kind: str,
    root: RootCase,
    language: str,
    now: datetime,
    *,
    due_at: datetime | None = None,
    about: int | None = None,
    details: int | None = None,
) -> None:
    """To be sent, from `due_at` on, to whoever filed. Nothing where no e-mail is set up: it would
    arrive months later, on the day on which it is.
    """
    if kind not in KINDS:
        raise ValueError(f"nobody knows what to say in {kind}")
    if not is_on():
        return
    Notice.objects.create(
        kind=kind, case_id=root.pk, language=language_of(language), queued_at=now,
        due_at=due_at or now, about=about, details=details,
    )  # fmt: skip
