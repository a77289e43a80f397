"""Passkeys: with software that answers as no browser would, and in a real browser."""

import json
import re

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from tests import both_factors
from tests.cast import PASSWORD as CAST_PASSWORD
from tests.cast import make_cast
from tests.signin import steps
from tests.signin.authenticator import HERE, Passkey

from openredress.signin.models import Record

ADD, ALONE = "/staff/passkeys/add/", "/staff/sign-in/passkey/"
STEP, AGAIN = "/staff/second-factor/authenticate/", "/staff/passkeys/reauthenticate/"


@pytest.fixture
def here():
    """A browser that is at http://localhost, which passkeys accept without HTTPS."""
    return Client(SERVER_NAME="localhost")


def options(client, path) -> dict:
    return json.loads(client.get(path).context["passkey_options"])


def asked_alone(client) -> dict:
    return client.get(ALONE, headers={"accept": "application/json"}).json()["request_options"]


def add(client, passkey, origin=HERE, checked=True, alone=True):
    made = passkey.created(options(client, ADD), origin, checked)
    form = {"name": "Telephone", "credential": made} | ({"passwordless": "on"} if alone else {})
    return client.post(ADD, form)


@pytest.fixture
def with_passkey(here, li_na):
    """Li Na, who set one up at her first sign-in and nothing else."""
    passkey = Passkey()
    steps.password(here, "li.na")
    assert add(here, passkey)["Location"] == "/staff/recovery-codes/"
    assert steps.is_in(here)
    here.post("/staff/sign-out/")
    return li_na, passkey


def answer(client, passkey, path, user="", **how):
    asked = asked_alone(client) if path == ALONE else options(client, path)
    return client.post(path, {"credential": passkey.answer(asked, user=user, **how)})


def handle(staff) -> str:
    return user_pk_to_url_str(staff)


def test_it_signs_in_by_itself(here, with_passkey):
    staff, passkey = with_passkey
    assert answer(here, passkey, ALONE, handle(staff))["Location"] == "/desk/"
    assert steps.is_in(here)
    assert Record.objects.filter(staff=staff, kind="signed-in").first().how == "webauthn"


def test_it_is_a_second_step(here, with_passkey):
    _, passkey = with_passkey
    assert steps.password(here, "li.na")["Location"] == STEP
    assert not steps.is_in(here)
    assert answer(here, passkey, STEP)["Location"] == "/desk/"
    assert steps.is_in(here)


@pytest.mark.parametrize("path", [ALONE, STEP])
@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://localhost:8001", "https://localhost", "http://a.localhost",
     "http://localhost.evil.example", ""],
)  # fmt: skip
def test_an_answer_that_was_given_to_another_page_is_refused(here, with_passkey, path, origin):
    staff, passkey = with_passkey
    if path == STEP:
        steps.password(here, "li.na")
    answer(here, passkey, path, handle(staff), origin=origin)
    assert not steps.is_in(here)


def test_an_answer_for_another_host_is_refused(here, with_passkey):
    staff, passkey = with_passkey
    passkey.host = "evil.example"
    answer(here, passkey, ALONE, handle(staff))
    assert not steps.is_in(here)


def test_alone_it_has_to_have_checked_the_person(here, with_passkey):
    staff, passkey = with_passkey
    answer(here, passkey, ALONE, handle(staff), checked=False)
    assert not steps.is_in(here)
    # After the password it need not: there it is what somebody has, beside what they know.
    steps.password(here, "li.na")
    answer(here, passkey, STEP, checked=False)
    assert steps.is_in(here)


def test_an_answer_works_once(here, with_passkey):
    staff, passkey = with_passkey
    said = passkey.answer(asked_alone(here), user=handle(staff))
    here.post(ALONE, {"credential": said})
    assert steps.is_in(here)
    here.post("/staff/sign-out/")
    here.post(ALONE, {"credential": said})
    asked_alone(here)
    here.post(ALONE, {"credential": said})
    assert not steps.is_in(here)


def test_another_key_with_the_same_name_is_refused(here, with_passkey):
    staff, _ = with_passkey
    answer(here, Passkey(), ALONE, handle(staff))
    assert not steps.is_in(here)


def test_it_opens_nobody_elses_account(here, with_passkey, office):
    from openredress.offices.models import Post, Staff

    _, passkey = with_passkey
    head = Staff.objects.create_user("head", steps.PASSWORD)
    Post.objects.create(staff=head, office=office, role="head")
    answer(here, passkey, ALONE, handle(head))
    assert not steps.is_in(here)


def test_who_left_does_not_come_back_with_it(here, with_passkey):
    staff, passkey = with_passkey
    staff.is_active = False
    staff.save(update_fields=["is_active"])
    assert answer(here, passkey, ALONE, handle(staff))["Location"] == "/staff/inactive/"
    assert not steps.is_in(here)


@pytest.mark.parametrize("path", [ADD, ALONE, STEP, AGAIN])
@pytest.mark.parametrize(
    "said",
    ["", "{", "[]", "5", "null", '"x"', "{}", '{"id": "x", "rawId": "x", "response": {}}',
     '{"id":"eA","rawId":"eA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oA","authenticatorData":"eA","signature":"eA","userHandle":"/"}}',
     '{"id":"eA","rawId":"eA","type":"public-key","response":{"clientDataJSON":"eyJ0eXBlIjoieCIsImNoYWxsZW5nZSI6IngiLCJvcmlnaW4iOiJodHRwOi8vbG9jYWxob3N0In0","attestationObject":"oA","authenticatorData":"eA","signature":"eA","userHandle":null}}'],
)  # fmt: skip
def test_nonsense_is_refused_and_never_an_accident(here, with_passkey, path, said):
    _, passkey = with_passkey
    if path == STEP:
        steps.password(here, "li.na")
    elif path != ALONE:
        answer(here, passkey, ALONE, handle(with_passkey[0]))
    here.get(path, headers={"accept": "application/json"})
    done = here.post(path, {"credential": said, "name": "x"})
    assert done.status_code in (200, 302)
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_setting_one_up_for_another_address_is_refused(here, li_na):
    steps.password(here, "li.na")
    assert add(here, Passkey(), origin="https://evil.example").status_code == 200
    assert not Authenticator.objects.exists()


def test_one_that_did_not_check_the_person_cannot_be_made_to_sign_in_alone(here, li_na):
    steps.password(here, "li.na")
    assert add(here, Passkey(), checked=False).status_code == 200
    assert not Authenticator.objects.exists()
    assert add(here, Passkey(), checked=False, alone=False).status_code == 302


def test_it_can_be_renamed_and_only_by_its_owner(here, with_passkey, office):
    staff, passkey = with_passkey
    answer(here, passkey, ALONE, handle(staff))
    row = Authenticator.objects.get(user=staff, type="webauthn")
    here.post(f"/staff/passkeys/{row.pk}/name/", {"name": "Key ring"})
    assert "Key ring" in here.get("/staff/second-factor/").content.decode()
    from openredress.offices.models import Post, Staff

    other = Staff.objects.create_user("other", steps.PASSWORD)
    Post.objects.create(staff=other, office=office, role="head")
    client = Client()
    steps.whole(client, other)
    for path in (f"/staff/passkeys/{row.pk}/name/", f"/staff/passkeys/{row.pk}/removal/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"name": "Mine"}).status_code == 404


# In a real browser ------------------------------------------------------------------------------


@pytest.fixture
def cast(live_server):
    return make_cast()


def telephone(page, alone: bool = True) -> tuple:
    """An authenticator in the browser, as Chromium's own developer tools make one."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": alone,
        "hasUserVerification": alone, "isUserVerified": alone,
        "automaticPresenceSimulation": True,
    }})  # fmt: skip
    return tools, made["authenticatorId"]


def at_localhost(page, live_server, path: str) -> None:
    """Passkeys belong to a name, and an address of numbers has none."""
    page.goto(live_server.url.replace("127.0.0.1", "localhost") + path)


def set_up(page, live_server, who: str) -> None:
    at_localhost(page, live_server, "/desk/")
    page.fill("[name=login]", who)
    page.fill("[name=password]", CAST_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/needed/**")
    page.get_by_role("link", name="Set up a passkey").click()
    page.fill("[name=name]", "Office telephone")
    page.get_by_role("button", name="Set it up").click()
    page.wait_for_url("**/recovery-codes/")


def test_a_first_sign_in_with_a_passkey_and_the_next_with_it_alone(page, cast, live_server):
    refused = []
    page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    tools, mine = telephone(page)
    set_up(page, live_server, "roads-head")
    assert len(tools.send("WebAuthn.getCredentials", {"authenticatorId": mine})["credentials"]) == 1
    page.get_by_role("link", name="Go on to the desk").click()
    page.wait_for_url(re.compile(r"^[^?]*/desk/$"))
    page.get_by_role("button", name="Sign out roads-head").click()
    at_localhost(page, live_server, "/desk/names/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(re.compile(r"^[^?]*/desk/names/$"))
    assert page.get_by_role("heading", level=1).inner_text() == "Requests to open a name"
    assert refused == []  # The policy for scripts among them.


def test_it_is_the_second_step_after_a_password(page, cast, live_server):
    telephone(page, alone=False)
    at_localhost(page, live_server, "/desk/")
    page.fill("[name=login]", "clerk")
    page.fill("[name=password]", CAST_PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_text("Let it sign me in by itself").click()
    page.get_by_role("button", name="Set it up").click()
    page.wait_for_url("**/recovery-codes/")
    page.get_by_role("link", name="My sign-in", exact=True).click()
    assert not page.get_by_text("Signs in by itself").count()
    page.get_by_role("button", name="Sign out clerk").click()
    at_localhost(page, live_server, "/desk/")
    page.fill("[name=login]", "clerk")
    page.fill("[name=password]", CAST_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/authenticate/")
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url(re.compile(r"^[^?]*/desk/$"))


def test_a_passkey_that_is_not_there_is_said_to_and_a_code_still_works(page, cast, live_server):
    tools, mine = telephone(page)
    set_up(page, live_server, "clerk")
    page.get_by_role("button", name="Sign out clerk").click()
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": mine, "isUserVerified": False})
    at_localhost(page, live_server, "/desk/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    said = page.locator("[data-passkey-error]")
    said.wait_for()
    assert "No passkey was used" in said.inner_text()
    both_factors.in_a_browser(page, "clerk", CAST_PASSWORD)
    page.wait_for_url(re.compile(r"^[^?]*/desk/$"))


def test_without_scripts_the_app_is_offered(browser, cast):
    page = browser(javascript=False)
    page.goto("/desk/")
    assert not page.get_by_role("button", name="Sign in with a passkey").is_visible()
    page.fill("[name=login]", "clerk")
    page.fill("[name=password]", CAST_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/needed/**")
    page.goto(ADD)
    assert page.get_by_text("Passkeys need JavaScript").is_visible()
    page.get_by_role("link", name="Set up an authenticator app instead.").click()
    assert page.url.endswith("/second-factor/activate/")


def test_the_password_can_be_looked_at_and_is_pasted(page, cast):
    page.goto("/staff/sign-in/")
    page.fill("[name=password]", "quiet brown kettle")
    page.get_by_role("button", name="Show the password").click()
    assert page.get_attribute("[name=password]", "type") == "text"
    page.get_by_role("button", name="Hide the password").click()
    assert page.get_attribute("[name=password]", "type") == "password"
    allowed = page.evaluate(
        "() => document.querySelector('[name=password]').dispatchEvent("
        "new ClipboardEvent('paste', {cancelable: true, bubbles: true}))"
    )
    assert allowed
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
