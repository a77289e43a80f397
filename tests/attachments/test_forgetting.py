"""Files of a case that is forgotten."""

import json
from datetime import UTC, datetime

import pytest
from tests.cases.test_forgetting import live, wrong
from tests.cast import file

from openredress.attachments import blobs
from openredress.attachments.models import Attachment
from openredress.cases.models import Case

pytestmark = pytest.mark.django_db


def test_a_forgotten_case_has_no_file_left(cast, django_capture_on_commit_callbacks):
    drive = file(cast).add("Wang Fang.txt", b"The road is broken.").must("petitioner", "withdraw")
    name = blobs.name_of(Attachment.objects.get(case=drive.case).uid, blobs.FILE)
    assert blobs.store().exists(name)
    assert wrong() == []
    with django_capture_on_commit_callbacks(execute=True):
        live(datetime(2040, 1, 1, tzinfo=UTC))
    case = Case.objects.get(pk=drive.case.pk)
    assert case.is_forgotten
    assert not blobs.store().exists(name)
    assert not Attachment.objects.filter(case=case).exists()
    assert wrong() == []
    tags = list(case.journal.values_list("tag", flat=True))
    assert tags.index("files-erased") < tags.index("forgotten")
    assert "Wang Fang" not in json.dumps(list(case.journal.values("data", "words")))
