"""Duty and alerts on their pages, as a browser without scripts uses them."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import file
from tests.house.reading import Page

from openredress.core.duty import Hours
from openredress.duty import actions
from openredress.duty.models import Absence, Alert, Change, Roster, Shift, Swap
from openredress.offices.models import Post, Staff

pytestmark = pytest.mark.django_db

ROADS = "/desk/duty/offices/roads/"


@pytest.fixture
def seat(cast):
    """Whoever of the cast is asked for, at their desk; roads has a second officer."""
    second = Staff.objects.create_user("second", None, name="second")
    Post.objects.create(staff=second, office=cast.offices["roads"], role="officer")

    def sits(name):
        client = Client(headers={"accept-language": "en"})
        client.force_login(cast.staff(name))
        return client

    sits.cast = cast
    return sits


def shifts_given(seat, **changes):
    day = timezone.now().date() + timedelta(days=1)
    lead = seat.cast.staff("roads-officer").pk
    given = {"template": "whole-day", "first": day.isoformat(), "weeks": "2", "lead": lead,
             "weekdays": ["0", "1", "2", "3", "4", "5", "6"]}  # fmt: skip
    return given | changes


def with_hours(seat):
    given = {"hours": "always", "phone": "0000-9", "room": "9"}
    answer = seat("roads-head").post(f"{ROADS}hours/", given)
    assert answer["Location"] == ROADS
    return Roster.objects.get()


def test_the_head_makes_a_roster_and_everybody_there_reads_it(seat):
    assert with_hours(seat).hours == Hours.ALWAYS
    answer = seat("roads-head").post(f"{ROADS}shifts/", shifts_given(seat), follow=True)
    assert "14 shifts were made." in answer.content.decode()
    assert Shift.objects.count() == 14
    page = seat("roads-officer").get(ROADS).content.decode()
    assert page.count("09:00 – 09:00") == 14
    assert "Nobody is on duty in these hours" in page  # From now on, and after the two weeks.
    assert "Make shifts" not in page
    assert "Your shifts" in seat("roads-officer").get("/desk/duty/").content.decode()


def test_the_gap_is_told_to_the_head_on_the_first_page_of_the_desk(seat):
    with_hours(seat)
    told = "Stretches of the coming week with nobody on duty"
    assert told in seat("roads-head").get("/desk/").content.decode()
    assert told not in seat("roads-officer").get("/desk/").content.decode()


@pytest.mark.parametrize(("changes", "field", "said"), [
    ({"lead": ""}, "lead", "Choose who leads."),
    ({"weekdays": []}, "weekdays", "Choose at least one day of the week."),
    ({"template": "own"}, "begins", "Give a time, such as 08:30."),
    ({"weeks": "many"}, "weeks", "Enter a number."),
    ({"first": "2020-01-01"}, "first", "This time is over or has begun."),
])  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_nothing_entered_is_lost(seat, changes, field, said):
    with_hours(seat)
    given = shifts_given(seat, **changes)
    answer = seat("roads-head").post(f"{ROADS}shifts/", given)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Error:" in Page(html).title
    assert said in html
    assert re.search(rf'href="#id_{field}', html)
    assert given["first"] in html
    assert not Shift.objects.exists()


def test_a_circle_is_refused_on_the_page(seat):
    second, officer = (seat.cast.staff(name).pk for name in ("second", "roads-officer"))
    day = timezone.now().date() + timedelta(days=3)
    given = {"first": day.isoformat(), "through": day.isoformat()}
    done = seat("second").post(
        f"{ROADS}absences/", {**given, "staff": second, "substitute": officer}
    )
    assert done.status_code == 302
    answer = seat("roads-officer").post(
        f"{ROADS}absences/", {**given, "staff": officer, "substitute": second}
    )
    assert answer.status_code == 422
    assert "roads-officer → second → roads-officer" in answer.content.decode()
    assert Absence.objects.count() == 1


def test_nobody_enters_an_absence_for_a_colleague(seat):
    second = seat.cast.staff("second").pk
    day = (timezone.now().date() + timedelta(days=3)).isoformat()
    given = {"first": day, "through": day, "staff": second}
    assert seat("roads-officer").post(f"{ROADS}absences/", given).status_code == 422
    assert not Absence.objects.exists()


def test_a_swap_from_asking_to_the_record(seat):
    with_hours(seat)
    seat("roads-head").post(f"{ROADS}shifts/", shifts_given(seat, weeks="1"))
    shift = Shift.objects.order_by("starts_at").first()
    second = seat.cast.staff("second")
    asked = seat("roads-officer").post(f"/desk/duty/shifts/{shift.pk}/swap/",
                                       {"asked_of": second.pk}, follow=True)  # fmt: skip
    assert "They are asked. Nothing changes before they agree." in asked.content.decode()
    swap, address = Swap.objects.get(), "/desk/duty/swaps/{}/answer/"
    assert "asks you to take their place" in seat("second").get("/desk/duty/").content.decode()
    for stranger in ("housing-officer", "roads-head"):
        answer = seat(stranger).post(address.format(swap.pk), {"answer": "agreed"})
        assert answer.status_code == 404
    done = seat("second").post(address.format(swap.pk), {"answer": "agreed"}, follow=True)
    assert "You have the shift now." in done.content.decode()
    shift.refresh_from_db()
    assert shift.lead == second
    roster = seat("roads-officer").get(ROADS).content.decode()
    assert "second took the place of roads-officer on the shift" in roster
    assert Change.objects.filter(what="swapped").count() == 1


def test_an_alert_is_read_and_taken_in_hand(seat):
    drive = file(seat.cast, now=timezone.now())
    actions.raise_and_climb(timezone.now())
    clerk = seat("clerk")
    assert "1 alert waits for you" in clerk.get("/desk/").content.decode()
    page = clerk.get("/desk/alerts/").content.decode()
    assert drive.case.number in page
    assert "It climbs on" in page
    alert = Alert.objects.get()
    address = f"/desk/alerts/{alert.pk}/acknowledgement/"
    assert seat("roads-officer").post(address).status_code == 404
    assert "You have it in hand." in clerk.post(address, follow=True).content.decode()
    again = seat("petitions-officer").post(address, follow=True).content.decode()
    assert "Somebody else has it in hand already." in again
    assert (
        "clerk has it in hand since"
        in seat("petitions-officer").get("/desk/alerts/").content.decode()
    )
    assert "waits for you" not in clerk.get("/desk/").content.decode()
    drive.must("clerk", "register", days=0.01)
    actions.raise_and_climb(timezone.now())
    assert drive.case.number not in clerk.get("/desk/alerts/").content.decode()
    alert.refresh_from_db()
    assert alert.taken_by is None


def test_nothing_of_a_roster_is_changed_past_the_actions(seat):
    """Behind the wall a request may read a roster and write none of it."""
    from django.db import DatabaseError, connection, transaction
    from tests.house.test_wall import reading

    for table in ("roster", "shift", "absence", "swap", "change", "alert", "alertrung", "dutykey"):
        with (
            reading(seat.cast.actor("roads-head")),
            pytest.raises(DatabaseError, match="denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"DELETE FROM duty_{table}")
