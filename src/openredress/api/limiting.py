"""How much one caller may ask, told on every answer, so that a program can pace itself.

The headers are those of draft-ietf-httpapi-ratelimit-headers. Whoever sends a receipt is counted
by it and by nothing else: a flood from elsewhere never keeps a petitioner from their own case.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from openredress.core.receipt import read_code
from openredress.web.limits import EVERYBODY, Left, Limit, caller

from . import errors

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Quota:
    """What one caller has, and what all have together who cannot be told apart."""

    name: str
    each: Limit
    all: Limit

    def take(self, who: str) -> Left:
        return self.all.take(who) if who == EVERYBODY else self.each.take(who)


OF_A_RECEIPT = re.compile(r"/(case|group|mediation)(/replacement-refusal)?$")
#: In a minute.
READING = Quota("reading", Limit(300, 60), Limit(3000, 60))
FILING = Quota("filing", Limit(30, 60), Limit(300, 60))
FOLLOWING = Quota("following", Limit(120, 60), Limit(3000, 60))


def limited(view: View) -> View:
    """The view, answered with 429 once the quota of the caller is used up."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        quota, who = _quota(request)
        left = quota.take(who)
        response = _too_many(left) if left.is_over else view(request, *args, **named)
        response["RateLimit-Policy"] = f'"{quota.name}";q={left.tries};w={quota.each.seconds}'
        response["RateLimit"] = f'"{quota.name}";r={max(0, left.left)};t={left.seconds}'
        return response

    return inner


def _quota(request: HttpRequest) -> tuple[Quota, str]:
    scheme, _, code = request.headers.get("Authorization", "").partition(" ")
    receipt = read_code(code) if scheme.lower() == "receipt" else None
    if receipt and OF_A_RECEIPT.search(request.path):
        return FOLLOWING, f"receipt {receipt}"
    return (FILING if request.method == "POST" else READING), caller(request)


def _too_many(left: Left) -> HttpResponse:
    message = ngettext(
        "You ask very often. Wait %(seconds)d second, then go on; nothing is lost.",
        "You ask very often. Wait %(seconds)d seconds, then go on; nothing is lost.",
        left.seconds,
    ) % {"seconds": left.seconds}
    response = errors.answer(429, "too-many-requests", message)
    response["Retry-After"] = str(left.seconds)
    return response
