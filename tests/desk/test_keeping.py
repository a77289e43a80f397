"""Keeping and erasing at the desk: answer, hold, see what goes next."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.cases.test_forgetting import closed, withdrawn

from openredress.cases import actions
from openredress.cases.models import Case

pytestmark = pytest.mark.django_db


def recent(make, cast, days: float = 20, **given):
    return make(cast, now=timezone.now() - timedelta(days=days), **given)


def path(drive, name: str) -> str:
    return f"/desk/cases/{drive.case.number}/{name}/"


def fresh(drive) -> Case:
    return Case.objects.get(pk=drive.case.pk)


def test_the_case_says_until_when_it_is_kept(cast, sit_down):
    drive = recent(closed, cast)
    page = sit_down("roads-officer").look(drive.case).content.decode()
    assert "by the procedure." in page
    assert path(drive, "keeping") in page


def test_what_was_asked_is_on_the_list_first_thing_and_is_answered(cast, sit_down):
    drive = recent(withdrawn, cast)
    actions.ask_erasure(drive.case.number, drive.petitioner, "everything", "Afraid.", drive.now)
    clerk = sit_down("clerk")
    assert "Requests to erase that wait for an answer" in clerk.get("/desk/").content.decode()
    assert drive.case.number in clerk.get("/desk/keeping/").content.decode()
    page = clerk.get(path(drive, "keeping")).content.decode()
    assert "Afraid." in page
    empty = clerk.post(path(drive, "erasure-granted"), {})
    assert empty.status_code == 422
    assert "Choose what is erased." in empty.content.decode()
    done = clerk.post(path(drive, "erasure-granted"), {"grant-scope": "everything"})
    assert done.status_code == 302
    assert fresh(drive).forget_on is not None
    assert "Requests to erase" not in clerk.get("/desk/").content.decode()


def test_a_decided_case_offers_the_name_alone(cast, sit_down):
    drive = recent(closed, cast)
    actions.ask_erasure(drive.case.number, drive.petitioner, "everything", "", drive.now)
    officer = sit_down("roads-officer")
    page = officer.get(path(drive, "keeping")).content.decode()
    assert 'value="identity"' in page
    assert 'value="everything"' not in page
    forced = officer.post(path(drive, "erasure-granted"), {"grant-scope": "everything"})
    assert forced.status_code == 422
    assert fresh(drive).erasure_due_on is not None
    done = officer.post(path(drive, "erasure-refused"), {"refuse-reason": "Needed."})
    assert done.status_code == 302
    assert fresh(drive).erasure_due_on is None


def test_a_hold_needs_a_reason_and_a_day_and_is_lifted(cast, sit_down):
    drive, head = recent(closed, cast), sit_down("roads-head")
    for sent in ({}, {"hold-reason": "x"}, {"hold-reason": "x", "hold-review_on": "2001-01-01"},
                 {"hold-reason": "x", "hold-review_on": "2999-01-01"}):  # fmt: skip
        answer = head.post(path(drive, "hold"), sent)
        assert answer.status_code == 422
        assert "Error:" in answer.content.decode()
    soon = (timezone.now() + timedelta(days=10)).date().isoformat()
    held = {"hold-reason": "A suit.", "hold-review_on": soon}
    assert head.post(path(drive, "hold"), held).status_code == 302
    assert "A suit." in head.look(drive.case).content.decode()
    assert "Holds to be looked at again" in head.get("/desk/").content.decode()
    assert drive.case.number in head.get("/desk/keeping/").content.decode()
    assert head.post(path(drive, "hold-lifted"), {"lift-reason": "Over."}).status_code == 302
    assert fresh(drive).hold_review_on is None


@pytest.mark.parametrize("who", ["housing-head", "operator", "uk-head", "county-head"])
def test_others_neither_see_nor_decide_it(cast, sit_down, who):
    drive, person = recent(closed, cast), sit_down(who)
    assert person.get(path(drive, "keeping")).status_code == 404
    for name in ("hold", "hold-lifted", "erasure-granted", "erasure-refused"):
        assert person.post(path(drive, name), {}).status_code == 404
    assert drive.case.number not in person.get("/desk/keeping/").content.decode()


def test_what_is_left_of_an_erased_case_breaks_nothing(cast, sit_down):
    drive = recent(closed, cast, days=365 * 11)
    now = timezone.now()
    actions.forget(now)
    officer = sit_down("roads-officer")
    page = officer.look(drive.case).content.decode()
    assert "This case will be erased" in page
    assert drive.case.number in officer.get("/desk/keeping/").content.decode()
    assert actions.forget(now + timedelta(days=200)).forgotten == (drive.case.number,)
    page = officer.look(drive.case).content.decode()
    assert "What was written here was erased" in page
    assert "(erased)" in page
    assert "The road to our village" not in page
    assert "(erased)" in officer.get("/desk/closed/").content.decode()
    assert officer.get(path(drive, "keeping")).status_code == 404
    assert officer.get(path(drive, "decision")).status_code in (200, 404)
    assert officer.post(path(drive, "note"), {"note-text": "x"}).status_code in (404, 422)


def test_the_list_goes_on_over_its_pages_and_bears_nonsense(cast, sit_down):
    drives = [recent(withdrawn, cast, days=365 * 2 + 2 + n) for n in range(3)]
    clerk = sit_down("clerk")
    from openredress.cases import queries

    actor, now = cast.actor("clerk"), timezone.now()
    first = queries.forgotten_next(actor, now, size=2)
    second = queries.forgotten_next(actor, now, first.next, size=2)
    found = [case.number for case in (*first.cases, *second.cases)]
    assert sorted(found) == sorted(d.case.number for d in drives)
    for after in ("x", "2026-01-01_x", "_", "9999-99-99_1"):
        assert clerk.get(f"/desk/keeping/?after={after}").status_code == 200
