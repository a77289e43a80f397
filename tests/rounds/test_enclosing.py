"""Files that came with what was taken down, and what was begun and never read back."""

import base64
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.field import records
from tests.field.records import ANSWERS, filing, record
from tests.rounds.conftest import MONDAY

from openredress.cases import verification
from openredress.cases.models import Case, JournalEntry
from openredress.core.field import Kind, merged
from openredress.field.merging import file_held, form_of, merge
from openredress.offices.models import Matter
from openredress.ops.demo import drawings
from openredress.rounds import actions
from openredress.rounds.models import Held

WEDNESDAY, FRIDAY = MONDAY + timedelta(days=2), MONDAY + timedelta(days=4)
DRAFT = "11111111-1111-4111-8111-111111111111"


@pytest.fixture(scope="module")
def photo() -> str:
    return base64.b64encode(drawings.draw("road").content).decode()


def enclosed(kit, number: int, data: str, draft=DRAFT):
    content = {"name": f"road {number}.jpg", "data": data}
    return record(kit, content, WEDNESDAY, Kind.FILE, draft, revision=number, number="")


def begun(kit, revision: int, **answers):
    content = {"answers": {**ANSWERS, **answers}}
    return record(kit, content, WEDNESDAY, Kind.BEGUN, DRAFT, revision=revision, number="")


def files_of(number: str) -> list[str]:
    rows = JournalEntry.objects.filter(case__number=number, tag="file-added").order_by("seq")
    return [row.words["name"] for row in rows]


def test_a_file_goes_once_into_the_case_of_its_filing_in_whatever_order_it_comes(cast, kit, photo):
    clerk, first = cast.actor("clerk"), filing(kit, 0, WEDNESDAY, DRAFT)
    one, other = enclosed(kit, 1, photo), enclosed(kit, 2, photo[:-400])
    # The first upload broke off before the filing.
    assert [c.why for c in merge(clerk, [one], FRIDAY).held] == ["enclosed"]
    for _twice in range(2):
        done = merge(clerk, [other, one, first], FRIDAY)
    assert {c.number for c in done.known} == {kit.numbers[0]}
    assert "road 1.jpg" in files_of(kit.numbers[0])
    assert len(files_of(kit.numbers[0])) == len(set(files_of(kit.numbers[0])))
    row = Held.objects.get(uid=f"file:{DRAFT}:1")
    assert (row.line, row.settled) == ("", kit.numbers[0])
    assert JournalEntry.objects.filter(tag="brought-from-round").count() > 1
    assert [d for _case, found in verification.verify() for d in found] == []


@pytest.mark.parametrize("data", ["no base64!", base64.b64encode(b"MZ\x00 a program").decode()])
def test_a_file_that_cannot_be_kept_waits_for_somebody_and_the_filing_does_not(
    cast, kit, sit_down, data
):
    done = merge(
        cast.actor("clerk"), [filing(kit, 0, WEDNESDAY, DRAFT), enclosed(kit, 1, data)], FRIDAY
    )
    assert [c.number for c in done.filed] == [kit.numbers[0]]
    assert [c.why for c in done.held] == ["file"]
    page = sit_down("clerk").client.get(f"/desk/rounds/held/file:{DRAFT}:1/").content.decode()
    assert "Ask the person for it once more" in page


def test_files_go_with_a_filing_that_waited_whichever_way_it_ends(cast, kit, sit_down, photo):
    clerk, matter = cast.actor("clerk"), cast.matters["damp"]
    other = "22222222-2222-4222-8222-222222222222"
    given = [
        filing(kit, 0, WEDNESDAY, DRAFT, matter=str(matter.pk)), enclosed(kit, 1, photo),
        filing(kit, 1, WEDNESDAY, other, matter=str(matter.pk)), enclosed(kit, 1, photo, other),
    ]  # fmt: skip
    Matter.objects.filter(pk=matter.pk).delete()
    assert len(merge(clerk, given, FRIDAY).held) == 4
    desk = sit_down("clerk").client
    listed = desk.get("/desk/rounds/held/").content.decode()
    assert "file:" not in listed, "files are told with what they belong to"
    shown = desk.get(f"/desk/rounds/held/filing:{DRAFT}/").content.decode()
    assert "1 picture or paper came with it" in shown
    row = Held.objects.get(uid=f"filing:{DRAFT}")
    assert file_held(clerk, row, form_of({"answers": ANSWERS}), FRIDAY).number == kit.numbers[0]
    assert files_of(kit.numbers[0]) == ["road 1.jpg"]
    assert actions.settle(clerk, f"filing:{other}", "They want no case.", FRIDAY)
    gone = Held.objects.get(uid=f"file:{other}:1")
    assert (gone.line, gone.settled) == ("", "They want no case.")


def test_what_was_begun_is_read_at_the_office_and_never_filed_by_itself(cast, sit_down):
    now, clerk = timezone.now(), cast.actor("clerk")
    planned = records.a_round(cast, "clerk", "petitions", now)
    kit = actions.take_kit(clerk, planned.pk, now)
    merge(clerk, [begun(kit, 1)], now)
    merge(clerk, [begun(kit, 2, name="Zhang Wei", text="The road is broken since May.")], now)
    merge(clerk, [begun(kit, 1)], now)
    assert Case.objects.count() == 0
    path = f"/desk/rounds/held/begun:{DRAFT}/"
    page = sit_down("clerk").client.get(path).content.decode()
    assert "since May" in page
    assert "Zhang Wei" in page
    assert "It broke off before it was read back" in page
    assert "File it" not in page
    assert sit_down("clerk").client.post(path, {"text": "x"}).status_code == 422
    assert Case.objects.count() == 0
    assert sit_down("roads-officer").client.get(path).status_code == 404


def test_what_was_begun_is_over_once_it_is_filed(cast, kit):
    clerk, first, whole = cast.actor("clerk"), begun(kit, 1), filing(kit, 0, WEDNESDAY, DRAFT)
    assert [d.record.kind for d in merged([first, whole])] == [Kind.FILING]
    merge(clerk, [first], FRIDAY)
    merge(clerk, [whole], FRIDAY)
    row = Held.objects.get()
    assert (row.line, row.settled) == ("", kit.numbers[0])
    assert [c.number for c in merge(clerk, [first], FRIDAY).known] == [kit.numbers[0]]
