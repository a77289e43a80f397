"""Staff sign in; nobody else can, and nobody signs up."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse

from openredress.offices.models import Staff

PASSWORD = "a long enough sentence"


@pytest.fixture(autouse=True)
def _no_earlier_tries():
    cache.clear()


@pytest.fixture
def li_na(db):
    return Staff.objects.create_user("li.na", PASSWORD, name="Li Na")


def sign_in(client, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": "li.na", "password": password})


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_it_opens_the_desk_to_the_right_password(client, li_na):
    assert sign_in(client).headers["Location"] == "/desk/"
    assert client.session["_auth_user_id"] == str(li_na.pk)


def test_it_refuses_the_wrong_password_without_saying_what_was_wrong(client, li_na):
    wrong = sign_in(client, "wrong").content.decode()
    unknown = client.post(reverse("account_login"), {"login": "nobody", "password": "x"})
    assert "_auth_user_id" not in client.session
    assert [line for line in wrong.splitlines() if "not correct" in line] == [
        line for line in unknown.content.decode().splitlines() if "not correct" in line
    ]


def test_it_refuses_someone_who_has_left(client, li_na):
    li_na.is_active = False
    li_na.save(update_fields=["is_active"])
    sign_in(client)
    assert "_auth_user_id" not in client.session


def test_it_asks_for_the_second_factor_once_that_is_set_up(client, li_na):
    sign_in(client)
    # Setting it up asks for the password once more: a screen may have been left open.
    refused = client.get(reverse("mfa_activate_totp"))
    assert refused.headers["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    done = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert done.headers["Location"] == reverse("mfa_view_recovery_codes")
    assert Authenticator.objects.filter(user=li_na).count() == 2
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200

    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session
    cache.clear()  # A code works once; the next would come half a minute later.
    assert sign_in(client).headers["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert "_auth_user_id" in client.session


def test_it_changes_a_password(client, li_na):
    sign_in(client)
    assert client.get(reverse("account_change_password")).status_code == 200
    new = "another long sentence"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), form).status_code == 302
    li_na.refresh_from_db()
    assert li_na.check_password(new)


@pytest.mark.parametrize("password", ["short", "password"])
def test_it_refuses_a_weak_password(client, li_na, password):
    sign_in(client)
    form = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert client.post(reverse("account_change_password"), form).status_code == 200
    li_na.refresh_from_db()
    assert li_na.check_password(PASSWORD)


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_email"])
def test_it_has_no_address_for_signing_up_or_for_mail(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)
