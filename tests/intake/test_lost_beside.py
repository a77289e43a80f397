"""A member of a group, or the other side of a mediation, who lost the receipt: the whole way over
HTTP and SMTP, and ways to abuse it.
"""

from datetime import timedelta

import pytest
from django.test import Client
from tests.cases.test_group import Group, found
from tests.cast import accepted
from tests.disputes import Dispute
from tests.intake.test_lost import COLLECT, DAY, NEW, ask, code_in, enter, worker
from tests.intake.test_lost import clock as clock  # noqa: PLC0414  a fixture

from openredress.cases import actions
from openredress.cases.actions import ToldBy
from openredress.cases.models import JournalEntry
from openredress.core import beside
from openredress.core.receipt import grouped
from openredress.notices.models import Notice
from openredress.parties import members, sides
from openredress.parties.models import Receipt, ReplacementCode

pytestmark = pytest.mark.django_db
LI = "li@example.net"


def given(email=LI):
    return ToldBy(topics=beside.OF_MEMBERS, language="en", given={"email": email})


@pytest.fixture
def road(cast, clock, mail):
    drive = accepted(cast, identity={"email": "zhang@example.net"})
    clock(drive)
    road = Group(drive, others=2)
    assert actions.tell_member(road.others[0], given()) is None
    return road


def opened(code):
    client = Client(headers={"accept-language": "en"})
    return client, client.post("/case/open/", {"code": grouped(code)})


def collected(code):
    client = Client(headers={"accept-language": "en"})
    assert enter(code, client).headers["Location"] == COLLECT
    assert client.post(COLLECT).headers["Location"] == NEW
    return client, client.get(NEW)


def test_a_member_comes_back_with_their_say_and_the_old_code_is_told(road, mail, clock):
    number, before = road.drive.case.number, JournalEntry.objects.count()
    road.mandate(road.stand(road.others[1]), [road.others[0]])
    holder, _answer = opened(road.codes[0])
    # Who knows the number alone, or another's address, is sent nothing.
    for wrong in ("wu@example.net", "zhang@example.org"):
        ask(number, wrong)
    worker()
    assert mail.letters == []
    for address in (LI, "nobody@example.net"):
        assert ask(number, address).templates[0].name == "intake/lost_asked.html"
    worker()
    (letter,) = mail.letters
    assert (letter["To"], letter["Reply-To"]) == (LI, None)
    code = code_in(letter)
    assert b"3" in enter(code).content
    assert enter(code).templates[0].name == "intake/lost_waits.html"
    # Whoever holds the old receipt sees it at once; the petitioner and others do not.
    assert "Somebody asks for a new receipt" in holder.get("/group/").content.decode()
    for other in (road.codes[1], road.drive.code):
        client, _answer = opened(other)
        assert "asks for a new receipt" not in client.get("/group/").content.decode()
    clock.on(3 * DAY)
    worker()
    assert "can be collected" in mail.letters[-1]["Subject"]
    browser, page = collected(code)
    assert page.templates[0].name == "intake/new_receipt_beside.html"
    fresh = page.context["code"]
    assert browser.post(NEW, {"saved": "on"})["Location"] == "/case/open/"
    # It is the same member, with what they said and gave; the receipt of the case is untouched.
    member = members.by_code(fresh)
    assert (member.pk, member.kept.say) == (road.others[0].pk, "Say 0")
    assert Receipt.objects.get(case__number=number).saved_at is None
    client, answer = opened(fresh)
    assert answer["Location"] == "/group/"
    assert client.get("/group/").status_code == 200
    # Who had it open with the old one is sent out, and told what became of it.
    assert holder.get("/group/").status_code == 403
    _client, answer = opened(road.codes[0])
    assert "was replaced by a new one" in answer.content.decode()
    assert not ReplacementCode.objects.exists()
    tags = set(JournalEntry.objects.order_by("pk").values_list("tag", flat=True)[before:])
    assert "receipt-replaced" not in tags
    assert found() == []


def test_whoever_holds_the_receipt_refuses_until_there_is_another_address(road, mail, clock):
    number = road.drive.case.number
    ask(number, LI)
    worker()
    code = code_in(mail.letters[-1])
    enter(code)
    holder, _answer = opened(road.codes[0])
    assert holder.post("/group/replacement-refusal/")["Location"] == "/group/"
    assert "asks for a new receipt" not in holder.get("/group/").content.decode()
    clock.on(4 * DAY)
    assert enter(code).templates[0].name == "intake/lost_code.html"  # It opens nothing any more.
    letters = len(mail.letters)
    ask(number, LI)
    worker()
    assert len(mail.letters) == letters
    assert members.by_code(road.codes[0]) is not None
    actions.tell_member(road.others[0], given("new@example.net"))
    ask(number, "new@example.net")
    worker()
    assert mail.letters[-1]["To"] == "new@example.net"
    # Asked and never entered within a day, it is worth nothing; nor is it once they have left.
    clock.on(timedelta(hours=25))
    assert enter(code_in(mail.letters[-1])).templates[0].name == "intake/lost_code.html"
    ask(number, "new@example.net")
    worker()
    late = code_in(mail.letters[-1])
    actions.leave_group(members.by_code(road.codes[0]), road.drive.now)
    assert enter(late).templates[0].name == "intake/lost_code.html"
    assert not Notice.objects.exclude(member=None).exists()


def test_the_other_side_comes_back_and_a_letter_made_meanwhile_ends_it(cast, mail, clock):
    dispute = Dispute.begun(cast)
    clock(dispute.drive)
    old = dispute.come()
    key = dispute.drive.case.pk
    assert actions.tell_side(sides.of_case(key), given()) is None
    ask(dispute.number, LI)
    worker()
    code = code_in(mail.letters[-1])
    enter(code)
    holder, answer = opened(old)
    assert "Somebody asks for a new receipt" in holder.get("/mediation/").content.decode()
    clock.on(3 * DAY)
    _browser, page = collected(code)
    fresh = page.context["code"]
    assert sides.by_code(old) is None
    assert holder.get("/mediation/").status_code == 403
    holder, answer = opened(fresh)
    assert answer["Location"] == "/mediation/"
    dispute.verified()
    ask(dispute.number, LI)
    worker()
    late = code_in(mail.letters[-1])
    assert enter(late).templates[0].name == "intake/lost_waits.html"
    dispute.drive.now = clock.now
    fresh = dispute.come()  # The mediator made a letter, and it was opened.
    clock.on(3 * DAY)
    assert enter(late).templates[0].name == "intake/lost_code.html"
    assert sides.by_code(fresh) is not None
    dispute.verified()
