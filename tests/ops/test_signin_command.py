"""What an operator does about how staff sign in, and that its owner learns of it."""

import pytest
from allauth.mfa.models import Authenticator
from click.testing import CliRunner
from django.test import Client, override_settings
from tests.signin import steps

from openredress.offices.models import Office, Post, Staff
from openredress.ops.signin import command, new_password
from openredress.signin.models import Record, Session

pytestmark = pytest.mark.django_db


def run(*words):
    return CliRunner().invoke(command, words)


@pytest.fixture
def li_na(db):
    office = Office.objects.create(code="roads", name_en="Roads")
    staff = Staff.objects.create_user("li.na", steps.PASSWORD, name="Li Na")
    Post.objects.create(staff=staff, office=office, role="officer")
    return staff


def test_a_reset_takes_factors_password_and_sessions_and_says_why(client, li_na):
    steps.whole(client, li_na)
    done = run("reset", "li.na", "--reason", "Lost her telephone")
    assert done.exit_code == 0
    password = done.output.rpartition(": ")[2].strip()
    assert not Authenticator.objects.exists()
    assert not Session.objects.filter(staff=li_na).exists()
    assert not steps.is_in(client)
    steps.password(client, "li.na", steps.PASSWORD)
    assert "_auth_user_id" not in client.session
    answer = steps.password(client, "li.na", password, follow=True)
    page = answer.content.decode()
    assert "First set up a second step" in page
    assert "The operator took your second step away: Lost her telephone (" in page


def test_the_head_of_the_office_sees_it_and_others_do_not(li_na):
    office = Office.objects.get()
    elsewhere = Office.objects.create(code="housing", name_en="Housing")
    for name, where, role in (("head", office, "head"), ("other", elsewhere, "head"),
                              ("officer", office, "officer")):  # fmt: skip
        staff = Staff.objects.create_user(name, "x")
        Post.objects.create(staff=staff, office=where, role=role)
    run("reset", "li.na", "--reason", "Lost her telephone")
    pages = {}
    for name in ("head", "other", "officer"):
        client = Client()
        client.force_login(Staff.objects.get(username=name))
        pages[name] = client.get("/staff/resets/")
    assert b"Lost her telephone" in pages["head"].content
    assert b"Lost her telephone" not in pages["other"].content
    assert pages["officer"].status_code == 404


def test_who_has_no_password_gets_none(li_na):
    li_na.set_unusable_password()
    li_na.save()
    assert "First password" not in run("reset", "li.na", "--reason", "x").output


def test_a_way_in_can_be_printed(li_na):
    with override_settings(URL="https://redress.example/"):
        done = run("admit", "li.na")
    assert done.output.startswith("https://redress.example/staff/sign-in/admission/")
    path = done.output.strip().removeprefix("https://redress.example")
    assert Client().post(path)["Location"] == "/staff/sign-in/"
    assert Record.objects.get(staff=li_na).kind == "admitted"


def test_an_account_is_tied_to_one_person_and_untied(li_na):
    other = Staff.objects.create_user("other", "x")
    assert run("link", "li.na", "77").exit_code == 1  # No directory is set up.
    with override_settings(DIRECTORY_ISSUER="https://login.example/"):
        assert run("link", "li.na", "77").exit_code == 0
        taken = run("link", "other", "77")
    assert (taken.exit_code, "Another account" in taken.output) == (1, True)
    li_na.refresh_from_db()
    assert li_na.directory_link.issuer == "https://login.example"
    assert not hasattr(Staff.objects.get(pk=other.pk), "directory_link")
    assert run("link", "li.na", "--remove").exit_code == 0
    assert not hasattr(Staff.objects.get(pk=li_na.pk), "directory_link")
    assert run("link", "li.na").exit_code == 2


def test_somebody_is_signed_out_and_an_account_closed_and_opened_again(client, li_na):
    steps.whole(client, li_na)
    assert run("end", "li.na").output == "1 sessions of li.na ended.\n"
    assert not steps.is_in(client)
    steps.whole(client, li_na)
    run("close", "li.na")
    assert not steps.is_in(client)
    steps.password(client, "li.na")
    assert "_auth_user_id" not in client.session
    run("close", "li.na", "--reopen")
    steps.whole(client, li_na)


def test_the_list_says_who_has_not_set_one_up_yet(li_na):
    before = run("list")
    assert "li.na: no second factor; officer at roads" in before.output
    assert before.exit_code == 1
    steps.give_app(li_na)
    assert run("list").exit_code == 0


@pytest.mark.parametrize(
    "words",
    [["reset", "nobody", "--reason", "x"], ["admit", "nobody"], ["end", "nobody"],
     ["link", "nobody", "--remove"], ["close", "nobody"]],
)  # fmt: skip
def test_an_account_that_is_not_there_is_said_to(words):
    done = run(*words)
    assert done.exit_code == 1
    assert "There is no account called nobody." in done.output


def test_a_printed_password_passes_our_own_rules():
    from django.contrib.auth.password_validation import validate_password

    words = {new_password() for _ in range(50)}
    assert len(words) == 50
    for word in words:
        validate_password(word, Staff(username="li.na", name="Li Na"))
