"""The calendar of one person: valid by RFC 5545, and silent about everything but duty."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from tests.cast import accepted
from tests.duty.test_alerts import HOUR

from openredress.core.duty import Hours
from openredress.core.hours import Span
from openredress.duty import actions
from openredress.duty.actions.roster import Watch
from openredress.duty.models import DutyKey
from openredress.offices.models import Office, Post, Staff

pytestmark = pytest.mark.django_db
CONTENT_LINE = re.compile(r"[A-Z-]+(;[A-Z-]+=[^:;]+)*:.*")


@pytest.fixture
def roads(cast):
    """Roads: an officer on duty now and tomorrow, and a second one who stands in tomorrow."""
    second = Staff.objects.create_user("second", None, name="second")
    Post.objects.create(staff=second, office=cast.offices["roads"], role="officer")
    # A name that has to be escaped and folded.
    long = "Roads; Bridges, and Paths – 道路、桥梁与乡村公路的养护和管理，含冬季除雪 \\ North"
    Office.objects.filter(code="roads").update(name_en=long, name_zh=long)
    now = timezone.now().replace(microsecond=0)
    cast.now, cast.pk = now, cast.offices["roads"].pk
    head = cast.actor("roads-head")
    actions.set_hours(head, cast.pk, Hours.ALWAYS, "0000-777", "Room 5", now)
    spans = [Span(now - HOUR, now + 23 * HOUR), Span(now + 23 * HOUR, now + 47 * HOUR)]
    actions.make_shifts(head, cast.pk, spans, Watch(cast.staff("roads-officer").pk), now)
    return cast


def feed(cast, name="roads-officer", language="en"):
    key = actions.make_key(cast.staff(name), cast.now)
    return Client().get(f"/duty/{key}.ics?language={language}")


def events(answer):
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_it_is_valid_by_rfc_5545(roads):
    answer = feed(roads)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"] or "no-cache" in answer["Cache-Control"]
    body = answer.content
    assert body.endswith(b"\r\n")  # 3.1: lines end with CRLF and have at most 75 octets.
    lines = body.split(b"\r\n")
    assert all(b"\n" not in line and b"\r" not in line for line in lines)
    assert max(map(len, lines)) <= 75
    unfolded = body.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]
    assert all(CONTENT_LINE.fullmatch(line) for line in unfolded)
    assert unfolded[0] == "BEGIN:VCALENDAR"
    assert unfolded[-1] == "END:VCALENDAR"
    whole = Calendar.from_ical(body)
    assert whole["version"] == "2.0"
    assert whole["prodid"]  # 3.6: both are required, once.
    found = events(answer)
    assert len(found) == 2
    for event in found:
        assert event["uid"]
        assert event["dtstamp"].dt.tzinfo is not None
        assert event["dtend"].dt > event["dtstart"].dt  # 3.8.2.2
    assert len({str(event["uid"]) for event in found}) == len(found)
    assert all(re.search(r"DTSTART:\d{8}T\d{6}Z", line) for line in unfolded
               if line.startswith("DTSTART"))  # fmt: skip
    # What has to be escaped comes out as it was.
    assert str(found[0]["summary"]) == f"On duty as lead: {Office.objects.get(code='roads').name}"


def test_the_same_shift_keeps_its_uid(roads):
    first, again = ({str(e["uid"]) for e in events(feed(roads))} for _once in range(2))
    assert first == again


def test_substitutes_have_the_duty_in_their_calendar_and_the_absent_do_not(roads):
    away = Span(roads.now + 30 * HOUR, roads.now + 40 * HOUR)
    second = roads.staff("second")
    officer = roads.actor("roads-officer")
    actions.away(officer, roads.pk, officer.staff, away, second.pk, roads.now)
    mine = [(e["dtstart"].dt, e["dtend"].dt) for e in events(feed(roads))]
    now = roads.now
    assert mine == [(now - HOUR, now + 23 * HOUR), (now + 23 * HOUR, now + 30 * HOUR),
                    (now + 40 * HOUR, now + 47 * HOUR)]  # fmt: skip
    (stands,) = events(feed(roads, "second"))
    assert (stands["dtstart"].dt, stands["dtend"].dt) == (away.starts_at, away.ends_at)
    assert str(stands["summary"]).startswith("On duty as lead, standing in: ")


def test_it_tells_nothing_of_cases_people_or_telephones(roads):
    drive = accepted(roads, now=roads.now - timedelta(days=5),
                     identity={"name": "Zhang Wei", "phone": "0000-5555"})  # fmt: skip
    drive.must("petitioner", "message", text="How long?")
    actions.raise_and_climb(roads.now)
    for language in ("en", "zh-hans"):
        body = feed(roads, language=language).content.replace(b"\r\n ", b"").decode()
        for secret in (drive.case.number, "Zhang", "0000-5555", "broken", "0000-777",
                       "roads-officer", "roads-head"):  # fmt: skip
            assert secret not in body, secret
        assert "Room 5" in body
    assert "带班" in body


# The key ---------------------------------------------------------------------------------------


def test_a_key_opens_until_it_is_made_anew_or_ended(roads):
    staff = roads.staff("roads-officer")
    first = actions.make_key(staff, roads.now)
    second = actions.make_key(staff, roads.now)
    assert len(first) >= 27  # 160 bits in base64.
    assert Client().get(f"/duty/{first}.ics").status_code == 404
    assert Client().get(f"/duty/{second}.ics").status_code == 200
    actions.revoke_key(staff)
    assert Client().get(f"/duty/{second}.ics").status_code == 404


def test_a_key_of_somebody_who_left_opens_nothing(roads):
    key = actions.make_key(roads.staff("roads-officer"), roads.now)
    Staff.objects.filter(username="roads-officer").update(is_active=False)
    assert Client().get(f"/duty/{key}.ics").status_code == 404
    headers = {"authorization": f"Bearer {key}"}
    assert Client().get("/api/v1/duty", headers=headers).status_code == 401


def test_the_key_is_not_in_the_database(roads):
    key = actions.make_key(roads.staff("roads-officer"), roads.now)
    assert key not in str(list(DutyKey.objects.values()))


def test_wrong_keys_and_ended_ones_are_not_told_apart(roads):
    ended = actions.make_key(roads.staff("roads-officer"), roads.now)
    actions.revoke_key(roads.staff("roads-officer"))
    answers = [Client().get(f"/duty/{key}.ics") for key in (ended, "x" * len(ended), "x", "%00")]
    assert {a.status_code for a in answers} == {404}
    token = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"|/duty/[^"]+')
    said = [token.sub(b"", answer.content) for answer in answers[:2]]
    assert said[0] == said[1]


def test_a_session_is_no_key(roads, client):
    client.force_login(roads.staff("roads-officer"))
    assert client.get("/api/v1/duty").status_code == 401


# The page and the API ----------------------------------------------------------------


def test_the_address_is_shown_once_and_works(roads, client):
    client.force_login(roads.staff("roads-officer"))
    page = client.post("/desk/duty/key/").content.decode()
    path = re.search(r"(/duty/[\w-]+\.ics)", page)[1]
    assert Client().get(path).status_code == 200
    assert path not in client.get("/desk/duty/").content.decode()
    client.post("/desk/duty/key/removal/")
    assert Client().get(path).status_code == 404


def test_the_api_tells_who_is_on_duty_now(roads):
    key = actions.make_key(roads.staff("second"), roads.now)
    officer = roads.actor("roads-officer")
    headers = {"authorization": f"Bearer {key}", "accept-language": "en"}

    def told():
        answer = Client().get("/api/v1/duty", headers=headers)
        assert answer.status_code == 200, answer.content
        (office,) = answer.json()
        return office

    assert told()["lead"] == "roads-officer"
    away = Span(roads.now - HOUR, roads.now + 40 * HOUR)
    actions.away(officer, roads.pk, officer.staff, away, roads.staff("second").pk, roads.now)
    office = told()
    assert (office["lead"], office["instead_of"]) == ("second", "roads-officer")
    assert (office["phone"], office["room"], office["keeps_roster"]) == ("0000-777", "Room 5", True)
    assert set(office) == {"office", "keeps_roster", "lead", "instead_of", "others", "phone",
                           "room"}  # fmt: skip


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer x", "Receipt 1", "Basic eDp4"])
def test_the_api_says_what_it_needs(roads, header):
    answer = Client().get("/api/v1/duty", headers={"authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "no-duty-key"
    assert answer["WWW-Authenticate"] == "Bearer"
