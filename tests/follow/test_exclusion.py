"""The petitioner says who must not see the case, later than when filing it."""

from django.test import Client
from tests.cast import accepted

from openredress.cases import actions
from openredress.cases.models import Case


def opened(drive) -> Client:
    client = Client()
    client.post("/case/open/", {"code": drive.code})
    return client


def test_it_is_asked_told_and_answered_on_the_page(cast):
    drive = accepted(cast)
    client, address = opened(drive), f"/case/{drive.case.number}/exclusion/"
    assert address in client.get("/case/").content.decode()
    form = client.get(address).content.decode()
    assert "Only intake clerks of County Petition Office" in form
    assert "Until they have done so nothing changes" in form
    assert "cannot stay empty" in client.post(address, {"text": " "}).content.decode()
    assert client.post(address, {"text": "Mr Li, the head."}).status_code == 302
    page = client.get("/case/").content.decode()
    assert "It has not been answered yet." in page
    assert "Mr Li, the head." in page
    clerk, head = cast.actor("clerk"), cast.staff("roads-head").pk
    done = actions.exclude_person(
        drive.case.number, clerk, head, "complained-of", "The head.", drive.now
    )
    assert isinstance(done, Case)
    page = client.get("/case/").content.decode()
    assert "Somebody was excluded and no longer sees this case." in page
    assert "not been answered yet" not in page


def test_nobody_asks_it_in_a_case_of_somebody_else(cast):
    mine, other = accepted(cast), accepted(cast)
    address = f"/case/{other.case.number}/exclusion/"
    assert opened(mine).post(address, {"text": "x"}).status_code == 404
    assert Client().post(address, {"text": "x"}).status_code == 403
    assert not Case.objects.filter(exclusion_asked=True).exists()
