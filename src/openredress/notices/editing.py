"""Putting the texts of messages into the words of the institution. Nothing else writes them."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from openredress.core.access import Actor
from openredress.core.procedure import Role
from openredress.wall import as_owner

from . import texts
from .models import Template
from .texts import TEXTS, Text


def may_edit(actor: Actor) -> bool:
    """Whoever runs the installation, since the texts are those of all its offices."""
    return actor.has_role(Role.OPERATOR)


def faults(text: Text, subject: str, body: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a text, as (field, why)."""
    if not body.strip():
        yield "text", _("Fill this in; it cannot stay empty.")
    if len(body) > text.longest:
        yield "text", _("This is too long. Keep it under %(max)s characters.") % {
            "max": text.longest}  # fmt: skip
    for why in texts.faults(body, text.placeholders):
        yield "text", why
    if text.placeholders and "what" in text.placeholders and "{what}" not in body:
        yield "text", _("The text needs {what}: without it nobody learns what happened.")
    if "day" in text.placeholders and "{day}" not in body:
        yield "text", _("The text needs {day}: without it nobody learns until when.")
    if str(text.subject) and not subject.strip():
        yield "subject", _("Fill this in; it cannot stay empty.")
    for why in texts.faults(subject, tuple(p for p in text.placeholders if p == "institution")):
        yield "subject", why


def save(actor: Actor, name: str, language: str, subject: str, body: str, now: datetime) -> None:
    """Keeps a text that has no faults. Raises `PermissionError` or `ValueError`."""
    text = _checked(actor, name, language)
    if any(faults(text, subject, body)):
        raise ValueError(f"the text {name} has faults")
    subject = " ".join(subject.split()) if str(text.subject) else ""
    with as_owner():
        Template.objects.update_or_create(
            code=name, language=language,
            defaults={"subject": subject, "text": body.strip(), "changed_at": now},
        )  # fmt: skip


def restore(actor: Actor, name: str, language: str) -> None:
    """Back to the text that comes with the program."""
    _checked(actor, name, language)
    with as_owner():
        Template.objects.filter(code=name, language=language).delete()


def _checked(actor: Actor, name: str, language: str) -> Text:
    if not may_edit(actor):
        raise PermissionError("texts are edited by whoever runs the installation")
    if language not in dict(settings.LANGUAGES):
        raise ValueError(f"no message is written in {language}")
    return TEXTS[name]
