from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from openredress.worker import duties
from openredress.worker.models import Run

pytestmark = pytest.mark.django_db


def all_done(at):
    for duty in duties.DUTIES:
        assert duties.run(duty, at)


def test_it_is_well_when_the_database_answers_and_the_worker_works(client):
    all_done(timezone.now())
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert all(duty["ok"] for duty in answer.json()["worker"].values())


def test_it_says_503_while_the_worker_never_ran(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (503, "worker-silent")
    assert answer.json()["worker"]["time"] == {
        "ok": False, "last_done_at": None, "failing_since": None
    }  # fmt: skip


def test_it_says_503_once_the_worker_has_been_silent_for_ten_minutes(client):
    now = timezone.now()
    all_done(now)
    Run.objects.filter(duty="time").update(done_at=now - timedelta(minutes=11))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    silent = [name for name, duty in answer.json()["worker"].items() if not duty["ok"]]
    assert silent == ["time"]


def test_it_says_503_while_a_duty_fails(client):
    now = timezone.now()
    all_done(now)
    Run.objects.filter(duty="overdue").update(failing_since=now)
    assert client.get("/healthz").status_code == 503


@pytest.mark.parametrize("address", ["/healthz", "/healthz/pages"])
def test_it_says_503_when_the_database_does_not_answer(client, address):
    def away(*_):
        raise OperationalError("gone")

    with connection.execute_wrapper(away):
        answer = client.get(address)
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "database": False}


def test_a_balancer_goes_on_sending_people_while_the_worker_is_silent(client):
    answer = client.get("/healthz/pages")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": True})
