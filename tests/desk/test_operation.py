"""The operator's page: whether the worker works, what was set aside, and nothing of any case."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.cast import file

from openredress.cases.models import SetAside
from openredress.worker import duties
from openredress.worker.models import Run

pytestmark = pytest.mark.django_db
PATH = "/desk/operation/"


def do_all():
    for duty in duties.DUTIES:
        assert duties.run(duty, timezone.now())


def put_aside(cast):
    case, now = file(cast, timezone.now()).case, timezone.now()
    SetAside.objects.create(
        case=case, since=now, tries=2, retry_at=now + timedelta(hours=4), fault="KeyError at x.py:3"
    )
    return case


def test_it_is_red_until_the_worker_has_run(cast, sit_down):
    person = sit_down("operator")
    assert "Something needs attention" in person.get(PATH).content.decode()
    do_all()
    page = person.get(PATH).content.decode()
    assert "All is well." in page
    assert "Something needs attention" not in page
    Run.objects.update(done_at=timezone.now() - timedelta(hours=2))
    assert "Not done" in person.get(PATH).content.decode()


def test_a_case_that_was_set_aside_is_named_by_its_number_only(cast, sit_down):
    do_all()
    case = put_aside(cast)
    page = sit_down("operator").get(PATH).content.decode()
    assert case.number in page
    assert "KeyError at x.py:3" in page
    assert "Something needs attention" in page
    assert case.subject not in page
    assert f"/desk/cases/{case.number}/" not in page


@pytest.mark.parametrize("one", [True, False])
def test_it_is_tried_again_at_once(cast, sit_down, one):
    case, other = put_aside(cast), put_aside(cast)
    person = sit_down("operator")
    answer = person.post(f"{PATH}retry/", {"number": case.number} if one else {})
    assert answer.status_code == 302
    waits = {aside.case.number: aside.retry_at > timezone.now() for aside in SetAside.objects.all()}
    assert waits == {case.number: False, other.number: one}


@pytest.mark.parametrize("who", ["clerk", "roads-officer", "roads-head", "city-supervisor"])
def test_nobody_else_learns_of_it(cast, sit_down, who):
    case = put_aside(cast)
    person = sit_down(who)
    for answer in (person.get(PATH), person.post(f"{PATH}retry/", {"number": case.number})):
        assert answer.status_code == 403
        assert case.number not in answer.content.decode()
    assert SetAside.objects.get().retry_at > timezone.now()


def test_moments_are_told_in_the_zone_of_the_reader(cast, sit_down):
    person = sit_down("operator")
    do_all()
    noon = timezone.now().replace(hour=12, minute=34)
    Run.objects.update(done_at=noon)
    assert "20:34" in person.get(PATH).content.decode()
