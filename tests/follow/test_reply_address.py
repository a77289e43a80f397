"""The reply address on the petitioner's own page, and another in its place."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import file

from openredress.incoming import addresses


@pytest.fixture
def visit(cast, settings):
    settings.REPLY_ADDRESS, settings.EMAIL_HOST = "redress@example.org", "127.0.0.1"
    drive = file(cast)
    client = Client()
    client.post(reverse("petitioner:open"), {"code": drive.code})
    return drive.case, client, f"/case/{drive.case.number}/"


def test_they_see_it_and_take_another(visit):
    case, client, here = visit
    before = addresses.reply_to(case)
    assert before in client.get(f"{here}details/").content.decode()
    answer = client.post(f"{here}reply-address/", follow=True)
    assert before not in answer.content.decode()
    assert addresses.reply_to(case) in answer.content.decode()
    assert addresses.find(before).ended_at is not None


def test_without_incoming_mail_nothing_is_said_of_it(visit, settings):
    _case, client, here = visit
    settings.REPLY_ADDRESS = ""
    assert "reply-address" not in client.get(f"{here}details/").content.decode()


def test_the_message_is_shown_with_how_it_came(visit, cast):
    from openredress.cases import actions
    from openredress.core.access import Actor

    case, client, here = visit
    me = Actor.petitioner(case.number)
    told = {"text": "One more thing.", "quoted": "> Earlier.", "channel": "email",
            "files_refused": 2}  # fmt: skip
    from django.utils import timezone

    actions.take(case.number, me, "message", told, timezone.now())
    page = client.get(here).content.decode()
    assert "It came to the reply address of your case." in page
    assert "2 files that came with it could not be taken." in page
    desk = Client()
    desk.force_login(cast.staff("clerk"))
    page = desk.get(f"/desk/cases/{case.number}/").content.decode()
    assert "Whoever knows that address can write so" in page
    assert "<details><summary>Quoted from earlier e-mail</summary>" in page
