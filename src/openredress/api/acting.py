"""Letting somebody act for the petitioner, with the receipt of the case. Whoever acts has no way in
here: what they may do is on pages, where it says whose words it is.
"""

import secrets
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Header, Router, Status

from openredress.cases import actions
from openredress.core.refusals import Refusal
from openredress.follow.entrance import Visit

from . import schemas
from .cases import Receipt
from .errors import refused
from .repeating import HEADER, once
from .taking import ANSWERS, SENT, done, visited

router = Router(tags=["cases"], by_alias=True)


@router.post(
    "/case/proxy",
    auth=Receipt(),
    response={201: schemas.ProxyNamed, **SENT},
    summary="Let somebody act for the petitioner",
)
def name_proxy(
    request: HttpRequest,
    given: schemas.ProxyGiven,
    idempotency_key: str = Header("", alias=HEADER),
) -> Status[dict[str, Any]]:
    """Gives somebody a code of their own, to be handed on: nobody can give it to you again. With
    `Idempotency-Key` the same sent again is answered with the same code.
    """

    def named(visit: Visit) -> dict[str, Any]:
        file, form = visit.file, secrets.token_urlsafe(18)
        result = actions.name_proxy(
            file.case.number, file.actor, _authority(given), form, timezone.now()
        )
        if isinstance(result, Refusal):
            raise refused(result)
        return {"code": result.code}

    return Status(201, once(request, timezone.now(), lambda: visited(request, named)))


@router.post(
    "/case/proxy/scope",
    auth=Receipt(),
    response={200: schemas.CaseTold, **SENT},
    summary="Change what they may do",
)
def change_proxy(request: HttpRequest, given: schemas.ProxyGiven) -> dict[str, Any]:
    """Other bounds or another last day, from now on. Without `name` it stays as it is."""
    return done(request, lambda file: actions.change_proxy(
        file.case.number, file.actor, _authority(given), timezone.now()
    ))  # fmt: skip


@router.delete(
    "/case/proxy",
    auth=Receipt(),
    response={200: schemas.CaseTold, **ANSWERS},
    summary="Take it back",
)
def end_proxy(request: HttpRequest) -> dict[str, Any]:
    """Their code opens nothing from now on."""
    return done(request, lambda file: actions.end_proxy(
        file.case.number, file.actor, timezone.now()
    ))  # fmt: skip


def _authority(given: schemas.ProxyGiven) -> actions.Authority:
    return actions.Authority(given.name, tuple(given.scope), given.until, given.is_shown)
