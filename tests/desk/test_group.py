"""The group at the desk: a number, what each has allowed, and nothing that leads to anybody."""

import re

import pytest
from django.test import Client
from tests.cases.test_group import Group
from tests.cast import accepted

from openredress.cases.access import case_for
from openredress.core import group as rules
from openredress.core.access import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def road(cast):
    return Group(accepted(cast))


def page(road, name="roads-officer", **given):
    client = Client()
    client.force_login(road.drive.cast.staff(name))
    path = f"/desk/cases/{road.drive.case.number}/group/"
    if not given:
        return client.get(path)
    what = given.pop("what")
    return client.post(f"{path}{what}/", given)


def test_the_office_sees_a_number_and_what_members_let_it_see(road):
    road.join("My wall cracked.", name="Zhao Yiming")
    road.join("My axle broke.", name="Li Na", shown=("say",))
    road.join("", name="Sun Mei", shown=("name",))
    shown = page(road).content.decode()
    assert "6 take part" in shown
    for allowed in ("My axle broke.", "Sun Mei"):
        assert allowed in shown
    for secret in ("Zhao", "wall cracked", "Li Na"):
        assert secret not in shown


def test_a_representative_is_a_number_until_they_let_the_office_see_their_name(road):
    one = road.join(name="Sun Mei")
    number = road.stand(one, "Aunt Sun")
    road.mandate(number, road.everybody)
    shown = page(road).content.decode()
    assert "Representative 1" in shown
    assert "Sun" not in shown
    from openredress.cases import actions

    actions.change_member(one, "Sun Mei", "", ("name",), road.drive.now)
    assert "Representative 1: Sun Mei" in page(road).content.decode()


def test_a_settlement_is_offered_and_its_result_shown_when_it_is_over(road, monkeypatch):
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: road.drive.now)
    wrong = page(road, what="settlement", terms="", answer_by="", due_on="")
    assert wrong.status_code == 422
    given = {"terms": "By May.", "answer_by": "2026-02-10", "due_on": "2026-05-01"}
    assert page(road, "clerk", what="settlement", **given).status_code == 422
    assert page(road, what="settlement", **given).status_code == 302
    road.answer(road.first, True)
    assert "Agreed" not in page(road).content.decode()
    for member in road.others:
        road.answer(member, False)
    assert "Agreed: 1. Refused: 2." in page(road).content.decode()


def test_a_clerk_counts_signatures_and_hands_out_a_receipt_once(road):
    assert page(road, "clerk", what="signatures", count="12").status_code == 302
    answer = page(road, "clerk", what="receipts", how=rules.SHEET, form="once")
    again = page(road, "clerk", what="receipts", how=rules.SHEET, form="once")
    codes = [
        re.search(r'id="code">([\d ]+)<', a.content.decode()).group(1) for a in (answer, again)
    ]
    assert codes[0] == codes[1]
    known = case_for(Actor.petitioner(road.drive.case.number), road.drive.case.number,
                     road.drive.now).facts.group  # fmt: skip
    assert (known.tally, len(known.members)) == (15, 4)
    assert page(road, what="signatures", count="12").status_code == 422


def test_whoever_is_shut_out_learns_of_no_group(road):
    from openredress.cases import actions

    cast = road.drive.cast
    actions.exclude_person(
        road.drive.case.number, cast.actor("city-supervisor"), cast.staff("roads-officer").pk,
        "complained-of", "x", road.drive.now,
    )  # fmt: skip
    assert page(road).status_code == 404
    assert page(road, "roads-head").status_code == 200
