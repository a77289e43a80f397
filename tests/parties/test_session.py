"""The cookie that keeps a case open: signed, short, and of no use to a script."""

import time
from datetime import UTC, datetime, timedelta

from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from openredress.parties.session import (
    COOKIE,
    SALT,
    close_session,
    open_session,
    session_case,
    session_of,
)


def moment(seconds):
    return datetime.fromtimestamp(seconds, UTC)


def carried(response):
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in response.cookies.items()}
    return request


def opened():
    response = HttpResponse()
    open_session(response, "2026-000001-5")
    return response


def test_it_names_the_case_that_was_opened():
    assert session_case(carried(opened())) == "2026-000001-5"


def test_it_names_nothing_without_a_cookie():
    assert session_case(RequestFactory().get("/")) is None


def test_it_does_not_believe_a_cookie_that_was_changed():
    response = opened()
    response.cookies[COOKIE].set(
        COOKIE, *[response.cookies[COOKIE].value.replace("1-5/", "2-3/")] * 2
    )
    assert session_case(carried(response)) is None


def test_it_ends_after_half_an_hour(monkeypatch):
    request, began = carried(opened()), time.time()
    monkeypatch.setattr(time, "time", lambda: began + 29 * 60)
    assert session_case(request) == "2026-000001-5"
    monkeypatch.setattr(time, "time", lambda: began + 31 * 60)
    assert session_case(request) is None


def test_it_ends_twelve_hours_after_the_code_was_entered_however_much_it_is_used(monkeypatch):
    began = time.time()
    response = opened()
    for minutes in range(20, 12 * 60, 20):
        monkeypatch.setattr(time, "time", lambda m=minutes: began + m * 60)
        monkeypatch.setattr(timezone, "now", lambda m=minutes: moment(began + m * 60))
        session = session_of(carried(response))
        assert session is not None, minutes
        response = HttpResponse()
        open_session(response, session.root_number, session.receipt, session.began_at)
    assert 20 * 60 - response.cookies[COOKIE]["max-age"] in (0, 1)
    monkeypatch.setattr(time, "time", lambda: began + 12 * 3600)
    monkeypatch.setattr(timezone, "now", lambda: moment(began + 12 * 3600))
    assert session_of(carried(response)) is None


def test_a_cookie_of_an_earlier_version_goes_on_and_ends_too():
    response = HttpResponse()
    response.set_signed_cookie(COOKIE, "2026-000001-5", salt=SALT)
    session = session_of(carried(response))
    assert (session.root_number, session.receipt) == ("2026-000001-5", 1)
    assert abs(session.began_at - timezone.now()) < timedelta(seconds=5)


def test_its_cookie_is_short_and_closed_to_scripts_and_other_sites(settings):
    settings.SESSION_COOKIE_SECURE = True
    cookie = opened().cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["secure"]
    assert cookie["max-age"] == 1800


def test_it_can_be_ended():
    response = HttpResponse()
    close_session(response)
    assert response.cookies[COOKIE]["max-age"] == 0
