"""What the two sides of a mediation do, each with the receipt that is theirs."""

import secrets
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Header, Router, Status

from openredress.cases import actions
from openredress.cases.access import NotHere, chain_for
from openredress.cases.mediated import (
    AgreementShown,
    MediationShown,
    SideSaid,
    for_other_side,
    for_petitioner,
)
from openredress.cases.wording import local
from openredress.core.access import Actor
from openredress.core.beside import SIDE
from openredress.core.facts import OTHER
from openredress.core.refusals import Code, Refusal
from openredress.wall import seen_by
from openredress.web.limits import TooMany

from . import schemas
from .beside import Side, keep, must, paused
from .errors import Problem, refused
from .repeating import HEADER, once
from .taking import ANSWERS, SENT

router = Router(tags=["mediation"], by_alias=True)
#: There may be no mediation in the case.
FOUND = {404: schemas.Error, **ANSWERS}
TAKEN = {404: schemas.Error, **SENT}
Plain = dict[str, Any]


@router.post(
    "/mediation/receipt",
    response={201: schemas.ReceiptGiven, 400: schemas.Error, 413: schemas.Error,
              422: schemas.Error, 429: schemas.Error},
    summary="Exchange a letter for a receipt",
)  # fmt: skip
def exchange(
    request: HttpRequest,
    given: schemas.LetterGiven,
    idempotency_key: str = Header("", alias=HEADER),
) -> Status[Plain]:
    """The letter opens once. Keep the code: no office has seen it. `Idempotency-Key` is as for
    filing.
    """
    now = timezone.now()

    def came() -> Plain:
        try:
            done = must(actions.open_letter(given.letter, secrets.token_urlsafe(18), now))
        except TooMany as found:
            raise paused(found.seconds) from None
        return {"number": done.number, "receipt_code": done.code}

    return Status(201, once(request, now, came))


@router.get(
    "/mediation", auth=Side(), response={200: schemas.MediationTold, **FOUND},
    summary="What the two sides are told",
)  # fmt: skip
def page(request: HttpRequest) -> Plain:
    """What the page of this side shows, and never what the other one said alone."""
    return _told(request)


@router.post(
    "/mediation/consent", auth=Side(), response={200: schemas.MediationTold, **TAKEN},
    summary="Agree to mediation, or not any more",
)  # fmt: skip
def consent(request: HttpRequest, given: schemas.AgreesGiven) -> Plain:
    """On this rung. A no needs no reason, and leads on to the next rung."""
    side, number, now = _at(request)
    return _after(request, actions.answer_mediation(number, side, now, agrees=given.agrees))


@router.delete(
    "/mediation", auth=Side(), response={200: schemas.MediationTold, **FOUND},
    summary="Leave mediation altogether",
)  # fmt: skip
def leave(request: HttpRequest) -> Plain:
    """The ordinary procedure goes on, as it did all along."""
    side, number, now = _at(request)
    return _after(request, actions.leave_mediation(number, side, now))


@router.post(
    "/mediation/words", auth=Side(), response={200: schemas.MediationTold, **TAKEN},
    summary="Write to the mediator alone",
)  # fmt: skip
def words(request: HttpRequest, given: schemas.AloneGiven) -> Plain:
    """The other side never reads it, and neither does the office."""
    side, number, now = _at(request)
    return _after(request, actions.write_to_mediator(
        number, side, given.text, now, goes_on=given.goes_on
    ))  # fmt: skip


@router.post(
    "/mediation/agreements/{agreement}", auth=Side(),
    response={200: schemas.MediationTold, **TAKEN}, summary="Confirm an agreement, or refuse it",
)  # fmt: skip
def answer(request: HttpRequest, agreement: int, given: schemas.AgreesGiven) -> Plain:
    """It binds once both sides have confirmed it and the days to think it over are over."""
    side, number, now = _at(request)
    return _after(request, actions.answer_agreement(
        number, side, agreement, now, agrees=given.agrees
    ))  # fmt: skip


@router.delete(
    "/mediation/agreements/{agreement}", auth=Side(),
    response={200: schemas.MediationTold, **FOUND}, summary="Take a confirmation back",
)  # fmt: skip
def take_back(request: HttpRequest, agreement: int) -> Plain:
    """As long as the days to think it over are not over."""
    side, number, now = _at(request)
    return _after(request, actions.take_agreement_back(number, side, agreement, now))


@router.post(
    "/mediation/notices", auth=Side(), response={200: schemas.MediationTold, **TAKEN},
    summary="Choose how the other side is told",
)  # fmt: skip
def notices(request: HttpRequest, given: schemas.ToldGiven) -> Plain:
    """Of the other side only. The petitioner says it by `/case/notices`."""
    opened = _other(request)
    keep(request, SIDE, given, lambda wanted: actions.tell_side(opened, wanted))
    return _told(request)


@router.post(
    "/mediation/replacement-refusal", auth=Side(), response={200: schemas.MediationTold, **FOUND},
    summary="Refuse that the receipt of the other side be replaced",
)  # fmt: skip
def refuse_replacement(request: HttpRequest) -> Plain:
    """Says, with the receipt in hand, that it is not lost."""
    refusal = actions.refuse_beside(_other(request))
    if refusal is not None:
        raise refused(refusal)
    return _told(request)


# Telling -----------------------------------------------------------------------------------


def _at(request: HttpRequest) -> tuple[str, str, Any]:
    """The side, the number, and now; 404 where there is no mediation."""
    page = _page(request)
    return page.side, page.number, timezone.now()


def _other(request: HttpRequest) -> Any:
    side, _number, opened = request.auth  # type: ignore[attr-defined]
    if side != OTHER:
        raise refused(Refusal(Code.NOT_YOURS))
    return opened


def _after(request: HttpRequest, done: Any) -> Plain:
    must(done)
    return _told(request)


def _page(request: HttpRequest) -> MediationShown:
    side, number, _opened = request.auth  # type: ignore[attr-defined]
    now = timezone.now()
    if side == OTHER:
        found = for_other_side(number, now)
    else:
        actor = Actor.petitioner(number)
        with seen_by(actor):
            try:
                found = for_petitioner(chain_for(actor, now)[0])
            except NotHere:
                found = None
    if found is None:
        raise Problem(404, "not-found", _("There is no mediation in this case."))
    return found


def _told(request: HttpRequest) -> Plain:
    page = _page(request)
    zone = ZoneInfo(page.time_zone)
    return {
        "number": page.number, "side": page.side, "office": page.office.name,
        "mediating_along": page.along, "about": page.about, "called": page.called,
        "is_running": page.is_running, "became": page.became,
        "consents": _said(page.consents), "due_on": page.due_on,
        "rungs": [
            {"name": local(r.name), "office": r.office, "state": r.state, "days": r.days,
             "due_on": r.due_on, "ground": r.ground, "report": r.report}
            for r in page.rungs
        ],
        "meetings": [
            {"number": m.number, "starts_at": m.starts_at.astimezone(zone), "place": m.place,
             "is_ahead": m.is_ahead, "present": m.present, "record": m.record}
            for m in page.meetings
        ],
        "alone": [
            {"at": a.at.astimezone(zone), "by_you": a.by_side, "goes_on": a.goes_on,
             "text": a.text}
            for a in page.asides
        ],
        "agreements": [_agreement(a) for a in page.agreements],
    }  # fmt: skip


def _agreement(one: AgreementShown) -> Plain:
    return {
        "number": one.number, "terms": one.terms,
        "points": [{"owner": o.owner, "text": o.text, "due_on": o.due_on} for o in one.owed],
        "answers": _said(one.answers), "until": one.until, "is_open": one.is_open,
        "is_bound": one.is_bound,
    }  # fmt: skip


def _said(answers: tuple[SideSaid, ...]) -> list[Plain]:
    return [{"side": a.side, "said": a.said} for a in answers]
