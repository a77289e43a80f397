"""Reception over HTTP: told to everybody, booked, and kept at the desk."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import accepted

from openredress.cases.models import JournalEntry
from openredress.reception.models import Arrival, Booking, HeadDay, Room, Ticket
from openredress.web import limits

ROOM = {
    "where": "Room 3", "minutes": "30", "seats": "1", "offers": ["interpreter", "step-free"],
    **{f"day{n}": "09:00-11:00，14:00–15:00" for n in range(7)},
}  # fmt: skip


@pytest.fixture
def open_house(cast, sit_down):
    limits.forget_all()
    head = sit_down("roads-head")
    assert head.post("/desk/reception/offices/roads/hours/", ROOM).status_code == 302
    return head


def by_api(drive):
    header = {"authorization": f"Receipt {drive.code}"}
    return Client().get("/api/v1/case", headers=header).json()


def first_day(page: str) -> str:
    """The first day that is offered."""
    on = re.search(r"\?on=([\d-]+)", page)
    assert on, page
    return on[1]


def choose(client: Client, path: str, **more: object):
    on = first_day(client.get(path).content.decode())
    page = client.get(f"{path}?on={on}").content.decode()
    key = re.search(r'name="time" value="([\d-]+)"', page)[1]
    return client.post(path, {"on": on, "time": key, **more})


def test_hours_are_set_and_read_by_everybody(open_house):
    bad = open_house.post("/desk/reception/offices/roads/hours/", {**ROOM, "day1": "11:00-09:00"})
    assert bad.status_code == 422
    assert "These hours overlap" in bad.content.decode()
    assert "11:00-09:00" in bad.content.decode()
    page = Client().get("/reception/").content.decode()
    assert "Monday to Sunday" in page
    assert "09:00–11:00, 14:00–15:00" in page
    assert "room without steps" in page
    assert (
        "From 100 people on: the head of the office, within 30 minutes"
        in Client().get("/reception/offices/roads/").content.decode()
    )
    assert open_house.get("/desk/reception/offices/housing/hours/").status_code == 404
    again = open_house.get("/desk/reception/offices/roads/hours/").content.decode()
    assert "09:00–11:00, 14:00–15:00" in again


def test_a_time_is_booked_by_receipt_seen_at_the_desk_and_given_up(cast, sit_down, open_house):
    drive = accepted(cast, now=timezone.now() - timedelta(days=2))
    number = drive.case.number
    client = Client()
    client.post("/case/open/", {"code": drive.code})
    Room.objects.create(office=cast.offices["repairs"])
    offered = client.get(f"/case/{number}/visits/").content.decode()
    assert "/visits/roads/" in offered
    assert "/visits/repairs/" not in offered, "an office that has nothing to do with the case"
    path = f"/case/{number}/visits/roads/"
    done = choose(client, path, needs=["interpreter"], language="Hakka")
    assert done.status_code == 302
    page = client.get("/case/").content.decode()
    assert "You are expected at County Roads Bureau" in page
    (visit,) = by_api(drive)["visits"]
    assert visit["ahead"] is True
    assert choose(client, path).status_code == 422
    desk = sit_down("roads-officer").get("/desk/reception/").content.decode()
    assert number in desk
    assert "Hakka" in desk
    (booked,) = Booking.objects.all()
    assert f"{booked.starts_at.astimezone(ZoneInfo('Asia/Shanghai')):%H:%M}</th>" in desk
    # Whoever cannot see the case sees a time and no number.
    from openredress.cases import actions

    actions.exclude_person(number, cast.actor("clerk"), cast.staff("roads-officer").pk,
                           "interest", "x", timezone.now())  # fmt: skip
    desk = sit_down("roads-officer").get("/desk/reception/").content.decode()
    assert number not in desk
    assert "Hakka" in desk
    assert client.post(f"/case/{number}/visit-given-up/").status_code == 302
    assert JournalEntry.objects.filter(tag="reception-cancelled").count() == 1
    assert "You are expected" not in client.get("/case/").content.decode()


def test_a_time_is_booked_without_a_receipt_and_opened_by_its_code(cast, open_house):
    done = choose(Client(), "/reception/offices/roads/booking/")
    page = done.content.decode()
    code = re.search(r'class="receipt-code">([\d ]+)<', page)[1]
    assert Booking.objects.get().code_hash is not None
    wrong = Client().post("/reception/booking/", {"code": "0" * 20})
    assert "Error" in wrong.content.decode()
    seen = Client().post("/reception/booking/", {"code": code}).content.decode()
    assert "County Roads Bureau" in seen
    assert Client().post("/reception/booking/", {"code": code, "give_up": "1"}).status_code == 302
    assert Booking.objects.get().cancelled_at is not None
    # It opens no case.
    assert Client().post("/case/open/", {"code": code}).status_code == 200


def test_the_office_takes_a_time_back_and_calls_a_day_off(cast, sit_down, open_house):
    drive = accepted(cast, now=timezone.now() - timedelta(days=2))
    soon = (timezone.now() + timedelta(days=3)).date()
    day = {"who": "Li Guiying, head", "on": str(soon), "begins": "18:00", "ends": "19:00",
           "minutes": "30"}  # fmt: skip
    wrong = open_house.post("/desk/reception/offices/roads/days/", {**day, "ends": "17:00"})
    assert wrong.status_code == 422
    assert open_house.post("/desk/reception/offices/roads/days/", day).status_code == 302
    assert "Li Guiying, head" in Client().get("/reception/").content.decode()
    client, head = Client(), HeadDay.objects.get()
    client.post("/case/open/", {"code": drive.code})
    path = f"/case/{drive.case.number}/visits/roads/"
    sent = {"on": str(soon), "time": f"1800-{head.pk}"}
    assert client.post(path, sent).status_code == 302
    off = f"/desk/reception/days/{head.pk}/calling-off/"
    assert sit_down("housing-head").get(off).status_code == 404
    assert open_house.post(off, {}).status_code == 422
    assert open_house.post(off, {"reason": "Flood duty."}).status_code == 302
    page = client.get("/case/").content.decode()
    assert "cannot keep the time" in page
    assert "Flood duty." in page
    assert choose(client, path).status_code == 302
    kept = Booking.objects.get(cancelled_at=None)
    back = f"/desk/reception/bookings/{kept.pk}/cancellation/"
    assert sit_down("housing-officer").get(back).status_code == 404
    assert sit_down("roads-officer").post(back, {"reason": "Moved."}).status_code == 302
    assert "Moved." in client.get("/case/").content.decode()


def test_the_screen_shows_numbers_and_never_names(cast, sit_down, open_house):
    officer = sit_down("roads-officer")
    for number in (1, 2, 3):
        slip = officer.post("/desk/reception/offices/roads/numbers/", {}).content.decode()
        assert f"<strong>{number}</strong>" in slip
    assert (
        sit_down("housing-officer").post("/desk/reception/offices/roads/numbers/", {}).status_code
        == 404
    )
    called = officer.post("/desk/reception/offices/roads/numbers/next/", {"counter": "2 & 3"})
    assert called["Location"] == "/desk/reception/?counter=2+%26+3"
    chinese = Client(headers={"accept-language": "zh-hans"})
    screen = chinese.get("/reception/offices/roads/screen/")
    assert screen["Refresh"] == "15"
    html = screen.content.decode()
    assert "正在叫号" in html
    assert "2 &amp; 3 号窗口" in html
    assert "<script" not in html
    assert not any(name in html for name in cast_names(cast))
    assert Ticket.objects.filter(called_at=None).count() == 2


def cast_names(cast) -> list[str]:
    from openredress.offices.models import Staff

    return list(Staff.objects.values_list("name", flat=True))


def test_a_statement_is_read_back_signed_and_added_to(cast, sit_down):
    drive = accepted(cast, now=timezone.now() - timedelta(days=2))
    number, officer = drive.case.number, sit_down("roads-officer")
    path = f"/desk/cases/{number}/statement/"
    said = {"text": "The bridge, too.\n  Since May.", "received_by": "Chen Yu", "language": "en",
            "interpreted": "on"}  # fmt: skip
    missing = officer.post(path, {**said, "text": ""})
    assert missing.status_code == 422
    read = officer.post(path, said).content.decode()
    assert "Since May." in read
    assert not JournalEntry.objects.filter(tag="statement-taken").exists()
    unread = officer.post(path, {**said, "keep": "1"})
    assert unread.status_code == 422
    assert "Read it back first" in unread.content.decode()
    changed = officer.post(path, {**said, "change": "1"}).content.decode()
    assert "Since May." in changed
    done = officer.post(path, {**said, "keep": "1", "read_back": "on"})
    assert done.status_code == 302
    entry = JournalEntry.objects.get(tag="statement-taken")
    assert entry.words["text"] == "The bridge, too.\n  Since May."
    assert entry.data["interpreted"] is True
    sheet = officer.get(done["Location"]).content.decode()
    assert "It is what I said." in sheet
    client = Client()
    client.post("/case/open/", {"code": drive.code})
    page = client.get("/case/").content.decode()
    assert "Received by Chen Yu." in page
    here = f"/case/{number}/statements/{entry.seq}/"
    assert client.post(f"{here}annotation/", {"text": " "}).status_code == 422
    assert client.post(f"{here}annotation/", {"text": "And June."}).status_code == 302
    assert client.get(f"/case/{number}/statements/1/annotation/").status_code == 404
    assert client.post(f"{here}confirmation/").status_code == 302
    (told,) = by_api(drive)["statements"]
    assert (told["confirmed"], told["annotations"]) == ("page", ["And June."])
    late = officer.post(f"/desk/cases/{number}/statements/{entry.seq}/signature/", {})
    assert late["Location"].endswith(f"/statements/{entry.seq}/")
    for other in ("housing-officer", "operator"):
        assert sit_down(other).get(path).status_code == 404


def test_a_group_is_met_and_nothing_is_kept_of_its_people(cast, sit_down):
    officer, head = sit_down("roads-officer"), sit_down("roads-head")
    start = "/desk/reception/offices/roads/groups/"
    few = officer.post(start, {"size": "3"})
    assert few.status_code == 422
    assert "one by one" in few.content.decode()
    done = officer.post(start, {"size": "60", "asks": "The road."})
    path = done["Location"]
    banner = "60 people have come to County Roads Bureau together"
    assert banner in head.get("/desk/").content.decode()
    assert "At most 5 of them speak for all inside." in officer.get(path).content.decode()
    for other in ("housing-head", "uk-head", "operator"):
        assert banner not in sit_down(other).get("/desk/").content.decode()
        assert sit_down(other).get(path).status_code == 404
    assert head.post(f"{path}coming/", {}).status_code == 302
    assert "roads-head said at" in officer.get(path).content.decode()
    person = {"came": str(cast.staff("roads-officer").pk)}
    assert officer.post(f"{path}met/", {**person, "came_as": "officer"}).status_code == 422
    assert officer.post(f"{path}met/", {**person, "came_as": "deputy-head"}).status_code == 302
    assert officer.post(f"{path}checks/", {"checks": ["water"]}).status_code == 302
    wrong = officer.post(f"{path}answer/", {"answer": "Soon.", "number": "2026-000001-1"})
    assert wrong.status_code == 422
    assert "There is no such case here." in wrong.content.decode()
    assert officer.post(f"{path}answer/", {"answer": "On Friday."}).status_code == 302
    record = officer.get(path).content.decode()
    assert "speak for all inside" not in record  # It is over.
    assert "On Friday." in record
    assert "the deputy head" in record
    assert "not noted" in record
    assert officer.post(f"{path}checks/", {"checks": []}).status_code == 404
    # A number of people, a time, an office, who came out, what was asked and answered: no more.
    columns = {field.name for field in Arrival._meta.get_fields()}
    assert columns == {
        "id", "office", "arrived_at", "size", "asks", "who", "due_at", "climbs", "reached",
        "climbs_at", "coming", "coming_at", "came", "came_as", "met_at", "answer", "checks",
        "ended_at", "rungs",
    }  # fmt: skip
    assert {f.name for f in Ticket._meta.get_fields()} == {
        "id", "room", "on", "number", "called_at", "counter"
    }  # fmt: skip
    assert Room.objects.count() == 0
