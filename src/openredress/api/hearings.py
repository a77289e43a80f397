"""What the petitioner does about a hearing, with the receipt of the case. What there is to do now
is told by `hearings` and `can_ask_hearing` of the case; what there is not is refused, and says why.
"""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from openredress.cases import actions

from . import schemas
from .cases import Receipt
from .taking import ANSWERS, SENT, done

router = Router(tags=["hearings"], by_alias=True)
Plain = dict[str, Any]


@router.post(
    "/case/hearing", auth=Receipt(), response={200: schemas.CaseTold, **SENT},
    summary="Ask for a hearing",
)  # fmt: skip
def ask(request: HttpRequest, given: schemas.HearingAsked) -> Plain:
    """The office answers with reasons whether there is one."""
    return done(request, lambda file: actions.ask_hearing(
        file.case.number, file.actor, given.reason, given.needs, timezone.now(),
        closed=given.closed,
    ))  # fmt: skip


@router.post(
    "/case/hearing/closed", auth=Receipt(), response={200: schemas.CaseTold, **ANSWERS},
    summary="Ask that a hearing is closed",
)  # fmt: skip
def closed(request: HttpRequest) -> Plain:
    """Nobody but those who take part listens, and nothing of it is published."""
    return done(request, lambda file: actions.wish_hearing_closed(
        file.case.number, file.actor, timezone.now()
    ))  # fmt: skip


@router.post(
    "/case/hearing/documents", auth=Receipt(), response={200: schemas.CaseTold, **SENT},
    summary="Put documents before a hearing",
)  # fmt: skip
def documents(request: HttpRequest, given: schemas.DocumentsGiven) -> Plain:
    """Files of the case, which were added before. Both sides have them at once."""
    return done(request, lambda file: actions.put_documents(
        file.case.number, file.actor, given.files, timezone.now()
    ))  # fmt: skip


@router.post(
    "/case/hearing/companion", auth=Receipt(), response={200: schemas.CaseTold, **SENT},
    summary="Bring somebody to a hearing",
)  # fmt: skip
def companion(request: HttpRequest, given: schemas.CompanionGiven) -> Plain:
    """The panel and the office read that somebody comes, and who it is if you say so."""
    return done(request, lambda file: actions.announce_companion(
        file.case.number, file.actor, given.name, timezone.now()
    ))  # fmt: skip


@router.delete(
    "/case/hearing/companion", auth=Receipt(), response={200: schemas.CaseTold, **ANSWERS},
    summary="Come to a hearing alone after all",
)  # fmt: skip
def alone(request: HttpRequest) -> Plain:
    """Nobody comes with you."""
    return done(request, lambda file: actions.announce_companion(
        file.case.number, file.actor, "", timezone.now(), comes=False
    ))  # fmt: skip


@router.post(
    "/case/hearing/objections", auth=Receipt(), response={200: schemas.CaseTold, **SENT},
    summary="Object to somebody on the panel",
)  # fmt: skip
def object_to_seat(request: HttpRequest, given: schemas.ObjectionToSeat) -> Plain:
    """It is answered before the hearing."""
    return done(request, lambda file: actions.object_to_seat(
        file.case.number, file.actor, given.seat, given.reason, timezone.now()
    ))  # fmt: skip


@router.post(
    "/case/hearing/minutes/confirmation", auth=Receipt(),
    response={200: schemas.CaseTold, **ANSWERS}, summary="Confirm the minutes of a hearing",
)  # fmt: skip
def confirm(request: HttpRequest) -> Plain:
    """They tell what was said. You need not agree with what the office said there."""
    return done(request, lambda file: actions.confirm_hearing_minutes(
        file.case.number, file.actor, timezone.now()
    ))  # fmt: skip


@router.post(
    "/case/hearing/minutes/annotations", auth=Receipt(),
    response={200: schemas.CaseTold, **SENT}, summary="Annotate the minutes of a hearing",
)  # fmt: skip
def annotate(request: HttpRequest, given: schemas.WrittenGiven) -> Plain:
    """Your words stand beside the minutes; nobody changes them."""
    return done(request, lambda file: actions.annotate_hearing_minutes(
        file.case.number, file.actor, given.text, timezone.now()
    ))  # fmt: skip
