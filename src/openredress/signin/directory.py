"""Signing in through the institution's own directory, by OpenID Connect.

The library checks state, nonce, PKCE and the signature. We keep nothing of what the directory says
but the one claim that an operator tied to an account; whom no operator tied gets no account.
See docs/decisions/0019-directory.md.
"""

import logging
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from joserfc.errors import JoseError
from requests import RequestException

from openredress.offices.models import Staff

log = logging.getLogger("openredress.signin")

SECONDS = 10
GO_ON = "directory_next"
HERE = ("localhost", "127.0.0.1", "::1")

#: What a directory that does not answer, or answers wrongly, comes out as.
FAILURES = (AuthlibBaseError, JoseError, RequestException, RuntimeError, ValueError, KeyError)


class NotEncryptedError(RuntimeError):
    """A directory that is asked in the clear can be posed as by anyone between."""


@cache
def _client(issuer: str, client_id: str, secret: str) -> Any:
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in HERE:
        raise NotEncryptedError("OPENREDRESS_OIDC_ISSUER has to begin with https://.")
    return OAuth().register(
        "directory",
        client_id=client_id,
        client_secret=secret,
        server_metadata_url=issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={
            "scope": settings.DIRECTORY_SCOPE,
            "code_challenge_method": "S256",
            "default_timeout": SECONDS,
        },
    )


def client() -> Any:
    """Raises `Http404` where no directory is set up."""
    if not settings.DIRECTORY_ISSUER:
        raise Http404
    return _client(
        settings.DIRECTORY_ISSUER, settings.DIRECTORY_CLIENT_ID, settings.DIRECTORY_CLIENT_SECRET
    )


@never_cache
def go(request: HttpRequest) -> HttpResponse:
    """Off to the directory; `again` makes it ask even whom it still knows."""
    request.session[GO_ON] = get_next_redirect_url(request) or ""
    levels = [value for name, value in _proofs() if name == "acr"]
    asked = {"acr_values": " ".join(levels)} if levels else {}
    asked |= {"prompt": "login"} if "again" in request.GET else {}
    try:
        back = request.build_absolute_uri(reverse("openid_connect_callback"))
        answer: HttpResponse = client().authorize_redirect(request, back, **asked)
    except FAILURES as error:
        return _failed(request, error)
    return answer


@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """Back from it, with a code that only we can turn into who came."""
    try:
        claims = client().authorize_access_token(request)["userinfo"]
        subject = str(claims[settings.DIRECTORY_CLAIM])
        if claims["iss"].rstrip("/") != settings.DIRECTORY_ISSUER.rstrip("/"):
            raise ValueError("Another issuer answered.")
    except FAILURES as error:
        return _failed(request, error)
    staff = _tied(subject)
    if staff is None:
        return _page(request, "signin/directory_unknown.html", 403)
    return _signed_in(request, staff, proves_second_factor(claims))


def _tied(subject: str) -> Staff | None:
    issuer = settings.DIRECTORY_ISSUER.rstrip("/")
    found = Staff.objects.filter(directory_link__issuer=issuer, directory_link__subject=subject)
    return found.first()


def _signed_in(request: HttpRequest, staff: Staff, is_proved: bool) -> HttpResponse:
    record_authentication(request, staff, "socialaccount", second_factor=is_proved)
    login = Login(user=staff, redirect_url=request.session.pop(GO_ON, "") or None)
    response: HttpResponse = perform_login(request, login)
    return response


def proves_second_factor(claims: Mapping[str, Any]) -> bool:
    """Whether the directory says so in words that the operator takes for it, and not otherwise."""
    methods = claims.get("amr")
    said = {("amr", str(m)) for m in methods} if isinstance(methods, list) else set()
    said.add(("acr", str(claims.get("acr"))))
    return any(proof in said for proof in _proofs())


def _proofs() -> list[tuple[str, str]]:
    """`OPENREDRESS_OIDC_SECOND_FACTOR`, such as "amr=mfa acr=urn:example:high"."""
    pairs = (word.partition("=") for word in settings.DIRECTORY_SECOND_FACTOR.split())
    return [(name, value) for name, _, value in pairs if name in ("amr", "acr") and value]


def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """What went wrong is for the operator. What the directory wrote may hold a name, and is not
    logged.
    """
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    log.warning("Signing in through the directory failed: %s", kind)
    return _page(request, "signin/directory_failed.html", 403)


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    context = {"directory": settings.DIRECTORY_NAME, "has_errors": True}
    return render(request, template, context, status=status)
