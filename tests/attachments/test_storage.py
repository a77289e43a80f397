"""The same files in a store that speaks S3: a real server of that kind, on this machine."""

import boto3
import pytest
from django.core.files.storage import storages
from django.utils import timezone
from moto.server import ThreadedMotoServer
from tests.attachments import samples
from tests.cast import accepted

from openredress.attachments import blobs, kept, strays
from openredress.attachments.storage import configured
from openredress.cases import actions
from openredress.cases.access import case_for
from openredress.cases.models import Case
from openredress.cases.verification import verify
from openredress.core.access import SYSTEM


@pytest.fixture
def bucket(monkeypatch):
    """A bucket, and our files in it."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "for-tests")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    s3 = boto3.client("s3", endpoint_url=address, region_name="eu-1")
    where = {"LocationConstraint": "eu-1"}
    s3.create_bucket(Bucket="redress", CreateBucketConfiguration=where)
    chosen = f"s3://redress/files?endpoint_url={address}&region_name=eu-1&addressing_style=path"
    monkeypatch.setitem(storages.backends, "attachments", configured(chosen, None))
    storages._storages.pop("attachments", None)
    yield lambda: [o["Key"] for o in s3.list_objects_v2(Bucket="redress").get("Contents", [])]
    storages._storages.pop("attachments", None)
    server.stop()


@pytest.mark.django_db
def test_a_file_lies_sealed_in_the_bucket_and_comes_back(
    cast, bucket, django_capture_on_commit_callbacks
):
    drive = accepted(cast).add("road.jpg", samples.jpeg(900, 700), keep_original=True)
    facts = case_for(SYSTEM, drive.case.number, drive.now).facts
    uid = facts.files[0].uid
    assert sorted(bucket()) == sorted(f"files/{blobs.name_of(uid, part)}" for part in blobs.PARTS)
    case = Case.objects.get(pk=drive.case.pk)
    original = b"".join(kept.content(case, facts.files[0], blobs.ORIGINAL))
    assert original == samples.jpeg(900, 700)
    assert [found for _, found in verify() if found] == []
    assert strays.delete(timezone.now()) == 0
    blobs.remove(uid, blobs.FILE)
    ((_, (lost,)),) = verify()
    assert (lost.what, lost.stored) == ("file 1", "not in the store")
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_files(drive.case.number, "By law.", drive.now)
    assert bucket() == []


@pytest.mark.parametrize(
    "address", ["files", "s3://", "https://bucket", "s3://bucket?acl=public-read"]
)
def test_an_address_that_says_something_else_is_refused(address):
    with pytest.raises(ValueError, match="OPENREDRESS_FILES"):
        configured(address, None)
