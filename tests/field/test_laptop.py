"""A laptop on a round: killed at any moment, it loses and doubles nothing."""

import random
import re

import requests
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.field.conftest import CODE, token

from openredress.cases import verification
from openredress.cases.models import Case, JournalEntry
from openredress.core.field import Kind, read_all
from openredress.core.receipt import read_code
from openredress.ops.demo import drawings
from openredress.ops.field import command
from openredress.rounds.verification import differences as from_rounds

GIVEN = {"wish": "Mend it.", "name": "", "language": "en"}
PHOTO = drawings.draw("road").content
ZH = {"wish": "请修好。", "name": "张伟", "language": "zh-hans"}


def take_down(laptop, session, text: str, kill=None, **more) -> str:
    """One person at the table: the form, read back, the receipt. `kill` ends the process now and
    then; what the browser shows stays, and the officer presses the button again.
    """
    answers = {"text": text, **GIVEN, **more}
    page = persist(laptop, lambda: session.get(f"{laptop.site}/take-down/"))
    draft = re.search(r'name="draft" value="([\w-]+)"', page.text)[1]
    sent = {**answers, "draft": draft, "csrfmiddlewaretoken": token(page.text)}
    back = persist(laptop, lambda: session.post(f"{laptop.site}/take-down/", sent))
    assert "confirmed" in back.text, back.text
    if kill:
        kill("before")
    done = {**sent, "confirmed": "on", "files_before": "0"}

    def confirm():
        paper = {"files": ("paper.jpg", PHOTO)} if more.get("name") else {}
        return session.post(f"{laptop.site}/receipt/", done, files=paper or {"none": ""})

    shown = persist(laptop, confirm)
    if kill and kill("between"):
        # The receipt was on its way when the machine went off: nobody saw it.
        shown = persist(laptop, confirm)
    code = read_code(CODE.search(shown.text)[1])
    revision = re.search(r'name="revision" value="(\d+)"', shown.text)[1]
    told = {"draft": draft, "revision": revision, "csrfmiddlewaretoken": token(shown.text)}
    persist(laptop, lambda: session.post(f"{laptop.site}/handed/", told))
    return code


def begin(laptop, session, text: str) -> dict[str, str]:
    """Somebody begins to tell, and the form sends what is typed; what it sent."""
    page = persist(laptop, lambda: session.get(f"{laptop.site}/take-down/"))
    draft = re.search(r'name="draft" value="([\w-]+)"', page.text)[1]
    sent = {"draft": draft, "text": text, "csrfmiddlewaretoken": token(page.text)}
    assert 'data-begun="/begun/"' in page.text
    persist(laptop, lambda: session.post(f"{laptop.site}/begun/", sent))
    return sent


def persist(laptop, ask):
    for _try in range(5):
        try:
            response = ask()
        except requests.ConnectionError:
            laptop.again()
            continue
        assert response.status_code in (200, 204, 302), response.text[:3000]
        return response
    raise AssertionError("it stayed away")


def upload(person, content: bytes):
    file = SimpleUploadedFile("round.jsonl", content)
    return person.client.post("/desk/rounds/upload/", {"file": file})


def test_an_afternoon_with_the_battery_failing_ends_with_what_was_handed_out(
    cast, sit_down, laptop, planned
):
    chance, kills = random.Random(7), []

    def kill(when):
        if chance.random() < 0.4:
            laptop.kill()
            kills.append(when)
            return True
        return False

    laptop.start()
    codes = {}
    for turn in range(6):
        chinese = turn % 2 == 0
        session = laptop.browser("zh-hans" if chinese else "en")
        text = f"第{turn}户的路断了。" if chinese else f"The road by house {turn} is broken."
        more = ZH if chinese else {"matter": str(cast.matters["roads"].pk)}
        codes[take_down(laptop, session, text, kill, **more)] = text
    # Somebody comes again the same afternoon, by the receipt they hold.
    session, (first, *_others) = laptop.browser(), codes
    page = persist(laptop, lambda: session.get(f"{laptop.site}/add/"))
    draft = re.search(r'name="draft" value="([\w-]+)"', page.text)[1]
    sent = {"draft": draft, "code": first, "text": "The bridge, too.",
            "csrfmiddlewaretoken": token(page.text)}  # fmt: skip
    for _twice in range(2):
        persist(laptop, lambda: session.post(f"{laptop.site}/add/", sent))
    assert {"before", "between"} <= set(kills), kills
    half = begin(laptop, session, "Half of a story.")
    for word, kept in (("Nothing comes of it.", False), ("Half of another.", True)):
        left = begin(laptop, session, word)
        if not kept:
            persist(laptop, lambda: session.post(f"{laptop.site}/drop/", left))  # noqa: B023
    overview = persist(laptop, lambda: session.get(laptop.site)).text
    assert half["draft"] in overview
    assert overview.count("Keep nothing of it") == 2
    exported = persist(laptop, lambda: session.get(f"{laptop.site}/export/1/")).content
    laptop.kill()
    path = laptop.folder / "records.jsonl"
    with path.open("ab") as file:  # The battery went while a line was being written.
        file.write(b'{"kit":"torn')
    laptop.start().kill()
    content = path.read_bytes()
    assert b"broken" not in content
    assert not any(code.encode() in content for code in codes)

    clerk = sit_down("clerk")
    cut = content[: len(content) // 2]
    for piece in (cut, content, exported):
        assert upload(clerk, piece).status_code == 200
    waiting = clerk.client.get(f"/desk/rounds/held/begun:{half['draft']}/").content.decode()
    assert "Half of a story." in waiting
    assert clerk.client.get("/desk/rounds/held/").content.decode().count("begun:") == 2
    found = {}
    for code, text in codes.items():
        visitor = Client()
        opened = visitor.post("/case/open/", {"code": code}, follow=True)
        assert opened.status_code == 200
        page = opened.content.decode()
        assert text in page
        assert "was received on the round to Qingshi" in page
        found[code] = re.search(r"\d{4}-\d{6,}-\d", page)[0]
    assert Case.objects.count() == len(codes) == len(set(found.values()))
    numbers = [r.number for r in read_all(content.decode())[0] if r.kind is Kind.FILING]
    assert set(found.values()) == set(numbers), "the number on the receipt is that of the case"
    papers = JournalEntry.objects.filter(tag="file-added")
    assert [p.words["name"] for p in papers] == ["paper.jpg"] * 3, "once for each who had one"
    messages = JournalEntry.objects.filter(tag="message-written")
    assert [m.words["text"] for m in messages] == ["The bridge, too."]
    assert messages[0].case.number == found[first]
    replayed = [difference for _case, found in verification.verify() for difference in found]
    assert replayed == list(from_rounds()) == []


def test_a_kit_that_was_altered_is_refused(tmp_path, laptop):
    from click.testing import CliRunner

    kit = laptop.kit.read_text()
    laptop.kit.write_text(kit.replace("The square", "Elsewhere"))
    done = CliRunner().invoke(command, ["export", str(laptop.kit), str(tmp_path / "x")])
    assert done.exit_code == 1
    assert "was altered" in done.output
