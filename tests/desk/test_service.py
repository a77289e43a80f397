"""At the desk: answers not yet served, letters in a batch, and the texts of messages."""

from io import BytesIO
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from django.utils import timezone
from tests.cases.test_service import AT_HOME, decided, lettered, letters

from openredress.cases import actions
from openredress.cases.models import Case
from openredress.notices.models import Notice, Template


@pytest.fixture
def waiting(cast):
    return decided(cast, now=timezone.now() - timezone.timedelta(days=12))


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Answers not yet served", "8 days", "Nothing so far", "County Roads Bureau")),
     ("zh-hans", ("尚未送达的答复", "8 天", "暂无", "县交通运输局"))],
)  # fmt: skip
def test_the_queue_says_who_owns_it_and_how_long_it_waited(waiting, sit_down, language, words):
    page = sit_down("roads-officer", language).get("/desk/unserved/").content.decode()
    for word in (*words, waiting.case.number):
        assert word in page
    assert (
        waiting.case.number
        not in sit_down("housing-officer").get("/desk/unserved/").content.decode()
    )


def test_the_first_page_counts_them_and_says_when_one_is_late(cast, sit_down):
    decided(cast, now=timezone.now() - timezone.timedelta(days=12))
    head = sit_down("roads-head")
    cards = {card.name: card for card in head.get("/desk/").context["page"].cards}
    assert (cards["unserved"].count, cards["unserved"].is_late) == (1, False)
    decided(cast, now=timezone.now() - timezone.timedelta(days=100))
    cards = {card.name: card for card in head.get("/desk/").context["page"].cards}
    assert (cards["unserved"].count, cards["unserved"].is_late) == (2, True)


def test_recording_a_try_and_then_that_it_arrived(waiting, sit_down):
    officer, here = sit_down("roads-officer"), f"/desk/cases/{waiting.case.number}/service/"
    assert officer.get(here).status_code == 200
    wrong = officer.post(here, {"note": "No. 7"})
    assert wrong.status_code == 422
    assert "Choose what was tried." in wrong.content.decode()
    assert "No. 7" in wrong.content.decode()
    done = officer.post(here, {"tried": "post:returned", "note": "No. 7"})
    assert done["Location"] == "/desk/unserved/"
    assert "Came back from the post" in officer.get("/desk/unserved/").content.decode()
    case = Case.objects.get(pk=waiting.case.pk)
    today = waiting.now.astimezone(ZoneInfo("Asia/Shanghai")).date().isoformat()
    served = officer.take(
        case, "serve", how="in-person", proof="signed", on=today, seen_version=case.version
    )
    assert served.status_code == 302, served.content.decode()
    entry = case.journal.filter(tag="served").last()
    assert (entry.data["how"], entry.data["proof"]) == ("in-person", "signed")
    assert waiting.case.number not in officer.get("/desk/unserved/").content.decode()
    assert officer.get(here).status_code == 302


def test_staff_are_not_offered_to_say_that_it_was_opened_on_the_page(waiting, sit_down):
    officer = sit_down("roads-officer")
    page = officer.look(waiting.case).content.decode()
    assert 'value="post"' in page
    assert 'value="page"' not in page
    assert officer.take(waiting.case, "serve", how="page", on="2026-02-01").status_code == 422


def test_a_batch_of_letters_from_print_to_the_tick(cast, sit_down):
    drives = [lettered(cast), lettered(cast, name="Li Na")]
    clerk = sit_down("clerk")
    page = clerk.get("/desk/letters/").content.decode()
    assert "Zhang Wei" not in page
    assert "Mill Lane" not in page
    keys = letters()
    assert all(f'value="{key}"' in page for key in keys)
    printed = clerk.post("/desk/letters/print/", {"letter": keys})
    assert printed["Content-Type"] == "application/pdf"
    assert "no-store" in printed["Cache-Control"]
    assert len(pikepdf.open(BytesIO(printed.content)).pages) == len(keys)
    enclosed = [n.pk for n in Notice.objects.filter(kind="news-answer", channel="letter")]
    page = clerk.get("/desk/letters/").content.decode()
    assert "is enclosed" in page
    clerk.post("/desk/letters/posted/", {"letter": keys, "enclosed": enclosed})
    assert set(Notice.objects.filter(channel="letter").values_list("state", flat=True)) == {"sent"}
    for drive in drives:
        assert drive.case.journal.filter(tag="service-tried").count() == 1
    clerk.post("/desk/letters/returned/", {"letter": enclosed[:1]})
    assert "Came back from the post" in clerk.get("/desk/unserved/").content.decode()


@pytest.mark.parametrize("sent", [{}, {"letter": ["x", "-1", "9" * 40, ""]}, {"letter": "999999"}])
def test_ticks_that_mean_nothing_do_nothing(cast, sit_down, sent):
    lettered(cast)
    for page in ("print", "posted", "returned"):
        answer = sit_down("clerk").post(f"/desk/letters/{page}/", sent)
        assert answer["Location"] == "/desk/letters/"
    assert set(Notice.objects.filter(channel="letter").values_list("state", flat=True)) == {"waits"}


def test_somebody_elses_letters_are_not_printed_by_naming_them(cast, sit_down):
    drive = lettered(cast)
    answer = sit_down("housing-officer").post("/desk/letters/print/", {"letter": letters()})
    assert answer["Location"] == "/desk/letters/"
    assert not drive.case.journal.filter(tag="letter-printed").exists()


def test_who_is_shut_out_sees_neither_row_nor_count_nor_letter(cast, sit_down):
    drive = lettered(cast)
    me = cast.actor("roads-officer")
    done = actions.exclude_person(
        drive.case.number, cast.actor("city-supervisor"), me.staff, "complained-of", "x", drive.now
    )
    assert isinstance(done, Case)
    officer = sit_down("roads-officer")
    for page in ("", "unserved/", "letters/", "alerts/"):
        said = officer.get(f"/desk/{page}")
        assert drive.case.number not in said.content.decode()
    assert officer.get("/desk/").context["page"].cards == ()
    assert AT_HOME["name"]


# Texts ------------------------------------------------------------------------------------------

HERE = "/desk/texts/short/en/"


def test_a_text_is_seen_as_it_arrives_before_it_is_kept(sit_down):
    operator = sit_down("operator")
    assert (
        "Somebody opened what is kept closed"
        in operator.get("/desk/texts/looked/en/").content.decode()
    )
    looked = operator.post(HERE, {"text": "Dear you: {what} ({page})", "look": "1"})
    assert "Dear you: An answer for you is ready to be read. (" in looked.content.decode()
    assert not Template.objects.exists()
    kept = operator.post(HERE, {"text": "Dear you: {what} ({page})", "keep": "1"})
    assert kept["Location"] == HERE
    assert Template.objects.get().text == "Dear you: {what} ({page})"
    assert "own words" in operator.get("/desk/texts/").content.decode()
    operator.post(HERE, {"restore": "1"})
    assert not Template.objects.exists()


@pytest.mark.parametrize("way", ["look", "keep"])
def test_an_unknown_placeholder_says_which_there_are_and_loses_nothing(sit_down, way):
    answer = sit_down("operator").post(HERE, {"text": "{what} {name}", way: "1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is no placeholder {name}." in page
    assert "{what}, {page}, {institution}, {contact}" in page
    assert "{what} {name}</textarea>" in page
    assert not Template.objects.exists()


def test_texts_in_chinese_are_edited_on_a_chinese_page(sit_down):
    page = sit_down("operator", "zh-hans").get("/desk/texts/answer/zh-hans/").content.decode()
    assert "有一份给您的答复可以阅读了。" in page
    assert "收到时的样子" in page


@pytest.mark.parametrize("where", ["short/fr", "no-such-text/en"])
def test_there_is_no_other_text(sit_down, where):
    assert sit_down("operator").get(f"/desk/texts/{where}/").status_code == 404
