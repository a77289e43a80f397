"""A lost receipt replaced by e-mail: the whole way over HTTP and SMTP, and ways to abuse it."""

import re
import secrets
import threading
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.cast import accepted, file, served

from openredress.cases import actions, verification
from openredress.cases.models import Case, JournalEntry
from openredress.core.access import Actor
from openredress.core.receipt import CODE_SPACE, case_number, code_from, grouped
from openredress.notices import sending
from openredress.notices.models import Notice
from openredress.parties.models import LostReceipt, Receipt, ReplacementCode

pytestmark = pytest.mark.django_db

LOST, CODE, COLLECT, NEW = (
    "/receipt/lost/",
    "/receipt/code/",
    "/receipt/collection/",
    "/receipt/new/",
)
ADDRESS = "zhang@example.net"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CODE_IN_LETTER = re.compile(r"^(?:\d{4} ){4}\d{4}$", re.MULTILINE)


@pytest.fixture
def clock(monkeypatch):
    """clock(drive) moves every page to the case's now; clock.on(delta) moves on from there."""

    class Clock:
        now = None

        def __call__(self, drive):
            self.now = drive.now
            monkeypatch.setattr(timezone, "now", lambda: self.now)
            return self

        def on(self, delta):
            self.now += delta

    return Clock()


@pytest.fixture
def case(cast, clock):
    drive = file(cast, identity={"email": ADDRESS})
    clock(drive)
    return drive


def ask(number, email=ADDRESS, client=None):
    return (client or Client()).post(LOST, {"number": number, "email": email})


def worker():
    actions.answer_lost(timezone.now())
    return sending.send_due(timezone.now())


def code_in(letter) -> str:
    return CODE_IN_LETTER.search(letter.get_content().replace("\r", ""))[0]


def sent_code(mail, drive, clock) -> str:
    """Asked, sent, and taken from the mailbox."""
    ask(drive.case.number)
    worker()
    clock.on(HOUR)
    return code_in(mail.letters[-1])


def enter(code, client=None):
    return (client or Client()).post(CODE, {"code": code})


def collected(code, client=None) -> str:
    """The new code, as the page shows it."""
    client = client or Client()
    assert enter(code, client).headers["Location"] == COLLECT
    assert client.post(COLLECT).headers["Location"] == NEW
    return client.get(NEW).context["sheet"].code


def opens(code) -> bool:
    return Client().post("/case/open/", {"code": code}).status_code == 302


def tags(drive):
    return list(JournalEntry.objects.filter(case=drive.case).values_list("tag", flat=True))


# The way it goes ----------------------------------------------------------------------------


def test_a_new_receipt_comes_after_three_days_and_the_old_one_stops(case, mail, clock):
    code = sent_code(mail, case, clock)
    page = enter(grouped(code))
    assert page.templates[0].name == "intake/lost_waits.html"
    there = clock.now.astimezone(ZoneInfo("Asia/Shanghai")) + 3 * DAY
    assert f"{there:%H:%M}" in page.content.decode()
    assert opens(case.code)
    clock.on(3 * DAY - HOUR)
    assert enter(code).templates[0].name == "intake/lost_waits.html"
    clock.on(HOUR)
    mine = Client()
    new = collected(code, mine)
    assert new != case.code
    assert not opens(case.code)
    assert opens(new)
    gone = mine.post(NEW, {"saved": "on"})
    assert gone.headers["Location"] == "/case/"
    page = mine.get("/case/").context["page"]
    assert [line.title for line in page.history[:2]] == [
        "The receipt was replaced, by e-mail. The earlier one opens nothing more.",
        "A new receipt was asked for, in place of a lost one, with a code that we sent to the "
        "e-mail address on file.",
    ]
    assert mine.get(NEW).headers["Location"] == CODE
    assert [found for _, several in verification.verify() for found in several] == []


def test_it_works_at_whatever_level_the_case_is_by_now(cast, mail, clock):
    drive = served(cast)
    root = drive.case.number
    me = drive.petitioner
    actions.change_details(root, me, {"email": ADDRESS}, (), drive.now)
    drive.must("petitioner", "ask-review", reason="No.")
    clock(drive)
    code = sent_code(mail, drive, clock)
    enter(code)
    clock.on(3 * DAY)
    new = collected(code)
    assert opens(new)
    assert not opens(drive.code)
    for case in Case.objects.all():
        assert "receipt-replaced" in [e.tag for e in case.journal.all()]


def test_the_holder_of_the_old_code_is_told_when_it_was_replaced(case, mail, clock):
    code = sent_code(mail, case, clock)
    enter(code)
    clock.on(4 * DAY + timedelta(hours=13))  # One in the night; by Greenwich the day before.
    collected(code)
    page = Client().post("/case/open/", {"code": case.code}).content.decode()
    day = clock.now.astimezone(ZoneInfo("Asia/Shanghai"))
    assert f"This receipt was replaced by a new one on {day.day} " in page
    assert "If it was not you who asked" in page
    answer = Client().get("/api/v1/case", headers={"authorization": f"Receipt {case.code}"})
    assert answer.status_code == 401
    assert "replaced by a new one" in answer.json()["error"]["message"]


def test_what_was_open_with_the_old_receipt_is_closed(case, mail, clock):
    code = sent_code(mail, case, clock)
    enter(code)
    clock.on(3 * DAY)
    other = Client()
    other.post("/case/open/", {"code": case.code})
    assert other.get("/case/").status_code == 200
    collected(code)
    assert other.get("/case/").status_code == 403
    assert other.get(f"/case/{case.case.number}/proof/").status_code == 403


def test_letters_say_nothing_of_the_case(cast, mail, clock):
    drive = file(cast, identity={"email": ADDRESS, "name": "Zhang Wei"}, text="The school roof.")
    clock(drive)
    code = sent_code(mail, drive, clock)
    enter(code)
    clock.on(3 * DAY)
    worker()
    collected(code)
    worker()
    assert len(mail.letters) == 3
    for letter in mail.letters:
        said = str(letter["Subject"]) + letter.get_content()
        for secret in ("school", "roof", "Zhang Wei", drive.case.number, drive.code, "Linjiang"):
            assert secret not in said
    assert ["code" in str(letter["Subject"]) for letter in mail.letters] == [True, False, False]


def test_the_letter_is_in_the_language_of_the_case(cast, mail, clock):
    drive = file(cast, identity={"email": ADDRESS}, language="zh-hans")
    clock(drive)
    ask(drive.case.number)
    worker()
    assert "验证码" in mail.letters[0].get_content()


def test_two_presses_give_one_receipt(case, mail, clock):
    code = sent_code(mail, case, clock)
    enter(code)
    clock.on(3 * DAY)
    mine = Client()
    enter(code, mine)
    assert mine.post(COLLECT).headers["Location"] == NEW
    shown = mine.get(NEW).context["sheet"].code
    assert mine.post(COLLECT).headers["Location"] == NEW
    assert mine.get(NEW).context["sheet"].code == shown
    assert tags(case).count("receipt-replaced") == 1


# Nobody learns anything -----------------------------------------------------------------------


def shown(answer) -> tuple[int, str]:
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return answer.status_code, text


def test_no_answer_tells_whether_there_is_a_case_or_a_contact(cast, case, mail):
    unnamed = file(cast).case.number
    nowhere = case_number(2026, 999_999)
    answers = {
        shown(ask(number, email))
        for number in (case.case.number, unnamed, nowhere)
        for email in (ADDRESS, "other@example.net")
    }
    assert len(answers) == 1
    worker()
    assert [letter["To"] for letter in mail.letters] == [ADDRESS]


def test_every_request_costs_the_same_statements(cast, case, mail, django_assert_num_queries):
    """Timing tells nothing, because the case is not looked at while somebody waits."""
    for number in (case.case.number, file(cast).case.number, case_number(2026, 999_999)):
        with django_assert_num_queries(5) as asked:
            ask(number)
        assert not [q for q in asked if "cases_case" in q["sql"] or "parties_pet" in q["sql"]]


def test_what_waits_for_the_worker_holds_no_address(case, mail):
    ask(case.case.number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT parties_lostreceipt::text FROM parties_lostreceipt")
        kept = str(cursor.fetchall())
    assert case.case.number in kept
    assert "zhang" not in kept
    worker()
    assert LostReceipt.objects.count() == 0


@pytest.mark.parametrize("email", ["zhang@example.net ", "ZHANG@Example.NET"])
def test_the_address_may_be_written_otherwise(case, mail, email):
    ask(case.case.number, email)
    worker()
    assert len(mail.letters) == 1


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{0:.4}{0:.0}", "plain", "wide"])
def test_the_number_may_be_typed_in_any_way(case, mail, typed):
    number = case.case.number
    ways = {"plain": number.replace("-", ""),
            "wide": "".join(chr(ord(c) + 0xFEE0) for c in number)}  # fmt: skip
    answer = ask(ways.get(typed, number if "." in typed else typed.format(number)))
    assert answer.templates[0].name == "intake/lost_asked.html"
    worker()
    assert len(mail.letters) == 1


def test_a_mistyped_number_is_told_without_asking_the_database(case, mail):
    number = case.case.number
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    page = ask(wrong)
    assert "This is no case number" in page.content.decode()
    assert LostReceipt.objects.count() == 0


def test_going_through_all_numbers_sends_nobody_anything(cast, mail, clock):
    drives = [file(cast, identity={"email": f"p{n}@example.net"}) for n in range(10)]
    clock(drives[0])
    for drive in drives:
        for email in ("p@example.net", "thief@example.net"):
            ask(drive.case.number, email)
    worker()
    assert mail.letters == []
    assert Notice.objects.count() == 0


def test_a_mailbox_is_not_flooded(case, mail, clock):
    for _ in range(10):
        ask(case.case.number)
        ask(case.case.number, ADDRESS.upper())
        worker()
        clock.on(HOUR)
    assert len(mail.letters) == 3
    clock.on(7 * DAY)
    ask(case.case.number)
    worker()
    assert len(mail.letters) == 4


def test_one_caller_who_asks_very_often_waits(mail):
    answers = [
        Client(REMOTE_ADDR="203.0.113.7").post(LOST, {"number": "x", "email": "y"}).status_code
        for _ in range(11)
    ]
    assert answers == [200] * 10 + [429]


def test_without_mail_the_page_says_so(case, settings):
    settings.EMAIL_HOST = ""
    page = Client().get(LOST)
    assert "This institution sends no e-mail" in page.content.decode()
    ask(case.case.number)
    assert LostReceipt.objects.count() == 0


def test_a_case_without_contact_gets_nothing_and_the_pages_said_so_before(cast, mail, clock):
    drive = file(cast)
    clock(drive)
    ask(drive.case.number, "anybody@example.net")
    worker()
    assert mail.letters == []
    told = Client().get(LOST).content.decode()
    assert "Then the receipt cannot be replaced, by anybody" in told


# Codes ----------------------------------------------------------------------------------------


NOTHING = "This code opens nothing, or nothing any more."


def test_a_code_that_was_never_sent_opens_nothing(case, mail):
    page = enter(code_from(secrets.randbelow(CODE_SPACE)))
    assert NOTHING in page.content.decode()


def test_the_code_of_a_receipt_is_none_of_a_message_and_the_other_way_round(case, mail, clock):
    assert NOTHING in enter(case.code).content.decode()
    assert not opens(sent_code(mail, case, clock))


def test_a_code_lasts_for_a_day(case, mail, clock):
    code = sent_code(mail, case, clock)
    clock.on(24 * HOUR)
    assert NOTHING in enter(code).content.decode()
    assert "replacement-asked" not in tags(case)


def test_what_is_ready_lasts_for_two_weeks(case, mail, clock):
    code = sent_code(mail, case, clock)
    enter(code)
    clock.on(17 * DAY)
    assert NOTHING in enter(code).content.decode()
    assert opens(case.code)


def test_a_code_collects_once(case, mail, clock):
    code = sent_code(mail, case, clock)
    enter(code)
    clock.on(3 * DAY)
    new = collected(code)
    assert NOTHING in enter(code).content.decode()
    assert opens(new)


def test_an_earlier_code_is_no_way_round_the_wait(case, mail, clock):
    first = sent_code(mail, case, clock)
    second = sent_code(mail, case, clock)
    enter(first)
    assert NOTHING in enter(second).content.decode()
    clock.on(3 * DAY)
    assert NOTHING in enter(second).content.decode()
    assert opens(collected(first))


def test_guessing_the_rest_of_a_code_is_paused(case, mail, clock):
    code = sent_code(mail, case, clock)
    for _ in range(10):
        rest = code_from(secrets.randbelow(CODE_SPACE))
        guess = code.replace(" ", "")[:10] + rest[10:19]
        from openredress.core.receipt import check_digit

        enter(guess + check_digit(guess))
    paused = enter(code)
    assert paused.status_code == 429
    assert paused["Retry-After"]
    assert "replacement-asked" not in tags(case)


def test_a_code_is_kept_as_a_keyed_hash_only(case, mail, clock):
    code = sent_code(mail, case, clock).replace(" ", "")
    with connection.cursor() as cursor:
        for table in ("parties_replacementcode", "notices_notice", "cases_journalentry"):
            cursor.execute(f"SELECT {table}::text FROM {table}")
            kept = str(cursor.fetchall())
            assert code not in kept
            assert code.encode().hex() not in kept


def test_a_look_at_the_link_in_a_letter_does_nothing(case, mail, clock, settings):
    """Mail programs open links before people do."""
    settings.URL = "https://redress.example.org"
    sent_code(mail, case, clock)
    assert f"https://redress.example.org{CODE}" in mail.letters[0].get_content()
    Client().get(CODE)
    assert "replacement-asked" not in tags(case)


def test_a_page_without_the_code_collects_nothing(case, mail):
    for address in (COLLECT, NEW):
        assert Client().post(address).headers["Location"] in (CODE, COLLECT)
    assert "receipt-replaced" not in tags(case)


# Whoever holds the receipt refuses --------------------------------------------------------------


def refuse(drive):
    client = Client()
    client.post("/case/open/", {"code": drive.code})
    return client, client.post(f"/case/{drive.case.number}/replacement-refusal/", follow=True)


def test_the_holder_sees_it_and_refuses_and_mail_replaces_it_no_more(case, mail, clock):
    code = sent_code(mail, case, clock)
    enter(code)
    mine = Client()
    mine.post("/case/open/", {"code": case.code})
    assert "Somebody asks for a new receipt" in mine.get("/case/").content.decode()
    client, page = refuse(case)
    assert "Refused." in page.content.decode()
    assert "Somebody asks for a new receipt" not in client.get("/case/").content.decode()
    clock.on(3 * DAY)
    assert NOTHING in enter(code).content.decode()
    assert opens(case.code)
    before = len(mail.letters)
    worker()  # The message that it is ready has nothing to tell any more.
    clock.on(30 * DAY)
    ask(case.case.number)
    worker()
    assert len(mail.letters) == before


def test_a_new_contact_given_with_the_receipt_opens_the_way_by_mail_again(case, mail, clock):
    enter(sent_code(mail, case, clock))
    refuse(case)
    me = Actor.petitioner(case.case.number)
    actions.change_details(case.case.number, me, {"email": "safe@example.net"}, (), clock.now)
    clock.on(8 * DAY)
    ask(case.case.number)
    ask(case.case.number, "safe@example.net")
    worker()
    assert mail.letters[-1]["To"] == "safe@example.net"
    assert [letter["To"] for letter in mail.letters].count(ADDRESS) == 1


def test_it_can_be_refused_by_the_api(case, mail, clock):
    enter(sent_code(mail, case, clock))
    headers = {"authorization": f"Receipt {case.code}"}
    told = Client().get("/api/v1/case", headers=headers).json()
    assert told["replacing"]["how"] == "email"
    done = Client().post("/api/v1/case/replacement-refusal", headers=headers)
    assert done.status_code == 200
    assert done.json()["replacing"] is None
    again = Client().post("/api/v1/case/replacement-refusal", headers=headers)
    assert again.json()["error"]["code"] == "replacement-over"


def test_staff_are_not_told_what_would_say_that_an_address_is_on_file(cast, mail, clock):
    drive = accepted(cast, identity={"email": ADDRESS})
    clock(drive)
    enter(sent_code(mail, drive, clock))
    officer = Client()
    officer.force_login(cast.staff("roads-officer"))
    page = officer.get(f"/desk/cases/{drive.case.number}/").content.decode()
    assert "new receipt" not in page.split("<aside")[0].split("History")[1]
    mine = Client()
    mine.post("/case/open/", {"code": drive.code})
    assert "A new receipt was asked for" in mine.get("/case/").content.decode()


# At the same time -----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_who_collect_at_once_get_one_receipt(cast, mail, clock):
    drive = file(cast, identity={"email": ADDRESS})
    clock(drive)
    code = sent_code(mail, drive, clock)
    enter(code)
    clock.on(3 * DAY)
    clients, answers = [Client(), Client(), Client()], []
    for client in clients:
        enter(code, client)

    def run(client):
        try:
            answers.append(client.post(COLLECT))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200, 200, 302]
    assert tags(drive).count("receipt-replaced") == 1
    assert Receipt.objects.get().number == 2
    assert ReplacementCode.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_answer_each_request_once(cast, mail, clock):
    drives = [file(cast, identity={"email": f"p{n}@example.net"}) for n in range(12)]
    clock(drives[0])
    for n, drive in enumerate(drives):
        ask(drive.case.number, f"p{n}@example.net")

    def run():
        try:
            worker()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    worker()
    assert sorted(letter["To"] for letter in mail.letters) == sorted(
        f"p{n}@example.net" for n in range(12)
    )
