"""SMS and chat: one message to one recipient, through the service that the operator named.

apprise knows some hundred services by their addresses. Such an address holds the recipients, so
ours has {contact} where one belongs, and is made anew for every message. All that apprise answers
is whether the service took it: what became of it afterwards no service tells this way.
"""

import logging
import re
from urllib.parse import quote

from django.conf import settings

from .channels import SMS

PLACE = "{contact}"
#: The library writes addresses of recipients and keys of services into its log.
for _name in ("apprise", "apprise.plugins"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


class RefusedByGatewayError(Exception):
    """The service did not take the message, or was not there. It may be tried again."""


class NoSuchGatewayError(ValueError):
    """The address that was set names no service that apprise knows, or has no {contact}."""


def send(channel: str, contact: str, text: str) -> None:
    """Hands one message over. Raises `RefusedByGatewayError` or `NoSuchGatewayError`."""
    service = _service(channel, contact)
    if not service.notify(body=text, title=""):
        raise RefusedByGatewayError


def fault(channel: str) -> str:
    """What is wrong with the address that was set for a channel, "" if nothing is."""
    try:
        _service(channel, "12345")
    except NoSuchGatewayError as error:
        return str(error)
    return ""


def address(channel: str) -> str:
    return str(settings.SMS_URL if channel == SMS else settings.CHAT_URL)


def _service(channel: str, contact: str):  # type: ignore[no-untyped-def]  # a plugin of apprise
    # It loads a hundred plugins, which only who sends has to wait for.
    import apprise

    there = address(channel)
    if PLACE not in there:
        raise NoSuchGatewayError(f"the address has no {PLACE}")
    asset = apprise.AppriseAsset(
        app_id="OpenRedress", app_desc="", app_url="", secure_logging=True, async_mode=False,
        storage_mode=apprise.PersistentStoreMode.MEMORY,
    )  # fmt: skip
    found = apprise.Apprise.instantiate(there.replace(PLACE, quote(contact, safe="")), asset=asset)
    if found is None:
        scheme = re.match(r"[a-z0-9]+", there)
        raise NoSuchGatewayError(f"apprise does not understand it ({scheme[0] if scheme else ''})")
    return found
