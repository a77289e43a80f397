"""Every error of the API is `{"error": {"code", "message", "field"}}`, in the reader's language.

`code` is for programs and stable, `message` for people and says what to do, `field` names what
has to change ("" where it is not one field).
"""

import logging
from typing import Any

import ninja.errors
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from openredress.cases.wording import refusal_text
from openredress.core.refusals import Code, Refusal

log = logging.getLogger(__name__)


#: The code of an answer to somebody who has no duty key, rather than no receipt.
NO_KEY = "no-duty-key"


class Problem(Exception):  # noqa: N818  it is an answer and no bug
    """An answer that is an error. Raised where a view finds out, answered in one place."""

    def __init__(
        self, status: int, code: str, message: str, field: str = "", wait: int = 0
    ) -> None:
        self.status, self.code, self.message, self.field = status, code, message, field
        self.wait = wait
        super().__init__(code)


def refused(refusal: Refusal) -> Problem:
    """A refusal of the core as the API says it."""
    return Problem(422, str(refusal.code), refusal_text(refusal), refusal.field)


def answer(status: int, code: str, message: str, field: str = "") -> HttpResponse:
    body = {"error": {"code": code, "message": message, "field": field}}
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    if status == 401:
        response["WWW-Authenticate"] = "Bearer" if code == NO_KEY else "Receipt"
    return response


def for_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    response = answer(problem.status, problem.code, problem.message, problem.field)
    if problem.wait:
        response["Retry-After"] = str(problem.wait)
    return response


def for_missing_receipt(request: HttpRequest, error: Exception) -> HttpResponse:
    message = _(
        "This needs the code of your receipt. Send it in the header “Authorization: Receipt” "
        "followed by the 20 digits."
    )
    return answer(401, "no-receipt", message)


def for_invalid(request: HttpRequest, error: ninja.errors.ValidationError) -> HttpResponse:
    """The first thing that is wrong with what was sent."""
    found = error.errors[0]
    where = [str(part) for part in found["loc"] if part not in ("body", "query", "path", "given")]
    code, message = _invalid(found)
    return answer(422, code, message, ".".join(where))


def _invalid(found: dict[str, Any]) -> tuple[str, str]:
    kind, more = found["type"], found.get("ctx", {})
    if kind in ("missing", "string_too_short"):
        return str(Code.MISSING), _("Fill this in; it cannot stay empty.")
    if kind == "string_too_long":
        return str(Code.TOO_LONG), _("This is too long. Keep it under %(max)s characters.") % {
            "max": more["max_length"]
        }
    if kind == "extra_forbidden":
        return "unknown-field", _("There is no such field. Check how it is spelt.")
    if kind == "string_unicode":
        return "invalid", _("There is a character in it that no text can have. Take it out.")
    return "invalid", _("This is not of the right kind: a text has to stand in quotation marks.")


def for_bad_request(request: HttpRequest, error: ninja.errors.HttpError) -> HttpResponse:
    message = _("What was sent is not JSON. Send an object such as {example}.")
    return answer(error.status_code, "bad-request", message.format(example='{"text": "…"}'))


def for_too_big(request: HttpRequest, error: Exception) -> HttpResponse:
    return answer(413, "too-big", _("What was sent is too big. Send less."))


def for_not_found(request: HttpRequest, error: Exception | None = None) -> HttpResponse:
    message = _("There is nothing at this address. /api/v1/openapi.json lists what there is.")
    return answer(404, "not-found", message)


def for_wrong_method(allowed: str) -> HttpResponse:
    message = _("This address takes %(methods)s.") % {"methods": allowed}
    response = answer(405, "wrong-method", message)
    response["Allow"] = allowed
    return response


def for_plain_http(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
    message = _(
        "This came in the clear, and others may have read it. Nothing was done with it. Send it "
        "to the address that begins with https://."
    )
    return answer(403, "plain-http", message)


def for_no_database(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("The database did not answer: %s", type(error).__name__)
    message = _("The service cannot be reached at the moment. Nothing was filed. Try again soon.")
    return answer(503, "unavailable", message)


def for_bug(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("The API failed.", exc_info=error)
    message = _("Something went wrong here. Nothing was filed. Please try again later.")
    return answer(500, "internal", message)


HANDLERS: dict[type[Exception], Any] = {
    Problem: for_problem,
    ninja.errors.AuthenticationError: for_missing_receipt,
    ninja.errors.ValidationError: for_invalid,
    ninja.errors.HttpError: for_bad_request,
    RequestDataTooBig: for_too_big,
    Http404: for_not_found,
    DatabaseError: for_no_database,
    Exception: for_bug,
}
