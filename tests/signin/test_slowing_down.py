"""What a guesser is slowed by, and that nobody is shut out by it whose account it is."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.signin import steps

from openredress.offices.models import Staff
from openredress.signin import browsers, throttle
from openredress.signin.models import Failures, Record

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


# The arithmetic -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("failures", "wait"),
    [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (11, 1920), (12, 3600), (99, 3600)],
)
def test_each_failure_after_the_fifth_doubles_the_wait_up_to_an_hour(failures, wait):
    assert throttle.wait_after(failures, 100) == timedelta(seconds=wait)


def test_after_the_last_one_it_is_a_month():
    assert throttle.wait_after(100, throttle.MOST_PASSWORDS) == throttle.MONTH
    assert throttle.wait_after(25, throttle.MOST_CODES) == throttle.MONTH


def looked_at(most: int, span: timedelta) -> int:
    """How many guesses somebody gets who tries every minute and never rests."""
    now, found = NOON, 0
    while now < NOON + span:
        tried = throttle.begin("guesses", most, now)
        found += not tried.is_early
        now += max(tried.wait, timedelta(seconds=1))
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("most", "span", "guesses"),
    [
        (throttle.MOST_PASSWORDS, HOUR, 11),  # Five at once; 30 s, 1, 2, 4, 8, 16 minutes.
        (throttle.MOST_PASSWORDS, DAY, 34),  # Then one an hour.
        (throttle.MOST_PASSWORDS, 30 * DAY, 100),
        (throttle.MOST_PASSWORDS, 365 * DAY, 112),  # One a month after the hundredth.
        (throttle.MOST_CODES, 30 * DAY, 25),
        (throttle.MOST_CODES, 365 * DAY, 37),
    ],
)
def test_this_many_guesses_are_looked_at(most, span, guesses):
    assert looked_at(most, span) == guesses


@pytest.mark.django_db
def test_a_right_one_forgives_and_a_month_forgets():
    for _ in range(5):
        throttle.begin("x", 100, NOON)
    assert throttle.begin("x", 100, NOON).is_early
    tried = throttle.begin("x", 100, NOON + MINUTE)
    assert not tried.is_early
    tried.forgive()
    assert not Failures.objects.exists()
    for _ in range(9):
        throttle.begin("x", 100, NOON)
    assert not throttle.begin("x", 100, NOON + 31 * DAY).is_early
    assert throttle.forget_old(NOON + 70 * DAY) == 1


@pytest.mark.django_db(transaction=True)
def test_guesses_sent_all_at_once_are_counted_one_by_one():
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection, transaction

    def guess(_number):
        try:
            with transaction.atomic():
                return not throttle.begin("at once", 100, NOON).is_early
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as several:
        assert sum(several.map(guess, range(24))) == throttle.FREE


# On the pages ---------------------------------------------------------------------------------


def guess(client, name, times):
    for number in range(times):
        answer = steps.password(client, name, f"guess number {number}")
    return answer.content.decode()


@pytest.mark.django_db
def test_a_guesser_is_told_to_wait_and_the_right_password_does_not_help_them(client, li_na):
    assert "not correct" in guess(client, "li.na", 5)
    assert "Wait 1 minute and try again" in guess(client, "li.na", 1)
    assert steps.password(client, "li.na", "x").status_code == 429
    steps.password(client, "li.na")
    assert "_auth_user_id" not in client.session
    assert Record.objects.filter(staff=li_na, kind="wrong-password").count() == 5


@pytest.mark.django_db
def test_an_account_that_does_not_exist_answers_alike(client, li_na):
    real = guess(client, "li.na", 6)
    none = guess(Client(), "nobody", 6)
    assert "Wait 1 minute" in none
    shown = [line for line in real.splitlines() if "Wait" in line]
    assert shown == [line for line in none.splitlines() if "Wait" in line] != []


@pytest.mark.django_db
def test_however_often_a_stranger_fails_a_known_browser_gets_in(client, li_na):
    steps.whole(client, li_na)
    client.post("/staff/sign-out/")
    Failures.objects.all().delete()
    stranger = Client()
    guess(stranger, "li.na", 7)
    row = Failures.objects.get()
    Failures.objects.filter(pk=row.pk).update(count=throttle.MOST_PASSWORDS)
    assert "nothing more is tried here" in guess(stranger, "li.na", 1)
    steps.whole(client, li_na)  # In the browser that she had used before.


@pytest.mark.django_db
def test_codes_tried_by_somebody_with_the_password_do_not_hold_up_a_known_browser(client, li_na):
    steps.whole(client, li_na)
    client.post("/staff/sign-out/")
    thief, secret = Client(), steps.key_of(li_na)
    steps.password(thief, "li.na")
    for _ in range(5):
        steps.code(thief, steps.wrong(secret))
    assert b"Several tries have failed" in steps.code(thief, steps.wrong(secret)).content
    # Not even the right one, now.
    steps.code(thief, steps.shown(secret, 1))
    assert not steps.is_in(thief)
    steps.whole(client, li_na)


@pytest.mark.django_db
def test_a_way_in_from_the_operator_gives_a_new_browser_tries_of_its_own(client, li_na):
    steps.give_app(li_na)
    stranger = Client()
    guess(stranger, "li.na", 7)
    new = Client()
    assert "Several tries have failed" in steps.password(new, "li.na").content.decode()
    way = reverse("signin_admit", args=[browsers.pass_for(li_na)])
    assert new.get(way).status_code == 200
    assert browsers.known(new.post(way).wsgi_request, "li.na") == ""
    steps.whole(new, li_na)
    assert not steps.is_in(stranger)


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["x", "x:y:z", ""])
def test_a_way_in_that_nobody_gave_out_leads_nowhere(client, li_na, given):
    answer = client.post(f"/staff/sign-in/admission/{given or 'a'}/")
    assert answer.status_code == 403
    assert not [name for name in answer.cookies if name.startswith("known_")]


@pytest.mark.django_db
def test_a_known_browser_is_known_to_one_account_and_is_not_to_be_made_up(client, li_na, rf):
    steps.whole(client, li_na)
    (cookie,) = [c for name, c in client.cookies.items() if name.startswith("known_")]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/staff/")
    assert "li.na" not in str(cookie)
    request = rf.get("/")
    request.COOKIES[browsers.cookie_of("li.na")] = cookie.value
    assert browsers.known(request, "LI.NA")
    request.COOKIES[browsers.cookie_of("other")] = cookie.value
    assert browsers.known(request, "other") == ""
    request.COOKIES[browsers.cookie_of("li.na")] = cookie.value[:-2] + "xx"
    assert browsers.known(request, "li.na") == ""


@pytest.mark.django_db
def test_a_known_browser_is_slowed_down_as_well(client, li_na):
    steps.whole(client, li_na)
    client.post("/staff/sign-out/")
    guess(client, "li.na", 5)
    assert "Wait 1 minute" in guess(client, "li.na", 1)


@pytest.mark.django_db
def test_spraying_one_password_over_every_account_finds_no_common_one(client, office):
    """What is sprayed is what many people choose, and nobody here can have chosen that."""
    from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
    from django.core.exceptions import ValidationError

    common = sorted(CommonPasswordValidator().passwords)
    for word in common[:: len(common) // 200]:
        for longer in (word, word * 3, f"{word}{word}"):
            with pytest.raises(ValidationError):
                validate_password(longer, Staff(username="x"))


@pytest.mark.django_db
def test_proxies_and_tor_make_no_difference(client, li_na):
    """A thousand people behind one address: what one fails at holds up nobody else."""
    for name in ("a", "b", "c", "d", "e", "f", "g", "h"):
        guess(client, name, 6)
    steps.whole(client, li_na)
    elsewhere = {"REMOTE_ADDR": "198.51.100.1", "HTTP_X_FORWARDED_FOR": "198.51.100.2"}
    client.post("/staff/sign-out/")
    stranger = Client()
    for number in range(5):
        steps.password(stranger, "li.na", f"x{number}", **elsewhere)
    other = {"REMOTE_ADDR": "203.0.113.5", "HTTP_X_FORWARDED_FOR": "203.0.113.6"}
    assert b"Wait 1 minute" in steps.password(Client(), "li.na", "y", **other).content


@pytest.mark.django_db
def test_the_table_does_not_tell_whose_account_was_tried(client, li_na):
    guess(client, "li.na", 2)
    assert "li.na" not in str([bytes(row.key) for row in Failures.objects.all()])


@pytest.mark.django_db
def test_confirming_and_changing_a_password_are_counted_too(client, li_na):
    steps.whole(client, li_na)
    for number in range(5):
        form = {"oldpassword": f"no {number}", "password1": "x" * 20, "password2": "x" * 20}
        client.post("/staff/password/", form)
    page = client.post("/staff/reauthenticate/", {"password": steps.PASSWORD}).content.decode()
    assert "Several tries have failed" in page
