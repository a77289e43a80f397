"""What a password may be, in every script, and how it is kept."""

import pytest
from django.contrib.auth.hashers import get_hasher, identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import override_settings
from django.urls import reverse
from tests.signin import steps

from openredress.offices.models import Staff

SOMEBODY = Staff(username="li.na", name="Li Na")


def refusal(password, staff=SOMEBODY) -> str:
    try:
        validate_password(password, staff)
    except ValidationError as error:
        return ",".join(e.code for e in error.error_list)
    return ""


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("fourteen signs", "password_too_short"),
        ("fifteen   signs", ""),
        ("all small letters no digits", ""),
        ("839104725566102399", ""),  # Nothing but digits, and unguessable.
        ("马儿慢些走哟慢些走让我看个够风景", ""),
        ("пятнадцать знаков", ""),
        (" spaces at both ends ", ""),
        ("🐎" * 6 + "nine more", ""),
        ("x" * 1001, "password_too_long,password_too_common"),
        ("kettle harbour violin " * 10, ""),  # 220 signs.
        ("passwordpassword", "password_too_common"),
        ("qwertyqwertyqwerty", "password_too_common"),
        ("aaaaaaaaaaaaaaaaaaaa", "password_too_common"),
        ("123412341234123412", "password_too_common"),
        ("Li.Na-Li.Na-Li.Na", "password_too_similar"),
        ("li.na 2026 2026 2026", "password_too_similar"),
        ("OpenRedress2026!!", "password_too_similar"),
        ("Linjiang County 1", "password_too_similar"),
        ("Linjiang County violin kettle", ""),
    ],
)
@override_settings(INSTITUTION="Linjiang County")
def test_what_is_accepted_where_the_password_stands_alone(password, expected):
    assert refusal(password) == expected


@override_settings(INSTITUTION="临江县信访局")
def test_a_name_in_chinese_is_a_name():
    assert refusal("临江县信访局临江县信访局2026年") == "password_too_similar"


@pytest.mark.django_db
def test_beside_a_second_factor_eight_signs_are_enough(li_na):
    assert refusal("violin 7", li_na) == "password_too_short"
    steps.give_app(li_na)
    assert refusal("violin 7", li_na) == ""
    assert refusal("violin7", li_na) == "password_too_short"
    assert "password_too_common" in refusal("password", li_na)


@pytest.mark.django_db
def test_the_same_signs_typed_on_another_keyboard_are_the_same_password(client, li_na):
    composed, apart = (
        "caf\u00e9 \u30ac\u30e9\u30b9 kettle",
        "cafe\u0301 \uff76\uff9e\uff97\uff7d kettle",
    )
    li_na.set_password(composed)
    li_na.save()
    assert li_na.check_password(apart)
    steps.give_app(li_na)
    assert steps.password(client, "li.na", apart)["Location"] == reverse("mfa_authenticate")


@pytest.mark.django_db
def test_spaces_at_the_ends_belong_to_it(client, li_na):
    li_na.set_password(" two spaces around ")
    li_na.save()
    steps.give_app(li_na)
    steps.password(client, "li.na", "two spaces around")
    assert "account_login" not in client.session
    steps.password(client, "li.na", " two spaces around ")
    assert "account_login" in client.session


@pytest.mark.django_db
def test_a_form_says_what_is_wrong_and_keeps_the_old_one(client, li_na):
    steps.whole(client, li_na)
    form = {"oldpassword": steps.PASSWORD, "password1": "violin", "password2": "violin"}
    page = client.post(reverse("account_change_password"), form).content.decode()
    assert "It needs at least 8 characters." in page
    assert Staff.objects.get(pk=li_na.pk).check_password(steps.PASSWORD)


ARGON = ["openredress.signin.passwords.Argon2id",
         "django.contrib.auth.hashers.PBKDF2PasswordHasher"]  # fmt: skip


@override_settings(PASSWORD_HASHERS=ARGON)
def test_it_is_hashed_with_argon2id_as_rfc_9106_says():
    kept = make_password("quiet brown kettle")
    assert kept.startswith("argon2$argon2id$v=19$m=65536,t=3,p=4$")
    assert get_hasher().verify("quiet brown kettle", kept)
    assert not get_hasher().verify("quiet brown kettl", kept)


@pytest.mark.django_db
@override_settings(PASSWORD_HASHERS=ARGON)
def test_an_older_hash_still_signs_in_and_is_replaced(client, li_na):
    old = make_password(steps.PASSWORD, hasher="pbkdf2_sha256")
    Staff.objects.filter(pk=li_na.pk).update(password=old)
    steps.whole(client, li_na)
    kept = Staff.objects.get(pk=li_na.pk).password
    assert identify_hasher(kept).algorithm == "argon2"


def test_the_settings_say_so():
    """The tests hash fast; what is shipped does not."""
    from importlib import import_module

    source = import_module("openredress.settings")
    assert source.PASSWORD_HASHERS == ARGON
    names = [validator["NAME"] for validator in source.AUTH_PASSWORD_VALIDATORS]
    assert not [n for n in names if "Numeric" in n or "Similarity" in n]
