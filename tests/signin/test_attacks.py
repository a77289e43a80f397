"""What else was tried against signing in, and came to nothing."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.signin import steps

from openredress.signin.models import Session

pytestmark = pytest.mark.django_db


# Codes ----------------------------------------------------------------------------------------


def test_a_code_works_once(client, li_na):
    secret = steps.give_app(li_na)
    code = steps.shown(secret)
    steps.password(client, "li.na")
    steps.code(client, code)
    assert steps.is_in(client)
    over_the_shoulder = Client()
    steps.password(over_the_shoulder, "li.na")
    page = steps.code(over_the_shoulder, code)
    assert "was used already" in page.content.decode()
    assert not steps.is_in(over_the_shoulder)


def test_an_earlier_code_does_not_work_after_a_later_one(client, li_na):
    secret = steps.give_app(li_na)
    steps.password(client, "li.na")
    steps.code(client, steps.shown(secret, 1))
    assert steps.is_in(client)
    other = Client()
    steps.password(other, "li.na")
    steps.code(other, steps.shown(secret, 0))
    assert not steps.is_in(other)


def test_a_code_is_used_up_whichever_process_took_it(client, li_na):
    """Nothing of it is in the memory of one process."""
    from django.core.cache import cache

    secret = steps.give_app(li_na)
    code = steps.shown(secret)
    steps.password(client, "li.na")
    steps.code(client, code)
    cache.clear()
    other = Client()
    steps.password(other, "li.na")
    steps.code(other, code)
    assert not steps.is_in(other)


@pytest.mark.parametrize(("later", "is_right"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_code_is_right_for_half_a_minute_and_the_ones_beside_it(client, li_na, later, is_right):
    secret = steps.give_app(li_na)
    steps.password(client, "li.na")
    steps.code(client, steps.shown(secret, later))
    assert steps.is_in(client) is is_right


def test_the_code_that_set_an_app_up_does_not_sign_in(client, li_na):
    steps.password(client, "li.na")
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    code = steps.shown(secret)
    client.post(reverse("mfa_activate_totp"), {"code": code})
    thief = Client()
    steps.password(thief, "li.na")
    steps.code(thief, code)
    assert not steps.is_in(thief)


def test_codes_cannot_be_tried_out(client, li_na):
    secret = steps.give_app(li_na)
    steps.password(client, "li.na")
    looked_at = 0
    for number in range(40):
        page = steps.code(client, f"{number:06}").content.decode()
        looked_at += "is not right" in page
    assert looked_at == 5
    steps.code(client, steps.shown(secret))
    assert not steps.is_in(client)


def test_beginning_anew_gives_no_new_tries(client, li_na):
    secret = steps.give_app(li_na)
    for _ in range(5):
        new = Client()
        steps.password(new, "li.na")
        steps.code(new, steps.wrong(secret))
    new = Client()
    steps.password(new, "li.na")
    assert b"Several tries have failed" in steps.code(new, steps.shown(secret)).content


@pytest.mark.parametrize("typed", ["", " ", "٠١٢٣٤٥", "０００000", "1" * 5000, "\x00", "-1"])
def test_nonsense_for_a_code_is_refused_and_never_an_accident(client, li_na, typed):
    steps.give_app(li_na)
    steps.password(client, "li.na")
    assert steps.code(client, typed).status_code == 200
    assert not steps.is_in(client)


def test_a_code_may_be_typed_in_groups(client, li_na):
    shown = steps.shown(steps.give_app(li_na))
    steps.password(client, "li.na")
    steps.code(client, f" {shown[:3]} {shown[3:]} ")
    assert steps.is_in(client)


def test_a_stolen_database_makes_no_codes(li_na):
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    secret = steps.give_app(li_na)
    seed = RecoveryCodes.activate(li_na).generate_codes()
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert not any(code in kept for code in seed)


# Sessions and forms ---------------------------------------------------------------------------


def test_a_session_planted_before_the_sign_in_is_not_the_one_after_it(client, li_na):
    """Fixation: somebody makes you sign in under a key that they know."""
    steps.give_app(li_na)
    steps.password(client, "li.na")
    planted = client.session.session_key
    steps.code(client, steps.shown(steps.key_of(li_na)))
    assert steps.is_in(client)
    assert client.session.session_key != planted
    thief = Client()
    thief.cookies.load({settings.SESSION_COOKIE_NAME: planted})
    assert not steps.is_in(thief)


def test_what_the_database_knows_of_a_session_is_not_its_key(client, li_na):
    steps.whole(client, li_na)
    kept = Session.objects.get(staff=li_na).session_key
    assert kept != client.session.session_key
    thief = Client()
    thief.cookies.load({settings.SESSION_COOKIE_NAME: kept})
    assert not steps.is_in(thief)


@pytest.mark.parametrize(
    "there",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)",
     "http:///evil.example", "https:evil.example", "\thttps://evil.example"],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(client, li_na, there):
    secret = steps.give_app(li_na)
    path = f"{reverse('account_login')}?next={there}"
    client.post(path, {"login": "li.na", "password": steps.PASSWORD, "next": there})
    assert steps.code(client, steps.shown(secret))["Location"] == "/desk/"
    assert client.get(path)["Location"] == "/desk/"
    needed = f"{reverse('second_factor_needed')}?next={there}"
    assert client.get(needed)["Location"] == "/desk/"


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/staff/sign-in/", {"login": "li.na", "password": steps.PASSWORD}),
        ("/staff/sign-in/passkey/", {"credential": "{}"}),
        ("/staff/sign-out/", {}),
        ("/staff/password/", {}),
        ("/staff/sessions/ending/", {}),
        ("/staff/second-factor/authenticate/", {"code": "1"}),
        ("/staff/second-factor/activate/", {"code": "1"}),
        ("/staff/second-factor/deactivate/", {}),
        ("/staff/passkeys/add/", {"credential": "{}"}),
        ("/staff/recovery-codes/new/", {}),
        ("/staff/sign-in/admission/x/", {}),
    ],
)
def test_no_other_site_can_press_a_button_here(li_na, path, sent):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(li_na)
    anybody = Client(enforce_csrf_checks=True)
    for client in (strict, anybody):
        answer = client.post(path, sent, headers={"origin": "https://evil.example"})
        assert answer.status_code == 403, path


def test_a_second_step_belongs_to_the_browser_that_took_the_first(client, li_na):
    secret = steps.give_app(li_na)
    steps.password(client, "li.na")
    other = Client()
    assert steps.code(other, steps.shown(secret))["Location"] == reverse("account_login")
    assert not steps.is_in(other)


def test_the_second_step_cannot_be_gone_round(client, li_na):
    steps.give_app(li_na)
    steps.password(client, "li.na")
    for path in ("/desk/", "/staff/second-factor/", "/staff/second-factor/activate/",
                 "/staff/passkeys/add/", "/staff/recovery-codes/", "/staff/password/",
                 "/staff/second-factor/needed/"):  # fmt: skip
        for ask in (client.get, client.post):
            answer = ask(path)
            assert answer.status_code in (302, 405), path
            assert "_auth_user_id" not in client.session


def test_no_address_takes_rights_from_a_request(client, li_na):
    """Fields that nobody shows: names of rights, of accounts, of ways round."""
    steps.give_app(li_na)
    sent = {"login": "li.na", "password": steps.PASSWORD, "second_factor": "true",
            "is_active": "on", "remember": "on", "_auth_user_id": li_na.pk, "mfa": "1"}  # fmt: skip
    client.post("/staff/sign-in/", sent)
    assert not steps.is_in(client)
