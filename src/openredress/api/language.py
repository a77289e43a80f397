"""In which language the API answers: the parameter `language`, else what the reader asks for."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import translation
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from . import errors

View = Callable[..., HttpResponse]


def language_of(request: HttpRequest) -> str:
    """A language the program has. Cookies are not looked at."""
    asked = request.GET.get("language", "")
    wanted = [known(asked)] if asked else []
    header = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    wanted += [known(code) for code, _ in header]
    return next((code for code in wanted if code), settings.LANGUAGE_CODE)


def known(code: str) -> str:
    """The language as the program calls it ("zh", "zh-CN" and "zh-Hans" are one); "" if none."""
    plain = code.strip().lower()
    if plain == "zh":
        return "zh-hans"
    try:
        found: str = get_supported_language_variant(plain)
    except LookupError:
        return ""
    return found


def spoken(view: View) -> View:
    """The view in the language of its reader, its errors included."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            in_the_clear = settings.SECURE_SSL_REDIRECT and not request.is_secure()
            answered = errors.for_plain_http if in_the_clear else view
            response = answered(request, *args, **named)
            if isinstance(response, HttpResponseNotAllowed):
                response = errors.for_wrong_method(response["Allow"])
        response["Content-Language"] = language
        response["Vary"] = "Accept-Language"
        return response

    return inner
