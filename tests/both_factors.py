"""Signing in: without the pages, as a test's client does, and with them in a browser."""

import time
from typing import Any


def prove(client: Any, staff: Any) -> None:
    """Leaves in the session of somebody signed in by password what a code would leave."""
    from allauth.account.internal.flows import login

    session = client.session
    record = {"method": "mfa", "type": "totp", "at": time.time()}
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [record]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(staff.pk)
    session.save()


def always() -> None:
    """`force_login` and `login` of a test's client stand for a whole sign-in from here on: without
    the second factor nobody is let in. tests/signin/ signs in by the pages, step by step.
    """
    from django.test import Client

    Client.sign_in_by_password_alone = by_password = Client._login

    def both(client: Any, staff: Any, *more: Any) -> None:
        by_password(client, staff, *more)
        prove(client, staff)

    Client._login = both


def in_a_browser(page: Any, who: str, password: str) -> None:
    """Both steps on a page that asks somebody of the cast to sign in; their app is set up if need
    be. The page goes on to wherever it was going.
    """
    code_of(who)  # Without an app they would be led to set one up.
    page.fill("[name=login]", who)
    page.fill("[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/second-factor/authenticate/")
    page.fill("[name=code]", code_of(who))
    page.keyboard.press("Enter")


def code_of(who: str) -> str:
    """The code that their app shows, as if it had not been used in this half-minute."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
    from allauth.mfa.utils import decrypt

    from openredress.offices.models import Staff

    staff = Staff.objects.get(username=who)
    row = Authenticator.objects.filter(user=staff, type="totp").first()
    if row is None:
        row = TOTP.activate(staff, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").instance
    row.data.pop("last_step", None)
    row.save(update_fields=["data"])
    return format_hotp_value(hotp_value(decrypt(row.data["secret"]), int(time.time()) // 30))
