"""Everything about a case, to take away: whole, readable, and the name only for the receipt."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from pydantic import ConfigDict, create_model
from tests.cases.test_forgetting import closed
from tests.cast import served
from tests.follow.test_keeping import gone

from openredress.api import schemas
from openredress.cases import actions
from openredress.cases.models import JournalEntry
from openredress.follow import paper

pytestmark = pytest.mark.django_db


def taken(client, kind="json", **more):
    answer = client.post("/case/download/", {"kind": kind, **more})
    assert answer["Content-Disposition"].startswith("attachment"), answer.content.decode()[:3000]
    return b"".join(answer) if answer.streaming else answer.content


def record(client, **more):
    return json.loads(taken(client, **more))


def test_the_json_is_what_its_schema_says(cast, follow):
    client = follow(closed(cast, wish="A pavement."))
    found = record(client)
    strict = create_model("Strict", __base__=schemas.CaseTaken)
    strict.model_config = ConfigDict(extra="forbid")
    assert strict.model_validate(found)
    for level in found["cases"]:
        assert set(level) == set(schemas.LevelTaken.model_fields)
        for event in level["events"]:
            assert set(event) == set(schemas.EventTaken.model_fields)
    assert found["format"] == "openredress-case/1"


def test_everything_that_the_petitioner_may_read_is_in_it(cast, follow):
    drive = closed(cast, wish="A pavement.")
    actions.open_identity(drive.case.number, cast.actor("roads-officer"), "To call her.", drive.now)
    actions.write_note(drive.case.number, cast.actor("roads-officer"), "Do not tell.", drive.now)
    drive.must("petitioner", "rate", score=3, comment="So so.")
    text = taken(follow(drive)).decode()
    for said in ("The road to our village is broken.", "A pavement.", "Mend it.", "Mended.",
                 "The road will be mended.", "To call her.", "So so."):  # fmt: skip
        assert said in text
    assert "Do not tell." not in text
    found = json.loads(text)
    [case] = found["cases"]
    rows = JournalEntry.objects.filter(case=drive.case)
    shown = {e["seq"]: e["seal"] for e in case["events"]}
    kept = {row.seq: bytes(row.seal).hex() for row in rows if row.tag != "note-written"}
    assert shown == kept
    assert [c["limit"] for c in case["clocks"]]
    assert all(c["days"] for c in case["clocks"])
    assert case["proof"]["deposit"]["number"] == drive.case.number
    assert [look["purpose"] for look in found["looks"]] == ["To call her."]


def test_every_level_is_in_it(cast, follow):
    drive = served(cast, outcome="not-upheld").must("petitioner", "ask-review", reason="No.")
    numbers = [case["number"] for case in record(follow(drive))["cases"]]
    assert len(numbers) == 2
    assert numbers[-1] == drive.case.number


def test_a_decision_that_was_not_served_is_not_in_it(cast, follow):
    from tests.cast import DECISION, accepted

    drive = accepted(cast).must("roads-officer", "decide", **DECISION)
    text = taken(follow(drive)).decode()
    assert DECISION["finding"] not in text
    assert json.loads(text)["cases"][0]["outcome"] is None


def test_the_name_is_in_it_only_for_whoever_has_the_receipt(cast, follow):
    drive, other = closed(cast), closed(cast)
    client = follow(drive)
    assert record(client)["identity"] is None
    for code in ("", "1234", other.code):
        answer = client.post(
            "/case/download/", {"kind": "json", "with_name": "on", "receipt": code}
        )
        assert answer.status_code == 200
        assert "Enter the code of the receipt of this case" in answer.content.decode()
    found = record(client, with_name="on", receipt=drive.code)
    assert found["identity"] == {"name": "Wang Fang", "phone": "0000-5555"}


def test_taking_it_leaves_no_trace_at_the_office(cast, follow):
    drive = closed(cast)
    client, before = follow(drive), JournalEntry.objects.count()
    for kind in ("json", "pdf", "both"):
        taken(client, kind, with_name="on", receipt=drive.code)
    assert JournalEntry.objects.count() == before


def test_the_archive_holds_both(cast, follow):
    archive = zipfile.ZipFile(io.BytesIO(taken(follow(closed(cast)), "both")))
    assert [name.rsplit(".")[-1] for name in archive.namelist()] == ["json", "pdf"]
    assert archive.testzip() is None


@pytest.mark.parametrize(("language", "said"), [("en", "How long it is kept"),
                                                ("zh-hans", "保存多久")])  # fmt: skip
def test_the_pdf_is_in_the_readers_language_and_says_which(cast, follow, language, said):
    drive = closed(cast)
    content = taken(follow(drive, language), "pdf", with_name="on", receipt=drive.code)
    assert content.startswith(b"%PDF-")
    assert b"/Lang (" + language.encode() + b")" in content
    assert b"NotoSansSC" in content
    assert said in written(follow(drive, language), drive)


def written(client, drive) -> str:
    """What the PDF is given to write; what is in it is compressed."""
    said = []
    original = paper._Paper.printable
    try:
        paper._Paper.printable = lambda self, text: (said.append(text), original(self, text))[1]
        taken(client, "pdf", with_name="on", receipt=drive.code)
    finally:
        paper._Paper.printable = original
    return "\n".join(said)


def test_a_sign_that_the_font_lacks_is_a_box_and_is_told(cast, follow):
    drive = closed(cast, wish="सड़क ठीक करो 🙂")
    said = written(follow(drive), drive)
    assert "Some signs could not be printed" in said
    assert "सड़क" in taken(follow(drive)).decode()


def test_nothing_of_it_is_written_to_a_log(cast, follow, caplog):
    drive = closed(cast, wish="सड़क 🙂")
    taken(follow(drive), "pdf")
    assert "सड़क" not in caplog.text
    assert "स" not in caplog.text


def test_of_an_erased_case_what_is_left_can_be_taken(cast, follow):
    drive = gone(closed(cast))
    found = record(follow(drive))
    assert found["keeping"]["because"] == "forgotten"
    assert found["cases"][0]["text"] == ""
    erased = [e for e in found["cases"][0]["events"] if e["erased_at"]]
    assert erased
    assert not any(e["texts"] for e in found["cases"][0]["events"])
    assert taken(follow(drive), "pdf").startswith(b"%PDF-")


def test_a_form_in_no_kind_says_what_is_missing(cast, follow):
    answer = follow(closed(cast)).post("/case/download/", {"kind": "doc"})
    assert answer.status_code == 200
    assert "Error:" in answer.content.decode()


def test_there_is_no_way_for_staff_to_take_cases_away(cast):
    from django.urls import get_resolver
    from tests.house.test_line import addresses

    assert get_resolver()
    taking = [a for a in addresses() if "download" in a or "export" in a]
    assert sorted(a for a in taking if "recovery" not in a) == [
        "api/v1/case/download", "api/v1/case/download.pdf", "case/download/", "group/download/",
    ]  # fmt: skip


def test_a_session_that_ended_loses_nothing(cast, follow):
    drive = closed(cast)
    client = follow(drive)
    client.cookies.clear()
    answer = client.post("/case/download/", {"kind": "json"})
    assert answer.status_code == 403
    assert b'name="kind"' in answer.content
    again = client.post("/case/download/", {"kind": "json", "code": drive.code})
    assert json.loads(again.content)["number"] == drive.case.number
    assert drive.now + timedelta(0)
