"""Who comes with a receipt that is not that of the petitioner: a member of a group, or a side of a
mediation; and what both have in common.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from openredress.cases.actions import ToldBy
from openredress.core import beside
from openredress.core.facts import OTHER, PETITIONER
from openredress.core.refusals import Refusal
from openredress.follow.forms import CodeForm
from openredress.notices import channels
from openredress.parties import members
from openredress.parties.keys import CannotOpen

from . import schemas
from .cases import language_given
from .errors import Problem, refused

T = TypeVar("T")


class Member(HttpBearer):
    """The receipt of a member, or of the petitioner as the first of them, in the header:
    `Authorization: Receipt 1234 5678 …`.
    """

    openapi_scheme = "receipt"

    def authenticate(self, request: HttpRequest, token: str) -> members.Opened:
        form = _opened(token)
        try:
            found = form.member or members.first_of(form.root_number)
        except CannotOpen:
            found = None
        if found is None:
            raise _wrong(_("This code opens no page of somebody who takes part in a case."))
        return found


class Side(HttpBearer):
    """The receipt of the other side of a mediation, or of the petitioner, in the header."""

    openapi_scheme = "receipt"

    def authenticate(self, request: HttpRequest, token: str) -> tuple[str, str, Any]:
        """The side, the number of the first case, and what is sealed of the other side."""
        form = _opened(token)
        if form.side is not None and not form.side.is_letter:
            return OTHER, form.side.number, form.side
        if form.root_number and form.proxy is None:
            return PETITIONER, form.root_number, None
        raise _wrong(_("This code opens no mediation. A letter is exchanged for a receipt first."))


def _opened(token: str) -> CodeForm:
    form = CodeForm({"code": token})
    if form.is_valid():
        return form
    if form.wait:
        raise Problem(429, "too-many-tries", str(form.errors["code"][0]), wait=form.wait)
    raise _wrong(str(form.errors["code"][0]))


def _wrong(message: str) -> Problem:
    return Problem(401, "wrong-receipt", message)


def paused(seconds: int) -> Problem:
    message = _("Codes much like this one were tried too often. Wait, then try again.")
    return Problem(429, "too-many-tries", message, wait=seconds)


def must(done: T | Refusal) -> T:
    if isinstance(done, Refusal):
        raise refused(done)
    return done


def keep(
    request: HttpRequest, audience: str, given: schemas.ToldGiven,
    act: Callable[[ToldBy], Refusal | None],
) -> None:  # fmt: skip
    """How somebody is told from now on. Raises `Problem`."""
    if given.email:
        try:
            validate_email(given.email)
        except ValidationError:
            message = _("This is not an e-mail address. Correct it or leave it out.")
            raise Problem(422, "invalid", message, "email") from None
    for way in given.tell_by:
        if way not in channels.offered():
            message = _("This way of being told is not offered here; /notices has those that are.")
            raise Problem(422, "unknown-way", message, "tell_by")
    known = beside.TOPICS[audience]
    if not set(given.topics) <= set(known):
        message = _("Of these things you can be told: %(topics)s.") % {"topics": ", ".join(known)}
        raise Problem(422, "unknown-topic", message, "topics")
    must(act(ToldBy(
        ways=given.tell_by, topics=given.topics or known,
        language=language_given(request, given.language),
        given={"email": given.email, "phone": given.phone, "chat": given.chat},
        remove=given.remove,
    )))  # fmt: skip
