"""Telling petitioners what happens: in ways they chose, once each, and never what it is about."""

import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.cast import DECISION, START, accepted, file, served

from openredress.attachments.models import Attachment
from openredress.cases import actions
from openredress.cases.models import Case
from openredress.core import news
from openredress.core.access import Actor
from openredress.core.events import REGISTRY
from openredress.notices import channels, sending, texts
from openredress.notices import gateway as gateways
from openredress.notices.kinds import KINDS
from openredress.notices.models import Notice

#: A Wednesday, noon in Shanghai: no quiet hour.
EVERYTHING = {
    "name": "Zhang Wei", "email": "zhang@example.net", "phone": "+86 138-0000 5555",
    "chat": "@zhang", "address": "12 Mill Lane, Linjiang", "tell_by": "email sms chat letter",
}  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_queued(mail, gateway):
    """A mail server and a gateway, so that every way is there."""


def rows(**wanted):
    return list(Notice.objects.filter(**wanted).order_by("pk"))


def told(cast, **identity):
    """A case whose petitioner wants to be told in these ways, and which was just registered."""
    return file(cast, identity={**EVERYTHING, **identity}).must("clerk", "register")


def until_done(now, rounds=3):
    for _round in range(rounds):
        sending.send_due(now)


# From an event to a message -------------------------------------------------------------------


def test_what_happens_is_told_in_every_way_that_was_chosen(cast, mail, gateway):
    drive = told(cast)
    until_done(drive.now)
    (letter,) = mail.letters
    assert letter["To"] == "zhang@example.net"
    assert sorted(to for to, _text in gateway.messages) == ["+8613800005555", "@zhang"]
    # That it was registered is no reason for a letter on paper.
    assert not rows(channel="letter")
    drive.must("clerk", "transfer", office=cast.offices["roads"].pk, reason="It mends the road.")
    until_done(drive.now)
    assert len(rows(channel="letter", state="waits")) == 1
    assert len(mail.letters) == 2


def test_whoever_chose_nothing_is_told_on_the_page_only(cast, mail, gateway):
    for identity in ({}, {**EVERYTHING, "tell_by": ""}, {"tell_by": "email sms chat letter"}):
        drive = file(cast, identity=identity).must("clerk", "register")
        until_done(drive.now)
    assert (mail.letters, gateway.messages) == ([], [])
    assert {row.state for row in rows()} == {"nobody"}


def test_the_outbox_says_of_nobody_how_they_are_reached_before_it_is_their_turn(cast):
    """Rows of who chose every way and of who chose none are alike until the worker comes."""
    told(cast)
    file(cast).must("clerk", "register")
    first, second = (
        {f.attname: getattr(row, f.attname) for f in Notice._meta.fields} for row in rows()
    )
    for row in (first, second):
        for name in ("id", "case_id", "of_case_id"):
            del row[name]
    assert first == second
    with connection.cursor() as cursor:
        cursor.execute("SELECT notices_notice::text FROM notices_notice")
        kept = str(cursor.fetchall())
    assert "zhang" not in kept
    assert "138" not in kept


def test_filing_writes_one_statement_for_it_and_an_event_one(cast):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        drive = file(cast)
    assert [q for q in asked if "notices_notice" in q["sql"]] == []  # Filing is no news.
    with CaptureQueriesContext(connection) as asked:
        drive.must("clerk", "register")
    assert len([q for q in asked if "notices_notice" in q["sql"]]) == 1


def test_it_goes_with_the_event_or_not_at_all(cast):
    drive = file(cast, identity=EVERYTHING)
    with transaction.atomic():
        drive.must("clerk", "register")
        transaction.set_rollback(True)
    assert rows() == []


def test_what_petitioners_do_themselves_is_no_news_to_them(cast):
    drive = told(cast)
    Notice.objects.all().delete()
    drive.must("petitioner", "message", text="When?").must("petitioner", "withdraw")
    assert rows() == []


def test_what_was_imported_is_told_to_nobody(cast):
    from openredress.core.events import Accepted
    from openredress.core.journal import By, Entry
    from openredress.core.procedure import Role

    entry = Entry("2026-000001-4", 2, START, START, By(Role.OFFICER), Accepted(step="a", stage="b"))
    assert news.news_in([entry]) == ("accepted", 2)
    imported = Entry(*[getattr(entry, n) for n in ("number", "seq", "at", "recorded_at", "by",
                                                   "event")], is_imported=True)  # fmt: skip
    assert news.news_in([imported]) is None


def test_of_several_things_at_once_the_weightiest_is_told_once(cast):
    accepted(cast, identity=EVERYTHING).must("roads-officer", "decide", **DECISION)
    assert [row.kind for row in rows()][-1] == "news-answer"
    assert set(news.NEWS.values()) == set(news.WEIGHT) == {t.name for t in texts.WHATS}
    assert {f"news-{what}" for what in news.WEIGHT} <= KINDS.keys()
    assert {kind.tag for kind in news.NEWS} <= REGISTRY.keys()


def test_what_is_over_when_its_turn_comes_is_not_told(cast, mail):
    drive = accepted(cast, identity={**EVERYTHING, "tell_by": "email"})
    until_done(drive.now)
    sent = len(mail.letters)
    drive.must("roads-officer", "ask", text="Which road?")
    drive.must("petitioner", "message", text="The one by the mill.")
    until_done(drive.now)
    assert len(mail.letters) == sent
    assert rows(kind="news-asked")[0].state == "nobody"


def test_the_choice_of_the_moment_it_is_sent_counts(cast, mail, gateway):
    drive = told(cast)
    me = Actor.petitioner(drive.case.number)
    assert isinstance(actions.choose_notices(drive.case.number, me, ["sms"], drive.now), Case)
    until_done(drive.now)
    assert mail.letters == []
    assert [to for to, _text in gateway.messages] == ["+8613800005555"]


def test_a_worker_that_dies_while_it_looks_loses_and_doubles_nothing(cast, mail, monkeypatch):
    """Between the claim and the messages, and again between two messages."""
    drive = told(cast, tell_by="email sms")
    assert sending._claim(drive.now, {""}) is not None  # It died here.
    until_done(drive.now)
    assert mail.letters == []
    until_done(drive.now + timedelta(minutes=11))
    assert len(mail.letters) == 1
    assert sorted(row.channel for row in rows()) == ["email", "sms"]


def test_two_workers_that_look_at_the_same_row_make_it_messages_once(cast, mail, gateway):
    from openredress.notices.spreading import spread

    told(cast)
    first, second = (Notice.objects.select_related("case").get() for _ in range(2))
    assert spread(first, START) == 3
    assert spread(second, START) == 0
    assert len(rows()) == 3


# What it says ---------------------------------------------------------------------------------

SECRETS = {
    "text": "Quokka meadow flooded", "wish": "Platypus drained", "place_words": "Wombat corner",
}  # fmt: skip
ANSWER = {
    "claim": "Echidna", "facts": "Numbat", "reasons": "Bilby", "finding": "Dingo",
    "basis": "Kookaburra", "outcome": "upheld",
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_message_holds_a_word_of_the_grievance_the_answer_or_a_name(
    cast, mail, gateway, language
):
    """A whole case with a word of its own in every text, in every way, in both languages."""
    drive = file(cast, identity=EVERYTHING, language=language, keep_out="Cassowary", **SECRETS)
    supervisor = cast.actor("city-supervisor")
    done = actions.refuse_exclusion(drive.case.number, supervisor, "Emu", drive.now)
    assert isinstance(done, Case)
    drive.must("clerk", "register")
    drive.must("clerk", "transfer", office=cast.offices["roads"].pk, reason="Koala")
    drive.must("roads-officer", "accept", note="Magpie")
    drive.must("roads-officer", "ask", text="Lorikeet?").add("galah.txt", b"Galah")
    drive.must("roads-officer", "message", text="Currawong")
    opened = actions.open_identity(
        drive.case.number, cast.actor("roads-officer"), "Brolga", drive.now
    )
    assert not hasattr(opened, "code"), opened
    drive.must("roads-officer", "decide", **ANSWER)
    drive.must("roads-officer", "serve", how="post", note="Potoroo")
    drive.must("roads-officer", "close", note="Quoll")
    for day in range(3):
        until_done(drive.now + timedelta(days=day))
    letters = actions.print_letters(
        cast.actor("roads-officer"), [row.pk for row in rows(channel="letter")], drive.now
    )
    printed = [texts.message(letter.notice.kind.removeprefix("news-"), texts.LETTER,
                             language) for letter in letters]  # fmt: skip
    said = [
        *(f"{letter['Subject']}\n{letter['From']}\n{letter.get_content()}" for letter in
          mail.letters),
        *(text for _to, text in gateway.messages),
        *(f"{message.subject}\n{message.text}" for message in printed),
    ]  # fmt: skip
    assert len(said) > 15
    secret = [
        *(word for text in SECRETS.values() for word in text.split()), *ANSWER.values(),
        "Cassowary", "Emu", "Koala", "Magpie", "Lorikeet", "galah", "Currawong", "Brolga",
        "Potoroo", "Quoll", "Zhang", "Mill Lane", drive.case.number, *(
            name for thing in (cast.matters["roads"], cast.offices["roads"],
                               cast.places["linjiang"], cast.offices["petitions"])
            for name in (thing.name_en, thing.name_zh)),
        "grievance", "complain", "petition", "信访", "投诉",
    ]  # fmt: skip
    secret.remove("upheld")
    for text in said:
        for word in secret:
            assert word.lower() not in text.lower(), (word, text)
    assert Attachment.objects.exists()


def test_every_text_is_there_in_both_languages_and_names_nothing_but_its_placeholders():
    for text in texts.TEXTS.values():
        found = [texts.default(text.name, language) for language in ("en", "zh-hans")]
        assert found[0].text != found[1].text, text.name
        for wording in found:
            assert list(texts.faults(wording.text, text.placeholders)) == []


def test_an_sms_is_short(cast, gateway, settings):
    settings.URL = "https://redress.example.org"
    for language, longest in (("en", 300), ("zh-hans", 134)):
        for what in news.WEIGHT:
            assert len(texts.message(what, texts.SHORT, language).text) < longest, what


# Quiet hours ----------------------------------------------------------------------------------


def night(hour, minute=0):
    """That time of the night from 28 to 29 January in Shanghai."""
    day = 28 if hour >= 12 else 29
    local = datetime(2026, 1, day, hour, minute, tzinfo=UTC)
    return local - timedelta(hours=8)


def test_no_telephone_rings_at_night_and_an_e_mail_goes_all_the_same(cast, mail, gateway):
    drive = file(cast, now=night(20), identity=EVERYTHING)
    drive.must("clerk", "register", days=2 / 24)  # At ten in the evening.
    until_done(night(22))
    assert len(mail.letters) == 1
    assert gateway.messages == []
    until_done(night(7, 59))
    assert gateway.messages == []
    until_done(night(8))
    assert len(gateway.messages) == 2


def test_the_night_is_that_of_the_office_and_not_of_the_installation(cast, gateway, settings):
    settings.TIME_ZONE = "UTC"
    drive = file(cast, now=night(20), identity={**EVERYTHING, "tell_by": "sms"})
    drive.must("clerk", "register", days=2 / 24)
    until_done(night(22))  # Two in the afternoon by Greenwich.
    assert gateway.messages == []
    until_done(night(8))
    assert len(gateway.messages) == 1


def test_what_failed_in_the_evening_is_not_tried_again_at_night(cast, gateway):
    drive = file(cast, now=night(20), identity={**EVERYTHING, "tell_by": "sms"})
    drive.must("clerk", "register", days=0)
    now = night(20, 59)
    gateway.status = 500
    until_done(now, 2)
    gateway.status = 200
    until_done(night(21, 30))
    assert gateway.asked == 1
    until_done(night(8, 1))
    assert len(gateway.messages) == 1
    assert rows()[0].tries == 2
    assert drive.case.number


def test_without_quiet_hours_it_goes_at_once(cast, gateway, settings):
    settings.QUIET_HOURS = ""
    drive = file(cast, now=night(20), identity={**EVERYTHING, "tell_by": "sms"})
    drive.must("clerk", "register", days=0.1)
    until_done(drive.now)
    assert len(gateway.messages) == 1
    assert not any("not at night" in hint for hint in channels.hints().values())


# Failures -------------------------------------------------------------------------------------


def test_a_gateway_that_refuses_is_asked_again_with_growing_pauses(cast, gateway, settings):
    settings.QUIET_HOURS = ""
    drive = told(cast, tell_by="sms")
    gateway.status = 503
    sending.send_due(drive.now)
    now, waited = drive.now, []
    while rows()[0].state == "waits":
        sending.send_due(now)
        due = rows()[0].due_at
        waited.append(round((due - now).total_seconds() / 60))
        now = due
    assert waited[:-1] == [1, 5, 30, 120, 360, 720, 1440]
    assert (rows()[0].state, rows()[0].failure) == ("failed", "RefusedByGatewayError")


def test_a_gateway_that_is_gone_holds_up_no_e_mail_and_is_not_asked_for_each(cast, mail, gateway):
    gateway.status = 500
    for _case in range(12):
        drive = told(cast, tell_by="email sms")
    until_done(drive.now)
    assert len(mail.letters) == 12
    assert gateway.asked <= 3 * sending.REFUSALS


def test_neither_numbers_nor_keys_of_the_service_get_into_the_log(cast, gateway, settings, caplog):
    settings.SMS_URL = "json://operator:" + "hunter2@127.0.0.1:9/sms/{contact}"
    drive = told(cast, tell_by="sms")
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("openredress").propagate = True
        until_done(drive.now)
    assert "hunter2" not in caplog.text
    assert "13800005555" not in caplog.text
    assert rows()[0].failure == "RefusedByGatewayError"


def test_a_service_that_apprise_does_not_know_is_named_and_keeps_the_message(cast, settings):
    settings.SMS_URL = "nonsense://x/{contact}"
    assert "nonsense" in gateways.fault("sms")
    drive = told(cast, tell_by="sms")
    until_done(drive.now)
    assert rows()[0].state == "waits"
    settings.SMS_URL = "json://127.0.0.1/sms"
    assert "{contact}" in gateways.fault("sms")


@pytest.mark.parametrize("given", [
    "12345,67890", "12345;67890", "+86 138/../admin", "12345?to=67890", "12345 or 67890", "@me",
    "１２３４５６", "", "123",
])  # fmt: skip
def test_a_number_that_could_name_a_second_recipient_is_none(given):
    from openredress.notices.channels import number

    assert number(given) == "" or re.fullmatch(r"\+?[0-9]+", number(given))
    assert number("12345,67890") == number("12345;67890") == number("12345?to=6") == ""


@pytest.mark.parametrize("given", ["a,b", "a/b", "a?b=c", "a b", "a#b", "a&b", "a%2cb", "", "@"])
def test_a_chat_contact_that_could_change_the_address_is_none(given):
    from openredress.notices.channels import contact
    from openredress.parties.details import Details

    assert contact("chat", Details(chat=given)) == ""
    assert contact("chat", Details(chat="@zhang.wei:example.org")) == "@zhang.wei:example.org"


def test_a_served_answer_is_announced_and_that_is_on_record(cast, mail):
    drive = accepted(cast, identity={**EVERYTHING, "tell_by": "email"})
    drive.must("roads-officer", "decide", **DECISION)
    until_done(drive.now)
    tried = drive.case.journal.filter(tag="service-tried").get()
    assert (tried.data["how"], tried.data["result"]) == ("email", "sent")
    assert tried.by["role"] == "system"
    drive.case.refresh_from_db()
    assert drive.case.unserved_since is not None  # To be told is not to have been served.
    assert served(cast).case.unserved_since is None


def test_that_an_announcement_failed_is_on_record_too(cast, mail):
    drive = accepted(cast, identity={**EVERYTHING, "tell_by": "email"})
    mail.says("zhang@example.net", "550 no such mailbox")
    drive.must("roads-officer", "decide", **DECISION)
    until_done(drive.now)
    tried = drive.case.journal.filter(tag="service-tried").get()
    assert tried.data["result"] == "failed"


@pytest.mark.parametrize("written", ["night", "25:00-08:00", "21:00", "08:00-08:00"])
def test_quiet_hours_that_cannot_be_read_are_the_usual_ones_and_are_told(
    cast, gateway, settings, written
):
    from openredress.notices import quiet
    from openredress.ops import exposure

    settings.QUIET_HOURS = written
    assert quiet.until(night(22), "Asia/Shanghai") == night(8)
    found = [finding.what for finding in exposure.of_settings()]
    assert any("quiet hours" in what for what in found)


def test_a_check_says_when_a_gateway_is_not_understood(settings):
    from openredress.ops import exposure

    settings.SMS_URL = "nonsense://secret-key/{contact}"
    (found,) = [f for f in exposure.of_settings() if "by sms" in f.what]
    assert "secret-key" not in found.what
    assert "OPENREDRESS_SMS_URL" in found.do
