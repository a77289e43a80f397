"""Reporting reprisal on the public pages and at the counter, as people come to it."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import Drive, accepted

from openredress.cases import actions
from openredress.cases.models import Case, JournalEntry
from openredress.core.receipt import grouped
from openredress.offices.models import Post, Staff
from openredress.parties import members

STORY = "He said: withdraw, or your son loses his post."


@pytest.fixture
def drive(cast) -> Drive:
    return accepted(cast)


def holder(drive: Drive) -> Client:
    client = Client()
    client.post("/case/open/", {"code": drive.code})
    return client


def send(client: Client, begin=None, readers=None, **told) -> tuple[Case, str]:
    """Goes through the pages to the receipt. Returns the report and its code."""
    assert client.post("/protection/", begin or {})["Location"] == "/protection/what-happened/"
    answer = client.post("/protection/what-happened/", {"text": STORY, **told})
    assert answer.status_code == 302, answer.content.decode()
    assert client.post("/protection/who-reads/", readers or {}).status_code == 302
    assert client.post("/protection/check/")["Location"] == "/protection/receipt/"
    page = client.get("/protection/receipt/").content.decode()
    code = re.search(r'id="code">([\d ]+)<', page).group(1)
    return Case.objects.get(is_reprisal=True), code


def test_the_page_of_a_case_offers_it_and_never_says_that_it_was_used(drive):
    client = holder(drive)
    before = client.get("/case/").content.decode()
    assert 'href="/protection/"' in before
    case, _code = send(client)
    assert client.post("/protection/receipt/", {"saved": "on"})["Location"] == "/"
    after = client.get("/case/").content.decode()
    without_tokens = [re.sub(r'value="\w{64}"', "", page) for page in (before, after)]
    assert without_tokens[0] == without_tokens[1]
    assert case.number not in client.get("/").content.decode()


@pytest.mark.parametrize("who", ["a member of the group", "somebody who acts for the petitioner"])
def test_others_in_the_case_report_with_their_own_code_and_get_no_further(drive, who):
    number, now = drive.case.number, timezone.now()
    if who == "a member of the group":
        actions.open_group(number, drive.petitioner, "Mend it.", now)
        joining = actions.Joining("a form")
        code = actions.join_group(members.invitation_code(number, 1), joining, now).code
    else:
        given = actions.Authority("Li", ("write",))
        code = actions.name_proxy(number, drive.petitioner, given, "a form", now).code
    client = Client()
    assert client.post("/case/open/", {"code": code}).status_code == 302
    report, code = send(client)
    assert report.about_id == drive.case.pk
    assert report.office.code == "county"
    # The receipt of the report opens the report, and never the page of the petitioner.
    own = Client()
    own.post("/case/open/", {"code": code})
    page = own.get("/case/").content.decode()
    assert report.number in page
    assert "/case/about/" not in page
    own.post("/case/about/")
    assert report.number in own.get("/case/").content.decode()
    assert own.get(f"/case/{number}/").status_code == 404
    # Once they act no more there is no case behind it.
    if who != "a member of the group":
        actions.end_proxy(number, drive.petitioner, now)
        client.post("/protection/", {})
        again = client.get("/protection/what-happened/").content.decode()
        assert number not in again


def test_it_is_about_the_case_that_is_open_and_goes_above_it(drive):
    case, code = send(holder(drive), name="Zhang Wei", phone="0000-1")
    assert case.about_id == drive.case.pk
    assert case.office.code == "county"
    page = holder(Drive(drive.cast, case, code, drive.now)).get("/case/").content.decode()
    assert f"This is your report about case {drive.case.number}." in page
    assert "Decide what is done to protect" in page
    assert 'href="/protection/"' not in page


def test_before_it_is_sent_the_page_says_who_reads_it_and_who_does_not(drive):
    client = holder(drive)
    client.post("/protection/")
    client.post("/protection/what-happened/", {"text": STORY})
    county, city = drive.cast.offices["county"], drive.cast.offices["city"]
    for path in ("/protection/who-reads/", "/protection/check/"):
        page = client.get(path).content.decode()
        card = page[page.index('id="readers"') :]
        assert f"<strong>{county.name}</strong>" in card
        for passed in ("County Roads Bureau", "County Petition Office"):
            assert f"<li>{passed}</li>" in card
    assert Case.objects.count() == 1
    client.post("/protection/who-reads/", {"refused": [county.pk], "keep_out": "Mr Li."})
    page = client.get("/protection/check/").content.decode()
    assert f"<strong>{city.name}</strong>" in page
    assert f"<li>{county.name}</li>" in page
    assert "Mr Li." in page
    client.post("/protection/check/")
    report = Case.objects.get(is_reprisal=True)
    assert (report.office.code, report.exclusion_asked) == ("city", True)


def test_without_a_case_the_office_is_asked_for(drive):
    client = Client()
    client.post("/protection/")
    empty = client.post("/protection/what-happened/", {"text": STORY})
    assert empty.status_code == 200
    assert "Choose the office that your report has to go past." in empty.content.decode()
    case, _code = send(Client(), office=drive.cast.offices["town"].pk)
    assert (case.about_id, case.office.code) == (None, "county")


def test_somebody_with_an_open_case_can_report_about_something_else(drive):
    case, _code = send(holder(drive), {"apart": "1"}, office=drive.cast.offices["town"].pk)
    assert case.about_id is None


def test_what_was_entered_wrongly_is_kept_and_explained(drive):
    client = holder(drive)
    client.post("/protection/")
    answer = client.post("/protection/what-happened/", {"text": " ", "email": "x", "wish": "Help"})
    page = answer.content.decode()
    assert "data-error-summary" in page
    assert ">Help</textarea>" in page.replace("\n", "")
    assert 'value="x"' in page


def test_a_second_press_sends_one_report_and_shows_the_same_receipt(drive):
    client = holder(drive)
    send(client)
    assert client.post("/protection/check/")["Location"] == "/protection/receipt/"
    assert Case.objects.filter(is_reprisal=True).count() == 1
    assert client.get("/protection/receipt/proof/").status_code == 200


def test_nothing_is_left_on_the_device_once_the_receipt_is_kept(drive):
    client = holder(drive)
    client.post("/protection/")
    assert client.cookies["protection"]["max-age"] == ""  # It goes with the browser.
    client = holder(drive)
    send(client)
    done = client.post("/protection/receipt/", {"saved": "on"})
    assert done.cookies["protection"].value == ""
    assert client.get("/protection/receipt/")["Location"] == "/protection/"
    assert "You have begun already" not in client.get("/protection/").content.decode()


def test_what_was_entered_can_be_deleted(drive):
    client = holder(drive)
    client.post("/protection/")
    client.post("/protection/what-happened/", {"text": STORY})
    assert client.post("/protection/draft/deletion/")["Location"] == "/"
    assert client.get("/protection/what-happened/")["Location"] == "/protection/"


def test_from_the_report_one_comes_to_the_case_and_not_back(drive):
    case, code = send(holder(drive))
    client = holder(Drive(drive.cast, case, code, drive.now))
    assert client.post("/case/about/")["Location"] == "/case/"
    page = client.get("/case/").content.decode()
    assert drive.case.number in page
    assert case.number not in page
    assert client.get(f"/case/{case.number}/").status_code == 404
    client.post("/case/about/")
    assert drive.case.number in client.get("/case/").content.decode()


def test_the_petitioner_reads_what_was_done_to_protect_them(drive):
    from openredress.cases import actions

    case, code = send(holder(drive))
    head, housing = drive.cast.actor("county-head"), drive.cast.offices["housing"].pk
    now = Case.objects.get(pk=case.pk).filed_at
    done = actions.move_case(case.number, head, housing, "As you asked.", "To balance.", now)
    assert isinstance(done, Case), done
    page = holder(Drive(drive.cast, case, code, now)).get("/case/").content.decode()
    assert "To protect you: the case you wrote about was taken to County Housing Bureau." in page
    assert "As you asked." in page
    original = holder(drive).get("/case/").content.decode()
    assert "Sent to County Housing Bureau." in original
    assert "protect you" not in original


# At the counter ------------------------------------------------------------------------------

FORM = "/desk/take-down/report/"
SPOKEN = {"text": STORY, "channel": "visit", "language": "en"}


@pytest.fixture
def elsewhere(drive):
    """A clerk at an office that a report about the case does not go past."""
    staff = Staff.objects.create_user("town-clerk", None)
    Post.objects.create(staff=staff, office=drive.cast.offices["town"], role="clerk")
    client = Client()
    client.force_login(staff)
    return client


def test_a_clerk_elsewhere_takes_it_down_hands_over_the_receipt_and_sees_it_no_more(
    drive, elsewhere
):
    taken = elsewhere.post(FORM, {**SPOKEN, "code": grouped(drive.code)})
    assert taken["Location"] == FORM + "read-back/"
    page = elsewhere.get(FORM + "read-back/").content.decode()
    assert "<strong>Linjiang County</strong>" in page
    assert "<li>County Roads Bureau</li>" in page
    done = elsewhere.post(FORM + "read-back/", {"confirmed": "on"})
    assert done["Location"] == FORM + "receipt/"
    case = Case.objects.get(is_reprisal=True)
    assert (case.about_id, case.channel) == (drive.case.pk, "visit")
    assert JournalEntry.objects.get(case=case, seq=1).data["read_back"] is True
    assert case.number in elsewhere.get(FORM + "receipt/").content.decode()
    elsewhere.post(FORM + "receipt/")
    assert elsewhere.get(f"/desk/cases/{case.number}/").status_code == 404


@pytest.mark.parametrize("given", ["code", "office", "refused"])
def test_a_clerk_whom_it_goes_past_keeps_nothing_of_it(drive, given):
    client, offices = Client(), drive.cast.offices
    client.force_login(drive.cast.staff("clerk"))
    more = {
        "code": {"code": drive.code},
        "office": {"office": offices["petitions"].pk},
        "refused": {"office": offices["town"].pk, "refused": [offices["petitions"].pk]},
    }
    answer = client.post(FORM, {**SPOKEN, **more[given]})
    page = answer.content.decode()
    assert "This report goes past an office that you work at" in page
    assert client.get(FORM + "read-back/")["Location"] == FORM
    assert STORY not in client.get(FORM).content.decode()
    assert not Case.objects.filter(is_reprisal=True).exists()


def test_the_counter_needs_a_receipt_or_an_office(drive, elsewhere):
    answer = elsewhere.post(FORM, SPOKEN)
    assert "Choose the office, or enter the code of the receipt." in answer.content.decode()
    wrong = elsewhere.post(FORM, {**SPOKEN, "code": "1234"})
    assert "No case here opens with this code." in wrong.content.decode()


def test_a_receipt_that_was_replaced_leads_to_the_case_no_more_not_even_by_a_report(drive):
    from openredress.cases.models import JournalEntry as Entry

    case, code = send(holder(drive))
    client = holder(Drive(drive.cast, case, code, drive.now))
    assert Entry.objects.get(case=case, seq=1).data["about_receipt"] == 1
    old = holder(drive)
    replace_receipt(drive)
    client.post("/case/about/")
    assert drive.case.number not in client.get("/case/").content.decode()
    assert "Report about my case" not in old.get("/protection/").content.decode()


def replace_receipt(drive: Drive) -> None:
    """A new receipt took the place of the one that the report was filed with."""
    from openredress.cases.actions.writing import append, locked
    from openredress.core.events import ReceiptReplaced
    from openredress.core.journal import By
    from openredress.core.procedure import Role

    case, facts = locked(drive.case.number)
    event = ReceiptReplaced(step="receipt-replaced", stage=facts.stage, how="counter")
    append(case, facts, [event], By(Role.SYSTEM), drive.now)
