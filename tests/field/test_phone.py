"""The page for a telephone: without a network, through a reload, and back."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect
from tests.field import records

from openredress.cases.models import Case, JournalEntry
from openredress.core.field import written
from openredress.core.receipt import read_code
from openredress.field.merging import opened
from openredress.ops.demo import drawings
from openredress.rounds import actions
from openredress.rounds.models import Held

SHELL = "/field/zh-hans/"


def test_the_shell_holds_nothing_of_anybody_and_its_worker_keeps_nothing_else(cast, sit_down):
    clerk = sit_down("clerk").client
    assert 'lang="en"' in clerk.get("/field/").content.decode()
    page = clerk.get(SHELL)
    assert "worker-src 'self'" in page["Content-Security-Policy"]
    assert "worker-src 'none'" in clerk.get("/desk/")["Content-Security-Policy"]
    text = page.content.decode()
    assert "clerk" not in text
    assert "csrfmiddlewaretoken" not in text
    assert "<noscript>" in text
    assert not any(office.name_zh in text for office in cast.offices.values())
    assert clerk.get("/field/xx/").status_code == 404
    worker = Client().get("/field/worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    kept = json.loads(re.search(r"FILES = (\[.*?\]);", worker.content.decode())[1])
    assert all(k.startswith(("/static/", "/field/")) for k in kept)
    assert not any("kits" in k or "records" in k for k in kept)
    assert Client().get("/field/manifest.webmanifest").json()["scope"] == "/field/"


def test_kits_go_to_their_holder_alone_and_records_come_from_whoever_goes_out(cast, sit_down):
    now, clerk = timezone.now(), cast.actor("clerk")
    kit = actions.take_kit(clerk, records.a_round(cast, "clerk", "petitions", now).pk, now)
    own = sit_down("clerk").client.get("/field/kits/").json()
    assert [k["kit"]["kit"] for k in own["kits"]] == [kit.uid]
    assert own["token"]
    assert sit_down("petitions-officer").client.get("/field/kits/").json()["kits"] == []
    assert sit_down("city-supervisor").client.get("/field/kits/").status_code == 404
    assert Client().get("/field/kits/").status_code == 302
    body = written(records.filing(kit, 0, now)).encode()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.staff("clerk"))
    file = SimpleUploadedFile("records.jsonl", body)
    assert strict.post("/field/records/", {"file": file}).status_code == 403
    assert sit_down("clerk").client.post("/field/records/").status_code == 422


@pytest.fixture
def phone(chromium, live_server, cast):
    """A telephone on which the clerk has signed in; Chinese, 360 pixels wide."""
    context = chromium.new_context(
        base_url=live_server.url, locale="zh-CN", viewport={"width": 360, "height": 740}
    )
    client = Client()
    client.force_login(cast.staff("clerk"))
    context.add_cookies([
        {"name": name, "value": cookie.value, "url": live_server.url}
        for name, cookie in client.cookies.items()
    ])  # fmt: skip
    yield context
    context.close()


def tick(page, selector: str) -> None:
    page.locator(selector).evaluate("box => box.click()")


def take_down(page, text: str, photo=None, **answers: str) -> str:
    """One person: form, read back, receipt; the code that is shown."""
    page.click("#begin") if page.is_visible("#begin") else None
    page.fill("#take_text", text)
    if photo:
        page.set_input_files("#take_files", [photo])
        page.wait_for_selector("#take-kept li")
    for name, value in answers.items():
        field = page.locator(f"#take_{name}")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    page.click("#take .actions button >> nth=0")
    tick(page, "#back_confirmed")
    page.click("#back .actions button >> nth=0")
    page.wait_for_selector("#receipt-place .receipt-code")
    return read_code(page.inner_text("#receipt-place .receipt-code"))


@pytest.mark.django_db(transaction=True)
def test_an_afternoon_on_a_telephone_without_a_network(cast, phone, live_server):
    now = timezone.now()
    planned = records.a_round(cast, "clerk", "petitions", now)
    kit = actions.take_kit(cast.actor("clerk"), planned.pk, now)
    page = phone.new_page()
    failures = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("console", lambda m: failures.append(m.text) if "Content Security" in m.text else None)
    page.goto(SHELL)
    page.click("#fetch")
    page.wait_for_selector("#kits button")
    page.wait_for_selector("#ready", state="visible")

    phone.set_offline(True)
    page.reload()
    page.click("#kits button")
    expect(page.locator("#where")).to_contain_text("青石")
    # Nothing said: the errors name the field and lead to it.
    page.click("#begin")
    page.click("#take .actions button >> nth=0")
    page.wait_for_selector("#error-summary a[href='#take_text']")
    photo = {"name": "路.jpg", "mimeType": "image/jpeg", "buffer": drawings.draw("road").content}
    codes = [take_down(page, "村口的路断了。", photo, name="张伟", matter="道路")]
    page.click("#handed-next")
    codes.append(take_down(page, "The bridge, too."))
    # The battery went before anybody had taken the second receipt.
    page.reload()
    page.click("#kits button")
    page.click("#unconfirmed button")
    page.wait_for_selector("#receipt-place .receipt-code")
    codes.append(read_code(page.inner_text("#receipt-place .receipt-code")))
    page.click("#handed-back")
    page.click("#to-add")
    page.fill("#add_code", codes[0])
    page.fill("#add_text", "还有桥。")
    page.click("#add .actions button >> nth=0")
    page.wait_for_selector("#begin", state="visible")
    # One is begun and left for a moment; of another nothing is to be kept; at the third the
    # battery goes.
    page.click("#begin")
    page.fill("#take_text", "先说到这里。")
    page.click("#leave")
    page.click("#begin")
    expect(page.locator("#status")).to_contain_text("还没登记完")
    page.click("#begun button >> nth=1")
    expect(page.locator("#begun-box")).to_be_hidden()
    page.click("#begin")
    page.fill("#take_text", "水管也坏了。")
    expect(page.locator("#kept-at")).to_contain_text("已加密保存")
    page.reload()
    page.click("#kits button")
    expect(page.locator("#begun li")).to_have_count(1)
    stored = page.evaluate("Field.store.records().then(JSON.stringify)")
    assert "村口" not in stored
    assert "水管" not in stored
    assert "张伟" not in stored
    assert not any(code in stored for code in codes)
    page.click("#send")
    expect(page.locator("#status")).to_contain_text("没有网络")
    assert Case.objects.count() == 0

    phone.set_offline(False)
    page.click("#send")
    expect(page.locator("#sent li")).to_have_count(4)
    expect(page.locator("#status")).to_have_text("已全部送达。")
    assert page.evaluate("Field.store.records()") == []
    page.click("#send")
    assert failures == []
    assert sorted(Case.objects.values_list("number", flat=True)) == sorted(kit.numbers[:2])
    opens = [b"\xe6\x9d\x91\xe5\x8f\xa3", None, b"The bridge, too."]
    for code, text in zip(codes, opens, strict=True):
        answer = Client().post("/case/open/", {"code": code}, follow=True)
        assert (text or b"") in answer.content
        assert answer.redirect_chain if text else not answer.redirect_chain
    assert JournalEntry.objects.get(tag="file-added").words["name"] == "路.jpg"
    waits = Held.objects.get()
    assert "水管也坏了。" in opened(waits)["answers"]["text"]
    said = JournalEntry.objects.get(tag="message-written")
    assert (said.words["text"], said.case.number) == ("还有桥。", kit.numbers[0])
