"""Notices on their way: real SMTP, real failures, each sent once."""

import logging
import smtplib
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from tests.cast import START, file

from openredress.cases import actions
from openredress.core.access import Actor
from openredress.notices import kinds, outbox, sending
from openredress.notices.kinds import Message
from openredress.notices.models import Notice

ADDRESS = "zhang@example.net"


@pytest.fixture
def spoken(monkeypatch):
    """A kind of notice for tests, in the language of the case."""
    monkeypatch.setitem(
        kinds.KINDS, "test", lambda notice, now: Message(_("A receipt was replaced"), "Text\n")
    )


def queued(cast, count=1, **more):
    drive = file(cast, identity={"email": ADDRESS}, language=more.pop("language", "en"))
    for _number in range(count):
        outbox.queue("test", drive.case, drive.case.language, START, **more)
    return drive


def states():
    return list(Notice.objects.order_by("pk").values_list("state", flat=True))


def test_it_arrives_once_and_says_who_it_is_from(cast, mail, spoken):
    queued(cast)
    assert sending.send_due(START) == sending.Round(1, 0)
    assert sending.send_due(START + timedelta(days=2)) == sending.Round(0, 0)
    (letter,) = mail.letters
    assert (letter["To"], letter["From"]) == (ADDRESS, "Redress <redress@example.org>")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@example.org>")
    assert states() == ["sent"]


def test_it_is_in_the_language_of_the_petitioner(cast, mail, spoken):
    queued(cast, language="zh-hans")
    with translation.override("en"):
        sending.send_due(START)
    (letter,) = mail.letters
    with translation.override("zh-hans"):
        assert str(letter["Subject"]) == _("A receipt was replaced")
    assert letter["Content-Language"] == "zh-hans"


def test_nothing_is_sent_before_it_is_due(cast, mail, spoken):
    queued(cast, due_at=START + timedelta(days=3))
    sending.send_due(START + timedelta(days=2, hours=23))
    assert mail.letters == []
    sending.send_due(START + timedelta(days=3))
    assert len(mail.letters) == 1


def test_the_outbox_holds_no_address(cast, mail, spoken):
    queued(cast)
    mail.says(ADDRESS, f"451 {ADDRESS} try later")
    sending.send_due(START)
    with connection.cursor() as cursor:
        cursor.execute("SELECT notices_notice::text FROM notices_notice")
        kept = str(cursor.fetchall())
    assert "zhang" not in kept
    assert "SMTPRecipientsRefused 451" in kept


def test_the_contact_that_is_on_file_when_it_is_sent_is_written_to(cast, mail, spoken):
    drive = queued(cast)
    me = Actor.petitioner(drive.case.number)
    actions.change_details(drive.case.number, me, {"email": "new@example.net"}, (), START)
    sending.send_due(START)
    assert [letter["To"] for letter in mail.letters] == ["new@example.net"]


def test_an_earlier_contact_can_be_written_to(cast, mail, spoken):
    drive = queued(cast, details=1)
    me = Actor.petitioner(drive.case.number)
    actions.change_details(drive.case.number, me, {"email": "new@example.net"}, (), START)
    sending.send_due(START)
    assert [letter["To"] for letter in mail.letters] == [ADDRESS]


def test_who_gave_no_address_is_sent_nothing(cast, mail, spoken):
    drive = file(cast)
    outbox.queue("test", drive.case, "en", START)
    assert sending.send_due(START) == sending.Round(0, 0)
    assert mail.letters == []
    assert states() == ["nobody"]


def test_it_goes_with_the_act_or_not_at_all(cast, mail, spoken):
    with transaction.atomic():
        queued(cast)
        transaction.set_rollback(True)
    assert sending.send_due(START) == sending.Round(0, 0)


def test_nothing_is_put_aside_where_no_mail_is_set_up(cast, settings, spoken):
    settings.EMAIL_HOST = ""
    queued(cast)
    assert states() == []


def test_a_failure_is_tried_again_later_each_time_and_given_up_at_last(cast, mail, spoken, caplog):
    queued(cast)
    mail.says(ADDRESS, "451 try later")
    now, waited = START, []
    while states() == ["waits"]:
        due = Notice.objects.get().due_at
        waited.append(due - now)
        now = due
        assert sending.send_due(now - timedelta(seconds=1)) == sending.Round(0, 0)
        assert sending.send_due(now).failed == 1
    minutes = [round(w.total_seconds() / 60) for w in waited]
    assert minutes == [0, 1, 5, 30, 120, 360, 720, 1440]
    assert states() == ["failed"]
    assert ADDRESS not in caplog.text


def test_it_arrives_once_the_server_takes_it(cast, mail, spoken):
    queued(cast)
    mail.data_answers = ["452 full"]
    assert sending.send_due(START).failed == 1
    assert sending.send_due(START + timedelta(minutes=2)).sent == 1
    assert len(mail.letters) == 1


def test_an_address_that_is_refused_for_good_is_not_tried_again(cast, mail, spoken):
    queued(cast)
    mail.says(ADDRESS, "550 no such mailbox")
    sending.send_due(START)
    assert states() == ["failed"]


def test_one_that_fails_never_stops_the_rest(cast, mail, spoken, monkeypatch):
    first = file(cast, identity={"email": "gone@example.net"})
    outbox.queue("test", first.case, "en", START)
    monkeypatch.setitem(kinds.KINDS, "bug", lambda notice, now: 1 / 0)
    outbox.queue("bug", queued(cast, 2).case, "en", START - timedelta(hours=1))
    mail.says("gone@example.net", "451 later")
    assert sending.send_due(START) == sending.Round(2, 2)
    assert len(mail.letters) == 2


def test_a_server_that_is_away_is_asked_once_a_round(cast, mail, spoken, caplog):
    queued(cast, 5)
    mail.stop()
    with caplog.at_level(logging.ERROR):
        assert sending.send_due(START) == sending.Round(0, 1)
    assert Notice.objects.filter(tries=0).count() == 4


def test_a_wrong_password_is_told_in_the_log_without_it(cast, mail, spoken, settings, caplog):
    queued(cast)
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "office", "hunter2-hunter2"
    logging.getLogger("openredress").propagate = True
    assert sending.send_due(START).failed == 1
    assert "hunter2" not in caplog.text


def test_what_a_worker_held_when_it_died_is_sent_by_another(cast, mail, spoken):
    queued(cast)
    assert sending._claim(START, {"email"}) is not None
    assert sending.send_due(START + timedelta(minutes=9)) == sending.Round(0, 0)
    assert sending.send_due(START + timedelta(minutes=11)).sent == 1


def test_sent_twice_by_a_death_in_the_wrong_moment_it_has_the_same_name(cast, mail, spoken):
    queued(cast)
    sending.send_due(START)
    Notice.objects.update(state="waits", ended_at=None)
    sending.send_due(START)
    first, second = mail.letters
    assert first["Message-ID"] == second["Message-ID"]


def test_ended_notices_are_forgotten_after_a_month(cast, mail, spoken):
    queued(cast)
    sending.send_due(START)
    sending.send_due(START + timedelta(days=29))
    assert Notice.objects.count() == 1
    sending.send_due(START + timedelta(days=31))
    assert Notice.objects.count() == 0


def test_an_unknown_kind_is_refused_at_once(cast, mail):
    with pytest.raises(ValueError, match="nobody knows"):
        outbox.queue("no-such-kind", file(cast).case, "en", START)


@pytest.mark.django_db(transaction=True)
def test_several_workers_send_each_notice_once(cast, mail, spoken):
    queued(cast, 40)

    def run():
        try:
            sending.send_due(START)
        finally:
            connection.close()

    workers = [threading.Thread(target=run) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    names = [letter["Message-ID"] for letter in mail.letters]
    assert len(names) == 40
    assert len(set(names)) == 40
    assert set(states()) == {"sent"}


def test_smtp_over_tls_and_the_port_follow_the_settings(monkeypatch):
    """As an operator sets them, read by a process of its own."""
    import json
    import os
    import subprocess
    import sys

    def read(**env):
        code = (
            "from openredress import settings as s; import json;"
            "print(json.dumps([s.EMAIL_PORT, s.EMAIL_USE_TLS, s.EMAIL_USE_SSL]))"
        )
        out = subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, **env}, capture_output=True, check=True
        )
        return json.loads(out.stdout)

    assert read() == [587, True, False]
    assert read(OPENREDRESS_SMTP_TLS="tls") == [465, False, True]
    assert read(OPENREDRESS_SMTP_TLS="none", OPENREDRESS_SMTP_PORT="25") == [25, False, False]


def test_it_knows_which_failures_are_for_good():
    refused = smtplib.SMTPRecipientsRefused({"x": (550, b"no")})
    assert sending._is_for_good(refused)
    assert not sending._is_for_good(smtplib.SMTPRecipientsRefused({"x": (450, b"later")}))
    assert not sending._is_for_good(TimeoutError())
