"""Files over HTTP, as browsers send them with and without JavaScript."""

import base64
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.attachments import samples
from tests.cast import DECISION, accepted, file

from openredress.attachments.models import Attachment, Upload
from openredress.cases.access import case_for
from openredress.cases.models import Case, JournalEntry
from openredress.core.access import SYSTEM

pytestmark = pytest.mark.django_db


def sent(name="road.jpg", content=None):
    return SimpleUploadedFile(name, samples.jpeg() if content is None else content)


def files_of(case):
    return case_for(SYSTEM, case.number, timezone.now()).facts.files


@pytest.fixture
def petitioner(cast):
    """A browser that opened a case, and the case."""
    drive = accepted(cast, now=timezone.now())
    client = Client()
    client.post("/case/open/", {"code": drive.code})
    return client, drive, f"/case/{drive.case.number}/files/"


def sit(cast, who):
    client = Client()
    client.force_login(cast.staff(who))
    return client


# Filing ---------------------------------------------------------------------------------------


@pytest.fixture
def filing(cast):
    client = Client()
    client.post("/file/")
    client.post("/file/what-happened/", {"text": "The road is broken."})
    return client


def test_what_is_taken_is_told_before(filing):
    page = filing.get("/file/files/").content.decode()
    assert "At most 20 files of up to 20 MB each." in page
    assert "Photos and pictures: JPG, PNG, WEBP. Documents: PDF, DOCX" in page


def test_a_refused_file_does_not_cost_the_others(filing):
    chosen = [sent(), sent("x.exe", b"MZ" + bytes(50)), sent("notes.txt", b"Forty metres.")]
    page = filing.post("/file/files/", {"files": chosen})
    text = page.content.decode()
    assert page.status_code == 200
    assert "“x.exe” was not taken." in text
    assert 'href="#id_files"' in text
    assert text.count('<li><img src="/file/files/') == 1
    assert Upload.objects.count() == 2
    onwards = filing.post("/file/files/", {})
    assert onwards.status_code == 302


def test_files_are_handed_in_with_the_case_and_stand_on_the_check_page(filing):
    filing.post("/file/files/", {"files": [sent(), sent("a.txt", b"x")], "keep_original": "on"})
    for slug, given in [("where", {}), ("about-what", {}), ("office", {"way": "suggested"}),
                        ("keep-out", {}), ("for-whom", {"whom": "myself"}),
                        ("who-you-are", {})]:  # fmt: skip
        assert filing.post(f"/file/{slug}/", given).status_code == 302, slug
    assert "road.jpg\na.txt" in filing.get("/file/check/").content.decode()
    assert filing.post("/file/check/")["Location"] == "/file/receipt/"
    case = Case.objects.get()
    assert [(f.name, f.original, f.number) for f in files_of(case)] == [
        ("road.jpg", True, 1), ("a.txt", True, 2)]  # fmt: skip
    assert not Upload.objects.exists()
    assert Attachment.objects.count() == 2


def test_taking_one_out_and_discarding_the_draft_remove_files(
    filing, django_capture_on_commit_callbacks
):
    filing.post("/file/files/", {"files": [sent(), sent("a.txt", b"x")], "add": "1"})
    first = Upload.objects.order_by("pk").first()
    small = f"/file/files/{first.uid}/"
    assert filing.get(small)["Content-Type"] == "image/jpeg"
    assert Client().get(small).status_code == 410
    filing.post("/file/files/", {"remove": first.uid})
    assert filing.get(small).status_code == 404
    assert Upload.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        filing.post("/file/draft/deletion/")
    assert not Upload.objects.exists()


def test_at_the_counter_files_stay_while_the_rest_is_put_right(cast):
    clerk = sit(cast, "clerk")
    page = clerk.post("/desk/take-down/", {"text": "", "files": [sent()], "channel": "visit"})
    assert "road.jpg" in page.content.decode()
    said = {"text": "The road.", "channel": "visit", "language": "en"}
    assert clerk.post("/desk/take-down/", said).status_code == 302
    assert "road.jpg" in clerk.get("/desk/take-down/read-back/").content.decode()
    clerk.post("/desk/take-down/read-back/", {"confirmed": "on"})
    assert [f.name for f in files_of(Case.objects.get())] == ["road.jpg"]


# Later ----------------------------------------------------------------------------------------


def test_the_petitioner_adds_lists_and_has_back(petitioner):
    client, drive, here = petitioner
    added = client.post(here, {"send": "1", "files": [sent("C:\\fakepath\\../ev\u202eil.png.exe")]})
    assert added["Location"] == here
    page = client.get(f"/case/{drive.case.number}/").content.decode()
    (uid,) = set(re.findall(rf'{here}([0-9a-f]{{32}})/"', page))
    assert files_of(drive.case)[0].name == "evil.png.jpg"
    back = client.get(f"{here}{uid}/")
    assert b"".join(back.streaming_content).startswith(b"\xff\xd8\xff")
    assert back["Content-Disposition"] == 'attachment; filename="evil.png.jpg"'
    assert back["X-Content-Type-Options"] == "nosniff"
    assert back["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert back["Cache-Control"] == "no-store"
    small = client.get(f"{here}{uid}/thumbnail/")
    assert small["Content-Type"] == "image/jpeg"


def test_nothing_chosen_and_what_is_refused_say_so_in_the_readers_language(petitioner):
    client, _, here = petitioner
    page = client.post(here, {"send": "1"}, headers={"accept-language": "zh-hans"})
    assert "请先选择文件。" in page.content.decode()
    chosen = {"send": "1", "files": [sent("a.doc", b"\xd0\xcf\x11\xe0" + bytes(99))]}
    page = client.post(here, chosen, headers={"accept-language": "zh-hans"})
    assert "未接收“a.doc”。不论文件名如何，这里不接收此类文件。" in page.content.decode()


def test_staff_are_told_of_what_the_petitioner_added(petitioner, cast):
    client, drive, here = petitioner
    client.post(here, {"send": "1", "files": [sent()]})
    page = sit(cast, "roads-officer").get(f"/desk/cases/{drive.case.number}/").content.decode()
    assert "The petitioner wrote, and nobody has answered yet" in page


@pytest.mark.parametrize("who", ["housing-officer", "uk-officer", "operator", "nobody", "stranger"])
def test_guessing_addresses_leads_nowhere(petitioner, cast, who):
    _, drive, here = petitioner
    drive.add("road.jpg", samples.jpeg(), keep_original=True)
    uid = Attachment.objects.get().uid
    other = Client()
    if who == "stranger":
        other.post("/case/open/", {"code": file(cast, timezone.now()).code})
    elif who != "nobody":
        other = sit(cast, who)
    for base in (here, f"/desk/cases/{drive.case.number}/files/"):
        for path in ("", f"{uid}/", f"{uid}/thumbnail/", f"{uid}/original/"):
            for answer in (other.get(base + path), other.post(base + path, {"send": "1"})):
                assert answer.status_code in (302, 403, 404, 405), path
                assert not answer.streaming
                assert b"road.jpg" not in answer.content
    assert not JournalEntry.objects.filter(tag="original-opened").exists()
    # The own case is no way to the file of another.
    if who == "stranger":
        mine = Case.objects.exclude(pk=drive.case.pk).get().number
        assert other.get(f"/case/{mine}/files/{uid}/").status_code == 404


def test_whoever_is_shut_out_does_not_have_the_file_they_had_before(petitioner, cast):
    from openredress.cases import actions

    _, drive, _ = petitioner
    drive.add("road.jpg", samples.jpeg())
    officer, path = sit(cast, "roads-officer"), f"/desk/cases/{drive.case.number}/files/"
    path += f"{Attachment.objects.get().uid}/"
    assert officer.get(path).status_code == 200
    person = cast.staff("roads-officer").pk
    actions.exclude_person(drive.case.number, cast.actor("roads-head"), person, "interest", "x",
                           timezone.now())  # fmt: skip
    assert officer.get(path).status_code == 404
    assert officer.get(f"{path}thumbnail/").status_code == 404


def test_a_file_of_the_office_is_not_to_be_had_before_it_is_given(petitioner, cast):
    client, drive, here = petitioner
    drive.add("survey.txt", b"Forty metres.", "roads-officer")
    uid = Attachment.objects.get().uid
    assert client.get(f"{here}{uid}/").status_code == 404
    assert "survey.txt" not in client.get(f"/case/{drive.case.number}/").content.decode()


def test_an_officer_sends_a_file_with_a_message(petitioner, cast):
    client, drive, here = petitioner
    officer, case = sit(cast, "roads-officer"), f"/desk/cases/{drive.case.number}/"
    entered = {"message-text": "", "message-seen_version": drive.case.version,
               "message-files": [sent("plan.txt", b"The plan."), sent("x", b"MZ\0")]}  # fmt: skip
    page = officer.post(f"{case}message/", entered)
    assert page.status_code == 422
    text = page.content.decode()
    assert "“x” was not taken." in text
    give, seen = (re.search(rf'name="message-{n}" value="(\d+)"', text)[1]
                  for n in ("give", "seen_version"))  # fmt: skip
    done = officer.post(f"{case}message/", {"message-text": "See the plan.", "message-give": give,
                                            "message-seen_version": seen})  # fmt: skip
    assert done.status_code == 302
    assert "plan.txt" in client.get(here).content.decode()


def test_a_decision_and_its_enclosure_in_one_go(petitioner, cast):
    client, drive, here = petitioner
    officer = sit(cast, "roads-officer")
    entered = {f"decide-{name}": value for name, value in DECISION.items()}
    entered |= {"decide-seen_version": drive.case.version, "decide-files": [sent("d.txt", b"D")]}
    done = officer.post(f"/desk/cases/{drive.case.number}/decide/", entered)
    assert done.status_code == 302, done.content.decode()
    assert "d.txt" not in client.get(here).content.decode()
    drive.must("roads-officer", "serve", days=0.001, how="post")
    assert "d.txt" in client.get(here).content.decode()


def test_an_original_is_handed_out_for_a_purpose_and_the_petitioner_sees_it(petitioner, cast):
    client, drive, here = petitioner
    drive.add("road.jpg", samples.jpeg(), keep_original=True)
    officer, uid = sit(cast, "roads-officer"), Attachment.objects.get().uid
    address = f"/desk/cases/{drive.case.number}/files/{uid}/original/"
    assert officer.get(address).status_code == 405
    assert officer.post(address, {"original-purpose": ""}).status_code == 422
    handed = officer.post(address, {"original-purpose": "Where was it taken?"})
    assert b"".join(handed.streaming_content) == samples.jpeg()
    assert handed["Content-Type"] == "application/octet-stream"
    page = client.get(f"/case/{drive.case.number}/").content.decode()
    assert "Where was it taken?" in page
    own = client.get(f"{here}{uid}/original/")
    assert b"".join(own.streaming_content) == samples.jpeg()


# Resumable --------------------------------------------------------------------------------------

TUS = {"Tus-Resumable": "1.0.0"}


def begin(client, address, size, name="road.jpg", **more):
    told = f"filename {base64.b64encode(name.encode()).decode()}"
    headers = {**TUS, "Upload-Length": str(size), "Upload-Metadata": told, **more}
    return client.post(address, headers=headers)


def go_on(client, address, offset, data):
    headers = {**TUS, "Upload-Offset": str(offset)}
    return client.patch(address, data, content_type="application/offset+octet-stream",
                        headers=headers)  # fmt: skip


def offset(client, address):
    answer = client.head(address, headers=TUS)
    return int(answer["Upload-Offset"]) if answer.status_code == 200 else answer.status_code


@pytest.fixture(params=["filing", "counter", "petitioner", "office"])
def landing(request, cast):
    """Each place where files can be sent in parts, and what says that one has landed."""
    if request.param == "filing":
        client = Client()
        client.post("/file/")
        return client, "/file/files/uploads/", lambda: Upload.objects.filter(is_ready=True).count()
    if request.param == "counter":
        client = sit(cast, "clerk")
        return (client, "/desk/take-down/uploads/",
                lambda: Upload.objects.filter(is_ready=True).count())  # fmt: skip
    drive = accepted(cast, now=timezone.now())
    if request.param == "petitioner":
        client = Client()
        client.post("/case/open/", {"code": drive.code})
        return client, f"/case/{drive.case.number}/files/uploads/", Attachment.objects.count
    client = sit(cast, "roads-officer")
    return client, f"/desk/cases/{drive.case.number}/files/uploads/", Attachment.objects.count


def test_a_file_in_parts_goes_on_where_it_stopped(landing):
    client, address, landed = landing
    data = samples.jpeg(600, 400)
    upload = begin(client, address, len(data))["Location"]
    assert go_on(client, upload, 0, data[:1000])["Upload-Offset"] == "1000"
    assert go_on(client, upload, 0, data[:1000]).status_code == 409
    assert go_on(client, upload, 2000, data[2000:]).status_code == 409
    assert offset(client, upload) == 1000
    assert landed() == 0
    assert go_on(client, upload, 1000, data[1000:]).status_code == 204
    assert offset(client, upload) == len(data)
    assert landed() == 1
    assert go_on(client, upload, len(data), b"more").status_code in (409, 413)
    assert landed() == 1


def test_what_is_refused_says_why_and_is_gone(landing):
    client, address, landed = landing
    upload = begin(client, address, 10)["Location"]
    refused = go_on(client, upload, 0, b"MZ\x00\x00567890")
    assert refused.status_code == 422
    assert refused.content.decode().startswith("This kind of file is not taken here")
    assert offset(client, upload) == 404
    assert landed() == 0


def test_the_protocol_is_kept(landing):
    client, address, _ = landing
    options = client.options(address)
    assert (options.status_code, options["Tus-Version"]) == (204, "1.0.0")
    assert client.post(address).status_code == 412
    assert begin(client, address, 21 * 1024**2).status_code == 413
    assert begin(client, address, 0).status_code == 422
    assert begin(client, address, 5, **{"Upload-Metadata": "filename ***"}).status_code == 400
    assert begin(client, address, 5, **{"Upload-Length": "many"}).status_code == 400
    upload = begin(client, address, 5)["Location"]
    wrong = client.patch(upload, b"12345", content_type="text/plain", headers=TUS)
    assert wrong.status_code == 415
    assert go_on(client, upload, 0, b"123456").status_code == 413
    assert client.delete(upload, headers=TUS).status_code == 204
    assert offset(client, upload) == 404


def test_nobody_goes_on_with_the_file_of_another(landing, cast):
    client, address, landed = landing
    upload = begin(client, address, 5)["Location"]
    stranger = Client()
    stranger.post("/file/")
    uid = upload.rstrip("/").rsplit("/", 1)[-1]
    for path in (upload, f"/file/files/uploads/{uid}/"):
        answer = go_on(stranger, path, 0, b"12345")
        assert answer.status_code in (302, 403, 404)
    assert offset(client, upload) == 0
    assert landed() == 0
    assert uid not in str(Upload.objects.values_list("sealed", flat=True))


# API ------------------------------------------------------------------------------------------


def test_by_api_too(cast):
    drive = accepted(cast, now=timezone.now()).add("o.txt", b"office", "roads-officer")
    client = Client(headers={"authorization": f"Receipt {drive.code}"})
    added = client.post("/api/v1/case/files", {"file": sent(), "keep_original": "true"})
    assert added.status_code == 201, added.content
    (told,) = added.json()
    assert (told["name"], told["original_kept"], told["is_mine"]) == ("road.jpg", True, True)
    assert client.get("/api/v1/case/files").json() == [told]
    assert client.get("/api/v1/case").json()["files"] == [told]
    back = client.get(f"/api/v1/case/files/{told['id']}")
    assert b"".join(back.streaming_content).startswith(b"\xff\xd8\xff")
    refused = client.post("/api/v1/case/files", {"file": sent("x", b"MZ\0")})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "file-kind")
    office = Attachment.objects.get(number=1).uid
    assert client.get(f"/api/v1/case/files/{office}").status_code == 404
    assert Client().get(f"/api/v1/case/files/{told['id']}").status_code == 401
