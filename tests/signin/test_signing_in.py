"""Staff sign in; nobody else can, and nobody signs up."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import NoReverseMatch, reverse
from tests.signin import steps
from tests.signin.steps import PASSWORD

from openredress.offices.models import Staff
from openredress.signin.models import Record, Session

pytestmark = pytest.mark.django_db


def kinds(staff):
    return [(r.kind, r.how) for r in Record.objects.filter(staff=staff).order_by("id")]


def test_the_first_sign_in_leads_to_setting_up_a_second_step_and_then_to_the_desk(client, li_na):
    first = steps.password(client, "li.na", follow=True)
    assert first.redirect_chain[-1][0] == "/staff/second-factor/needed/?next=%2Fdesk%2F"
    assert "First set up a second step" in first.content.decode()
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    done = client.post(reverse("mfa_activate_totp"), {"code": steps.shown(secret)})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    codes = client.get(done["Location"])
    assert len(codes.context["unused_codes"]) == 10
    assert steps.is_in(client)
    assert kinds(li_na) == [("signed-in", "password"), ("factor-added", "totp")]


def test_both_steps_open_the_desk_and_either_alone_does_not(client, li_na):
    secret = steps.give_app(li_na)
    assert steps.password(client, "li.na")["Location"] == reverse("mfa_authenticate")
    assert not steps.is_in(client)
    assert steps.code(client, steps.wrong(secret)).status_code == 200
    assert not steps.is_in(client)
    assert steps.code(client, steps.shown(secret))["Location"] == "/desk/"
    assert steps.is_in(client)
    other = Client()
    steps.code(other, steps.shown(secret, 1))
    assert not steps.is_in(other)


def test_it_refuses_the_wrong_password_without_saying_what_was_wrong(client, li_na):
    said = []
    for name in ("li.na", "nobody"):
        page = steps.password(client, name, "wrong").content.decode()
        said.append([line for line in page.splitlines() if "not correct" in line])
    assert said[0] == said[1] != []


def test_it_refuses_someone_who_has_left(client, li_na):
    li_na.is_active = False
    li_na.save(update_fields=["is_active"])
    steps.password(client, "li.na")
    assert "_auth_user_id" not in client.session


def test_a_recovery_code_stands_in_once(client, li_na):
    steps.whole(client, li_na)
    client.post(reverse("mfa_generate_recovery_codes"))
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    for expected in (True, False):
        other = Client()
        steps.password(other, "li.na")
        steps.code(other, codes[0])
        assert steps.is_in(other) is expected
    assert ("signed-in", "recovery_codes") in kinds(li_na)


def test_an_app_moves_to_another_telephone(client, li_na):
    steps.whole(client, li_na)
    before = steps.key_of(li_na)
    page = client.get(reverse("mfa_activate_totp"))
    assert "stops working for this account" in page.content.decode()
    secret = page.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": steps.shown(secret)})
    assert steps.key_of(li_na) == secret != before
    assert Authenticator.objects.filter(user=li_na, type="totp").count() == 1


def test_the_next_sign_in_tells_what_happened_since(client, li_na):
    secret = steps.give_app(li_na)
    stranger = Client()
    steps.password(stranger, "li.na", "guess")
    steps.password(stranger, "li.na")
    steps.code(stranger, steps.wrong(secret))
    steps.password(client, "li.na")
    answer = steps.code(client, steps.shown(secret))
    told = " ".join(str(m) for m in get_messages(answer.wsgi_request))
    assert "a wrong password was typed for your account. Times: 1" in told
    assert "Somebody knew your password and failed at the second step" in told
    client.get("/desk/")
    # And not again the time after.
    client.post(reverse("account_logout"))
    steps.password(client, "li.na")
    answer = steps.code(client, steps.shown(secret, 1))
    assert "Somebody knew" not in " ".join(str(m) for m in get_messages(answer.wsgi_request))


def test_the_page_about_my_sign_in_shows_it_all(client, li_na):
    steps.whole(client, li_na)
    html = client.get(reverse("mfa_index")).content.decode()
    assert "You signed in, with a code from your app" in html
    assert "This one" in html
    assert "Sign out everywhere" in html


def test_it_changes_a_password(client, li_na):
    steps.whole(client, li_na)
    assert client.get(reverse("account_change_password")).status_code == 200
    new = "another long sentence"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), form).status_code == 302
    assert Staff.objects.get(pk=li_na.pk).check_password(new)
    assert steps.is_in(client)
    assert kinds(li_na)[-1] == ("password-changed", "")


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_email"])
def test_it_has_no_address_for_signing_up_or_for_mail(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_the_demonstration_shows_its_code_and_no_real_account_does(client, li_na):
    from allauth.mfa.totp.internal.auth import TOTP

    from openredress.signin import factors

    TOTP.activate(li_na, factors.DEMONSTRATION)
    steps.password(client, "li.na")
    page = client.get(reverse("mfa_authenticate"))
    code = page.context["demonstration_code"]
    assert f">{code}<" in page.content.decode()
    steps.code(client, code)
    assert steps.is_in(client)
    Authenticator.objects.filter(user=li_na).delete()
    steps.give_app(li_na)
    assert factors.demonstration_code(li_na) == ""


def test_nothing_about_where_or_what_with_is_kept(client, li_na):
    steps.give_app(li_na)
    there = {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "Tell-Tale/9",
             "HTTP_X_FORWARDED_FOR": "203.0.113.77"}  # fmt: skip
    steps.password(client, "li.na", "wrong", **there)
    steps.password(client, "li.na", **there)
    steps.code(client, steps.shown(steps.key_of(li_na)), **there)
    client.get("/desk/", **there)
    from django.apps import apps

    for model in apps.get_models():
        kept = str(list(model._default_manager.values()))
        assert "203.0.113.77" not in kept
        assert "Tell-Tale" not in kept
    for session in Session.objects.all():
        assert "203.0.113.77" not in str(session.get_decoded())
