"""What the office that reads a report of reprisal does, on the pages."""

import pytest
from django.utils import timezone
from tests.cast import Drive, accepted

from openredress.cases import actions
from openredress.cases.models import Case
from openredress.core.access import Actor
from openredress.core.procedure import Role


@pytest.fixture
def drive(cast) -> Drive:
    return accepted(cast)


@pytest.fixture
def report(drive) -> Case:
    given = actions.Report("He said: withdraw, or else.", about=drive.petitioner.case)
    filed = actions.file_report(given, Actor(Role.PETITIONER), timezone.now())
    assert isinstance(filed, actions.Reported)
    return filed.case


def text(answer) -> str:
    return answer.content.decode()


def path(case: Case, name: str) -> str:
    return f"/desk/cases/{case.number}/{name}/"


def entered(prefix: str, **given) -> dict:
    return {f"{prefix}-{name}": value for name, value in given.items()}


@pytest.mark.parametrize("who", ["county-officer", "county-head", "city-supervisor"])
def test_it_is_on_the_desk_of_those_above(report, sit_down, who):
    page = text(sit_down(who).get("/desk/"))
    assert "Reports of reprisal" in page
    listed = text(sit_down(who).get("/desk/reports/"))
    assert report.number in listed
    assert "Report of reprisal</span>" in listed


def test_the_page_warns_and_leads_on(report, sit_down):
    page = text(sit_down("county-officer").look(report))
    assert "They must learn nothing" in page or "must learn nothing" in page
    assert f'href="{path(report, "original")}"' in page
    assert f'href="{path(report, "protection")}"' in page
    # A supervisor further up reads it; to act on the case is for the office that reads the report.
    above = text(sit_down("city-supervisor").look(report))
    assert f'href="{path(report, "original")}"' not in above


def test_the_case_is_read_there_and_nowhere_else(drive, report, sit_down):
    officer = sit_down("county-officer")
    page = text(officer.get(path(report, "original")))
    assert "The road to our village is broken." in page
    assert drive.case.number in page
    assert officer.look(drive.case).status_code == 404
    assert officer.get(path(drive.case, "original")).status_code == 404
    assert sit_down("roads-head").get(path(report, "original")).status_code == 404


def test_the_case_is_taken_away(drive, report, sit_down, cast):
    head, housing = sit_down("county-head"), cast.offices["housing"].pk
    empty = head.post(path(report, "protection/move"), {})
    assert empty.status_code == 422
    assert "Choose the office that answers from now on." in text(empty)
    data = entered("move", office=housing, reason="As you asked.", words="To balance the work.")
    assert head.post(path(report, "protection/move"), data)["Location"] == path(report, "x")[:-2]
    assert "To protect you: the case you wrote about was taken to" in text(head.look(report))
    assert sit_down("housing-officer").look(drive.case).status_code == 200
    assert sit_down("roads-head").look(drive.case).status_code == 404
    shown = text(sit_down("housing-officer").look(drive.case))
    assert report.number not in shown
    assert "As you asked." not in shown


def test_a_refusal_is_shown_with_all_that_was_entered(drive, report, sit_down, cast):
    cast.staff("housing-officer").posts.all().delete()
    cast.staff("housing-head").posts.all().delete()
    data = entered("move", office=cast.offices["housing"].pk, reason="As you asked.", words="Work.")
    answer = sit_down("county-head").post(path(report, "protection/move"), data)
    assert answer.status_code == 422
    assert "Nobody at this office could act" in text(answer)
    assert "As you asked." in text(answer)


def test_a_person_is_excluded(drive, report, sit_down, cast):
    officer, person = sit_down("county-officer"), cast.staff("roads-head").pk
    page = text(officer.get(path(report, "protection")))
    assert f'value="{person}"' in page
    assert "uk-officer" not in page
    data = entered("shut", person=person, reason="He no longer sees it.", words="Interest.")
    assert officer.post(path(report, "protection/exclusion"), data).status_code == 302
    assert sit_down("roads-head").look(drive.case).status_code == 404
    assert sit_down("roads-officer").look(drive.case).status_code == 200


def test_what_else_is_done_is_a_step_that_meets_its_limit(report, sit_down):
    officer = sit_down("county-officer")
    empty = officer.take(report, "protect", reason="x")
    assert empty.status_code == 422
    done = officer.take(report, "protect", kind="contact", reason="Only Ms Lin calls you.")
    assert done.status_code == 302
    page = text(officer.look(report))
    assert "To protect you: it was laid down who may speak with you." in page
    assert "Decide what is done to protect" in page[page.index("Time limits that are over") :]
