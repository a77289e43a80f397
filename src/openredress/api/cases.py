"""Filing a case and following it."""

from contextlib import ExitStack
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Header, Router, Status
from ninja.security import HttpBearer

from openredress.cases.access import File, NotHere, chain_for
from openredress.cases.actions import (
    Filing,
    Receipted,
    file_case,
    ready_to_file,
    refuse_replacement,
)
from openredress.cases.wording import because_text
from openredress.core.access import Actor
from openredress.core.refusals import Refusal
from openredress.follow.entrance import Visit
from openredress.follow.forms import CodeForm
from openredress.notices import channels
from openredress.offices.institution import Institution
from openredress.parties.details import Details
from openredress.wall import seen_by

from . import finding, schemas, telling
from .errors import Problem, refused
from .language import known, language_of
from .repeating import HEADER, once

router = Router(tags=["cases"], by_alias=True)

#: Whoever files here is not known; who they are, if they say so, is kept apart from the case.
SOMEBODY = Actor.petitioner("")


class Receipt(HttpBearer):
    """The code of the receipt in the header: `Authorization: Receipt 1234 5678 …`."""

    openapi_scheme = "receipt"

    def authenticate(self, request: HttpRequest, token: str) -> str:
        """The number of the case that the code opens. Raises `Problem`."""
        form = CodeForm({"code": token})
        if form.is_valid():
            return form.root_number
        if form.wait:
            raise Problem(429, "too-many-tries", str(form.errors["code"][0]), wait=form.wait)
        raise Problem(401, "wrong-receipt", str(form.errors["code"][0]))


@router.post(
    "/cases",
    response={
        201: schemas.CaseFiled,
        400: schemas.Error,
        413: schemas.Error,
        422: schemas.Error,
        429: schemas.Error,
    },
    summary="File a case",
)
def file(
    request: HttpRequest,
    given: schemas.CaseGiven,
    idempotency_key: str = Header("", alias=HEADER),
) -> Status[dict[str, Any]]:
    """Files a case. Only `text` is needed. Keep the code: nobody can give it to you again.

    With `Idempotency-Key`, a fresh random UUID, the same sent again within 24 hours is answered
    with the same receipt and files nothing more.
    """
    now = timezone.now()

    def filed_now() -> dict[str, Any]:
        with ready_to_file() as stands:
            filed = file_case(_filing(request, given), SOMEBODY, now)
            if isinstance(filed, Refusal):
                raise refused(filed)
            return _receipt(filed, stands)

    return Status(201, once(request, now, filed_now))


def _receipt(filed: Receipted, stands: Institution) -> dict[str, Any]:
    number = filed.case.number
    suggested = stands.rows[filed.goal.office]
    filed.case.office = stands.rows[filed.case.office_id]
    opened = File(filed.case, filed.entries, Actor.petitioner(number), timezone.now())
    return {
        "number": number,
        "receipt_code": filed.code,
        "office": {"code": suggested.code, "name": suggested.name},
        "because": because_text(filed.goal.because),
        "due": telling.due(opened),
    }


def _filing(request: HttpRequest, given: schemas.CaseGiven) -> Filing:
    return Filing(
        text=given.text,
        wish=given.wish,
        office=finding.found("office", given.office),
        matter=finding.found("matter", given.matter),
        place=finding.found("place", given.place),
        language=language_given(request, given.language),
        channel="api",
        identity=identity_of(given.petitioner),
        keep_out=given.keep_out,
    )


def language_given(request: HttpRequest, given: str) -> str:
    if not given:
        return language_of(request)
    found = known(given)
    if not found:
        message = _("The text can be marked as “en” or “zh-hans”. Leave it out if it is another.")
        raise Problem(422, "unknown-language", message, "language")
    return found


def identity_of(given: schemas.PetitionerGiven | None) -> dict[str, str] | None:
    if given is None:
        return None
    if given.email:
        try:
            validate_email(given.email)
        except ValidationError:
            message = _("This is not an e-mail address. Correct it or leave it out.")
            raise Problem(422, "invalid", message, "petitioner.email") from None
    kept = {name: text for name, text in given.dict().items() if text and name != "tell_by"}
    ways = ways_given(given.tell_by, "petitioner.tell_by")
    for way in ways:
        needed = channels.NEEDS[way]
        if not channels.contact(way, Details(**kept)):
            message = _("This way of being told needs a contact. Send one, or leave it out.")
            raise Problem(422, "no-such-contact", message, f"petitioner.{needed}")
    return {**kept, **({"tell_by": channels.kept(ways)} if ways else {})}


def ways_given(given: list[str], field: str) -> tuple[str, ...]:
    """The ways that were sent. Raises `Problem` for one that is not offered here."""
    for way in given:
        if way not in channels.offered():
            message = _("This way of being told is not offered here; /notices has those that are.")
            raise Problem(422, "unknown-way", message, field)
    return tuple(given)


@router.get(
    "/case",
    auth=Receipt(),
    response={
        200: schemas.CaseTold,
        401: schemas.Error,
        404: schemas.Error,
        429: schemas.Error,
    },
    summary="Follow a case",
)
def follow(request: HttpRequest, number: str = "") -> dict[str, Any]:
    """What the petitioner's page shows of the case that the receipt opens, at its latest level;
    `number` is the case of another level.
    """
    actor = Actor.petitioner(request.auth)  # type: ignore[attr-defined]
    with seen_by(actor), ExitStack() as reading:
        return _followed(actor, number, reading)


def _followed(actor: Actor, number: str, reading: ExitStack | None = None) -> dict[str, Any]:
    try:
        chain = chain_for(actor, timezone.now(), reading)
    except NotHere:
        message = _("No case here opens with this code.")
        raise Problem(401, "wrong-receipt", message) from None
    shown = next((f for f in reversed(chain) if number in ("", f.case.number)), None)
    if shown is None:
        message = _("This receipt opens no case of that number. Leave the number out.")
        raise Problem(404, "not-found", message, "number")
    return telling.told(Visit(chain, shown))


@router.post(
    "/case/replacement-refusal",
    auth=Receipt(),
    response={
        200: schemas.CaseTold,
        401: schemas.Error,
        422: schemas.Error,
        429: schemas.Error,
    },
    summary="Refuse that the receipt be replaced",
)
def refuse_a_replacement(request: HttpRequest) -> dict[str, Any]:
    """Says, with the receipt in hand, that it is not lost. Answers the case as it is then."""
    actor = Actor.petitioner(request.auth)  # type: ignore[attr-defined]
    with seen_by(actor):
        done = refuse_replacement(actor, timezone.now())
        if isinstance(done, Refusal):
            raise refused(done)
        return _followed(actor, "")
