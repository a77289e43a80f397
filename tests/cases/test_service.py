"""Bringing answers to petitioners, letters, and choosing how to be told: through the actions."""

import pytest
from tests.cast import DECISION, accepted, file, served

from openredress.cases import actions, queries, verification
from openredress.cases.access import case_for
from openredress.cases.history import history
from openredress.cases.models import Case
from openredress.core.access import SYSTEM, Actor
from openredress.core.refusals import Code, Refusal
from openredress.duty.actions import raise_and_climb
from openredress.duty.models import Alert
from openredress.notices import channels
from openredress.notices.models import Notice
from openredress.notices.spreading import spread
from openredress.parties import identities

AT_HOME = {"name": "Zhang Wei", "address": "12 Mill Lane, Linjiang", "tell_by": "letter"}


def decided(cast, **given):
    return accepted(cast, **given).must("roads-officer", "decide", **DECISION)


def receive(drive):
    return actions.receive_answer(drive.case.number, drive.petitioner, drive.now)


def tags(drive):
    return list(drive.case.journal.values_list("tag", flat=True))


def lettered(cast, **identity):
    """A case that was decided, with a letter that waits to be printed."""
    drive = decided(cast, identity={**AT_HOME, **identity})
    for notice in Notice.objects.filter(channel="").select_related("case"):
        spread(notice, drive.now)
    return drive


def letters(**wanted):
    return [n.pk for n in Notice.objects.filter(channel="letter", **wanted).order_by("pk")]


def is_sound(drive):
    return [d for _pk, found in verification.verify() for d in found] == []


# Opened on the page ----------------------------------------------------------------------------


def test_opening_an_answer_serves_it(cast):
    drive = decided(cast)
    drive.case.refresh_from_db()
    assert drive.case.unserved_since == drive.now
    done = receive(drive)
    assert isinstance(done, Case), done
    assert (done.stage, done.unserved_since) == ("served", None)
    assert done.served_on.isoformat() == "2026-02-01"
    entry = done.journal.last()
    assert (entry.tag, entry.data["how"], entry.by["role"]) == ("served", "page", "petitioner")
    assert is_sound(drive)
    drive.must("petitioner", "ask-review", reason="Only half of it.")


def test_nobody_else_opens_it(cast):
    drive, other = decided(cast), file(cast)
    for actor in (other.petitioner, cast.actor("roads-officer"), Actor.petitioner("")):
        done = actions.receive_answer(drive.case.number, actor, drive.now)
        assert done == Refusal(Code.NOT_YOURS)
    assert "served" not in tags(drive)


def test_an_answer_from_above_that_is_opened_is_told_below(cast):
    drive = served(cast)
    first = drive.case.number
    drive.must("petitioner", "ask-review", reason="Only half.")
    drive.must("county-officer", "decide", **DECISION)
    assert isinstance(receive(drive), Case)
    below = Case.objects.get(number=first)
    assert below.journal.last().tag == "review-answered"


def test_opened_late_it_is_recorded_that_it_was_late(cast):
    drive = decided(cast)
    drive.now = drive.now.replace(year=2027)
    assert isinstance(receive(drive), Case)
    assert tags(drive)[-2:] == ["limit-breached", "served"]


def test_it_is_opened_once(cast):
    drive = decided(cast)
    assert isinstance(receive(drive), Case)
    assert receive(drive) == Refusal(Code.NOTHING_TO_SERVE)


# What was tried --------------------------------------------------------------------------------


def test_each_try_is_on_record_and_ends_nothing(cast):
    drive = decided(cast)
    for how, result in [("post", "sent"), ("post", "returned"), ("in-person", "failed")]:
        done = actions.try_service(
            drive.case.number, cast.actor("clerk"), how, result, "No. 12", drive.now
        )
        assert isinstance(done, Case), done
        assert done.unserved_since is not None
        assert done.stage == "decided"
    assert tags(drive).count("service-tried") == 3
    (case,) = queries.unserved(cast.actor("roads-officer")).cases
    tried = queries.service_tries([case])[case.pk]
    assert [(t.how, t.result) for t in tried] == [
        ("post", "sent"), ("post", "returned"), ("in-person", "failed"),
    ]  # fmt: skip
    assert is_sound(drive)


@pytest.mark.parametrize(
    ("who", "how", "code"),
    [
        ("housing-officer", "post", Code.NOT_YOURS),
        ("city-supervisor", "post", Code.NOT_YOURS),
        ("roads-officer", "email", Code.MISSING),
        ("roads-officer", "page", Code.MISSING),
    ],
)
def test_tries_that_are_not_theirs_to_say(cast, who, how, code):
    drive = decided(cast)
    done = actions.try_service(drive.case.number, cast.actor(who), how, "sent", "", drive.now)
    assert done.code is code


def test_staff_do_not_learn_from_the_journal_that_there_is_an_address(cast):
    drive = decided(cast)
    for how in ("email", "sms", "chat"):
        from openredress.cases.actions.service import note_told

        notice = Notice(channel=how, of_case=drive.case, about=drive.case.version)
        notice.about = drive.case.journal.get(tag="decided").seq
        note_told(notice, "failed", drive.now)
    read = {
        who: [line.tag for line in history(case_for(actor, drive.case.number, drive.now),
                                           with_office_notes=True)]
        for who, actor in (("petitioner", drive.petitioner),
                           ("officer", cast.actor("roads-officer")))
    }  # fmt: skip
    assert read["petitioner"].count("service-tried") == 3
    assert "service-tried" not in read["officer"]
    (case,) = queries.unserved(cast.actor("roads-officer")).cases
    assert queries.service_tries([case]) == {}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_try_that_can_be_recorded_has_a_sentence_of_its_own(language):
    from django.utils import translation

    from openredress.cases.wording import event_text
    from openredress.core import service
    from openredress.core.events import ServiceTried

    said = set()
    with translation.override(language):
        for how in service.TOLD_BY + service.GOES_BY:
            for result in ("sent", "failed"):
                event = ServiceTried(step="x", stage="y", about=2, how=how, result=result)
                said.add(event_text(event, str, None))
        for how in ("post", "email"):
            event = ServiceTried(step="x", stage="y", about=2, how=how, result="returned")
            said.add(event_text(event, str, None))
    assert len(said) == 14


def test_what_came_of_a_message_about_an_earlier_answer_is_not_said_of_a_later_one(cast):
    from openredress.cases.actions.service import note_told

    drive = decided(cast)
    seq = drive.case.journal.get(tag="decided").seq
    receive(drive)
    drive.must("petitioner", "not-fixed", reason="No.")
    drive.must("roads-officer", "decide", **DECISION)
    note_told(Notice(channel="email", of_case=drive.case, about=seq), "sent", drive.now)
    assert "service-tried" not in tags(drive)


# The queue and its alert -----------------------------------------------------------------------


def test_whose_queue_it_is_in(cast):
    decided(cast)
    seen = {
        who: len(queries.unserved(cast.actor(who)).cases)
        for who in ("roads-officer", "roads-head", "clerk", "city-supervisor", "housing-officer",
                    "petitions-officer", "town-officer", "operator", "uk-officer")
    }  # fmt: skip
    assert seen == {
        "roads-officer": 1, "roads-head": 1, "clerk": 1, "city-supervisor": 1,
        "housing-officer": 0, "petitions-officer": 0, "town-officer": 0, "operator": 0,
        "uk-officer": 0,
    }  # fmt: skip


def test_the_oldest_stands_first_and_pages_go_on(cast):
    drives = [decided(cast) for _ in range(5)]
    for number, drive in enumerate(drives):
        Case.objects.filter(pk=drive.case.pk).update(
            unserved_since=drive.now.replace(day=10 - number)
        )
    actor, after, found = cast.actor("roads-officer"), "", []
    while True:
        page = queries.unserved(actor, after, 2)
        found += [case.pk for case in page.cases]
        after = page.next
        if not after:
            break
    assert found == [drive.case.pk for drive in reversed(drives)]
    assert queries.unserved(actor, "nonsense").cases == ()


def test_an_answer_that_waits_is_an_alert_until_it_has_arrived(cast):
    drive = decided(cast)
    raise_and_climb(drive.now)
    alert = Alert.objects.get(need="unserved", settled_at=None)
    assert alert.office_id == cast.offices["roads"].pk
    actions.try_service(
        drive.case.number, cast.actor("clerk"), "post", "sent", "", drive.now
    )  # fmt: skip
    raise_and_climb(drive.now)
    assert Alert.objects.filter(need="unserved", settled_at=None).exists()
    receive(drive)
    raise_and_climb(drive.now)
    assert not Alert.objects.filter(need="unserved", settled_at=None).exists()


def test_whoever_is_shut_out_sees_no_answer_and_no_letter(cast):
    drive = lettered(cast)
    me = cast.actor("roads-officer")
    assert queries.unserved(me).cases
    assert queries.letters(me, drive.now)
    done = actions.exclude_person(
        drive.case.number, cast.actor("city-supervisor"), me.staff, "complained-of", "x", drive.now
    )
    assert isinstance(done, Case)
    assert queries.unserved(me).cases == ()
    assert queries.letters(me, drive.now) == ()
    assert actions.print_letters(me, letters(), drive.now) == ()
    assert actions.post_letters(me, letters(), drive.now) == 0
    assert Notice.objects.filter(channel="letter").exclude(state="waits").count() == 0


# Letters ---------------------------------------------------------------------------------------


def test_a_letter_is_printed_posted_and_ticked_off(cast):
    drive, clerk = lettered(cast), cast.actor("clerk")
    keys = letters()
    printed = actions.print_letters(clerk, keys, drive.now)
    assert [(letter.to.name, letter.to.address) for letter in printed] == [
        ("Zhang Wei", "12 Mill Lane, Linjiang")
    ] * len(keys)
    assert len({letter.reference for letter in printed}) == len(keys)
    assert tags(drive).count("letter-printed") == len(keys)
    assert letters(state="printed") == keys
    answer = Notice.objects.get(kind="news-answer", channel="letter").pk
    assert actions.post_letters(clerk, keys, drive.now, [answer]) == len(keys)
    tried = drive.case.journal.get(tag="service-tried")
    assert (tried.data["how"], tried.data["result"]) == ("post", "sent")
    assert actions.return_letters(clerk, [answer], drive.now) == 1
    assert drive.case.journal.filter(tag="service-tried").last().data["result"] == "returned"
    assert (Notice.objects.get(pk=answer).state, Notice.objects.get(pk=answer).failure) == (
        "failed", "returned",
    )  # fmt: skip
    assert is_sound(drive)


def test_a_letter_without_the_answer_in_it_is_no_try_to_serve_it(cast):
    drive, clerk = lettered(cast), cast.actor("clerk")
    actions.print_letters(clerk, letters(), drive.now)
    actions.post_letters(clerk, letters(), drive.now)
    assert "service-tried" not in tags(drive)


def test_what_is_not_printed_is_not_posted_and_what_is_posted_not_printed_again(cast):
    drive, clerk = lettered(cast), cast.actor("clerk")
    assert actions.post_letters(clerk, letters(), drive.now) == 0
    actions.print_letters(clerk, letters(), drive.now)
    assert len(actions.print_letters(clerk, letters(), drive.now)) == len(letters())
    actions.post_letters(clerk, letters(), drive.now)
    assert actions.print_letters(clerk, letters(), drive.now) == ()


def test_an_address_that_was_taken_out_is_printed_by_nobody(cast):
    drive, clerk = lettered(cast), cast.actor("clerk")
    actions.change_details(drive.case.number, drive.petitioner, {}, ("address",), drive.now)
    assert actions.print_letters(clerk, letters(), drive.now) == ()
    assert "letter-printed" not in tags(drive)
    assert set(Notice.objects.filter(channel="letter").values_list("state", flat=True)) == {
        "nobody"
    }


def test_a_letter_goes_to_whoever_filed_for_somebody_else(cast):
    drive = lettered(cast, helper_name="Li Na", helper_relation="daughter")
    (letter, *_rest) = actions.print_letters(cast.actor("clerk"), letters(), drive.now)
    assert (letter.to.name, letter.to.helper_name, letter.to.revealing) == ("Li Na", "", "")


@pytest.mark.parametrize("who", ["housing-officer", "city-supervisor", "operator", "uk-clerk"])
def test_who_prints_no_letter(cast, who):
    drive = lettered(cast)
    assert queries.letters(cast.actor(who), drive.now) == ()
    assert actions.print_letters(cast.actor(who), letters(), drive.now) == ()
    assert "letter-printed" not in tags(drive)


# Choosing --------------------------------------------------------------------------------------


@pytest.fixture
def every_way(settings):
    settings.EMAIL_HOST, settings.SMS_URL = "mail.example.org", "json://x/{contact}"
    settings.CHAT_URL = "json://x/{contact}"


def choose(drive, *ways):
    return actions.choose_notices(drive.case.number, drive.petitioner, ways, drive.now)


def test_a_choice_is_sealed_and_the_journal_says_only_that_it_was_made(cast, every_way):
    drive = file(cast, identity={"email": "zhang@example.net", "phone": "138 0000 5555"})
    assert isinstance(choose(drive, "sms", "email"), Case)
    assert channels.chosen(identities.reach(drive.case)) == ("email", "sms")
    entry = drive.case.journal.last()
    assert (entry.tag, set(entry.data)) == ("notices-chosen", {"step", "stage", "on", "version"})
    assert choose(drive, "email", "sms") == Refusal(Code.NOTHING_CHANGED)
    assert isinstance(choose(drive), Case)
    assert identities.reach(drive.case).tell_by == ""
    assert identities.open_for(drive.case).email == "zhang@example.net"
    assert is_sound(drive)


@pytest.mark.parametrize("way", ["email", "sms", "chat", "letter"])
def test_a_way_needs_its_contact(cast, every_way, way):
    assert choose(file(cast), way) == Refusal(Code.NO_SUCH_CONTACT, way)


def test_a_way_that_is_no_longer_offered_is_not_gone(cast, every_way, settings):
    drive = file(cast, identity={"email": "zhang@example.net", "tell_by": "email"})
    settings.EMAIL_HOST = ""
    assert channels.chosen(identities.reach(drive.case)) == ()
    settings.EMAIL_HOST = "mail.example.org"
    assert channels.chosen(identities.reach(drive.case)) == ("email",)


def test_it_is_told_at_every_level_of_the_chain(cast, every_way):
    drive = served(cast)
    drive.must("petitioner", "ask-review", reason="No.")
    actions.change_details(
        drive.case.number, drive.petitioner, {"email": "zhang@example.net"}, (), drive.now
    )
    assert isinstance(choose(drive, "email"), Case)
    for case in Case.objects.filter(root=drive.case.root_id):
        assert case.journal.last().tag == "notices-chosen"
    assert case_for(SYSTEM, drive.case.number, drive.now).facts
