"""A lost receipt replaced at the counter: by whom, with whose leave, and what is attacked."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from tests.cast import START, accepted, file

from openredress.cases import actions, verification
from openredress.cases.models import Case, JournalEntry
from openredress.core.receipt import case_number
from openredress.core.refusals import Code, Refusal
from openredress.notices import sending
from openredress.offices.models import Office, Post, Staff
from openredress.parties.models import Receipt, ReplacedReceipt

pytestmark = pytest.mark.django_db

ASK, CONFIRM, PRINT = (
    "/desk/new-receipt/",
    "/desk/new-receipt/confirmation/",
    "/desk/new-receipt/receipt/",
)
CHECKED = "Identity card shown, compared with the name on file."
NAMED = {"name": "Zhang Wei", "email": "zhang@example.net"}


def signed_in(cast, name) -> Client:
    client = Client()
    client.force_login(cast.staff(name))
    return client


@pytest.fixture
def clerk(cast):
    return signed_in(cast, "clerk")


@pytest.fixture
def case(cast):
    return accepted(cast, identity=NAMED)


def begin(client, number, checked=CHECKED):
    return client.post(ASK, {"number": number, "checked": checked})


def replace(client, number) -> str:
    """The code of the new receipt, as it is printed."""
    assert begin(client, number).headers["Location"] == CONFIRM
    assert client.post(CONFIRM).headers["Location"] == PRINT
    return client.get(PRINT).context["sheet"].code


def opens(code) -> bool:
    return Client().post("/case/open/", {"code": code}).status_code == 302


def mine(code) -> Client:
    client = Client()
    assert client.post("/case/open/", {"code": code}).status_code == 302
    return client


def tags(drive):
    return list(JournalEntry.objects.filter(case=drive.case).values_list("tag", flat=True))


def test_a_clerk_prints_a_new_receipt_and_the_old_one_stops(case, clerk):
    code = replace(clerk, case.case.number)
    assert opens(code)
    assert not opens(case.code)
    assert "Print it for the person." in clerk.get(PRINT).content.decode()
    assert clerk.post(PRINT).headers["Location"] == "/desk/"
    assert clerk.get(PRINT).headers["Location"] == ASK
    assert Receipt.objects.get(case=case.case.root).number == 2
    assert ReplacedReceipt.objects.count() == 1
    assert [found for _, several in verification.verify() for found in several] == []


def test_the_petitioner_reads_when_where_and_what_was_checked(case, clerk):
    page = mine(replace(clerk, case.case.number)).get("/case/").context["page"]
    done, asked = page.history[:2]
    assert done.title == (
        "The receipt was replaced at the counter. The earlier one opens nothing more."
    )
    assert done.office == "County Petition Office"
    assert ("What was checked", CHECKED) in asked.texts


def test_a_message_says_that_it_was_replaced(case, clerk, mail):
    replace(clerk, case.case.number)
    sending.send_due(START + timedelta(days=9000))
    (letter,) = mail.letters
    assert "A receipt was replaced" in str(letter["Subject"])
    assert case.case.number not in letter.get_content()


def test_it_can_be_replaced_again_and_again(case, clerk):
    codes = [case.code]
    for _ in range(3):
        codes.append(replace(clerk, case.case.number))
        clerk.post(PRINT)
    assert [opens(code) for code in codes] == [False, False, False, True]


def test_a_receipt_can_be_handed_out_for_a_case_of_an_earlier_system(case, clerk):
    Receipt.objects.all().delete()
    assert opens(replace(clerk, case.case.number))


def test_two_presses_give_one_receipt(case, clerk):
    code = replace(clerk, case.case.number)
    assert clerk.post(CONFIRM).headers["Location"] == ASK
    assert clerk.get(ASK).headers["Location"] == PRINT
    assert clerk.get(PRINT).context["sheet"].code == code
    assert tags(case).count("receipt-replaced") == 1


def test_the_receipt_is_in_the_language_of_the_petitioner(cast, clerk):
    drive = accepted(cast, identity=NAMED, language="zh-hans")
    replace(clerk, drive.case.number)
    page = clerk.get(PRINT, headers={"accept-language": "en"}).content.decode()
    assert '<div lang="zh-hans">' in page
    assert "回执" in page


def test_what_was_checked_has_to_be_said(case, clerk):
    page = begin(clerk, case.case.number, " ")
    assert page.status_code == 422
    assert "Write down what you checked." in page.content.decode()
    assert case.case.number in page.content.decode()


def test_staff_are_told_apart_on_one_computer(case, clerk, cast):
    begin(clerk, case.case.number)
    other = Staff.objects.create_user("clerk-2", "x")
    Post.objects.create(staff=other, office=cast.offices["petitions"], role="clerk")
    clerk.force_login(other)
    assert clerk.post(CONFIRM).headers["Location"] == ASK
    assert "receipt-replaced" not in tags(case)


# Nobody who must not ---------------------------------------------------------------------------


def says(answer) -> str:
    """The answer, without what was typed and what is new on each page."""
    import re

    text = re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]*"', r"\1", answer.content.decode())
    return re.sub(r"2026-\d{6,}-\d", "NUMBER", text)


def test_a_clerk_of_another_office_learns_nothing(case, cast):
    foreign = signed_in(cast, "uk-clerk")
    answer = begin(foreign, case.case.number)
    nowhere = begin(foreign, case_number(2026, 999_999))
    assert answer.status_code == nowhere.status_code == 422
    assert says(answer) == says(nowhere)
    assert "No case with this number is open to you." in answer.content.decode()
    assert foreign.get(ASK, {"number": case.case.number}).context["form"].initial["checked"] == ""
    done = actions.ask_replacement(case.case.number, cast.actor("uk-clerk"), CHECKED, case.now)
    assert done == Refusal(Code.NOT_YOURS)


@pytest.mark.parametrize("name", ["roads-officer", "roads-head", "city-supervisor", "operator"])
def test_only_clerks_replace_receipts(case, cast, name):
    client = signed_in(cast, name)
    for address in (ASK, CONFIRM, PRINT):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403
    for act in (
        lambda actor: actions.ask_replacement(case.case.number, actor, CHECKED, case.now),
        lambda actor: actions.give_out_receipt(case.case.number, actor, case.now),
    ):
        assert act(cast.actor(name)) == Refusal(Code.NOT_YOURS)
    assert opens(case.code)


def test_a_clerk_who_is_excluded_finds_no_such_case(case, cast, clerk):
    supervisor, who = cast.actor("city-supervisor"), cast.staff("clerk").pk
    done = actions.exclude_person(case.case.number, supervisor, who, "complained-of", "x", case.now)
    assert isinstance(done, Case)
    answer, nowhere = begin(clerk, case.case.number), begin(clerk, case_number(2026, 999_999))
    assert says(answer) == says(nowhere)
    done = actions.ask_replacement(case.case.number, cast.actor("clerk"), CHECKED, case.now)
    assert done == Refusal(Code.NOT_YOURS)


def test_a_clerk_who_is_excluded_between_the_two_pages_comes_to_nothing(case, cast, clerk):
    begin(clerk, case.case.number)
    actions.exclude_person(
        case.case.number, cast.actor("city-supervisor"), cast.staff("clerk").pk,
        "complained-of", "x", case.now,
    )  # fmt: skip
    assert clerk.get(CONFIRM).headers["Location"] == ASK
    assert clerk.post(CONFIRM).headers["Location"] == ASK
    assert opens(case.code)


def test_the_page_takes_a_number_and_nothing_else(case, clerk):
    for typed in ("Zhang Wei", "zhang@example.net", "0000-5555", case.code):
        page = begin(clerk, typed)
        assert page.status_code == 422
        assert case.case.number not in page.content.decode()


def test_where_nothing_is_on_file_nothing_is_replaced_and_the_attempt_is_told(cast, clerk):
    drive = accepted(cast)
    begin(clerk, drive.case.number)
    page = clerk.post(CONFIRM)
    assert page.status_code == 422
    assert "neither name nor contact" in page.content.decode()
    assert opens(drive.code)
    shown = mine(drive.code).get("/case/").context["page"]
    assert shown.replacing is None
    assert shown.history[0].title.startswith("The receipt was not replaced")
    assert ("What was checked", CHECKED) in shown.history[1].texts
    officer = signed_in(cast, "roads-officer").get(f"/desk/cases/{drive.case.number}/")
    assert "nothing is on file" not in officer.content.decode()


def test_nobody_does_it_without_signing_in(db):
    for address in (ASK, CONFIRM, PRINT):
        assert Client().get(address).status_code == 302


# A second person -------------------------------------------------------------------------------


@pytest.fixture
def guarded(case):
    Office.objects.filter(code="petitions").update(custodian=True)
    return case


def answer(cast, drive, who, *, agrees=True, reason=""):
    client = signed_in(cast, who)
    page = client.get(f"/desk/cases/{drive.case.number}/")
    form = page.context["page"].replacing.form
    sent = {"replacement-answer": "agree" if agrees else "refuse", "replacement-reason": reason,
            "replacement-asked": form["asked"].value()}  # fmt: skip
    return client.post(f"/desk/cases/{drive.case.number}/replacement/", sent)


def test_a_second_person_agrees_first_where_the_office_so_sets(guarded, cast, clerk):
    number = guarded.case.number
    begin(clerk, number)
    assert "second person must agree" in clerk.get(CONFIRM).content.decode()
    assert clerk.post(CONFIRM).headers["Location"] == f"/desk/cases/{number}/"
    assert opens(guarded.code)
    assert number in signed_in(cast, "roads-head").get("/desk/names/").content.decode()
    page = signed_in(cast, "roads-head").get(f"/desk/cases/{number}/").content.decode()
    assert CHECKED in page
    begin(clerk, number)
    assert clerk.post(CONFIRM).status_code == 422  # Nobody has answered yet.
    assert answer(cast, guarded, "roads-head").status_code == 302
    waiting = clerk.get(f"/desk/cases/{number}/").content.decode()
    assert f"{ASK}?number={number}" in waiting
    clerk.cookies.clear()
    clerk.force_login(cast.staff("clerk"))
    again = clerk.get(ASK, {"number": number}).context["form"].initial
    assert again == {"number": number, "checked": CHECKED}
    code = replace(clerk, number)
    assert opens(code)
    assert not opens(guarded.code)


def test_a_second_person_refuses_with_a_reason_that_the_petitioner_reads(guarded, cast, clerk):
    begin(clerk, guarded.case.number)
    clerk.post(CONFIRM)
    assert answer(cast, guarded, "roads-head", agrees=False).status_code == 422
    done = answer(cast, guarded, "roads-head", agrees=False, reason="Not the same name.")
    assert done.status_code == 302
    page = mine(guarded.code).get("/case/").context["page"]
    assert ("Reason", "Not the same name.") in page.history[0].texts
    done = actions.give_out_receipt(guarded.case.number, cast.actor("clerk"), guarded.now)
    assert done == Refusal(Code.REPLACEMENT_OVER)


def test_nobody_agrees_with_themselves(guarded, cast):
    Post.objects.create(staff=cast.staff("clerk"), office=cast.offices["petitions"], role="head")
    number, actor = guarded.case.number, cast.actor("clerk")
    asked = actions.ask_replacement(number, actor, CHECKED, guarded.now)
    assert isinstance(asked, Case)
    done = actions.answer_replacement(number, actor, guarded.now, True, "", guarded.now)
    assert done == Refusal(Code.SECOND_PERSON_SAME)
    done = actions.give_out_receipt(number, actor, guarded.now)
    assert done == Refusal(Code.REPLACEMENT_WAITS)


@pytest.mark.parametrize("who", ["clerk", "roads-officer", "housing-head", "uk-head", "operator"])
def test_who_may_not_agree(guarded, cast, who):
    number = guarded.case.number
    actions.ask_replacement(number, cast.actor("clerk"), CHECKED, guarded.now)
    client = signed_in(cast, who)
    sent = {"replacement-answer": "agree", "replacement-asked": guarded.now.isoformat()}
    assert client.post(f"/desk/cases/{number}/replacement/", sent).status_code == 404
    done = actions.answer_replacement(number, cast.actor(who), guarded.now, True, "", guarded.now)
    assert isinstance(done, Refusal)


def test_nobody_agrees_to_what_they_did_not_read(guarded, cast):
    """The holder refused, the clerk asks anew with other words: an old page agrees to nothing."""
    number, clerk, head = guarded.case.number, cast.actor("clerk"), cast.actor("roads-head")
    first, later = guarded.now, guarded.now + timedelta(minutes=5)
    actions.ask_replacement(number, clerk, CHECKED, first)
    actions.refuse_replacement(guarded.petitioner, first)
    actions.ask_replacement(number, clerk, "Nothing at all.", later)
    done = actions.answer_replacement(number, head, first, True, "", later)
    assert done == Refusal(Code.REPLACEMENT_OVER)


def test_what_was_agreed_to_lapses(guarded, cast):
    number, clerk, head = guarded.case.number, cast.actor("clerk"), cast.actor("roads-head")
    actions.ask_replacement(number, clerk, CHECKED, guarded.now)
    agreed = guarded.now + timedelta(days=30)
    done = actions.answer_replacement(number, head, guarded.now, True, "", agreed)
    assert isinstance(done, Case)
    late = agreed + timedelta(hours=72)
    assert actions.give_out_receipt(number, clerk, late) == Refusal(Code.REPLACEMENT_OVER)


def test_another_clerk_does_not_collect_what_was_agreed_to(guarded, cast):
    other = Staff.objects.create_user("clerk-2", "x")
    Post.objects.create(staff=other, office=cast.offices["petitions"], role="clerk")
    number = guarded.case.number
    actions.ask_replacement(number, cast.actor("clerk"), CHECKED, guarded.now)
    actions.answer_replacement(number, cast.actor("roads-head"), guarded.now, True, "", guarded.now)
    done = actions.give_out_receipt(number, cast.actor("clerk-2"), guarded.now)
    assert done == Refusal(Code.NOT_YOURS)


def test_whoever_holds_the_receipt_refuses_while_a_second_person_thinks(guarded, cast):
    actions.ask_replacement(guarded.case.number, cast.actor("clerk"), CHECKED, guarded.now)
    client = mine(guarded.code)
    assert "at the counter of County Petition Office" in client.get("/case/").content.decode()
    client.post(f"/case/{guarded.case.number}/replacement-refusal/")
    done = actions.give_out_receipt(guarded.case.number, cast.actor("clerk"), guarded.now)
    assert done == Refusal(Code.REPLACEMENT_OVER)


# Contacts changed at the counter ----------------------------------------------------------------


def test_the_earlier_address_is_told_when_a_clerk_changes_it(case, cast, clerk, mail):
    address = f"/desk/cases/{case.case.number}/details/"
    assert clerk.post(address, {"email": "new@example.net"}).status_code == 302
    sending.send_due(START + timedelta(days=9000))
    (letter,) = mail.letters
    assert letter["To"] == "zhang@example.net"
    for secret in ("new@example.net", case.case.number, "Zhang"):
        assert secret not in letter.get_content()


def test_it_is_not_told_where_somebody_else_reads_it_and_that_is_on_record(case, cast, clerk, mail):
    address = f"/desk/cases/{case.case.number}/details/"
    clerk.post(address, {"email": "new@example.net", "untold": "on"})
    sending.send_due(START + timedelta(days=9000))
    assert mail.letters == []
    page = mine(case.code).get("/case/").context["page"]
    assert "The earlier e-mail address was not told" in page.history[0].title


@pytest.mark.parametrize("given", [{"phone": "0000-5555"}, {"name": "Zhang W."}])
def test_other_details_are_nothing_to_write_about(case, cast, clerk, mail, given):
    clerk.post(f"/desk/cases/{case.case.number}/details/", given)
    sending.send_due(START + timedelta(days=9000))
    assert mail.letters == []


def test_petitioners_who_change_it_themselves_leave_no_word_there(case, mail):
    """They may have changed it because somebody else reads the old one."""
    client = mine(case.code)
    answer = client.post(f"/case/{case.case.number}/details/", {"email": "new@example.net"})
    assert answer.status_code == 302
    sending.send_due(START + timedelta(days=9000))
    assert mail.letters == []


# At the same time -------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_leave_one_receipt_that_opens(cast):
    other = Staff.objects.create_user("clerk-2", "x")
    Post.objects.create(staff=other, office=cast.offices["petitions"], role="clerk")
    drive = accepted(cast, identity=NAMED)
    clients, answers = [signed_in(cast, "clerk"), signed_in(cast, "clerk-2")], []
    for client in clients:
        begin(client, drive.case.number)

    def run(client):
        try:
            answers.append(client.post(CONFIRM).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302]
    codes = [client.get(PRINT).context["sheet"].code for client in clients]
    assert sorted(map(opens, codes)) == [False, True]
    assert [found for _, several in verification.verify() for found in several] == []


def test_a_code_that_was_sent_is_worth_nothing_once_a_clerk_replaced_the_receipt(
    cast, clerk, mail, monkeypatch
):
    from django.utils import timezone
    from tests.intake.test_lost import CODE, code_in

    drive = file(cast, identity=NAMED)
    monkeypatch.setattr(timezone, "now", lambda: drive.now)
    Client().post("/receipt/lost/", {"number": drive.case.number, "email": NAMED["email"]})
    actions.answer_lost(drive.now)
    sending.send_due(drive.now)
    sent = code_in(mail.letters[0])
    Client().post(CODE, {"code": sent})
    printed = replace(clerk, drive.case.number)
    monkeypatch.setattr(timezone, "now", lambda: drive.now + timedelta(days=4))
    assert "opens nothing" in Client().post(CODE, {"code": sent}).content.decode()
    assert opens(printed)
