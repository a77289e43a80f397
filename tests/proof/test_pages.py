"""The pages of a proof: whose it is to have, and who may check it."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.cast import file, served

from openredress.core import deposit, merkle
from openredress.core.deposit import Verdict, as_file, as_word, check, read, signed_checkpoint
from openredress.core.note import decoded
from openredress.proof import checkpoints, keys
from openredress.proof.models import Checkpoint

pytestmark = pytest.mark.django_db

GENUINE = "This proof is genuine"
ALTERED = "This proof is not genuine: it was altered"
UNKNOWN = "This proof was signed by a key that is not ours"
UNREADABLE = "This is no proof, or not all of it arrived"


@pytest.fixture
def drive(cast):
    """A case that was answered, filed lately."""
    drive = served(cast)
    drive.must("petitioner", "ask-review", reason="I disagree.")
    return drive


@pytest.fixture
def held(drive):
    """The browser of the petitioner."""
    client = Client()
    assert client.post("/case/open/", {"code": drive.code}).status_code == 302
    return client


def first(drive):
    return drive.petitioner.case


def proof_in(answer) -> deposit.Proof:
    assert answer.status_code == 200
    return read(answer.content.decode())


def told(answer) -> str:
    """What the page says of the proof."""
    found = re.search(r'id="result">.*?<h2>(.*?)</h2>', answer.content.decode(), re.DOTALL)
    return found.group(1) if found else ""


def public():
    return keys.known()


# To have ---------------------------------------------------------------------------------


def test_the_petitioner_downloads_the_proof_of_each_level(held, drive):
    page = held.get("/case/proof/").content.decode()
    for number in (first(drive), drive.case.number):
        assert f"/case/{number}/proof/" in page
        answer = held.get(f"/case/{number}/proof/")
        proof = proof_in(answer)
        assert proof.deposit.number == number
        assert proof.content is None
        assert check(as_file(proof), public(), keys.verify).verdict is Verdict.GENUINE
        assert answer["Content-Disposition"] == f'attachment; filename="document-{number}.json"'
        assert answer["Cache-Control"] == "no-store"


def test_the_case_leads_to_it(held):
    assert 'href="/case/proof/"' in held.get("/case/").content.decode()


def test_the_words_are_in_a_file_of_their_own(held, drive):
    proof = proof_in(held.get(f"/case/{first(drive)}/proof/with-text/"))
    assert "The road to our village" in proof.content.words["text"]
    found = check(as_file(proof), public(), keys.verify)
    assert (found.verdict, found.is_with_content) == (Verdict.GENUINE, True)


@pytest.mark.parametrize("path", ["proof/", "proof/sheet/"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_it_tells_neither_what_was_written_nor_what_it_is(held, drive, settings, path, language):
    settings.INSTITUTION = "Linjiang County"
    headers = {"accept-language": language}
    answer = held.get(f"/case/{first(drive)}/{path}", headers=headers)
    said = answer.content.decode()
    if path.endswith("sheet/"):
        said = re.search(r"<main.*</main>", said, re.DOTALL).group()
        said = re.sub(r'(href|class|id)="[^"]*"', "", said)
    for word in ("road", "village", "griev", "petition", "complain", "redress", "信访", "投诉"):
        assert word not in said.lower()
    assert "2026-01-28 04:00:00" in said


def test_nobody_else_has_it(held, drive, cast):
    stranger, number = Client(), first(drive)
    stranger.post("/case/open/", {"code": file(cast).code})
    officer = Client()
    officer.force_login(cast.staff("roads-officer"))
    for path in ("", "with-text/", "sheet/"):
        assert Client().get(f"/case/{number}/proof/{path}").status_code == 403
        assert officer.get(f"/case/{number}/proof/{path}").status_code == 403
        assert stranger.get(f"/case/{number}/proof/{path}").status_code == 404


def test_the_sheet_holds_the_whole_proof(held, drive):
    answer = held.get(f"/case/{first(drive)}/proof/sheet/")
    found = check(answer.context["qr"], public(), keys.verify)
    assert found.verdict is Verdict.GENUINE
    assert found.proof.deposit.number == first(drive)


def test_once_a_checkpoint_covers_it_the_proof_says_so(held, drive):
    path = f"/proof/inclusion/{first(drive)}"
    assert proof_in(held.get(f"/case/{first(drive)}/proof/")).inclusion is None
    assert held.get(path).status_code == 404
    for day in range(3):
        checkpoints.make(drive.now + timedelta(days=day))
    proof = proof_in(held.get(f"/case/{first(drive)}/proof/"))
    found = check(as_file(proof), public(), keys.verify)
    assert (found.verdict, found.checkpoint.size) == (Verdict.GENUINE, 3 * checkpoints.STEP)
    told_ = held.get(path).json()
    signed = signed_checkpoint(told_["checkpoint"], {k.id: k for k in public()}, keys.verify)
    hashes = [decoded(each) for each in told_["hashes"]]
    leaf = merkle.leaf_hash(proof.deposit.seal)
    assert merkle.is_included(leaf, told_["index"], signed.size, hashes, signed.root)
    assert Client().get(path).status_code == 403


def test_what_somebody_sent_is_kept_when_the_session_ended(drive):
    answer = Client().post(f"/case/{first(drive)}/proof/", {"code": drive.code})
    assert proof_in(answer).deposit.number == first(drive)


# To check --------------------------------------------------------------------------------


@pytest.fixture
def proof(held, drive):
    checkpoints.make(drive.now)
    return proof_in(held.get(f"/case/{first(drive)}/proof/"))


def upload(content) -> SimpleUploadedFile:
    return SimpleUploadedFile("proof.json", content)


@pytest.mark.parametrize(("given", "is_whole"), [
    (lambda proof: {"file": upload(as_file(proof).encode())}, True),
    (lambda proof: {"file": upload(b"\xef\xbb\xbf" + as_file(proof).encode())}, True),
    (lambda proof: {"text": as_file(proof)}, True),
    (lambda proof: {"text": as_word(proof)}, False),
    (lambda proof: {"text": "https://redress.example.org/proof/#" + as_word(proof)}, False),
], ids=["file", "with a mark", "text", "word", "address"])  # fmt: skip
def test_a_genuine_proof_is_called_so(client, proof, given, is_whole):
    """The word of a QR code is too short to tell of the checkpoint as well."""
    answer = client.post("/proof/", given(proof))
    assert told(answer) == GENUINE
    said = answer.content.decode()
    assert proof.deposit.number in said
    assert "Wednesday 28 January 2026 04:00 (UTC)" in said
    assert ("published on" in said) == is_whole


def test_a_proof_with_words_is_checked_and_the_words_are_not_shown(client, held, drive):
    text = held.get(f"/case/{first(drive)}/proof/with-text/").content.decode()
    answer = client.post("/proof/", {"text": text})
    assert told(answer) == GENUINE
    said = answer.content.decode()
    assert "exactly the words that were deposited" in said
    assert "village" not in said
    changed = text.replace("village", "city")
    assert told(client.post("/proof/", {"text": changed})) == ALTERED


def test_an_altered_proof_is_called_so(client, proof):
    text = as_file(proof).replace("2026-01-28T04", "2026-01-27T04", 1)
    assert told(client.post("/proof/", {"text": text})) == ALTERED


def test_a_proof_of_another_institution_is_called_so(client, proof, monkeypatch, tmp_path):
    monkeypatch.setenv("OPENREDRESS_HOME", str(tmp_path / "another"))
    answer = client.post("/proof/", {"text": as_file(proof)})
    assert told(answer) == UNKNOWN
    assert answer.status_code == 200


def test_a_proof_by_an_earlier_key_is_still_genuine(client, proof):
    keys.rotate()
    assert told(client.post("/proof/", {"text": as_file(proof)})) == GENUINE


@pytest.mark.parametrize("content", [b"", b"{}", b"\x00\xff\xfe", b"hello", b"[" * 100_000])
def test_what_is_no_proof_is_called_so(client, content):
    answer = client.post("/proof/", {"file": upload(content or b" ")})
    assert told(answer) == UNREADABLE


def test_an_empty_form_says_what_is_missing(client):
    said = client.post("/proof/").content.decode()
    assert "Choose the file, or paste its text below." in said
    assert "Error:" in said


def test_nothing_that_is_sent_touches_the_disk(client, monkeypatch, settings):
    """Django would write a large file to the disk; here it is not taken at all."""

    def refuse(*args, **kwargs):
        raise AssertionError("a file was written")

    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", refuse)
    large = b" " * (settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1)
    assert client.post("/proof/", {"file": upload(large)}).status_code == 200


def test_the_form_is_safe_from_other_sites(proof):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/proof/", {"text": as_file(proof)}).status_code == 403
    page = strict.get("/proof/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)
    sent = {"text": as_file(proof), "csrfmiddlewaretoken": token}
    assert told(strict.post("/proof/", sent)) == GENUINE


def test_checking_needs_no_database_row(client, proof, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.post("/proof/", {"text": as_file(proof)})


def test_the_footer_leads_to_it(client):
    assert 'href="/proof/"' in client.get("/").content.decode()


# Keys and checkpoints --------------------------------------------------------------------


def test_the_public_keys_are_published(client):
    keys.rotate()
    answer = client.get("/proof/keys.json")
    assert keys.read_keys(answer.content.decode()) == [
        deposit.Key(k.id, k.name, k.public) for k in keys.known()
    ]
    assert [k["until"] is None for k in answer.json()["keys"]] == [False, True]


def test_checkpoints_are_published_as_they_were_signed(client, cast):
    assert client.get("/proof/latest").status_code == 404
    assert "There is none yet" in client.get("/proof/checkpoints/").content.decode()
    for day in range(3):
        file(cast)
        checkpoints.make(timezone.now() + timedelta(days=day))
    for row in Checkpoint.objects.all():
        answer = client.get(f"/proof/checkpoints/{row.number}")
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.content.decode() == row.note
        assert f'href="/proof/checkpoints/{row.number}"' in (
            client.get("/proof/checkpoints/").content.decode()
        )
    assert client.get("/proof/latest").content.decode() == row.note
    for number in (0, 4, 10**30):
        assert client.get(f"/proof/checkpoints/{number}").status_code == 404


def test_the_list_goes_on(client, monkeypatch):
    monkeypatch.setattr("openredress.proof.views.PAGE", 2)
    for _ in range(5):
        checkpoints.make(timezone.now())
    seen, query = [], ""
    while True:
        page = client.get(f"/proof/checkpoints/{query}").content.decode()
        seen += re.findall(r'checkpoints/(\d+)"', page)
        more = re.search(r'rel="next" href="([^"]+)"', page)
        if not more:
            break
        query = more.group(1)
    assert seen == ["5", "4", "3", "2", "1"]
    for query in ("?before=x", "?before=-1", f"?before={10**40}", "?before=٣"):
        assert client.get(f"/proof/checkpoints/{query}").status_code == 200


def test_anybody_can_see_that_a_checkpoint_goes_on_from_another(client, cast):
    for _ in range(3):
        file(cast)
        checkpoints.make(timezone.now())
    rows = list(Checkpoint.objects.order_by("number"))
    for old in rows:
        for new in rows[old.number - 1 :]:
            said = client.get(f"/proof/consistency/{old.size}/{new.size}").json()
            path = [decoded(each) for each in said["hashes"]]
            roots = bytes(old.root), bytes(new.root)
            assert merkle.is_consistent(old.size, new.size, *roots, path)
    last = rows[-1].size
    for old, new in ((0, last), (last, last - 1), (1, last + 1), (1, 10**30)):
        assert client.get(f"/proof/consistency/{old}/{new}").status_code == 404


def test_a_proof_between_checkpoints_reads_little(client, cast, django_assert_max_num_queries):
    for _ in range(3):
        checkpoints.make(timezone.now())
    with django_assert_max_num_queries(25):
        assert client.get("/proof/consistency/300/700").status_code == 200
