"""Reply addresses: one case each, unguessable, and ended for good."""

import pytest
from django.db import connection
from tests.cast import DECISION, START, accepted, file

from openredress.cases import actions
from openredress.core.access import Actor
from openredress.incoming import addresses
from openredress.incoming.models import ReplyAddress
from openredress.notices import kinds, outbox, sending
from openredress.notices.kinds import Message


@pytest.fixture(autouse=True)
def set_up(settings):
    settings.REPLY_ADDRESS = "redress@example.org"
    settings.EMAIL_HOST = "127.0.0.1"


def test_it_leads_to_its_case_and_says_nothing_of_it(cast):
    here, other = file(cast), file(cast)
    mine, theirs = addresses.reply_to(here.case), addresses.reply_to(other.case)
    assert mine != theirs
    assert addresses.find(mine).case == here.case
    assert addresses.find(theirs.upper()).case == other.case  # Servers change the case of letters.
    assert here.case.number not in mine
    assert len(mine.partition("@")[0]) <= 64  # RFC 5321, 4.5.3.1.1
    assert addresses.reply_to(here.case) == mine


def test_every_level_of_a_chain_has_the_same(cast):
    drive = accepted(cast)
    before = addresses.reply_to(drive.case)
    decision = {**DECISION, "outcome": "not-upheld"}
    drive.must("roads-officer", "decide", **decision).must("roads-officer", "serve", how="post")
    drive.must("petitioner", "ask-review", reason="No.")
    assert drive.case.origin_id is not None
    assert addresses.reply_to(drive.case) == before


def test_a_domain_of_its_own_needs_no_plus(cast, settings):
    settings.REPLY_ADDRESS = "*@cases.example.org"
    drive = file(cast)
    address = addresses.reply_to(drive.case)
    assert address.endswith("@cases.example.org")
    assert "+" not in address
    assert addresses.find(address).case == drive.case


def test_without_incoming_or_outgoing_mail_there_is_none(cast, settings):
    drive = file(cast)
    settings.EMAIL_HOST = ""
    assert addresses.reply_to(drive.case) == ""
    settings.EMAIL_HOST, settings.REPLY_ADDRESS = "127.0.0.1", ""
    assert addresses.reply_to(drive.case) == ""
    assert not ReplyAddress.objects.exists()


def test_what_only_looks_like_one_opens_nothing(cast):
    good = addresses.reply_to(file(cast).case)
    local, domain = good.split("@")
    token = local.split("+")[1]
    for wrong in (
        f"redress@{domain}", f"other+{token}@{domain}", f"{local}@example.com",
        f"{local[:-1]}@{domain}", f"{local}a@{domain}", f"redress+{token[::-1]}@{domain}",
        f"redress+{'a' * 32}@{domain}", f"redress+{token[:16]}{'a' * 16}@{domain}",
        f"redress+{'1' * 32}@{domain}", "", "@", "\0@\0",
    ):  # fmt: skip
        assert addresses.find(wrong) is None, wrong


def test_the_database_makes_no_address(cast):
    """Whoever has the rows has the first half; the other half needs the key."""
    address = addresses.reply_to(file(cast).case)
    token = address.split("+")[1].split("@")[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT incoming_replyaddress::text FROM incoming_replyaddress")
        kept = str(cursor.fetchall())
    assert token not in kept
    assert token[16:] not in kept
    from openredress.ops import home

    before, home.receipt_key = home.receipt_key, lambda: b"x" * 32
    try:
        assert addresses.find(address) is None
    finally:
        home.receipt_key = before


def test_one_that_was_ended_leads_nowhere_new(cast):
    drive = file(cast)
    before = addresses.reply_to(drive.case)
    after = addresses.renew(drive.case, START)
    assert after != before
    assert addresses.find(before).ended_at == START
    assert addresses.find(after).ended_at is None
    assert addresses.reply_to(drive.case) == after


def test_a_case_that_is_over_has_none(cast):
    drive = file(cast)
    assert addresses.reply_to(drive.case)
    drive.must("petitioner", "withdraw")
    assert not drive.case.is_open
    assert addresses.reply_to(drive.case) == ""


def test_with_the_identity_the_address_is_erased(cast):
    drive = file(cast, identity={"email": "zhang@example.net"})
    address = addresses.reply_to(drive.case)
    drive.must("petitioner", "withdraw")
    me = Actor.petitioner(drive.case.number)
    done = actions.ask_erasure(drive.case.number, me, "identity", "", drive.now)
    assert not hasattr(done, "code"), done
    clerk = cast.actor("clerk")
    granted = actions.grant_erasure(drive.case.number, clerk, "identity", "", drive.now)
    assert not hasattr(granted, "code"), granted
    assert addresses.find(address) is None


def test_every_notice_says_where_to_answer(cast, mail, monkeypatch):
    monkeypatch.setitem(kinds.KINDS, "test", lambda notice, now: Message("Subject", "Text\n"))
    drive = file(cast, identity={"email": "zhang@example.net"})
    outbox.queue("test", drive.case, "en", START)
    assert sending.send_due(START).sent == 1
    (letter,) = mail.letters
    assert letter["Reply-To"] == addresses.reply_to(drive.case)
