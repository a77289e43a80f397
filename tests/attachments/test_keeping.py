"""Files of a case that is forgotten are gone, and files of a case that is taken away are in it."""

import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.attachments.test_cases import own_folder, stored
from tests.cast import file, served

from openredress.attachments.models import Attachment
from openredress.cases import actions
from openredress.cases.models import Case, JournalEntry
from openredress.cases.verification import verify

__all__ = ["own_folder"]
pytestmark = pytest.mark.django_db
AFTER = datetime(2040, 1, 1, tzinfo=UTC)


def forgotten(drive) -> Case:
    assert actions.forget(AFTER).warned
    assert actions.forget(AFTER + timedelta(days=300)).forgotten
    return Case.objects.get(pk=drive.case.pk)


def test_keys_files_and_names_go_with_the_case(
    cast, own_folder, django_capture_on_commit_callbacks
):
    drive = file(cast).add("letter-to-li-na.txt", b"The road is broken.")
    drive.must("petitioner", "withdraw")
    assert stored(own_folder)
    with django_capture_on_commit_callbacks(execute=True):
        case = forgotten(drive)
    assert stored(own_folder) == []
    assert not Attachment.objects.exists()
    rows = str(list(JournalEntry.objects.filter(case=case).values("words", "data")))
    assert "letter-to-li-na" not in rows
    assert [d for _, found in verify(contents=True) for d in found] == []
    tags = list(case.journal.order_by("seq").values_list("tag", flat=True))
    assert tags[-2:] == ["files-erased", "forgotten"]


def test_files_of_every_level_go(cast, own_folder, django_capture_on_commit_callbacks):
    drive = served(cast, outcome="not-upheld").add("a.txt", b"One.")
    drive.must("petitioner", "ask-review", reason="No.").add("b.txt", b"Two.")
    drive.must("petitioner", "withdraw")
    with django_capture_on_commit_callbacks(execute=True):
        forgotten(drive)
    assert stored(own_folder) == []
    assert [d for _, found in verify(contents=True) for d in found] == []


def test_what_is_left_can_still_be_read(cast, own_folder, django_capture_on_commit_callbacks):
    drive = file(cast).add("a.txt", b"One.").must("petitioner", "withdraw")
    forgotten(drive)
    holder = Client()
    holder.post("/case/open/", {"code": drive.code})
    for path in ("", f"{drive.case.number}/files/"):
        assert holder.get(f"/case/{path}").status_code == 200
    found = json.loads(holder.post("/case/download/", {"kind": "json"}).content)
    assert [(f["path"], f["is_erased"]) for f in found["files"]] == [("", True)]
    officer = Client()
    officer.force_login(cast.staff("clerk"))
    assert officer.get(f"/desk/cases/{drive.case.number}/").status_code == 200


def test_the_archive_has_the_files_as_the_json_says(cast, own_folder):
    drive = file(cast, timezone.now()).add("路.txt", "路面破损。".encode()).add("b.txt", b"Two.")
    holder = Client()
    holder.post("/case/open/", {"code": drive.code})
    answer = holder.post("/case/download/", {"kind": "both"})
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.testzip() is None
    [told] = [n for n in archive.namelist() if n.endswith(".json")]
    files = json.loads(archive.read(told))["files"]
    assert len(files) == 2
    for each in files:
        content = archive.read(each["path"])
        assert hashlib.sha256(content).hexdigest() == each["sha256"]
        assert len(content) == each["size"]
    assert files[0]["name"] == "路.txt"
