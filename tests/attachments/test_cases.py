"""Files of a case: kept sealed, shown to whoever may, proved by the journal."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import storages
from tests.attachments import samples
from tests.cast import DECISION, Whole, accepted, file

from openredress.attachments import blobs, kept, strays, tray
from openredress.attachments.models import Attachment, Upload
from openredress.attachments.taking import Received, take_in
from openredress.cases import actions
from openredress.cases.access import case_for
from openredress.cases.actions import Filing
from openredress.cases.files import visible
from openredress.cases.models import Case, JournalEntry
from openredress.cases.verification import verify
from openredress.core.access import SYSTEM, Actor
from openredress.core.refusals import Code
from openredress.ops import home
from openredress.parties import rotation
from openredress.parties.keys import keeper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Files and keys of one test; what the store was told before is forgotten."""
    monkeypatch.setenv("OPENREDRESS_HOME", str(tmp_path))
    changed = {**settings.STORAGES["attachments"]}
    changed["OPTIONS"] = {**changed["OPTIONS"], "location": tmp_path / "files"}
    monkeypatch.setitem(storages.backends, "attachments", changed)
    storages._storages.pop("attachments", None)
    yield tmp_path / "files"
    storages._storages.pop("attachments", None)


def facts(drive):
    return case_for(SYSTEM, drive.case.number, drive.now).facts


def content(drive, number=1, part=blobs.FILE) -> bytes:
    case = Case.objects.get(pk=drive.case.pk)
    return b"".join(kept.content(case, facts(drive).file(number), part))


def stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def differences(**more):
    return [(d.what, d.stored, d.journal) for _, found in verify(**more) for d in found]


def test_what_is_kept_is_sealed_and_comes_back(cast, own_folder):
    drive = file(cast).add("IMG_1.jpg", samples.jpeg(), keep_original=True)
    told = facts(drive).files[0]
    assert told.sha256 == hashlib.sha256(content(drive)).hexdigest()
    assert told.received_sha256 == hashlib.sha256(samples.jpeg()).hexdigest()
    assert content(drive, part=blobs.ORIGINAL) == samples.jpeg()
    assert content(drive, part=blobs.THUMBNAIL).startswith(b"\xff\xd8\xff")
    assert len(stored(own_folder)) == 3
    for path in stored(own_folder):
        assert b"JFIF" not in path.read_bytes()
        assert samples.SECRET.encode() not in path.read_bytes()
        assert path.stat().st_mode & 0o777 == 0o600
        assert "IMG" not in path.name


def test_the_journal_tells_what_was_filed_and_the_proof_covers_it(cast):
    received = [take_in(Whole(samples.ALL[k]()), k, keep_original=False) for k in ("pdf", "txt")]
    filing = Filing("The road is broken.", office=cast.offices["roads"].pk, files=tuple(received))
    filed = actions.file_case(filing, Actor.petitioner(""), file(cast).now)
    entries = list(JournalEntry.objects.filter(case=filed.case).order_by("seq"))
    assert [e.tag for e in entries] == ["filed", "file-added", "file-added"]
    assert entries[0].data["files"] == [e.data["sha256"] for e in entries[1:]]
    assert differences() == []


def test_a_refused_file_leaves_nothing_behind(cast, own_folder):
    drive = file(cast)
    for data, code in [(b"MZ" + bytes(99), Code.FILE_KIND), (b"", Code.FILE_EMPTY),
                       (bytes(settings.FILE_MAX_BYTES + 1), Code.FILE_TOO_BIG)]:  # fmt: skip
        refused = actions.add_file(drive.case.number, drive.petitioner, Whole(data), "x", drive.now)
        assert refused.code == code
    assert stored(own_folder) == []
    assert facts(drive).files == ()


def test_the_same_file_is_taken_once_and_there_is_a_most(cast, settings, own_folder):
    settings.FILES_MAX = 2
    drive = file(cast).add("a.txt", b"one").add("b.txt", b"two")
    for text, code in [(b"three", Code.FILES_TOO_MANY), (b"one", Code.FILES_TOO_MANY)]:
        add = actions.add_file(drive.case.number, drive.petitioner, Whole(text), "c", drive.now)
        assert add.code == code
    settings.FILES_MAX = 3
    again = actions.add_file(drive.case.number, drive.petitioner, Whole(b"one"), "d", drive.now)
    assert again.code == Code.FILE_TWICE
    assert len(stored(own_folder)) == 2


@pytest.mark.parametrize("who", ["housing-officer", "uk-officer", "operator", "city-supervisor"])
def test_who_does_not_handle_the_case_adds_nothing_to_it(cast, who):
    drive = accepted(cast)
    for of_office in (True, False):
        done = actions.add_file(drive.case.number, cast.actor(who), Whole(b"x"), "x", drive.now,
                                of_office=of_office)  # fmt: skip
        assert done.code == Code.NOT_YOURS


def test_a_file_of_the_office_reaches_the_petitioner_once_the_decision_is_served(cast):
    drive = accepted(cast).add("survey.txt", b"Forty metres.", "roads-officer")
    assert [
        f.number for f in visible(case_for(drive.petitioner, drive.case.number, drive.now))
    ] == []
    done = actions.take(drive.case.number, cast.actor("roads-officer"), "decide", DECISION,
                        drive.now, give=(1,))  # fmt: skip
    assert isinstance(done, Case), done
    assert visible(case_for(drive.petitioner, drive.case.number, drive.now)) == ()
    drive.must("roads-officer", "serve", how="post")
    (shown,) = visible(case_for(drive.petitioner, drive.case.number, drive.now))
    assert shown.of_office
    assert shown.can_open
    assert differences() == []


def test_nothing_but_an_own_file_that_is_ready_can_be_given(cast):
    drive = accepted(cast).add("mine.txt", b"of the petitioner")
    for numbers in ((1,), (2,), (0, 1)):
        done = actions.take(drive.case.number, cast.actor("roads-officer"), "message",
                            {"text": "See this."}, drive.now, give=numbers)  # fmt: skip
        assert done.code == Code.NO_SUCH_FILE
    assert not JournalEntry.objects.filter(tag="message-written").exists()


def test_the_level_above_has_what_the_petitioner_handed_in(cast, own_folder):
    drive = accepted(cast).add("road.jpg", samples.jpeg()).add("x.txt", b"y", "roads-officer")
    first = drive.case
    drive.must("roads-officer", "decide", **DECISION).must("roads-officer", "serve", how="post")
    drive.must("petitioner", "ask-review", reason="No.")
    (above,) = facts(drive).files
    assert above.carried == first.number
    assert content(drive).startswith(b"\xff\xd8\xff")
    assert differences() == []
    actions.erase_files(first.number, "By law.", drive.now)
    assert content(drive).startswith(b"\xff\xd8\xff")


# Originals ----------------------------------------------------------------------------------


def test_an_original_is_opened_for_a_purpose_that_the_petitioner_reads(cast):
    drive = accepted(cast).add("road.jpg", samples.jpeg(), keep_original=True)
    officer = cast.actor("roads-officer")
    without = actions.open_original(drive.case.number, officer, 1, " ", drive.now)
    assert without.code == Code.MISSING
    opened = actions.open_original(drive.case.number, officer, 1, "The place matters.", drive.now)
    assert b"".join(opened.content) == samples.jpeg()
    last = JournalEntry.objects.order_by("-pk").first()
    assert (last.tag, last.words["purpose"]) == ("original-opened", "The place matters.")
    for who in ("housing-officer", "city-supervisor", "operator"):
        refused = actions.open_original(drive.case.number, cast.actor(who), 1, "x", drive.now)
        assert refused.code == Code.NOT_YOURS


def test_the_petitioner_has_their_own_original_back_without_a_word(cast):
    drive = accepted(cast).add("road.jpg", samples.jpeg(), keep_original=True)
    before = JournalEntry.objects.count()
    opened = actions.open_original(drive.case.number, drive.petitioner, 1, "", drive.now)
    assert b"".join(opened.content) == samples.jpeg()
    assert JournalEntry.objects.count() == before


def test_where_a_second_person_must_agree_an_original_waits_for_them_too(cast):
    drive = accepted(cast).add("road.jpg", samples.jpeg(), keep_original=True)
    roads = cast.offices["roads"]
    roads.custodian = True
    roads.save()
    officer, number = cast.actor("roads-officer"), drive.case.number
    assert (
        actions.open_original(number, officer, 1, "x", drive.now).code == Code.SECOND_PERSON_NEEDED
    )
    asked = actions.ask_identity(number, officer, "Where was it taken?", drive.now)
    assert (
        actions.open_original(number, officer, 1, "x", drive.now).code == Code.SECOND_PERSON_WAITS
    )
    head = cast.actor("roads-head")
    actions.answer_identity_request(number, head, asked.version, True, "", drive.now)
    actions.open_original(number, officer, 1, "another purpose", drive.now)
    assert JournalEntry.objects.order_by("-pk").first().words["purpose"] == "Where was it taken?"
    again = actions.open_original(number, officer, 1, "x", drive.now)
    assert again.code == Code.SECOND_PERSON_NEEDED


# Erasing, rotation, cleaning up ---------------------------------------------------------------


def test_erasing_leaves_the_digest_and_nothing_else(
    cast, own_folder, django_capture_on_commit_callbacks
):
    drive = accepted(cast).add("road.jpg", samples.jpeg(), keep_original=True).add("b.txt", b"b")
    before = facts(drive).files
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_files(drive.case.number, "Ten years are over.", drive.now)
    assert stored(own_folder) == []
    assert not Attachment.objects.exists()
    after = facts(drive).files
    assert all(f.erased for f in after)
    assert [f.sha256 for f in after] == [f.sha256 for f in before]
    assert differences() == []
    actions.erase_files(drive.case.number, "Again.", drive.now)
    assert JournalEntry.objects.filter(tag="files-erased").count() == 1
    shown = visible(case_for(drive.petitioner, drive.case.number, drive.now))
    assert [(f.can_open, f.has_thumbnail, f.has_original) for f in shown] == [(False,) * 3] * 2


def test_a_new_master_key_takes_the_files_along(cast):
    drive = file(cast).add("a.txt", b"one")
    old = keeper().key_id()
    rotation.begin()
    list(rotation.rewrap())
    rotation.finish()
    assert keeper().key_id() != old
    assert set(rotation.counts()) == {keeper().key_id()}
    assert content(drive) == b"one"
    assert not (home.home() / "keys" / f"identity-{old}.key").exists()
    assert differences() == []


def test_without_the_key_a_file_says_so_and_going_up_is_still_a_right(cast):
    drive = accepted(cast).add("a.txt", b"one")
    drive.must("roads-officer", "decide", **DECISION).must("roads-officer", "serve", how="post")
    home.key_path("identity").unlink()
    opened = actions.open_original(drive.case.number, drive.petitioner, 1, "", drive.now)
    assert opened.code == Code.NO_SUCH_FILE
    assert differences() == [("file 1", "cannot be opened", facts(drive).files[0].sha256)]
    drive.must("petitioner", "ask-review", reason="No.")
    assert facts(drive).files == ()


def test_what_was_never_handed_in_goes_and_what_belongs_to_a_case_stays(
    cast, own_folder, django_capture_on_commit_callbacks
):
    drive = file(cast).add("a.txt", b"kept")
    waiting = tray.Tray("somebody's token")
    received = waiting.take(Whole(b"not handed in"), "b.txt", drive.now, keep_original=True)
    assert isinstance(received, Received)
    assert len(stored(own_folder)) == 3
    with django_capture_on_commit_callbacks(execute=True):
        assert tray.sweep(drive.now + timedelta(hours=23)) == 0
        assert tray.sweep(drive.now + timedelta(hours=25)) == 1
    assert not Upload.objects.exists()
    assert content(drive) == b"kept"
    assert len(stored(own_folder)) == 1


def test_strays_are_found_by_their_age_and_by_nothing_that_leads_to_them(cast, own_folder):
    drive = file(cast).add("a.txt", b"kept")
    blobs.put("f" * 32, blobs.FILE, bytes(32), [b"left by a crash"])
    from django.utils import timezone

    assert strays.delete(timezone.now()) == 0
    assert strays.delete(timezone.now() + timedelta(hours=49)) == 1
    assert content(drive) == b"kept"


def test_a_tray_opens_with_its_token_alone(cast):
    now = file(cast).now
    tray.Tray("one").take(Whole(b"mine"), "a.txt", now, keep_original=False)
    assert [f.added.name for f in tray.Tray("one").files()] == ["a.txt"]
    assert tray.Tray("two").files() == ()
    assert not tray.Tray("two").take_out(Upload.objects.get().uid)
    assert b"a.txt" not in bytes(Upload.objects.get().sealed)


def test_what_waits_in_all_trays_has_a_bound(cast, settings):
    settings.FILES_WAITING_MAX_BYTES = 5
    now = file(cast).now
    tray.Tray("one").take(Whole(b"six bytes and more"), "a.txt", now, keep_original=False)
    refused = tray.Tray("two").take(Whole(b"x"), "a.txt", now, keep_original=False)
    assert refused.code == Code.FILES_NO_ROOM


# Proof: whatever is changed behind our back is found ------------------------------------------


@pytest.fixture
def two(cast):
    drive = accepted(cast).add("road.jpg", samples.jpeg(), keep_original=True).add("b.txt", b"b")
    assert differences() == []
    return drive


def path_of(drive, folder, number=1, part=blobs.FILE) -> Path:
    return folder / blobs.name_of(facts(drive).file(number).uid, part)


@pytest.mark.parametrize("part", blobs.PARTS)
@pytest.mark.parametrize("how", ["gone", "a bit", "cut", "longer", "another", "empty"])
def test_verify_finds_what_was_done_to_a_file(two, own_folder, part, how):
    path = path_of(two, own_folder, part=part)
    data = bytearray(path.read_bytes())
    if how == "gone":
        path.unlink()
    elif how == "another":
        path.write_bytes(path_of(two, own_folder, number=2).read_bytes())
    else:
        data[len(data) // 2] ^= how == "a bit"
        changed = {"a bit": data, "cut": data[:-1], "longer": data + b"x", "empty": b""}[how]
        path.write_bytes(bytes(changed))
    what = "file 1" + ("" if part == blobs.FILE else f" {part}")
    assert [d[0] for d in differences()] == [what]
    assert differences(contents=False) == []


def test_verify_finds_rows_that_are_gone_new_or_another(two):
    first, second = Attachment.objects.order_by("number")
    uids = first.uid, second.uid
    Attachment.objects.filter(pk=first.pk).update(uid=uids[1], data_key=second.data_key)
    assert [d[0] for d in differences(contents=False)] == ["file 1"]
    Attachment.objects.filter(pk=first.pk).update(uid=uids[0], data_key=first.data_key)
    assert differences() == []
    Attachment.objects.filter(pk=first.pk).update(scan="infected")
    assert [d[0] for d in differences(contents=False)] == ["file 1"]
    Attachment.objects.filter(pk=first.pk).update(scan="off", number=3)
    assert [d[0] for d in differences(contents=False)] == ["file 1", "file 3"]
    Attachment.objects.filter(pk=first.pk).delete()
    assert [d[0] for d in differences(contents=False)] == ["file 1"]


def test_a_file_moved_to_another_case_does_not_open_there(two, cast):
    other = file(cast)
    Attachment.objects.filter(case=two.case, number=1).update(case=other.case)
    assert {d[0] for d in differences()} == {"file 1"}
    row = Attachment.objects.get(case=other.case)
    with pytest.raises(kept.CannotOpen):
        kept._key(row, other.case.number)
