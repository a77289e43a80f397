"""Every page of this app stands by itself: with no other app's addresses, in both languages."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

import openredress.web

WEB = Path(openredress.web.__file__).parent
PAGES = ["home.html", "403.html", "404.html", "405.html", "403_csrf.html", "429.html"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", PAGES)
def test_it_has_one_heading_a_title_and_a_language(name, language):
    with translation.override(language):
        html = render_to_string(name, {}, RequestFactory().get("/"))
    assert html.count("<h1") == 1
    assert f'<html lang="{language}" dir="ltr">' in html
    assert re.search(r"<title>[^<]+ – OpenRedress</title>", html)
    assert 'href="#main"' in html


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_it_can_say_sorry_without_any_context(name):
    html = render_to_string(name)
    assert html.count("<h1") == 1
    assert "receipt" in html


def test_it_can_say_sorry_when_the_style_sheet_is_gone(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    settings.DEBUG = False
    assert "<h1" in render_to_string("500.html")


def test_it_says_error_in_the_title_first():
    html = render_to_string("home.html", {"has_errors": True}, RequestFactory().get("/"))
    assert "<title>Error: " in html


def test_it_names_the_institution():
    html = render_to_string(
        "home.html", {"institution_name": "Linhe County"}, RequestFactory().get("/")
    )
    assert "– Linhe County</title>" in html


def test_it_reads_from_right_to_left():
    with translation.override("ar"):
        assert '<html lang="ar" dir="rtl">' in render_to_string("home.html")


@pytest.mark.parametrize("path", sorted(WEB.glob("templates/**/*.html")), ids=lambda p: p.name)
def test_it_has_nothing_inline_and_nothing_from_elsewhere(path):
    source = path.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)", source)
    assert not re.search(r"(src|href)=\"(https?:)?//", source)


def test_it_lays_out_by_logical_sides_only():
    sheet = (WEB / "static/web/openredress.css").read_text()
    physical = re.findall(r"(?:margin|padding|border)-(?:left|right)|\b(?:left|right)\s*:", sheet)
    assert physical == []
    assert "http" not in sheet


def test_an_address_that_only_takes_forms_says_so_when_it_is_opened(client):
    """As after signing in again in the middle of a form."""
    answer = client.get("/case/close/", headers={"accept": "text/html"})
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Nothing was sent" in answer.content.decode()
    assert client.put("/case/close/").content == b""
