"""Days of rest on the desk: looked at day by day, then made to count."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from openredress.offices.calendars import calendar_for
from openredress.offices.models import CalendarChange

pytestmark = pytest.mark.django_db
PATH = "/desk/calendars/roads/"


def working_day(after: int):
    day = timezone.now().date() + timedelta(days=after)
    return calendar_for("CN").next_working_day(day)


@pytest.fixture
def head(sit_down):
    return sit_down("roads-head")


def test_days_are_looked_at_before_anything_changes(head):
    day, past = working_day(40), timezone.now().date() - timedelta(days=3)
    answer = head.post(PATH, {"add-days": f"{day},Fair day\n{past},Gone\nsoon,When"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Becomes a day of rest" in page
    assert "the day has come or is over" in page
    assert "line 3" in page
    assert not CalendarChange.objects.exists()


def test_they_count_once_a_reason_is_given(head, cast):
    day = working_day(40)
    sent = {"change-days": f"{day},Fair day", "change-reason": ""}
    refused = head.post(f"{PATH}change/", sent)
    assert refused.status_code == 422
    assert "Say why these are days of rest." in refused.content.decode()
    assert "Fair day" in refused.content.decode(), "nothing that was entered is lost"
    assert head.post(f"{PATH}change/", {**sent, "change-reason": "The fair."}).status_code == 302
    change = CalendarChange.objects.get()
    assert change.added == {day.isoformat(): {"en": "Fair day"}}
    assert (change.office, change.reason) == (cast.offices["roads"], "The fair.")
    assert "Fair day" in head.get(PATH).content.decode()


def test_a_file_is_read(head):
    day = working_day(50)
    lines = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:1", "SUMMARY:Fair",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}", "END:VEVENT", "END:VCALENDAR", "",
    )  # fmt: skip
    text = "\r\n".join(lines)
    upload = SimpleUploadedFile("fair.ics", text.encode(), "text/calendar")
    page = head.post(PATH, {"add-file": upload}).content.decode()
    assert "Becomes a day of rest" in page
    assert f"{day.isoformat()},&quot;Fair&quot;" in page


@pytest.mark.parametrize("given", [{}, {"add-days": "soon"}, {"add-days": "2027-99-99,x"}])
def test_what_cannot_be_read_is_said(head, given):
    answer = head.post(PATH, given)
    assert answer.status_code == 422
    assert "error" in answer.content.decode()


def test_a_day_can_be_taken_back_until_thirty_days_before(head, cast):
    near, far = working_day(20), working_day(60)
    office = cast.offices["roads"].pk
    days = {day.isoformat(): {"en": "Fair day"} for day in (near, far)}
    CalendarChange.objects.create(office_id=office, made_at=timezone.now(), added=days)
    sent = {"removal-day": near.isoformat(), "removal-reason": "Put off."}
    assert head.post(f"{PATH}removal/", sent).status_code == 422
    sent["removal-day"] = far.isoformat()
    assert head.post(f"{PATH}removal/", sent).status_code == 302
    assert CalendarChange.objects.latest("pk").removed == [far.isoformat()]


def test_a_head_sets_the_days_of_their_office_only(head, sit_down):
    assert head.get("/desk/calendars/").headers["Location"] == PATH
    for path in ("housing", "county", "borough", "no-such"):
        assert head.get(f"/desk/calendars/{path}/").status_code == 404
        assert head.post(f"/desk/calendars/{path}/change/", {}).status_code == 404
    operator = sit_down("operator")
    assert operator.get("/desk/calendars/housing/").status_code == 200
    assert operator.get("/desk/calendars/borough/").status_code == 404
    assert sit_down("roads-officer").get("/desk/calendars/").status_code == 403
