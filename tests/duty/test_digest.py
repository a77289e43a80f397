"""The daily digest of a head: once a day, figures only, and nothing from beyond the wall."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.cast import accepted

from openredress.cases import actions
from openredress.cases.models import Case
from openredress.duty import digest
from openredress.notices import sending
from openredress.notices.models import Notice
from openredress.worker import duties

#: A Monday, eight in the morning in Shanghai.
MORNING = datetime(2026, 6, 1, 0, 0, tzinfo=UTC)
TO = "head@example.org"


@pytest.fixture
def head(cast):
    """The head of the roads bureau, who wants the digest, and a case that is late there."""
    staff = cast.staff("roads-head")
    staff.digest_email, staff.digest_language = TO, "en"
    staff.save()
    return accepted(cast)


def send(now):
    digest.queue_due(now)
    return sending.send_due(now)


def test_it_comes_once_a_day_and_again_the_next(cast, mail, head):
    for minutes in (0, 10, 60, 600):
        send(MORNING + timedelta(minutes=minutes))
    assert len(mail.letters) == 1
    send(MORNING + timedelta(days=1))
    assert [letter["To"] for letter in mail.letters] == [TO, TO]


def test_it_does_not_come_before_its_hour(cast, mail, head):
    send(MORNING - timedelta(hours=1, minutes=1))
    assert mail.letters == []
    send(MORNING - timedelta(hours=1))
    assert len(mail.letters) == 1


def test_it_has_figures_and_nothing_of_a_case(cast, mail, head):
    send(MORNING)
    text = mail.letters[0].get_content()
    assert text.count("sent by a program") == 1
    assert "County Roads Bureau" in text
    assert "1 case is late, since " in text
    assert "/desk/head/" in text or "at your desk" in text
    assert head.case.number not in text
    assert head.case.subject[:12] not in text


def test_it_is_in_the_language_of_the_head(cast, mail, head):
    staff = cast.staff("roads-head")
    staff.digest_language = "zh-hans"
    staff.save()
    send(MORNING)
    assert "县交通运输局" in mail.letters[0].get_content()


def test_nothing_waits_nothing_is_sent(cast, mail, head):
    head.must("petitioner", "withdraw")
    send(MORNING)
    assert mail.letters == []
    assert Notice.objects.get(case=None).state == "nobody"


def test_whoever_is_shut_out_is_sent_no_count(cast, mail, head):
    clerk, person = cast.actor("clerk"), cast.staff("roads-head").pk
    done = actions.exclude_person(head.case.number, clerk, person, "complained-of", "x", head.now)
    assert isinstance(done, Case)
    send(MORNING)
    assert mail.letters == []


def test_whoever_is_no_head_any_more_is_sent_none(cast, mail, head):
    digest.queue_due(MORNING)
    cast.staff("roads-head").posts.all().delete()
    sending.send_due(MORNING)
    assert mail.letters == []


def test_without_an_address_or_without_mail_nothing_is_put_aside(cast, mail, settings, head):
    settings.EMAIL_HOST = ""
    assert digest.queue_due(MORNING) == 0
    settings.EMAIL_HOST = "127.0.0.1"
    staff = cast.staff("roads-head")
    staff.digest_email = ""
    staff.save()
    assert digest.queue_due(MORNING) == 0
    assert Notice.objects.filter(case=None).count() == 0


def test_the_worker_does_it(cast, mail, head):
    duty = next(duty for duty in duties.DUTIES if duty.name == "digests")
    assert duty.act(MORNING) == 1
    assert duty.act(MORNING) == 0
