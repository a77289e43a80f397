"""Meetings that come again: the next one is there by itself, once, with an open agenda."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone
from tests.cast import START, accepted

from openredress.coordination import actions, series
from openredress.coordination.actions import NotCalled, NotHere, Trouble
from openredress.coordination.models import Meeting, Series
from openredress.core.series import Every, Rhythm
from openredress.worker import duties

pytestmark = pytest.mark.django_db
#: START is Wednesday, 28 January 2026; the county meets every second Tuesday from the third on.
FIRST, WEEKLY = date(2026, 2, 3), Rhythm(date(2026, 3, 3), 1, Every.WEEKS)


def plan(cast, **changes):
    given = {
        "office": cast.offices["county"].pk, "attending": [cast.offices["roads"].pk],
        "rhythm": Rhythm(FIRST, 2, Every.WEEKS), "begins": time(9, 30), "closes_before": 3,
        "place": "Room 2",
    }  # fmt: skip
    return series.Plan(**given | changes)


def begun(cast):
    done = series.begin(cast.actor("county-head"), plan(cast), START)
    assert isinstance(done, Series), done
    return done


def at(day):
    return START + timedelta(days=(day - date(2026, 1, 28)).days)


def test_as_soon_as_an_agenda_closes_the_meeting_after_it_is_there(cast):
    """China rests from 15 to 23 February 2026: the meeting of the 17th is on the 24th."""
    begun(cast)
    for today, there in [
        (FIRST - timedelta(days=3), 1), (FIRST - timedelta(days=2), 2), (FIRST, 2),
        (date(2026, 2, 21), 2), (date(2026, 2, 22), 3), (date(2026, 4, 30), 4),
    ]:  # fmt: skip
        assert all(duties.run(duty, at(today)) for duty in duties.DUTIES if duty.name == "meetings")
        assert series.call_due(at(today)) == 0
        assert Meeting.objects.count() == there, today
    assert [f"{m.meets_on:%m-%d} {m.closes_on:%m-%d}" for m in Meeting.objects.order_by("pk")] == [
        "02-03 01-31", "02-24 02-21", "03-03 02-28", "05-12 05-09",
    ]  # fmt: skip
    first = Meeting.objects.earliest("pk")
    assert first.meets_at.isoformat() == "2026-02-03T01:30:00+00:00"
    assert (first.attending, first.place) == ([cast.offices["roads"].pk], "Room 2")


def test_a_case_is_put_on_the_agenda_of_the_next_one(cast):
    begun(cast)
    drive, meeting = accepted(cast, now=START - timedelta(days=4)), Meeting.objects.get()
    officer, number = cast.actor("roads-officer"), drive.case.number
    done = actions.put_on(officer, meeting.pk, [number], [], "Whose is it?", START)
    assert isinstance(done, actions.Item), done


def test_one_that_is_cancelled_is_left_out(cast):
    begun(cast)
    meeting = Meeting.objects.get()
    actions.cancel(cast.actor("county-head"), meeting.pk, "The hall is flooded.", START)
    assert series.call_due(START) == 1
    assert Meeting.objects.latest("pk").meets_on == date(2026, 2, 24)


def test_it_ends_and_what_is_called_stays(cast):
    key = begun(cast).pk
    for who in ("roads-head", "county-officer", "housing-head"):
        with pytest.raises(NotHere):
            series.end(cast.actor(who), key, START)
    series.end(cast.actor("county-head"), key, START)
    assert series.call_due(at(date(2026, 6, 1))) == 0
    assert Meeting.objects.count() == 1
    with pytest.raises(NotHere):
        series.end(cast.actor("county-head"), key, START)


@pytest.mark.parametrize(("changes", "trouble"), [
    ({"rhythm": Rhythm(date(2026, 1, 28), 2, Every.WEEKS)}, Trouble.PAST),
    ({"closes_before": 7}, Trouble.CLOSES_LATE),
    ({"rhythm": WEEKLY, "closes_before": 7}, Trouble.CLOSED_ALWAYS),
    ({"attending": []}, Trouble.NOBODY),
])  # fmt: skip
def test_what_could_not_be_held_is_refused(cast, changes, trouble):
    done = series.begin(cast.actor("county-head"), plan(cast, **changes), START)
    assert isinstance(done, NotCalled)
    assert done.trouble == trouble
    refused = series.begin(cast.actor("roads-head"), plan(cast), START)
    assert isinstance(refused, NotCalled)
    assert not Series.objects.exists()


def test_it_is_begun_and_ended_on_the_pages(cast, sit_down):
    head, officer = sit_down("county-head"), sit_down("roads-officer")
    first = timezone.now().date() + timedelta(days=9)
    wrong = {"series-count": "13", "series-every": "months"}
    answer = head.post("/desk/meetings/series/", wrong)
    assert "At most every 12 months." in answer.content.decode()
    given = {
        "series-office": cast.offices["county"].pk, "series-first_on": first.isoformat(),
        "series-count": "1", "series-every": "weeks", "series-begins": "09:30",
        "series-closes_before": "2", "series-place": "Room 2",
        "series-attending": [cast.offices["roads"].pk],
    }  # fmt: skip
    assert head.post("/desk/meetings/series/", given)["Location"] == "/desk/meetings/"
    page = officer.get("/desk/meetings/").content.decode()
    assert f"Every week on {first:%A}, 09:30" in page
    assert "End the series" not in page
    assert "End the series" in head.get("/desk/meetings/").content.decode()
    end = f"/desk/meetings/series/{Series.objects.get().pk}/end/"
    assert officer.post(end, {}).status_code == 404
    assert head.post(end, {})["Location"] == "/desk/meetings/"
    assert "Every week" not in officer.get("/desk/meetings/").content.decode()
