"""Where somebody is signed in: told, ended by hand, and ended by what happens."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from django.utils import timezone
from tests.signin import steps

from openredress import signin
from openredress.offices.models import Office, Post, Staff
from openredress.signin import sessions
from openredress.signin.models import Failures, Record, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(li_na):
    """Two browsers that Li Na is signed in with."""
    found = Client(), Client()
    for client in found:
        steps.whole(client, li_na)
    return found


def aged(**by):
    """Moves every session back in time."""
    ago = {name: timezone.now() - span for name, span in by.items()}
    Session.objects.update(**ago)


def test_the_list_names_them_and_notes_only_times(two, li_na):
    first, _ = two
    rows = list(sessions.of(li_na, timezone.now()))
    assert len(rows) == 2
    page = first.get("/staff/second-factor/").content.decode()
    assert page.count("Signed in ") == 2
    assert page.count("This one") == 1
    columns = {field.name for field in Session._meta.fields}
    assert columns == {"session_key", "session_data", "expire_date", "staff", "since_at",
                       "used_at", "label"}  # fmt: skip


def test_a_name_given_to_one_stays_with_it(two, li_na):
    first, second = two
    key = sessions.hashed(second.session.session_key)
    first.post(f"/staff/sessions/{key}/label/", {"label": "Counter 3"})
    assert "Counter 3" in first.get("/staff/second-factor/").content.decode()
    second.get("/desk/")
    second.post("/staff/reauthenticate/", {"password": steps.PASSWORD})
    assert Session.objects.get(pk=key).label == "Counter 3"
    first.post(f"/staff/sessions/{key}/label/", {"label": "x" * 61})
    assert Session.objects.get(pk=key).label == "Counter 3"


def test_one_is_ended_by_hand_and_the_other_goes_on(two):
    first, second = two
    key = sessions.hashed(second.session.session_key)
    assert first.post(f"/staff/sessions/{key}/ending/").status_code == 302
    assert steps.is_in(first)
    assert not steps.is_in(second)


def test_nobody_elses_can_be_ended_or_named(two, office):
    other = Staff.objects.create_user("other", steps.PASSWORD)
    Post.objects.create(staff=other, office=office, role="head")
    client = Client()
    steps.whole(client, other)
    key = sessions.hashed(two[0].session.session_key)
    for what in ("ending", "label"):
        assert client.post(f"/staff/sessions/{key}/{what}/", {"label": "x"}).status_code == 404
    assert steps.is_in(two[0])


def test_signing_out_everywhere_means_here_too(two, li_na):
    first, second = two
    assert first.post("/staff/sessions/ending/")["Location"] == "/staff/sign-in/"
    assert not steps.is_in(first)
    assert not steps.is_in(second)
    assert Record.objects.filter(staff=li_na, kind="ended").exists()


def test_they_end_when_the_password_changes_but_for_the_one_that_changed_it(two):
    first, second = two
    form = {"oldpassword": steps.PASSWORD, "password1": "another long sentence",
            "password2": "another long sentence"}  # fmt: skip
    first.post("/staff/password/", form)
    assert steps.is_in(first)
    assert not steps.is_in(second)
    assert Session.objects.filter(staff__isnull=False).count() == 1


CHANGES = {
    "a new post": lambda staff: Post.objects.create(
        staff=staff, office=Office.objects.first(), role="head"
    ),
    "a post taken away": lambda staff: staff.posts.all().delete(),
    "another role": lambda staff: staff.posts.update(role="clerk"),
    "leaving": lambda staff: Staff.objects.filter(pk=staff.pk).update(is_active=False),
    "a password set by the operator": lambda staff: Staff.objects.filter(pk=staff.pk).update(
        password="x"
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_they_end_when_something_about_the_person_changes(two, li_na, change):
    change(li_na)
    assert not Session.objects.filter(staff=li_na).exists()
    assert not steps.is_in(two[0])


def test_what_changes_about_others_ends_nothing(two, office):
    other = Staff.objects.create_user("other", "x")
    Post.objects.create(staff=other, office=office, role="head").delete()
    Staff.objects.filter(username="li.na").update(name="Li Na (roads)")
    assert steps.is_in(two[0])


def test_an_hour_without_use_ends_one(two):
    first, second = two
    aged(used_at=timedelta(minutes=59))
    assert steps.is_in(first)
    aged(used_at=timedelta(minutes=61))
    assert not steps.is_in(first)
    page = first.get("/staff/sign-in/").content.decode()
    assert "You were signed out: after an hour without use" in page
    # Who was never signed in is not told so.
    assert "You were signed out" not in Client().get("/staff/sign-in/").content.decode()
    assert not steps.is_in(second)


def test_twelve_hours_end_one_however_much_it_is_used(two, li_na):
    first, _ = two
    first.session.save()
    aged(since_at=timedelta(hours=11, minutes=59))
    assert steps.is_in(first)
    first.post("/staff/reauthenticate/", {"password": steps.PASSWORD})  # It is written anew.
    aged(since_at=timedelta(hours=12, minutes=1))
    assert not steps.is_in(first)


def test_writing_a_session_anew_does_not_make_it_younger(two, li_na):
    first, _ = two
    aged(since_at=timedelta(hours=5))
    first.post("/staff/reauthenticate/", {"password": steps.PASSWORD})
    key = sessions.hashed(first.session.session_key)
    row = Session.objects.get(pk=key)
    assert timezone.now() - row.since_at > timedelta(hours=4)
    assert row.expire_date - row.since_at == timedelta(hours=12)


def test_an_ended_one_is_not_brought_back_by_a_page_that_was_under_way(two):
    first, _ = two
    under_way = sessions.SessionStore(first.session.session_key)
    under_way["x"] = 1
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        under_way.save()
    assert not Session.objects.exists()


def test_the_last_use_is_noted_once_a_minute(two, django_assert_num_queries):
    first, _ = two
    first.get("/desk/")
    before = Session.objects.values_list("used_at", flat=True)[0]
    first.get("/desk/")
    assert Session.objects.values_list("used_at", flat=True)[0] == before


def test_what_has_run_its_time_is_taken_out(two, li_na):
    aged(used_at=timedelta(hours=2))
    Record.objects.update(at=timezone.now() - timedelta(days=401))
    Failures.objects.create(key=b"x", count=1, last_at=timezone.now() - timedelta(days=31))
    signin.forget(timezone.now())
    assert not Session.objects.exists()
    assert not Record.objects.exists()
    assert not Failures.objects.exists()


def test_a_session_cookie_goes_with_the_browser(two):
    cookie = two[0].cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
