"""Signing in through a directory: who is let in, and what it may not talk us into."""

import hmac
import json
from base64 import urlsafe_b64encode

import pytest
from django.test import Client, override_settings
from joserfc.jwk import RSAKey
from tests.signin import steps
from tests.signin.provider import come_back, directory

from openredress.offices.models import Staff
from openredress.signin import changes
from openredress.signin.models import Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def there():
    with directory() as found:
        yield found


@pytest.fixture
def tied(li_na, there):
    changes.tie(li_na, there.issuer, "6f1c02d4", "for the tests")
    return li_na


def test_who_was_tied_signs_in_and_still_needs_a_second_factor(client, tied, there):
    answer = come_back(client, there)
    assert answer["Location"] == "/desk/"
    assert (
        client.get("/desk/", follow=True)
        .redirect_chain[-1][0]
        .startswith("/staff/second-factor/needed/")
    )
    assert Record.objects.filter(staff=tied, how="directory").exists()


def test_a_second_factor_of_our_own_is_asked_for(client, tied, there):
    secret = steps.give_app(tied)
    assert come_back(client, there)["Location"] == "/staff/second-factor/authenticate/"
    assert not steps.is_in(client)
    steps.code(client, steps.shown(secret))
    assert steps.is_in(client)


@pytest.mark.parametrize(
    ("trusted", "said", "is_let_in"),
    [
        ("", {"amr": ["pwd", "mfa"]}, False),  # The operator has not said so.
        ("amr=mfa", {"amr": ["pwd", "mfa"]}, True),
        ("amr=mfa", {"amr": ["pwd"]}, False),
        ("amr=mfa", {"amr": "mfa"}, False),  # Not a list: not what the standard says.
        ("amr=mfa", {}, False),
        ("amr=mfa acr=urn:high", {"acr": "urn:high"}, True),
        ("acr=urn:high", {"amr": ["urn:high"]}, False),
        ("mfa", {"amr": ["mfa"]}, False),  # Written wrongly: nothing is trusted.
    ],
)
def test_its_word_for_a_second_factor_counts_only_as_the_operator_said(
    client, tied, there, trusted, said, is_let_in
):
    there.claims |= said
    with override_settings(DIRECTORY_SECOND_FACTOR=trusted):
        come_back(client, there)
        assert steps.is_in(client) is is_let_in


def test_with_its_word_no_second_code_is_asked_for(client, tied, there):
    steps.give_app(tied)
    there.claims["amr"] = ["mfa"]
    with override_settings(DIRECTORY_SECOND_FACTOR="amr=mfa"):
        assert come_back(client, there)["Location"] == "/desk/"
        assert steps.is_in(client)


def test_a_level_that_is_trusted_is_asked_for(client, tied, there):
    with override_settings(DIRECTORY_SECOND_FACTOR="acr=urn:high amr=mfa"):
        come_back(client, there)
    assert there.asked[0]["acr_values"] == "urn:high"


def test_whom_no_operator_tied_is_told_so_and_gets_no_account(client, tied, there):
    there.claims = {"sub": "somebody-else", "preferred_username": "li.na", "email": "li@na"}
    before = Staff.objects.count()
    answer = come_back(client, there)
    assert answer.status_code == 403
    assert "You have no account here" in answer.content.decode()
    assert Staff.objects.count() == before
    assert "_auth_user_id" not in client.session


def test_nothing_that_it_said_is_kept(client, tied, there):
    from django.apps import apps

    there.claims |= {"name": "Tell Tale", "email": "tell@tale", "picture": "tale.png"}
    come_back(client, there)
    for model in apps.get_models():
        assert "tale" not in str(list(model._default_manager.values())).lower(), model
    assert "tale" not in str(dict(client.session)).lower()


def test_another_claim_can_be_the_one_that_counts(client, li_na, there):
    changes.tie(li_na, there.issuer, "E-1007", "for the tests")
    there.claims["employee"] = "E-1007"
    with override_settings(DIRECTORY_CLAIM="employee"):
        assert come_back(client, there)["Location"] == "/desk/"


def test_the_same_number_at_another_issuer_is_somebody_else(client, li_na, there):
    changes.tie(li_na, "https://elsewhere.example", "6f1c02d4", "for the tests")
    assert come_back(client, there).status_code == 403


def test_who_has_nothing_here_is_asked_there_again_before_a_passkey_is_set_up(client, tied, there):
    """Somebody else at a screen that was left open does not get a way in of their own."""
    Staff.objects.filter(pk=tied.pk).update(password="!")
    there.claims["amr"] = ["mfa"]
    with override_settings(DIRECTORY_SECOND_FACTOR="amr=mfa"):
        come_back(client, there)
        assert client.get("/staff/passkeys/add/").status_code == 200
        session = client.session
        records = session["account_authentication_methods"]
        session["account_authentication_methods"] = [{**r, "at": r["at"] - 301} for r in records]
        session.save()
        for path in ("/staff/passkeys/add/", "/staff/second-factor/activate/"):
            answer = client.get(path)
            assert answer["Location"].startswith("/staff/sign-in/directory/?again=1&next=")
        client.get(answer["Location"])
        come_back(client, there, again="1", next="/staff/passkeys/add/")
        assert there.asked[-1]["prompt"] == "login"
        assert client.get("/staff/passkeys/add/").status_code == 200


def test_who_left_cannot_come_back_this_way(client, tied, there):
    Staff.objects.filter(pk=tied.pk).update(is_active=False)
    assert come_back(client, there)["Location"] == "/staff/inactive/"
    assert "_auth_user_id" not in client.session


def test_a_way_on_leads_only_to_our_own_pages(client, tied, there):
    assert come_back(client, there, next="/desk/names/")["Location"] == "/desk/names/"
    assert come_back(Client(), there, next="https://evil.example/")["Location"] == "/desk/"


def test_a_directory_that_signs_with_a_new_key_is_asked_for_it(client, tied, there):
    assert come_back(client, there).status_code == 302
    there.renew_key()
    assert come_back(Client(), there).status_code == 302


def lied(client, there) -> bool:
    answer = come_back(client, there)
    assert answer.status_code == 403
    assert "did not sign you in" in answer.content.decode()
    return "_auth_user_id" not in client.session


def test_a_signature_of_another_key_is_refused(client, tied, there):
    there.signs_with = RSAKey.generate_key(2048, {"kid": there.kid})
    assert lied(client, there)


def by_hand(header: dict, secret: bytes):
    def forge(claims: dict) -> str:
        parts = [
            urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims)
        ]
        signed = hmac.digest(secret, b".".join(parts), "sha256") if secret else b""
        return b".".join([*parts, urlsafe_b64encode(signed).rstrip(b"=")]).decode()

    return forge


@pytest.mark.parametrize("alg", ["HS256", "none"])
def test_a_token_that_anybody_could_sign_is_refused(client, tied, there, alg):
    """The public key as a shared secret, and no signature at all: the oldest tricks there are."""
    public = there.key.as_pem(private=False)
    there.forge = by_hand({"alg": alg, "kid": there.kid}, public if alg == "HS256" else b"")
    assert lied(client, there)


@pytest.mark.parametrize(
    "said",
    [{"iss": "https://evil.example"}, {"aud": "another-client"}, {"exp": 1_000_000_000},
     {"nonce": "of another time"}, {"sub": None}],
    ids=lambda said: next(iter(said)),
)  # fmt: skip
def test_a_token_for_somebody_else_or_another_time_is_refused(client, tied, there, said):
    there.claims |= said
    if said == {"sub": None}:
        assert come_back(client, there).status_code == 403
    else:
        assert lied(client, there)


def test_a_code_works_in_the_browser_that_asked_for_it_and_once(client, tied, there):
    gone = client.get("/staff/sign-in/directory/")
    from urllib.parse import parse_qsl, urlsplit

    back = there.authorize(dict(parse_qsl(urlsplit(gone["Location"]).query)))
    victim = Client()
    assert victim.get(back).status_code == 403
    assert "_auth_user_id" not in victim.session
    assert client.get(back)["Location"] == "/desk/"
    client.post("/staff/sign-out/")
    assert client.get(back).status_code == 403


@pytest.mark.parametrize(
    "query", ["", "?error=access_denied&state=x", "?code=x", "?code=x&state=y"]
)
def test_coming_back_with_nothing_is_no_accident(client, there, query):
    assert client.get(f"/staff/sign-in/directory/back/{query}").status_code == 403


def test_a_directory_that_does_not_answer_is_said_to(client):
    with override_settings(DIRECTORY_ISSUER="http://127.0.0.1:9", DIRECTORY_NAME="The County"):
        answer = client.get("/staff/sign-in/directory/")
        assert answer.status_code == 403
        assert "The County did not answer" in answer.content.decode()


def test_it_is_not_asked_in_the_clear(client):
    with override_settings(DIRECTORY_ISSUER="http://directory.example"):
        assert client.get("/staff/sign-in/directory/").status_code == 403


def test_the_button_is_there_when_a_directory_is(client, there):
    assert "Sign in with County Directory" in client.get("/staff/sign-in/").content.decode()
    with override_settings(DIRECTORY_ISSUER=""):
        assert "Sign in with" not in client.get("/staff/sign-in/").content.decode().replace(
            "Sign in with a passkey", ""
        )
