"""Telling members of a group and the other side of a mediation: where they want it, and nobody else
learns that they do, or where.
"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests.cases.test_group import Group
from tests.cast import accepted
from tests.disputes import Dispute

from openredress import wall
from openredress.cases import actions
from openredress.cases.actions import ToldBy
from openredress.cases.models import Case
from openredress.core import beside
from openredress.core.access import Actor
from openredress.core.refusals import Code
from openredress.notices import sending, texts
from openredress.notices.kinds import KINDS
from openredress.notices.models import Notice
from openredress.parties import members, sides
from openredress.parties.models import Member

ALL = {"ways": ("email", "sms"), "topics": beside.OF_MEMBERS, "language": "en"}
LI = {"email": "li@example.net", "phone": "+86 138-0000 7777"}


@pytest.fixture(autouse=True)
def everything_is_there(mail, gateway, settings):
    settings.REPLY_ADDRESS = "redress@example.org"


@pytest.fixture
def road(cast):
    return Group(accepted(cast), others=3)


def leave(member, **wanted):
    return actions.tell_member(member, ToldBy(**{**ALL, "given": LI, **wanted}))


def until_done(now, rounds=3):
    for _round in range(rounds):
        sending.send_due(now)


def to_members(mail):
    return [m for m in mail.letters if m["To"] == LI["email"]]


# Members ---------------------------------------------------------------------------------------


def test_a_settlement_is_told_with_its_last_day_and_nothing_of_the_case(road, mail, gateway):
    one, other, _third = road.others
    assert leave(one) is None
    assert leave(other, given={"phone": "13800001111"}, ways=("sms",), language="zh-hans") is None
    road.offer(terms="We mend the road by summer.")
    until_done(road.drive.now)
    (letter,) = to_members(mail)
    text = letter.get_content()
    day = (road.drive.now.date() + timedelta(days=7)).day
    assert str(day) in text, text
    by_phone = dict(gateway.messages)
    assert "有一项提议请您答复" in by_phone["13800001111"]
    assert set(by_phone) == {"+8613800007777", "13800001111"}
    for said in (text, *by_phone.values()):
        for secret in ("road", road.drive.case.number, "Roads", "Say 0", "example.net", "路"):
            assert secret not in said, (secret, said)
    # What is answered to it must not come into the case as if the petitioner had written it.
    assert letter["Reply-To"] is None
    # The day comes near: whoever answered is told as well, or the outbox would tell who has not.
    mail.letters.clear()
    until_done(road.drive.now + timedelta(days=5, hours=1))
    assert len(to_members(mail)) == 1
    assert {r.state for r in Notice.objects.filter(kind="members-settlement-ends")} == {
        "sent", "nobody"}  # fmt: skip


def test_who_speaks_reports_and_answers_are_told_to_all_whoever_did_it(road, mail):
    one, other, third = road.others
    leave(one, ways=("email",))
    leave(other, ways=("email",), given={"email": "wu@example.net"}, topics=("reports",))
    number = road.stand(one)
    until_done(road.drive.now)
    # The one who did it is told too, else the outbox would say who it was.
    assert [m["To"] for m in mail.letters] == [LI["email"]]
    road.mandate(number, [road.first, other, third])
    assert isinstance(actions.report_back(one, "They came.", road.drive.now), Case)
    until_done(road.drive.now)
    assert [m["To"] for m in mail.letters][1:] == [LI["email"], "wu@example.net"]
    # A crowd of acts is one message a day, and none of them is lost.
    for _again in range(3):
        actions.stand_down(one, road.drive.now)
        road.stand(one)
    until_done(road.drive.now)
    assert len(mail.letters) == 3
    assert Notice.objects.filter(kind="members-spokesman", state="waits").count() == 1
    until_done(road.drive.now + timedelta(days=1, minutes=1))
    assert len(mail.letters) == 4


def test_the_petitioner_is_told_of_the_group_as_its_first_member(cast, mail):
    identity = {"email": "zhang@example.net", "tell_by": "email"}
    road = Group(accepted(cast, identity=identity), others=1)
    road.offer()
    until_done(road.drive.now)
    last = mail.letters[-1]
    assert last["To"] == "zhang@example.net"
    assert last["Reply-To"]  # It is their case, and their address of it.
    before = len(mail.letters)
    road.drive.must("roads-officer", "message", text="We come on Monday.")
    until_done(road.drive.now)
    assert len(mail.letters) == before + 1  # Once, as the petitioner.


def test_a_shared_telephone_rings_once_and_a_way_without_a_contact_is_refused(road, gateway):
    one, other, _third = road.others
    for member in (one, other):
        assert leave(member, ways=("sms",)) is None
    road.offer()
    until_done(road.drive.now)
    assert len(gateway.messages) == 1
    refused = leave(road.others[2], given={}, ways=("sms",))
    assert (refused.code, refused.field) == (Code.NO_SUCH_CONTACT, "sms")
    refused = leave(one, topics=())
    assert (refused.code, refused.field) == (Code.MISSING, "topics")
    # A letter is never a way: somebody would read where they live.
    leave(one, ways=("letter", "sms"))
    assert members.by_key(one.pk).kept.tell_by == "sms"
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(member=one.pk).update(channel="letter")


def test_nobody_reads_from_the_database_who_can_be_reached(road, cast):
    _quiet, loud, _third = road.others
    before = {len(bytes(row.sealed)) for row in Member.objects.filter(code_hash__isnull=False)}
    leave(loud)
    road.offer()
    until_done(road.drive.now)
    assert {len(bytes(r.sealed)) for r in Member.objects.filter(code_hash__isnull=False)} == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT m::text FROM parties_member m UNION ALL"
                       " SELECT n::text FROM notices_notice n")  # fmt: skip
        kept = str(cursor.fetchall())
    assert "example.net" not in kept
    assert "0000 7777" not in kept
    told = Notice.objects.filter(member=loud.pk)
    assert told.exists()
    number = road.drive.case.number
    for actor in (Actor.petitioner(number), cast.actor("roads-officer"), cast.actor("clerk")):
        with transaction.atomic():
            wall.tell(wall.view_of(actor), wall.READER)
            assert not Notice.objects.exclude(member=None).exists()
            transaction.set_rollback(True)
    # Whoever leaves is told no more, and nothing tells that they were.
    actions.leave_group(members.by_key(loud.pk), road.drive.now)
    assert not Notice.objects.exclude(member=None).exists()


def test_one_member_who_cannot_be_opened_keeps_nobody_else_from_being_told(road, mail):
    one, other, _third = road.others
    leave(one, ways=("email",))
    Member.objects.filter(pk=other.pk).update(sealed=b"x" * 100)
    road.offer()
    until_done(road.drive.now)
    assert len(to_members(mail)) == 1


# The other side --------------------------------------------------------------------------------


def test_the_other_side_is_told_what_waits_for_it_and_what_became_of_it(cast, mail):
    dispute = Dispute.begun(cast)
    dispute.come()
    wanted = ToldBy(
        ways=("email",), topics=beside.OF_SIDE, language="en", given={"email": LI["email"]}
    )
    assert actions.tell_side(sides.of_case(dispute.drive.case.pk), wanted) is None

    def subjects():
        until_done(dispute.now)
        said = [" ".join(m.get_content().split()) for m in to_members(mail)]
        mail.letters.clear()
        return said

    dispute.both_agree()
    assert subjects() == []  # What they said themselves is no news.
    when = dispute.now + timedelta(days=3)
    dispute.must(actions.set_mediation_meeting(
        dispute.number, dispute.actor, when, "Village hall", dispute.now))  # fmt: skip
    (met,) = subjects()
    assert "a time at which you are expected" in met
    dispute.draft()
    (drafted,) = subjects()
    assert "you can agree to or refuse" in drafted
    dispute.both_confirm()
    (cooling,) = subjects()
    assert "think it over" in cooling
    dispute.sweep(days=30)
    (over,) = subjects()
    assert "holds from now on" in over
    for said in (met, drafted, cooling, over):
        for secret in ("wall", "Village hall", dispute.number, "Li", "Sun", "ediat"):
            assert secret not in said, (secret, said)
    dispute.verified()


def test_the_other_side_is_told_when_it_goes_on_and_when_it_is_over(cast, mail):
    dispute = Dispute.begun(cast)
    dispute.come()
    dispute.both_agree()
    wanted = ToldBy(ways=("email",), topics=("answers",), language="en",
                    given={"email": LI["email"]})  # fmt: skip
    actions.tell_side(sides.of_case(dispute.drive.case.pk), wanted)
    dispute.must(actions.hand_mediation_on(
        dispute.number, dispute.actor, "They do not agree.", dispute.now))  # fmt: skip
    until_done(dispute.now)
    (asked,) = to_members(mail)
    assert "You are asked anew" in " ".join(asked.get_content().split())
    dispute.must(actions.leave_mediation(dispute.number, "petitioner", dispute.now))
    assert Notice.objects.filter(kind="side-mediation-over").count() == 1
    until_done(dispute.now)
    assert len(to_members(mail)) == 1  # They chose to be told of what waits for them only.


def test_everything_that_can_be_told_has_words_in_both_languages(db):
    assert set(beside.kinds()) <= KINDS.keys()
    assert {kind.partition("-")[2] for kind in beside.kinds()} <= texts.TEXTS.keys()
    assert {text.name for text in texts.BESIDE} == set(beside.WHATS)
    for language, longest in (("en", 300), ("zh-hans", 134)):
        for what in beside.WHATS:
            said = texts.message(what, texts.SHORT, language, {"day": "Friday 6 February 2026"})
            assert len(said.text) < longest + 40, what
