"""Without a second factor nobody gets anywhere: every address, every role."""

from copy import deepcopy

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve
from tests.cast import PASSWORD, file, make_cast
from tests.helping import helper_at
from tests.house.test_pages import TABLES, path_of
from tests.signin import steps

from openredress.core.procedure import Role
from openredress.offices.models import Office, Post, Staff
from openredress.signin import factors, gate

pytestmark = pytest.mark.django_db

#: Somebody of each role; a role without a name here fails.
WHO = {
    Role.CLERK: "clerk", Role.OFFICER: "roads-officer", Role.HEAD: "roads-head",
    Role.SUPERVISOR: "city-supervisor", Role.OPERATOR: "operator", Role.HELPER: "helper-he",
}  # fmt: skip
#: What somebody is told apart from being let in: who they are, in words of the page's own.
OPEN = gate.SETTING_UP | {gate.LEAVING}


def stopped(name: str, password: str = PASSWORD) -> Client:
    client = Client(raise_request_exception=False)
    steps.password(client, name, password)
    assert client.session["_auth_user_id"]
    return client


def ask(client: Client, method: str, path: str):
    """The answer to one request, which leaves nothing behind, not even in the cookies."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        answer = client.get(path) if method == "GET" else client.post(path)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer.status_code, answer.get("Location", "")


@pytest.mark.parametrize("role", [role for role, _ in Post.ROLES])
def test_every_role_needs_a_second_factor(role):
    staff = Staff.objects.create_user("somebody", None)
    assert not factors.is_needed(staff)
    office = Office.objects.create(code="here", name_en="Here")
    Post.objects.create(staff=staff, office=office, role=role)
    assert factors.is_needed(staff)


@pytest.mark.parametrize("role", [Role(role) for role, _ in Post.ROLES])
def test_until_it_is_set_up_every_other_address_answers_as_to_nobody(role):
    cast = make_cast()
    helper_at(cast)
    number = file(cast).must("clerk", "register").case.number
    nobody, somebody = Client(raise_request_exception=False), stopped(WHO[role])
    for method, table in TABLES.items():
        for route in table:
            path = path_of(route, number)
            if resolve(path.partition("?")[0]).view_name in OPEN:
                continue
            assert ask(somebody, method, path) == ask(nobody, method, path), (method, path)
    assert somebody.get("/staff/second-factor/needed/").status_code == 200  # Still signed in.


def test_what_is_open_to_them_opens_no_case_and_no_name():
    cast = make_cast()
    drive = file(cast, identity={"name": "Zhang Wei"}).must("clerk", "register")
    client = stopped("clerk")
    for method in TABLES:
        for route in TABLES[method]:
            path = path_of(route, drive.case.number)
            if resolve(path.partition("?")[0]).view_name in OPEN - {gate.LEAVING}:
                answer = client.get(path)
                assert b"Zhang Wei" not in answer.content
                assert drive.case.number.encode() not in answer.content


def test_the_list_of_what_is_open_does_not_grow_unseen():
    assert {
        "second_factor_needed", "account_login", "account_reauthenticate",
        "account_change_password", "mfa_activate_totp", "mfa_add_webauthn",
        "mfa_view_recovery_codes", "mfa_download_recovery_codes",
    } == gate.SETTING_UP  # fmt: skip


def test_a_password_alone_reaches_nothing_of_an_account_that_has_a_second_factor(li_na):
    """A session from before, on some other machine: not even the pages for setting one up."""
    early = Client()
    steps.password(early, "li.na")
    assert early.get("/staff/second-factor/needed/").status_code == 200
    session = early.session
    steps.give_app(li_na)
    assert session.session_key
    for path in ("/staff/second-factor/activate/", "/staff/recovery-codes/",
                 "/staff/passkeys/add/", "/staff/password/", "/staff/second-factor/"):  # fmt: skip
        answer = early.get(path)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/staff/sign-in/")


def test_setting_it_up_ends_sessions_that_a_password_alone_opened(client, li_na):
    thief = Client()
    steps.password(thief, "li.na")
    steps.password(client, "li.na")
    secret = client.get("/staff/second-factor/activate/").context["form"].secret
    client.post("/staff/second-factor/activate/", {"code": steps.shown(secret)})
    assert steps.is_in(client)
    assert "_auth_user_id" not in thief.session


def test_nobody_without_a_post_is_stopped(client):
    Staff.objects.create_user("visitor", steps.PASSWORD)
    steps.password(client, "visitor")
    assert client.get("/desk/").status_code == 403  # "You have no post yet."


@pytest.mark.parametrize("kind", ["totp", "webauthn"])
def test_the_last_second_factor_stays(client, li_na, kind):
    steps.whole(client, li_na)
    row = li_na.authenticator_set.get(type="totp")
    if kind == "webauthn":
        li_na.authenticator_set.update(type="webauthn", data={"name": "Key", "credential": {}})
    path = {"totp": "/staff/second-factor/deactivate/",
            "webauthn": f"/staff/passkeys/{row.pk}/removal/"}[kind]  # fmt: skip
    page = client.get(path)
    assert "This is the only second step you have" in page.content.decode()
    client.post(path)
    assert li_na.authenticator_set.filter(type=kind).exists()


def test_one_of_two_can_go(client, li_na):
    steps.whole(client, li_na)
    li_na.authenticator_set.create(type="webauthn", data={"name": "Key", "credential": {}})
    client.post("/staff/second-factor/deactivate/")
    assert list(li_na.authenticator_set.values_list("type", flat=True)) == ["webauthn"]


def test_no_setting_turns_it_off():
    """Neither this part nor the settings read anything that would."""
    from pathlib import Path

    folder = Path(gate.__file__).parent
    for path in (folder / "gate.py", folder / "factors.py"):
        found = [line for line in path.read_text().splitlines() if "settings." in line]
        assert all("INSTITUTION" in line for line in found), path
