"""What petitioners do about their own data: take it with them, keep it longer, have it erased."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from openredress.cases import actions
from openredress.cases.access import NotHere, chain_for
from openredress.cases.models import Case
from openredress.core.access import Actor
from openredress.core.refusals import Refusal
from openredress.follow import paper
from openredress.follow.download import own_details
from openredress.follow.entrance import Visit
from openredress.follow.record import record
from openredress.notices import channels
from openredress.wall import seen_by

from . import schemas, telling
from .cases import Receipt, ways_given
from .errors import Problem, refused

router = Router(tags=["cases"], by_alias=True)
ANSWERS = {401: schemas.Error, 422: schemas.Error, 429: schemas.Error}
#: What comes with a body may be no JSON, or too long.
SENT = {400: schemas.Error, 413: schemas.Error, **ANSWERS}


@router.get(
    "/case/download",
    auth=Receipt(),
    response={200: schemas.CaseTaken, **ANSWERS},
    summary="Take everything about a case away",
)
def download(request: HttpRequest, identity: bool = False) -> dict[str, Any]:
    """All levels of the case, with every event and every day counted. With `identity=true` what
    the petitioner gave about themselves is in it. Nobody at the office is told.
    """
    return visited(request, lambda visit: _record(visit, with_identity=identity))


@router.get(
    "/case/download.pdf",
    auth=Receipt(),
    response={200: None, **ANSWERS},
    summary="The same to read and to print",
    openapi_extra={
        "responses": {
            200: {
                "description": "A PDF",
                "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def download_pdf(request: HttpRequest, identity: bool = False) -> HttpResponse:
    """The same as a PDF."""
    found = visited(request, lambda visit: _record(visit, with_identity=identity))
    return HttpResponse(paper.pdf(found), content_type="application/pdf")


@router.post(
    "/case/erasure",
    auth=Receipt(),
    response={200: schemas.CaseTold, **SENT},
    summary="Ask that something be erased",
)
def ask_erasure(request: HttpRequest, given: schemas.ErasureGiven) -> dict[str, Any]:
    """Asks the office to erase name and contact (`identity`) or `everything`. The answer stands in
    `keeping` of the case.
    """
    return done(request, lambda file: actions.ask_erasure(
        file.case.number, file.actor, given.scope, given.reason, timezone.now()
    ))  # fmt: skip


@router.delete(
    "/case/erasure",
    auth=Receipt(),
    response={200: schemas.CaseTold, **ANSWERS},
    summary="Take back what was asked to be erased",
)
def take_back(request: HttpRequest) -> dict[str, Any]:
    """Nothing is erased on request, as long as it was not done yet."""
    return done(request, lambda file: actions.take_back_erasure(
        file.case.number, file.actor, timezone.now()
    ))  # fmt: skip


@router.post(
    "/case/longer",
    auth=Receipt(),
    response={200: schemas.CaseTold, **SENT},
    summary="Have the case kept longer",
)
def keep_longer(request: HttpRequest, given: schemas.LongerGiven) -> dict[str, Any]:
    """Has the case kept beyond its day. Nobody has to agree."""
    return done(request, lambda file: actions.keep_longer(
        file.case.number, file.actor, given.reason, timezone.now()
    ))  # fmt: skip


@router.post(
    "/case/answer",
    auth=Receipt(),
    response={200: schemas.CaseTold, **SENT},
    summary="Open the answer",
)
def open_answer(request: HttpRequest) -> dict[str, Any]:
    """Opens an answer that waits, which is the day on which it was served: the time within which
    one can ask for review begins. `answer_waits` of the case says what that is.
    """
    return done(request, lambda file: actions.receive_answer(
        file.case.number, file.actor, timezone.now()
    ))  # fmt: skip


@router.post(
    "/case/remedies/{remedy}/confirmation",
    auth=Receipt(),
    response={200: schemas.CaseTold, **ANSWERS},
    summary="Say that what was promised was done",
)
def confirm_remedy(request: HttpRequest, remedy: int) -> dict[str, Any]:
    """Says that the remedy of this number was done, while `can_confirm` of it is true."""
    return done(request, lambda file: actions.confirm_remedy(
        file.case.number, file.actor, remedy, timezone.now()
    ))  # fmt: skip


@router.post(
    "/case/remedies/{remedy}/objection",
    auth=Receipt(),
    response={200: schemas.CaseTold, **SENT},
    summary="Say that what was promised was not done",
)
def object_to_remedy(
    request: HttpRequest, remedy: int, given: schemas.ObjectionGiven
) -> dict[str, Any]:  # fmt: skip
    """Says that it was not done, and why, while `can_object` of it is true. The head of the office
    or the office above settles that by `settle_by`.
    """
    return done(request, lambda file: actions.object_to_remedy(
        file.case.number, file.actor, remedy, given.reason, timezone.now()
    ))  # fmt: skip


@router.post(
    "/case/notices",
    auth=Receipt(),
    response={200: schemas.CaseTold, **SENT},
    summary="Choose how to be told",
)
def choose_notices(request: HttpRequest, given: schemas.NoticesGiven) -> dict[str, Any]:
    """Says how the petitioner is told from now on. The contact has to be on file."""
    ways = ways_given(given.tell_by, "tell_by")
    return done(request, lambda file: actions.choose_notices(
        file.case.number, file.actor, ways, timezone.now()
    ))  # fmt: skip


@router.get("/notices", response=list[schemas.Named], summary="Ways of being told")
def notices(request: HttpRequest) -> list[dict[str, Any]]:
    """The ways in which this institution tells petitioners of what happens."""
    return [
        {"code": way, "name": str(channels.NAMES[way]), "parent": None}
        for way in channels.offered()
    ]


def _record(visit: Visit, *, with_identity: bool) -> dict[str, Any]:
    details = own_details(visit) if with_identity else None
    if isinstance(details, Refusal):
        raise refused(details)
    return record(visit, details, timezone.now())


def done(request: HttpRequest, act: Callable[[Any], Case | Refusal]) -> dict[str, Any]:
    """Acts on the latest level, and tells the case as it is then."""

    def acted(visit: Visit) -> dict[str, Any]:
        done = act(visit.file)
        if isinstance(done, Refusal):
            raise refused(done)
        return visited(request, telling.told)

    return visited(request, acted)


def visited(request: HttpRequest, then: Callable[[Visit], dict[str, Any]]) -> dict[str, Any]:
    actor = Actor.petitioner(request.auth)  # type: ignore[attr-defined]
    with seen_by(actor):
        try:
            chain = chain_for(actor, timezone.now())
        except NotHere:
            message = _("No case here opens with this code.")
            raise Problem(401, "wrong-receipt", message) from None
        return then(Visit(chain, chain[-1]))
