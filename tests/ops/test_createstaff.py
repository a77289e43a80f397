import pytest
from click.testing import CliRunner

from openredress.offices.models import Office, Staff
from openredress.ops.createstaff import command

pytestmark = pytest.mark.django_db


def create(*words, password="a long enough sentence"):
    return CliRunner().invoke(command, [*words, "--password-stdin"], input=password + "\n")


def test_it_makes_an_account_with_a_post():
    office = Office.objects.create(code="county-petitions", name_en="County Petitions Office")
    done = create("li.na", "Li Na", "--office", "county-petitions", "--role", "clerk")
    assert done.output.startswith("li.na can sign in, and sets up a second factor")
    staff = Staff.objects.get(username="li.na")
    assert staff.check_password("a long enough sentence")
    assert [(post.office, post.role) for post in staff.posts.all()] == [(office, "clerk")]


@pytest.mark.parametrize(
    ("words", "password", "said"),
    [
        (["li.na", "Li Na"], "short", "too short"),
        (["li.na", "Li Na", "--office", "none", "--role", "clerk"], None, "no office"),
        (["li.na", "Li Na", "--office", "here", "--role", "king"], None, "king"),
        (["taken", "Someone"], None, "already"),
    ],
)
def test_it_says_what_is_wrong_and_makes_nothing(words, password, said):
    Office.objects.create(code="here", name_en="Here")
    Staff.objects.create_user("taken", "a long enough sentence")
    done = create(*words, **({"password": password} if password else {}))
    assert done.exit_code == 1
    assert said in done.output
    assert Staff.objects.count() == 1


def test_it_wants_office_and_role_together():
    assert create("li.na", "Li Na", "--role", "clerk").exit_code == 2


def test_it_makes_one_without_a_password_for_somebody_of_the_directory():
    from django.test import override_settings

    words = ["wang.fang", "Wang Fang", "--directory-id", "77aa01"]
    refused = CliRunner().invoke(command, words)
    assert refused.exit_code == 1
    assert "No directory is set up" in refused.output
    assert not Staff.objects.exists()
    with override_settings(DIRECTORY_ISSUER="https://login.example"):
        assert CliRunner().invoke(command, words).exit_code == 0
        again = CliRunner().invoke(command, ["other", "Other", *words[2:]])
    assert "Another account is tied" in again.output
    staff = Staff.objects.get()
    assert not staff.has_usable_password()
    assert staff.directory_link.subject == "77aa01"
