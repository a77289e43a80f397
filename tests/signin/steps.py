"""Signing in by the pages, one step after the other, as a person does."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from django.test import Client
from django.urls import reverse

from openredress.offices.models import Staff

PASSWORD = "a long enough sentence"


def password(client: Client, name: str, word: str = PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": name, "password": word}, **more)


def code(client: Client, typed: str, **more):
    return client.post(reverse("mfa_authenticate"), {"code": typed}, **more)


def give_app(staff: Staff) -> str:
    """Sets up an app for somebody behind their back. Returns its key."""
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(staff, secret)
    return secret


def shown(secret: str, later: int = 0) -> str:
    """What the app shows now, or so many half-minutes later; a half-minute that is about to end is
    let pass, so that it is still this one when the code is typed.
    """
    if time.time() % 30 > 24:
        time.sleep(30 - time.time() % 30)

    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def wrong(secret: str) -> str:
    """Six digits that no app with this key shows about now."""
    right = {shown(secret, later) for later in range(-3, 4)}
    return next(f"{number:06}" for number in range(100) if f"{number:06}" not in right)


def key_of(staff: Staff) -> str:
    row = Authenticator.objects.get(user=staff, type=Authenticator.Type.TOTP)
    return decrypt(row.data["secret"])


def is_in(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


def whole(client: Client, staff: Staff, word: str = PASSWORD) -> None:
    """Both steps; the app is set up if there is none."""
    rows = Authenticator.objects.filter(user=staff, type=Authenticator.Type.TOTP)
    secret = key_of(staff) if rows.exists() else give_app(staff)
    row = rows.get()
    row.data.pop("last_step", None)  # As if the code before had been half a minute ago.
    row.save(update_fields=["data"])
    password(client, staff.username, word)
    code(client, shown(secret))
    assert is_in(client)
