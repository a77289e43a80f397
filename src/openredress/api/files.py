"""Files of a case: add, list, and have them back, with the code of the receipt."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File as Sent
from ninja import Form, Router, Status
from ninja.files import UploadedFile

from openredress.cases import actions
from openredress.cases.access import File, NotHere, chain_for
from openredress.cases.files import found, hand_out, visible
from openredress.cases.models import Case
from openredress.core.access import Actor
from openredress.core.refusals import Code, Refusal
from openredress.wall import seen_by

from . import schemas
from .cases import Receipt
from .errors import Problem, refused
from .telling import files_told

router = Router(tags=["files"], by_alias=True, auth=Receipt())

ERRORS = {400: schemas.Error, 401: schemas.Error, 404: schemas.Error, 429: schemas.Error}


@router.post(
    "/case/files",
    response={201: list[schemas.FileTold], 413: schemas.Error, 422: schemas.Error, **ERRORS},
    summary="Add a file",
)
def add(
    request: HttpRequest,
    file: UploadedFile = Sent(..., description="A photo, document or recording."),  # noqa: B008
    keep_original: bool = Form(False, description="Keep the untouched original too, locked away."),
    number: str = Form("", description="The case of another level."),
) -> Status[list[dict[str, Any]]]:
    """Adds one file to the case, sent as multipart/form-data. Its kind is found by content; place,
    time, device and author are taken out. Answers with all files of the case.
    """
    actor = Actor.petitioner(request.auth)  # type: ignore[attr-defined]
    with seen_by(actor):
        here = _open(actor, number)
        done = actions.add_file(
            here.case.number, actor, file, file.name or "", timezone.now(),
            keep_original=keep_original,
        )  # fmt: skip
        if not isinstance(done, Case):
            raise _problem(done)
        return Status(201, files_told(visible(_open(actor, number)), here))


@router.get(
    "/case/files",
    response={200: list[schemas.FileTold], **ERRORS},
    summary="List the files",
)
def listed(request: HttpRequest, number: str = "") -> list[dict[str, Any]]:
    """The files of the case, with what the office gave you."""
    actor = Actor.petitioner(request.auth)  # type: ignore[attr-defined]
    with seen_by(actor):
        here = _open(actor, number)
        return files_told(visible(here), here)


@router.get("/case/files/{uid}", response={200: None, **ERRORS}, summary="Have a file back")
def download(request: HttpRequest, uid: str, number: str = "") -> HttpResponseBase:
    """The file itself; `uid` is the one of the list."""
    actor = Actor.petitioner(request.auth)  # type: ignore[attr-defined]
    with seen_by(actor):
        here = _open(actor, number)
        known = found(here, uid)
        handed = hand_out(here, known) if known else Refusal(Code.NO_SUCH_FILE)
        if isinstance(handed, Refusal):
            raise _problem(handed)
        return handed


def _problem(refusal: Refusal) -> Problem:
    problem = refused(refusal)
    if refusal.code is Code.NO_SUCH_FILE:
        problem.status = 404
    if refusal.code is Code.FILE_TOO_BIG:
        problem.status = 413
    return problem


def _open(actor: Actor, number: str) -> File:
    try:
        chain = chain_for(actor, timezone.now())
    except NotHere:
        raise Problem(401, "wrong-receipt", _("No case here opens with this code.")) from None
    shown = next((f for f in reversed(chain) if number in ("", f.case.number)), None)
    if shown is None:
        message = _("This receipt opens no case of that number. Leave the number out.")
        raise Problem(404, "not-found", message, "number")
    return shown
