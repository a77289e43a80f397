"""The page on which the opening hours of an office are set."""

from datetime import timedelta

import pytest
from django.utils import timezone

from openredress.offices.models import CalendarChange

pytestmark = pytest.mark.django_db
PATH = "/desk/calendars/roads/hours/"


def given(**changes):
    days = {f"hours-day-{n}": "9-12, 14-17:30" for n in range(5)}
    since = timezone.now().date() + timedelta(days=3)
    return {**days, "hours-since": since.isoformat(), "hours-reason": "Fewer people.", **changes}


def test_a_head_sets_them_from_a_day_on_and_everybody_there_reads_them(sit_down):
    head = sit_down("roads-head")
    page = head.get(PATH).content.decode()
    assert 'value="09:00–17:00"' in page
    assert "Nothing is set for this office itself" in page
    assert head.post(PATH, given())["Location"] == PATH
    change = CalendarChange.objects.get()
    assert change.hours == [[["09:00", "12:00"], ["14:00", "17:30"]]] * 5 + [[], []]
    page = head.get(PATH).content.decode()
    assert "<dt>Monday to Friday</dt><dd>09:00–12:00, 14:00–17:30</dd>" in page
    assert "A change is being brought to the open cases." in page
    wrong = head.post(PATH, given(**{"hours-inherits": "on", "hours-day-0": "8-9"}))
    assert "take this tick away" in wrong.content.decode()
    left = {f"hours-day-{n}": "09:00–17:00" for n in range(5)}
    assert head.post(PATH, given(**left, **{"hours-inherits": "on"})).status_code == 302
    assert CalendarChange.objects.latest("pk").hours == []


@pytest.mark.parametrize(("changes", "field", "said"), [
    ({"hours-day-1": "morning"}, "day-1", "Write the hours as"),
    ({"hours-day-1": "9-12, 11-13"}, "day-1", "overlap"),
    ({f"hours-day-{n}": "" for n in range(5)}, "day-0", "never be open"),
    ({f"hours-day-{n}": "" for n in range(5)} | {"hours-day-5": "9-12"}, "day-0", "never be open"),
    ({"hours-since": timezone.now().date().isoformat()}, "since", "Choose a day to come."),
    ({"hours-since": "2099-01-01"}, "since", "within the next two years"),
    ({"hours-since": ""}, "since", "Enter a day."),
    ({"hours-reason": ""}, "reason", "Say why the hours change."),
])  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(sit_down, changes, field, said):
    answer = sit_down("roads-head").post(PATH, given(**changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert f'href="#id_hours-{field}"' in page
    assert 'value="9-12, 14-17:30"' in page or "never" in said
    assert not CalendarChange.objects.exists()
