"""Supervision over HTTP: pages, register, what petitioner and interface are told."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import accepted, served

from openredress.cases import actions, oversight_lists
from openredress.cases.models import Breach, Case, Demand
from openredress.core.receipt import grouped
from openredress.desk import supervision


def ago(days):
    return timezone.now() - timedelta(days=days)


def in_days(days):
    return str((timezone.now() + timedelta(days=days)).date())


@pytest.fixture
def late(cast):
    """A case that the roads bureau has let pass, as the journal says."""
    drive = accepted(cast, now=ago(100))
    actions.sweep(timezone.now())
    drive.case.refresh_from_db()
    return drive


def at(case, name="case-supervision", *more):
    return reverse(f"desk:{name}", args=(case.number, *more))


def test_a_supervisor_urges_and_the_office_answers(cast, sit_down, late):
    above, office = sit_down("city-supervisor"), sit_down("roads-officer")
    page = above.get(at(late.case)).content.decode()
    assert "Urge the office" in page
    assert "Give it to another competent office" in page
    empty = above.post(at(late.case, "urging"), {})
    assert empty.status_code == 422
    assert "Fill this in" in empty.content.decode()
    asked = {"urging-text": "Why so long?", "urging-due_on": in_days(10)}
    assert above.post(at(late.case, "urging"), asked).status_code == 302
    assert late.case.number in above.get("/desk/supervision/").content.decode()
    listed = office.get("/desk/supervision/").content.decode()
    assert late.case.number in listed
    read = office.get(at(late.case)).content.decode()
    assert "Why so long?" in read
    assert "Urge the office" not in read
    answer = {"answer-1-text": "The surveyor was ill."}
    assert office.post(at(late.case, "demand-answer", 1), answer).status_code == 302
    assert Demand.objects.get().ended_at is not None
    assert "The surveyor was ill." in above.get(at(late.case)).content.decode()
    again = office.post(at(late.case, "demand-answer", 1), answer)
    assert again.status_code == 422
    assert "answered already" in again.content.decode()


def test_a_supervisor_gives_the_case_to_another_office(cast, sit_down, late):
    above = sit_down("city-supervisor")
    given = {"assignment-office": cast.offices["housing"].pk, "assignment-reason": "Theirs.",
             "assignment-due_on": in_days(20)}  # fmt: skip
    assert above.post(at(late.case, "assignment"), given).status_code == 302
    late.case.refresh_from_db()
    assert late.case.office.code == "housing"
    account = Demand.objects.get(kind="account")
    office = sit_down("roads-head")
    answer = {f"answer-{account.number}-text": "It lay here."}
    assert office.post(at(late.case, "demand-answer", account.number), answer).status_code == 302
    # Taking it to the top would take a right away, and the page says so.
    top = {"taking-over-reason": "x", "taking-over-due_on": in_days(20)}
    refused = above.post(at(late.case, "taking-over"), top)
    assert refused.status_code == 422
    assert "could no longer ask for review" in refused.content.decode()


def test_what_is_entered_is_not_lost(cast, sit_down, late):
    above = sit_down("city-supervisor")
    wrong = {"report-text": "Report on the bridge.", "report-due_on": in_days(-1)}
    answer = above.post(at(late.case, "report-demand"), wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Report on the bridge." in page
    assert "still to come" in page
    assert 'id="report" open' in page


def test_the_register_says_what_was_missed_and_why(cast, sit_down, late):
    head, above = sit_down("roads-head"), sit_down("city-supervisor")
    breach = Breach.objects.get()
    said = {f"explain-{breach.seq}-text": "=HYPERLINK(1) Frost."}
    assert head.post(at(late.case, "breach-explanation", breach.seq), said).status_code == 302
    for person in (head, above):
        page = person.get("/desk/breaches/").content.decode()
        assert late.case.number in page
        assert "Frost." in page
        assert "Art. 34" in page
        rows = list(csv.DictReader(StringIO(person.get("/desk/breaches.csv").content.decode())))
        assert [(r["case"], r["office"], r["article"]) for r in rows] == [
            (late.case.number, "roads", "Art. 34")
        ]
        assert rows[0]["explanation"].startswith("'=")  # No spreadsheet runs it.
    assert late.case.number not in sit_down("housing-head").get("/desk/breaches/").content.decode()
    assert sit_down("roads-officer").get("/desk/breaches/").status_code == 404
    assert above.get("/desk/breaches/?office=roads").status_code == 200
    assert head.get("/desk/breaches/?office=housing").status_code == 404


def test_the_table_of_the_register_is_read_page_by_page(cast, sit_down, late, monkeypatch):
    accepted(cast, now=ago(100))
    actions.sweep(timezone.now())
    days = sorted((str(b.due_on) for b in Breach.objects.all()), reverse=True)
    assert len(days) > 1
    person = sit_down("roads-head")
    for at_once, most in ((1, len(days)), (len(days), 1), (2, 1)):
        monkeypatch.setattr(oversight_lists, "READ_AT_ONCE", at_once)
        monkeypatch.setattr(supervision, "MOST_LINES", most)
        rows = list(csv.DictReader(StringIO(person.get("/desk/breaches.csv").content.decode())))
        assert [row["due"] for row in rows] == days[:most]


def test_whoever_is_shut_out_finds_nothing_of_it(cast, sit_down, late):
    above = cast.actor("city-supervisor")
    now = timezone.now()
    done = actions.urge(late.case.number, above, "x", now.date() + timedelta(5), now)
    assert isinstance(done, Case)
    head = sit_down("roads-head")
    assert late.case.number in head.get("/desk/supervision/").content.decode()
    clerk, person = cast.actor("clerk"), cast.staff("roads-head").pk
    shut = actions.exclude_person(
        late.case.number, clerk, person, "complained-of", "x", timezone.now()
    )
    assert isinstance(shut, Case)
    for path in ("/desk/supervision/", "/desk/breaches/", "/desk/breaches.csv"):
        assert late.case.number not in head.get(path).content.decode(), path
    assert head.get(at(late.case)).status_code == 404
    assert head.post(at(late.case, "demand-answer", 1), {"answer-1-text": "x"}).status_code == 404


def test_the_petitioner_sees_it_on_the_page_and_by_the_interface(cast, late):
    above, roads = cast.actor("city-supervisor"), cast.actor("roads-head")
    now, number = timezone.now(), late.case.number
    actions.urge(number, above, "Why so long?", now.date() + timedelta(5), now)
    actions.answer_demand(number, roads, 1, "The surveyor was ill.", now)
    breach = Breach.objects.get()
    actions.explain_breach(number, roads, breach.seq, "Two people were away.", now)
    petitioner = Client(headers={"authorization": f"Receipt {grouped(late.code)}"})
    petitioner.post(reverse("petitioner:open"), {"code": late.code})
    page = petitioner.get("/case/").content.decode()
    for words in ("What higher offices did", "Why so long?", "The surveyor was ill.",
                  "Two people were away.", "urges County Roads Bureau"):  # fmt: skip
        assert words in page, words
    told = petitioner.get(f"/api/v1/case?number={number}").json()
    assert [(a["kind"], a["text"], a["answer"]) for a in told["supervision"]] == [
        ("urge", "Why so long?", "The surveyor was ill.")
    ]
    assert [(m["office"], m["explanation"]) for m in told["missed"]] == [
        ("County Roads Bureau", "Two people were away.")
    ]
    assert petitioner.get(f"/case/{number}/days/demand-1/").status_code == 200


def test_extensions_asked_for_below_are_shown_to_who_supervises(cast, sit_down):
    drive = accepted(cast, now=ago(10))
    drive.must("roads-officer", "request-extension", amount=12, reason="Frost until March.")
    page = sit_down("city-supervisor").get("/desk/supervision/").content.decode()
    assert "Frost until March." in page


def test_the_first_extensions_lead_to_all_that_wait(cast, sit_down, monkeypatch):
    for _ in range(2):
        drive = accepted(cast, now=ago(10))
        drive.must("roads-officer", "request-extension", amount=12, reason="Frost until March.")
    supervisor = sit_down("city-supervisor")
    link = "/desk/head/extensions/"
    assert link not in supervisor.get("/desk/supervision/").content.decode()
    monkeypatch.setattr(supervision, "FEW_EXTENSIONS", 1)
    page = supervisor.get("/desk/supervision/").content.decode()
    assert page.count("Frost until March.") == 1
    assert link in page
    assert supervisor.get(link).content.decode().count("Frost until March.") == 2


def test_the_public_sees_which_office_missed_what_and_no_case(cast, late):
    shut = accepted(cast, now=ago(100))
    actions.sweep(timezone.now())
    actions.exclude_person(shut.case.number, cast.actor("clerk"), cast.staff("roads-head").pk,
                           "complained-of", "x", timezone.now())  # fmt: skip
    breach = Breach.objects.get(case=late.case)
    Breach.objects.update(due_on=timezone.now().date())  # This year, whenever the test runs.
    actions.publish_overdue(timezone.now())
    public = Client()
    page = public.get("/overdue/").content.decode()
    assert "What offices missed this year" in page
    assert "Art. 34" in page
    rows = list(csv.DictReader(StringIO(public.get("/breaches.csv").content.decode())))
    # The case from which somebody is shut out is left out: nobody finds it by counting.
    assert [(r["office"], r["times"], r["explained"]) for r in rows] == [("roads", "1", "0")]
    assert breach.case.number not in page


def test_no_page_of_supervision_where_there_is_nothing(cast, sit_down):
    drive = served(cast)
    assert sit_down("roads-officer").get(at(drive.case)).status_code == 404
    assert sit_down("housing-officer").get(at(drive.case)).status_code == 404
    assert (
        "Supervision of this case"
        not in sit_down("roads-officer").look(drive.case).content.decode()
    )
