"""Days of rest from files, as people have them."""

from datetime import date

import pytest

from openredress.offices import dayfile

ICAL = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y//EN
BEGIN:VEVENT
UID:1
SUMMARY:Fair
DTSTART;VALUE=DATE:20270504
DTEND;VALUE=DATE:20270507
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:Founding day
DTSTART;VALUE=DATE:20270801
END:VEVENT
BEGIN:VEVENT
UID:3
SUMMARY:Meeting
DTSTART:20270802T100000Z
DTEND:20270802T110000Z
END:VEVENT
BEGIN:VEVENT
UID:4
SUMMARY:Every year
DTSTART;VALUE=DATE:20270901
RRULE:FREQ=YEARLY
END:VEVENT
BEGIN:VEVENT
UID:5
SUMMARY:国庆节 补班
DTSTART;VALUE=DATE:20271009
END:VEVENT
BEGIN:VEVENT
UID:6
SUMMARY:For ever
DTSTART;VALUE=DATE:20270101
DTEND;VALUE=DATE:20280101
END:VEVENT
END:VCALENDAR
"""


def test_an_icalendar_gives_every_day_of_an_entry():
    found = dayfile.read(ICAL.encode())
    assert found.days == {
        date(2027, 5, 4): {"en": "Fair"}, date(2027, 5, 5): {"en": "Fair"},
        date(2027, 5, 6): {"en": "Fair"},  # The end of an entry is not part of it (RFC 5545).
        date(2027, 8, 1): {"en": "Founding day"},
    }  # fmt: skip


def test_what_is_not_a_day_of_rest_is_told_and_not_taken():
    reasons = [
        (p.place.split()[1], p.reason.split(".")[0]) for p in dayfile.read(ICAL.encode()).problems
    ]
    assert [place for place, _ in reasons] == ["3", "4", "5", "6"]
    assert reasons[0][1] == "It is not a whole day"
    assert reasons[1][1] == "It repeats"
    assert "is worked, it seems" in reasons[2][1]


@pytest.mark.parametrize("text", [
    "day,name\n2027-05-04,Fair day,集市日\n",
    "2027-05-04;Fair day;集市日\n",
    "日期\t名称\n2027/05/04\t集市日\tFair day\n",
    "2027-05-04，集市日，Fair day\n",
        "\n2027-05-04 , Fair day , 集市日\n\n",
])  # fmt: skip
def test_a_table_may_look_as_it_likes(text):
    expected = {date(2027, 5, 4): {"en": "Fair day", "zh": "集市日"}}
    assert dayfile.read(text.encode()).days == expected
    assert dayfile.read(text.encode("gb18030")).days == expected
    assert dayfile.read(("\ufeff" + text).encode()).days == expected
    assert dayfile.read(text.encode()).problems == ()


@pytest.mark.parametrize("text", [
    "2027-05-04,Fair\n2027-02-30,No\n", "2027-05-04,Fair\n2027-05-05\n",
    "2027-05-04,Fair\nsoon,Feast\n", "2027-05-04,Fair\n2027-05-08,劳动节（班）\n",
])  # fmt: skip
def test_a_line_that_cannot_be_read_is_told_with_its_number(text):
    found = dayfile.read(text.encode())
    assert list(found.days) == [date(2027, 5, 4)]
    assert [problem.place for problem in found.problems] == ["line 2"]


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff\xfe", b"BEGIN:VCALENDAR\nnonsense", b"x" * 2_000_000]
)
def test_no_file_breaks_it(content):
    assert dayfile.read(content).days == {}


def test_what_is_written_is_read_again():
    days = {
        date(2027, 5, 4): {"en": 'The "fair", day', "zh": "集市"},
        date(2027, 5, 5): {"zh": "节"},
    }
    assert dayfile.read(dayfile.write(days).encode()).days == days
