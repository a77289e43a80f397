"""Reporting reprisal, and asking beforehand who would read it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Header, Router, Status

from openredress.cases import actions
from openredress.cases.access import case_for
from openredress.cases.actions import Report
from openredress.cases.wording import why_text
from openredress.core.access import Actor
from openredress.core.refusals import Refusal
from openredress.core.reprisal import Supervision, Why
from openredress.offices.models import Office
from openredress.parties import receipts
from openredress.wall import seen_by

from . import finding, schemas, telling
from .cases import SOMEBODY, Receipt, identity_of, language_given
from .errors import Problem, refused
from .repeating import HEADER, once

router = Router(tags=["reports of reprisal"], by_alias=True)


def shown(request: HttpRequest) -> tuple[str, int]:
    """The case whose receipt was shown, and which receipt of it; nothing without one. Raises
    `Problem` for a wrong one.
    """
    kind, _space, code = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "receipt":
        return "", 0
    number = Receipt().authenticate(request, code)
    receipt = receipts.find(code)
    return number, receipt.number if receipt else 0


@router.post(
    "/reports/readers",
    response={
        200: schemas.ReadersTold,
        400: schemas.Error,
        401: schemas.Error,
        413: schemas.Error,
        422: schemas.Error,
        429: schemas.Error,
    },
    summary="Ask who would read a report of reprisal",
)
def readers(request: HttpRequest, given: schemas.ReportAbout) -> dict[str, Any]:
    """Which office would read a report, and which would not. Nothing is filed and nothing kept."""
    return _told(actions.supervision(_report(request, given)))


@router.post(
    "/reports",
    response={201: schemas.ReportFiled, 400: schemas.Error, 401: schemas.Error,
              413: schemas.Error, 422: schemas.Error, 429: schemas.Error},
    summary="Report a reprisal",
)  # fmt: skip
def file(
    request: HttpRequest,
    given: schemas.ReportGiven,
    idempotency_key: str = Header("", alias=HEADER),
) -> Status[dict[str, Any]]:
    """Reports a reprisal past the office it is about. Keep the code apart from that of the case.

    `Idempotency-Key` is as with a case.
    """
    now = timezone.now()
    return Status(201, once(request, now, lambda: _filed(request, given, now)))


def _filed(request: HttpRequest, given: schemas.ReportGiven, now: datetime) -> dict[str, Any]:
    report = _report(
        request,
        given,
        text=given.text,
        wish=given.wish,
        keep_out=given.keep_out,
        language=language_given(request, given.language),
        identity=identity_of(given.petitioner) or {},
    )
    filed = actions.file_report(report, SOMEBODY, now)
    if isinstance(filed, Refusal):
        raise refused(filed)
    number = filed.case.number
    actor = Actor.petitioner(number)
    with seen_by(actor):
        due = telling.due(case_for(actor, number, now))
    return {**_told(filed.goal), "number": number, "receipt_code": filed.code, "due": due}


def _report(request: HttpRequest, given: schemas.ReportAbout, **more: Any) -> Report:
    about, which = shown(request)
    if not about and not given.office:
        message = _("Send the office it is about, or the receipt of the case in the header.")
        raise Problem(422, "missing", message, "office")
    refused_offices = (finding.found("office", each) for each in given.refused)
    return Report(
        about=about,
        about_receipt=which,
        office=finding.found("office", given.office),
        refused=tuple(office for office in refused_offices if office is not None),
        channel="api",
        **{"text": "", **more},
    )


def _told(goal: Supervision) -> dict[str, Any]:
    names = Office.objects.in_bulk([goal.office, *goal.passed])

    def named(office: int) -> dict[str, str]:
        return {"code": names[office].code, "name": names[office].name}

    return {
        "office": named(goal.office),
        "because": why_text(goal.why),
        "held": goal.why is Why.NOBODY,
        "passed": [named(office) for office in sorted(goal.passed)],
    }
