"""Who is on duty now, for programs of the staff."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router
from ninja.security import HttpBearer

from openredress.duty.actions import holder_of
from openredress.duty.queries import Line, OnDuty
from openredress.offices.tree import actor_of

from . import schemas
from .errors import NO_KEY, Problem

router = Router(tags=["duty"], by_alias=True)


class DutyKeyAuth(HttpBearer):
    """The key of a staff member's duty calendar. A session opens nothing here."""

    def __call__(self, request: HttpRequest) -> Any:
        holder = super().__call__(request)
        if holder is None:
            raise Problem(401, NO_KEY, _(
                "This needs a duty key. Make one on the page “Duty and substitutes” of the desk "
                "and send it in the header “Authorization: Bearer”."
            ))  # fmt: skip
        return holder

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return holder_of(token)


@router.get(
    "/duty",
    auth=DutyKeyAuth(),
    response={200: list[schemas.OnDutyTold], 401: schemas.Error},
    summary="Who is on duty now",
)
def duty(request: HttpRequest) -> list[dict[str, Any]]:
    """At each office where the holder of the key has a post: who answers now, and how to reach
    them. Staff make the key on the page “Duty and substitutes”; it ends the address of their
    calendar.
    """
    actor = actor_of(request.auth)  # type: ignore[attr-defined]
    return [_told(now) for now in Line(actor, timezone.now()).shown]


def _told(now: OnDuty) -> dict[str, Any]:
    return {
        "office": {"code": now.office.code, "name": now.office.name},
        "keeps_roster": now.keeps_roster,
        "lead": now.name or None,
        "instead_of": now.instead_of or None,
        "others": list(now.others),
        "phone": now.phone,
        "room": now.room,
    }
