"""A town, its cases, and a browser that holds a receipt."""

from typing import Any

import pytest

# Django is not loaded yet when pytest reads this file, so its parts are imported where used.


@pytest.fixture
def at(monkeypatch):
    """at(moment) makes it that moment for every page."""
    from django.utils import timezone

    def set_now(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_now


@pytest.fixture
def follow(at):
    """follow(drive) is a client that opened the case with its receipt, at the case's own now."""
    from django.test import Client
    from django.urls import reverse

    def opened(drive, language="en"):
        at(drive.now)
        client: Any = Client(headers={"accept-language": language})
        answer = client.post(reverse("petitioner:open"), {"code": drive.code})
        client.drive = drive
        assert answer.status_code == 302, answer.content.decode()
        return client

    return opened
