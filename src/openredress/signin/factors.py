"""The second factor: who needs one, what counts as one, and how its secrets are kept."""

import base64
import time
from collections.abc import Iterable
from typing import Any

from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from openredress.offices.models import Staff

from .sealing import seal, unseal

#: What proves by itself that more than the password is there. Recovery codes stand in for one.
KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_needed(staff: Staff) -> bool:
    """Whoever holds a post, whichever it is: each opens names, agrees to opening them, oversees
    offices or manages accounts. A role that is added later needs one too, without being listed.
    """
    return staff.posts.exists()


def has_second_factor(staff: Staff) -> bool:
    return Authenticator.objects.filter(user=staff, type__in=KINDS).exists()


def is_last(authenticator: Authenticator) -> bool:
    """Whether nothing else would be left to prove more than the password with."""
    mine = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=KINDS)
    return not mine.exclude(pk=authenticator.pk).exists()


def has_proved(request: HttpRequest, staff: Staff) -> bool:
    """Whether this session was opened with more than a password. It is read from the session,
    which the person cannot write, and costs no query.
    """
    return any(_proves(record) for record in get_authentication_records(request, staff))


def _proves(record: dict[str, Any]) -> bool:
    """A code, a recovery code or a passkey; or the directory, where the operator trusts it."""
    return record.get("method") == "mfa" or record.get("second_factor") is True


def prove(request: HttpRequest, authenticator: Authenticator) -> None:
    """Who has just set a second step up has it, and has shown so."""
    record_authentication(
        request, request.user, "mfa", id=authenticator.pk, type=authenticator.type
    )


def steps_matching(secret: str, code: str) -> Iterable[int]:
    """The half-minutes, of the few that are accepted now, whose code this is."""
    typed = "".join(code.split())
    for step in yield_hotp_counters_from_time():
        if format_hotp_value(hotp_value(secret, step)) == typed:
            yield step


@transaction.atomic
def use_code(authenticator: Authenticator, code: str) -> bool:
    """Whether the code from an app is right. Neither it nor an earlier one works again (RFC 6238,
    section 5.2), in whichever process it is asked for: the last step stands in the locked row.
    """
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    last = row.data.get("last_step", 0)
    for step in steps_matching(decrypt(row.data["secret"]), code):
        if step > last:
            row.data["last_step"] = step
            row.save(update_fields=["data"])
            return True
    return False


def has_demonstration_key(staff: Staff) -> bool:
    row = Authenticator.objects.filter(user=staff, type=Authenticator.Type.TOTP).first()
    return row is not None and decrypt(row.data["secret"]) == DEMONSTRATION


def demonstration_code(staff: Staff) -> str:
    """The code to type, for an account of the demonstration; "" for every real one.

    Those accounts share a key that is printed in this file, so nothing is given away. The key of
    a real account is 160 random bits.
    """
    if not has_demonstration_key(staff):
        return ""
    row = Authenticator.objects.get(user=staff, type=Authenticator.Type.TOTP)
    now = int(time.time()) // 30
    step = max(now, row.data.get("last_step", 0) + 1)
    return format_hotp_value(hotp_value(DEMONSTRATION, step)) if step <= now + 1 else ""


#: Twenty bytes that spell it out: "openredress demo key".
DEMONSTRATION = base64.b32encode(b"openredress demo key").decode()


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Keys of apps and of recovery codes lie sealed in the database, so that a stolen copy of it
    proves nothing. Nothing is ever sent by mail.
    """

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "This code is not right, or was used already. Wait for the next one and type that."
        ),
        "cannot_delete_authenticator": _(
            "This is the only second step you have, and your work needs one. Set another one up "
            "first; then you can remove this one."
        ),
    }

    def encrypt(self, text: str) -> str:
        return seal(text, "second-factor")

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, "second-factor")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not (is_needed(authenticator.user) and is_last(authenticator))

    def get_totp_issuer(self) -> str:
        return str(settings.INSTITUTION)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        host = context.request.get_host().partition(":")[0]
        return {"id": host, "name": str(settings.INSTITUTION)}

    def generate_authenticator_name(self, user: Staff, type: Authenticator.Type) -> str:
        return ""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Sends nothing; the person finds it on their own page."""
