"""Opening hours in the database: they hold for those below, move what is counted by them, and say
so.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from tests.cast import START, file

from openredress.cases import actions, verification
from openredress.cases.models import Case, JournalEntry
from openredress.core.hours import USUAL_HOURS, opening_hours, read_day
from openredress.offices import standing
from openredress.offices.opening import opens
from openredress.ops import home
from openredress.procedures import BUILT_IN, library

pytestmark = pytest.mark.django_db
#: Everything begins on Wednesday, 28 January, at noon in Shanghai.
TODAY, TOMORROW = date(2026, 1, 28), date(2026, 1, 29)
SOON = START + timedelta(minutes=1)
IN_DAYS = """amount = 15
unit = "days"
runs_from = ["transfer", "assign"]
stops_at = ["accept", "decline", "redirect", "object-to-routing", "withdraw"]
rolls = true
roll_cite = "civil-203"
"""
IN_HOURS = """amount = 16
unit = "office-hours"
runs_from = ["transfer", "assign"]
stops_at = ["accept", "decline", "redirect", "object-to-routing", "withdraw"]
"""


def week(text, days=5):
    return opening_hours([read_day(text)] * days + [()] * (7 - days))


def set_hours(cast, office, hours, since=TOMORROW, at=SOON):
    pk = cast.offices[office].pk
    return actions.set_opening_hours(pk, hours, since, "Fewer people.", at)


@pytest.fixture
def drive(cast):
    """A case under a pack of the institution's own: 16 office hours to say whether it is accepted,
    from the transfer on Wednesday at noon.
    """
    text = (BUILT_IN / "cn-2022.toml").read_text(encoding="utf-8")
    own = home.own_procedures() / "own.toml"
    own.parent.mkdir(exist_ok=True)
    assert IN_DAYS in text
    own.write_text(text.replace(IN_DAYS, IN_HOURS).replace("version = 1\n", "version = 99\n", 1))
    library.cache_clear()
    try:
        begun = file(cast).must("clerk", "register", days=0)
        to = cast.offices["roads"].pk
        yield begun.must("clerk", "transfer", days=0, office=to, reason="It mends this road.")
    finally:
        own.unlink()
        library.cache_clear()


def fresh(drive) -> Case:
    return Case.objects.get(pk=drive.case.pk)


def shanghai(day, hour, minute=0):
    return datetime(2026, 1, day, hour - 8, minute, tzinfo=UTC)


def test_a_limit_in_office_hours_moves_with_them_and_says_so(drive, cast):
    """Five hours are left on Wednesday, eight count on Thursday, three on Friday: until noon. From
    Thursday on three count each day: Monday at eleven after nine, Friday and Monday.
    """
    assert (drive.case.next_limit, drive.case.next_due_at) == ("accept", shanghai(30, 12))
    change = set_hours(cast, "county", week("9-12"))
    assert actions.recount(SOON) == 1
    case = fresh(drive)
    assert case.next_due_at == datetime(2026, 2, 3, 3, tzinfo=UTC)
    event = JournalEntry.objects.get(case=case, tag="deadline-moved")
    assert event.data["change"] == change.pk
    assert event.data["due_at"] == case.next_due_at.isoformat()
    assert not [d for _, found in verification.verify() for d in found]
    client = Client()
    client.post("/case/open/", {"code": drive.code})
    page = client.get("/case/").content.decode()
    assert "3 February 2026 11:00 now and no longer on Friday 30 January 2026 12:00" in page
    assert "Fewer people." in page
    days = client.get(f"/case/{case.number}/days/accept/").content.decode()
    assert "These hours count: 12:00–17:00." in days
    assert "These hours count: 09:00–11:00." in days
    assert "16 office hours" in days
    assert actions.recount(START + timedelta(minutes=9)) == 0


def test_it_is_late_by_the_hour_and_the_ladder_follows_in_office_hours(drive):
    """Reminded three office hours before; the head is told an office hour after the end."""

    def tags():
        return [e.tag for e in JournalEntry.objects.filter(case=drive.case).order_by("seq")][3:]

    for at, found in [
        (shanghai(29, 16, 59), []), (shanghai(30, 9), ["limit-reminded"]),
        (shanghai(30, 12), ["limit-breached"]), (shanghai(30, 13), ["limit-escalated"]),
    ]:  # fmt: skip
        before = len(tags())
        actions.sweep(at)
        assert tags()[before:] == found, at


def test_those_below_open_with_the_office_above_until_they_say_otherwise(cast):
    city, roads = cast.offices["city"], cast.offices["roads"]

    def on(day, office=roads):
        return standing.standing("CN", "Asia/Shanghai", office.pk).hours_on(day)

    assert on(TOMORROW) == USUAL_HOURS
    set_hours(cast, "city", week("9-12"))
    assert (on(TODAY), on(TOMORROW)) == (USUAL_HOURS, week("9-12"))
    set_hours(cast, "roads", week("8-20"), date(2026, 2, 2))
    assert on(date(2026, 2, 1)) == week("9-12")
    assert on(date(2026, 2, 2)) == week("8-20")
    assert on(date(2026, 2, 2), city) == week("9-12")
    set_hours(cast, "roads", None, date(2026, 2, 9))
    assert (on(date(2026, 2, 8)), on(date(2026, 2, 9))) == (week("8-20"), week("9-12"))
    set_hours(cast, "roads", week("7-8"), date(2026, 2, 1))  # Said later, of days from before.
    assert (on(date(2026, 2, 2)), on(date(2026, 2, 9))) == (week("7-8"), week("7-8"))


def test_the_public_reads_them_in_place_of_what_was_typed_once(cast):
    roads = cast.offices["roads"]
    roads.hours = "Mornings"
    assert opens(roads, TOMORROW).text == "Mornings"
    set_hours(cast, "county", week("9-12, 14-17:30"))
    assert opens(roads, TODAY).text == "Mornings"
    assert opens(roads, TOMORROW).text == (
        "Monday to Friday: 09:00–12:00, 14:00–17:30; Saturday to Sunday: not open"
    )
