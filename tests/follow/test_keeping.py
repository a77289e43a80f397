"""How long a case is kept: told, put off, asked to be shorter, taken back, and what is left."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.cases.test_forgetting import closed, withdrawn
from tests.cast import accepted, served

from openredress.cases import actions
from openredress.cases.models import Case

pytestmark = pytest.mark.django_db


def text(client, path="/case/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def warned(drive):
    """Just after the petitioner was told, half a year before the end."""
    drive.now = Case.objects.get(pk=drive.case.pk).forget_act_at + timedelta(hours=1)
    assert actions.forget(drive.now).warned == (drive.case.number,)
    return drive


def gone(drive):
    warned(drive).now += timedelta(days=200)
    assert actions.forget(drive.now).forgotten == (drive.case.number,)
    return drive


def test_an_open_case_is_not_erased_and_says_so(cast, follow):
    client = follow(accepted(cast))
    assert "As long as your case is open nothing of it is erased." in text(client)
    page = text(client, f"/case/{client.drive.case.number}/erasure/")
    assert "You can ask once it has ended." in page


def test_a_closed_case_says_until_when_why_and_on_what_authority(cast, follow):
    page = text(follow(closed(cast)))
    assert "are kept until Monday 4 February 2036" in page
    assert "10 years after it ended" in page
    assert "Archives Administration Order No. 8" in page


def test_the_warning_is_first_on_the_page_with_what_can_be_done(cast, follow):
    client = follow(warned(closed(cast)))
    page = text(client)
    assert "Your case is erased after" in page
    assert page.index("Your case is erased after") < page.index("What happens next")
    assert f"/case/{client.drive.case.number}/longer/" in page


def test_it_is_kept_longer_without_asking_anybody(cast, follow):
    client = follow(warned(closed(cast)))
    path = f"/case/{client.drive.case.number}/longer/"
    assert "2 years longer" in text(client, path)
    assert client.post(path, {"reason": "For the court."}).status_code == 302
    page = text(client)
    assert "2038" in page
    assert "You asked for it to be kept this long." in page
    client.post(path, {"reason": ""})
    assert "as often as the procedure allows" in text(client, path)


def test_everything_of_a_withdrawn_case_is_asked_for_granted_and_taken_back(cast, follow):
    client = follow(withdrawn(cast))
    number = client.drive.case.number
    path = f"/case/{number}/erasure/"
    form = text(client, path)
    assert "This can be done now" in form
    assert "answers within 30 days" in form
    empty = client.post(path, {}).content.decode()
    assert "Choose what is to be erased." in empty
    assert "Error:" in empty
    assert client.post(path, {"scope": "everything", "reason": "Afraid."}).status_code == 302
    page = text(client)
    assert "You asked that this be erased: everything that was written." in page
    assert "The office has to answer by" in page
    assert text(client, f"/case/{number}/days/erasure/")
    actions.grant_erasure(number, cast.actor("clerk"), "everything", "", client.drive.now)
    assert "Until then you can take that back." in text(client)
    assert client.post(f"{path}taken-back/").status_code == 302
    assert "no longer asks that anything be erased" in text(client)
    assert client.get(f"{path}taken-back/").status_code == 405


def test_a_refusal_tells_why_and_where_to_turn(cast, follow):
    client = follow(closed(cast))
    number = client.drive.case.number
    client.post(f"/case/{number}/erasure/", {"scope": "everything"})
    head = cast.actor("roads-head")
    actions.refuse_erasure(number, head, "The works are under guarantee.", client.drive.now)
    page = text(client)
    assert "The works are under guarantee." in page
    assert "is kept for its time" in page
    door = drive_doors(client.drive)["civil-court"]
    assert door.name["en"] in page.split("The office does not erase it now")[1]


def drive_doors(drive):
    from openredress.cases.projection import procedure_of

    return procedure_of(drive.case.pack_id).doors


def test_a_hold_is_told_with_its_reason(cast, follow):
    client = follow(closed(cast))
    until = (client.drive.now + timedelta(days=90)).date()
    head = cast.actor("roads-head")
    actions.hold(client.drive.case.number, head, until, "The audit office asks.", client.drive.now)
    page = text(client)
    assert "It must not be erased for now. County Roads Bureau says why:" in page
    assert "The audit office asks." in page


def test_what_is_left_of_an_erased_case_can_be_read(cast, follow):
    drive = closed(cast)
    client = follow(gone(drive))
    page = text(client)
    assert "What was written here was erased" in page
    assert "The road to our village" not in page
    assert "Decided: Upheld." in page
    assert "Download my case" in page
    assert "Change or take out my name" not in page
    for path in ("erasure/", "longer/", "decision/", "details/", "exclusion/", "message/", "proof/",
                 "proof/with-text/", "proof/sheet/", "days/decide/"):  # fmt: skip
        answer = client.get(f"/case/{drive.case.number}/{path}")
        assert answer.status_code == 200, path
        assert b"The road to our village" not in answer.content
    for path in ("details/", "exclusion/", "message/"):
        sent = {"text": "x", "name": "x", "message-text": "x"}
        assert client.post(f"/case/{drive.case.number}/{path}", sent).status_code == 200


@pytest.mark.parametrize("path", ["erasure/", "longer/", "erasure/taken-back/"])
def test_nobody_asks_in_a_case_of_somebody_else(cast, follow, path):
    client, other = follow(closed(cast)), closed(cast)
    sent = {"scope": "everything"}
    assert client.post(f"/case/{other.case.number}/{path}", sent).status_code == 404
    assert Case.objects.filter(erasure_due_on__isnull=False).count() == 0


def test_at_a_lower_level_the_end_of_the_chain_is_told(cast, follow):
    drive = served(cast, outcome="not-upheld")
    below = drive.case.number
    drive.must("petitioner", "ask-review", reason="No.")
    drive.must("petitioner", "withdraw")
    page = text(follow(drive), f"/case/{below}/")
    assert "2036" in page
    assert datetime(2036, 1, 1, tzinfo=UTC) > drive.now


def test_nothing_is_offered_that_an_erased_case_cannot_take(cast, follow):
    client = follow(gone(withdrawn(cast)))
    number = client.drive.case.number
    page = text(client)
    assert "What you can do" not in page
    assert f'href="/case/{number}/files/"' not in page
    assert 'id="in-person"' not in page, "a heading with nothing under it"
    files = text(client, f"/case/{number}/files/")
    assert "nothing can be added to it" in files
    assert 'name="files"' not in files
