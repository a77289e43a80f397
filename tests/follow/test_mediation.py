"""The two sides at their pages, and neither at the other's: attacked by every way there is."""

import json
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from tests.cast import accepted
from tests.disputes import Dispute, make_mediators

from openredress.cases import actions
from openredress.core.facts import OTHER, PETITIONER
from openredress.core.receipt import grouped

pytestmark = pytest.mark.django_db

NAME, PHONE = "Li Guihua of Willow Village", "13912345678"
SAID, HEARD = "I would take three hundred.", "I would pay five hundred."
WHO = "Sun Daming"


@pytest.fixture
def dispute(cast):
    """Both have agreed and spoken alone; the petitioner gave a name that nobody is to learn."""
    cache.clear()
    filed = {"now": timezone.now() - timedelta(days=4), "identity": {"name": NAME, "phone": PHONE}}
    dispute = Dispute.begun(cast, filed, called="")
    dispute.drive.now = timezone.now()
    dispute.come()
    dispute.both_agree()
    for side, text in ((PETITIONER, SAID), (OTHER, HEARD)):
        dispute.must(
            actions.write_to_mediator(dispute.number, side, text, dispute.now, goes_on=False)
        )
    dispute.draft()
    return dispute


def at(code: str) -> Client:
    """The browser of whoever holds this code."""
    client = Client(headers={"authorization": f"Receipt {grouped(code)}"})
    client.post("/case/open/", {"code": code})
    return client


def staff(cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.staff(name))
    return client


def test_each_side_reads_what_is_for_both_and_what_is_theirs(dispute):
    for code, mine, theirs in (
        (dispute.codes[0], HEARD, SAID),
        (dispute.drive.code, SAID, HEARD),
    ):
        path = "/mediation/" if mine == HEARD else f"/case/{dispute.number}/mediation/"
        page = at(code).get(path).content.decode()
        for text in ("His wall stands on my land.", "The wall moves by half a metre.", mine):
            assert text in page
        assert theirs not in page
        assert NAME not in page
        assert PHONE not in page


def test_the_other_side_reaches_nothing_but_its_page(dispute):
    """By URL, API, download, search and the pages of a group."""
    client, number = at(dispute.codes[0]), dispute.number
    paths = [
        "/case/", f"/case/{number}/", f"/case/{number}/mediation/", "/case/download/",
        f"/case/{number}/files/", f"/case/{number}/decision/", f"/case/{number}/group/", "/group/",
        "/group/download/", "/api/v1/case", "/api/v1/case/download", "/api/v1/case/download.pdf",
        f"/desk/cases/{number}/", f"/desk/mediations/{number}/",
        f"/desk/search/?q={number}",
    ]  # fmt: skip
    for path in paths:
        answer = client.get(path)
        assert answer.status_code in (302, 401, 403, 404), path
        text = answer.content.decode()
        assert "wall on my land" not in text, path
        assert SAID not in text
        assert NAME not in text
    for act in ("name", "nothing"):
        assert client.post(f"/mediation/{act}/", {"called": "x"}).status_code == 404
    sent = client.post(f"/case/{number}/mediation/words/", {"text": "x"})
    assert sent.status_code == 403


def test_the_petitioner_finds_nothing_of_the_other_side_anywhere(dispute):
    """On every page, in the download and by the API; that it was said alone is not told either."""
    client, number = at(dispute.drive.code), dispute.number
    found = [
        client.get(f"/case/{number}/").content.decode(),
        client.get("/api/v1/case").content.decode(),
        client.post("/case/download/", {"kind": "json"}).content.decode(),
        json.dumps(client.get("/api/v1/case/download").json()),
    ]
    for text in found:
        assert "Mediation" in text or "mediation" in text
        assert HEARD not in text
        assert "spoken-alone" not in text
        assert "spoke with the mediator alone" not in text
    assert "Willow Village 12" not in "".join(found)


def test_offices_see_the_record_and_not_what_was_said_alone(dispute, cast):
    """The mediator everything that is theirs and not the case; whoever answers, the record only."""
    number = dispute.number
    village = staff(cast, "village-officer")
    page = village.get(f"/desk/mediations/{number}/").content.decode()
    assert SAID in page
    assert HEARD in page
    assert NAME not in page
    assert "wall on my land." not in page
    for path in (f"/desk/cases/{number}/", f"/desk/cases/{number}/mediation/",
                 f"/desk/cases/{number}/decision/", f"/desk/cases/{number}/files/"):  # fmt: skip
        assert village.get(path).status_code == 404, path
    assert number not in village.get("/desk/search/?q=wall").content.decode()
    assert number not in village.get("/desk/").content.decode()
    for name in ("roads-officer", "roads-head", "clerk", "city-supervisor"):
        client = staff(cast, name)
        for path in (f"/desk/cases/{number}/", f"/desk/cases/{number}/mediation/",
                     "/desk/search/?q=hundred", "/desk/search/?q=Daming"):  # fmt: skip
            text = client.get(path).content.decode()
            assert SAID not in text, (name, path)
            assert HEARD not in text
            assert WHO not in text.replace("q=Daming", "")
        assert client.get(f"/desk/mediations/{number}/").status_code == 404
    record = staff(cast, "roads-officer").get(f"/desk/cases/{number}/mediation/")
    assert "The wall moves by half a metre." in record.content.decode()


def test_the_letter_names_neither_the_petitioner_nor_the_case(dispute, cast):
    village = staff(cast, "village-officer")
    letter = village.post(f"/desk/mediations/{dispute.number}/letter/").content.decode()
    assert WHO in letter
    for hidden in (NAME, PHONE, SAID, HEARD, "His wall stands on my land."):
        assert hidden not in letter
    code = re.sub(r"\D", "", re.search(r'id="code">([^<]+)<', letter)[1])
    assert village.get(f"/desk/mediations/{dispute.number}/letter/").status_code == 405
    # The receipt of before is closed with it, and so is the browser that it opened.
    old = at(dispute.codes[0])
    assert old.get("/mediation/").status_code == 403
    fresh = Client()
    assert fresh.post("/case/open/", {"code": code}).url == "/mediation/letter/"
    assert fresh.get("/mediation/letter/").status_code == 200
    assert fresh.post("/mediation/letter/").url == "/mediation/receipt/"
    mine = re.sub(r"\D", "", re.search(
        r'id="code">([^<]+)<', fresh.get("/mediation/receipt/").content.decode()
    )[1])  # fmt: skip
    assert fresh.post("/mediation/receipt/").url == "/mediation/"
    assert fresh.get("/mediation/").status_code == 200
    assert mine not in (code, dispute.codes[0])
    assert Client().post("/case/open/", {"code": code}).status_code == 200
    assert at(mine).get("/mediation/").status_code == 200


def test_answers_and_mistakes_at_the_page(dispute):
    """Nothing entered is lost; what is over says so; nobody answers for the other."""
    other = at(dispute.codes[0])
    missing = other.post("/mediation/words/", {"text": "", "goes_on": "on"})
    assert missing.status_code == 422
    assert 'href="#words_text"' in missing.content.decode()
    assert other.post("/mediation/answer/", {"agrees": "yes"}).status_code == 302
    assert dispute.mediation.draft.answers == {OTHER: True}
    again = other.post("/mediation/answer/", {"agrees": "no"})
    assert again.status_code == 422
    assert other.post("/mediation/taking-back/").status_code == 302
    assert dispute.mediation.draft is None
    assert other.post("/mediation/consent/", {"agrees": "no"}).status_code == 302
    assert dispute.mediation.rung == 1
    assert other.post("/mediation/leaving/").status_code == 302
    assert dispute.mediation.ended == "competent"
    page = other.get("/mediation/").content.decode()
    assert "The ordinary procedure goes on" in page
    assert other.post("/mediation/words/", {"text": "Still."}).status_code == 422


def test_a_session_that_ended_asks_for_the_receipt_and_loses_nothing(dispute):
    client = Client()
    asked = client.post("/mediation/words/", {"text": "Written with care."})
    assert asked.status_code == 403
    assert "Written with care." in asked.content.decode()
    done = client.post(
        "/mediation/words/", {"text": "Written with care.", "code": dispute.codes[0]}
    )
    assert done.status_code == 302
    assert len(dispute.mediation.asides) == 3
    wrong = Client().post("/mediation/words/", {"text": "x", "code": dispute.drive.code})
    assert wrong.status_code == 403


def test_the_mediators_page_does_what_it_offers(dispute, cast):
    client, number = staff(cast, "village-officer"), dispute.number
    path = f"/desk/mediations/{number}/"
    later = timezone.localtime() + timedelta(days=2)
    assert number in client.get("/desk/mediations/").content.decode()
    sent = {
        "meeting": {"on": later.date(), "at": "10:00", "place": "Room 2"},
        "words": {"side": OTHER, "text": "He may go higher."},
        "agreement": {"terms": "By a metre.", "what1": "Moves it.", "who1": "other",
                      "by1": later.date() + timedelta(days=9)},
        "along": {"office": cast.offices["far-village"].pk},
        "answer": {"side": OTHER, "agrees": "yes", "witness": "Zhao"},
    }  # fmt: skip
    for act, given in sent.items():
        assert client.post(path + act + "/", {}).status_code == 422, act
        assert client.post(path + act + "/", given).status_code == 302, act
    half = client.post(path + "agreement/", {"terms": "Text.", "what1": "Only this"})
    assert half.status_code == 422
    assert "Only this" in half.content.decode()
    assert staff(cast, "far-village-officer").get(path).status_code == 200
    assert client.post(path + "handing-on/", {"text": "No."}).url == "/desk/mediations/"
    assert client.get(path).status_code == 404
    assert staff(cast, "far-village-officer").get(path).status_code == 404
    assert client.post(path + "meeting/", sent["meeting"]).status_code == 404
    dispute.verified()


def test_a_clerk_begins_it_on_paper(cast):
    make_mediators(cast)
    number = accepted(cast).case.number
    clerk, path = staff(cast, "clerk"), f"/desk/cases/{number}/mediation/"
    assert clerk.get(path).status_code == 200
    assert clerk.post(path, {}).status_code == 422
    given = {"office": cast.offices["village"].pk, "name": WHO, "about": "The wall."}
    assert clerk.post(path, given).status_code == 302
    assert "The wall." in clerk.get(path).content.decode()
    assert WHO not in clerk.get(path).content.decode()
