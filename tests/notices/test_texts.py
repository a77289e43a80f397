"""Texts of messages: placeholders that reach nothing, and whose words they are."""

import pytest
from tests.cast import START

from openredress.core import news
from openredress.core.access import Actor, Post
from openredress.core.procedure import Role
from openredress.notices import editing, texts
from openredress.notices.models import Template
from openredress.notices.texts import Wording

OPERATOR = Actor(Role.OFFICER, staff=1, posts=(Post(1, Role.OPERATOR),))
FRAME = ("what", "page", "institution", "contact")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("{what} at {page}", 0),
        ("no placeholder at all", 0),
        ("{name}", 1),
        ("{what.__class__}", 1),
        ("{what[0]}", 1),
        ("{what!r}", 1),
        ("{what:>99999999}", 1),
        ("{}", 1),
        ("{0}", 1),
        ("{ what }", 1),
        ("{{what}}", 1),
        ("{what", 1),
        ("what}", 1),
        ("{settings.SECRET_KEY} and {what.__init__.__globals__}", 2),
        ("{% load i18n %}{{ request }}", 3),
        ("%(what)s ${what}", 0),
    ],
)
def test_whatever_is_no_placeholder_is_a_clear_error(text, wrong):
    found = list(texts.faults(text, FRAME))
    assert len(found) == wrong
    for fault in found:
        assert "{what}, {page}" in fault


def test_what_is_put_in_is_not_looked_at_again():
    """A name of an institution with braces in it stays a name."""
    assert texts.fill("{what} {page}", {"what": "{page}", "page": "{what}"}) == "{page} {what}"
    assert texts.fill("{unknown}", {"what": "x"}) == "{unknown}"


def test_an_empty_contact_leaves_no_gap(settings):
    settings.CONTACT = ""
    wording = Wording("", "{what}\n\n{contact}\n\n{institution}")
    said = texts.framed("Something.", wording, "en").text
    assert said == f"Something.\n\n{settings.INSTITUTION}\n"


def test_a_subject_stays_one_line(settings):
    settings.INSTITUTION = "County\nBcc: everybody@example.org"
    message = texts.framed("x", Wording("News from {institution}", "{what}"), "en")
    assert "\n" not in message.subject


@pytest.mark.django_db
def test_a_text_of_the_institution_takes_the_place_of_ours_in_its_language_only():
    editing.save(OPERATOR, texts.SHORT, "en", "", "Look at {page}: {what}", START)
    assert texts.message(news.ANSWER, texts.SHORT, "en").text.startswith("Look at ")
    assert not texts.message(news.ANSWER, texts.SHORT, "zh-hans").text.startswith("Look at ")
    editing.restore(OPERATOR, texts.SHORT, "en")
    assert not Template.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "subject", "text"),
    [
        (texts.EMAIL, "", "{what}"),
        (texts.EMAIL, "News {what}", "{what}"),
        (texts.EMAIL, "News", "nothing happened"),
        (texts.EMAIL, "News", ""),
        (texts.EMAIL, "News", "{what} {name}"),
        (texts.SHORT, "", "{what}" + "x" * 300),
        (news.ANSWER, "", "{institution}"),
    ],
)
def test_a_text_with_a_fault_is_kept_by_nobody(name, subject, text):
    with pytest.raises(ValueError, match="faults"):
        editing.save(OPERATOR, name, "en", subject, text, START)
    assert not Template.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.OPERATOR, Role.SYSTEM)])
def test_only_an_operator_writes_texts(role):
    somebody = Actor(Role.OFFICER, staff=1, posts=(Post(1, role),))
    with pytest.raises(PermissionError):
        editing.save(somebody, texts.SHORT, "en", "", "{what}", START)
    with pytest.raises(PermissionError):
        editing.restore(somebody, texts.SHORT, "en")
