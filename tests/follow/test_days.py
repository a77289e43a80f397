"""A date, opened: every day counted one by one."""

from datetime import timedelta

import pytest
from tests.cast import accepted, file, served

from openredress.cases.access import case_for
from openredress.core.access import Actor


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    ("make", "limit"), [(file, "register"), (accepted, "decide"), (served, "ask-review")]
)
def test_it_lists_every_day(cast, follow, make, limit, language):
    drive = make(cast)
    number = drive.case.number
    answer = follow(drive, language).get(f"/case/{number}/days/{limit}/")
    page = answer.content.decode()
    clock = case_for(Actor.petitioner(number), number, drive.now).situation.clock(limit)
    assert answer.status_code == 200
    for day in clock.counted_days():
        assert f'datetime="{day.date:%Y-%m-%d}"' in page
    assert page.count('class="counted"') >= sum(1 for day in clock.counted_days() if day.number)


def test_it_says_what_a_date_rests_on(cast, follow):
    drive = file(cast)
    drive.now += timedelta(days=1)
    page = follow(drive).get(f"/case/{drive.case.number}/days/register/").content.decode()
    assert "15 days" in page
    assert "Art. 22" in page
    assert "Wednesday 28 January 2026 12:00" in page


def test_it_names_the_rule_that_moved_the_last_day(cast, follow):
    drive = file(cast, now=file(cast).now + timedelta(days=3))
    page = follow(drive).get(f"/case/{drive.case.number}/days/register/").content.decode()
    assert "Civil Code Art. 203" in page


@pytest.mark.parametrize("limit", ["review", "nothing"])
def test_it_has_no_days_of_a_limit_that_has_not_begun(cast, follow, limit):
    drive = file(cast)
    assert follow(drive).get(f"/case/{drive.case.number}/days/{limit}/").status_code == 404


def test_it_counts_an_extension(cast, follow):
    drive = accepted(cast).must("roads-officer", "request-extension", amount=20, reason="Frost.")
    drive.must("roads-head", "grant-extension", amount=20, reason="Frost.")
    page = follow(drive).get(f"/case/{drive.case.number}/days/decide/").content.decode()
    assert "60 days + 20 days" in page
