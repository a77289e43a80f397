"""How values are shown: dates, codes, texts of two languages, citations and counted days."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import translation

from openredress.core.clock import Day, DayReason
from openredress.web.templatetags import openredress as tags

TODAY = date(2026, 2, 26)


def shown(source, **context):
    return Template("{% load openredress %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [
        ("en", {"en": "Water", "zh": "水"}, "Water"),
        ("zh-hans", {"en": "Water", "zh": "水"}, "水"),
        ("zh-hans", {"en": "Water", "zh-hans": "水"}, "水"),
        ("zh-hans", {"en": "Water"}, "Water"),
        ("en", {"zh": "水"}, "水"),
        ("en", "Water", "Water"),
        ("en", {}, ""),
        ("en", None, ""),
    ],
)
def test_it_picks_the_readers_language(language, value, expected):
    with translation.override(language):
        assert tags.localtext(value) == expected


def test_it_groups_a_code_as_people_read_it():
    assert tags.grouped("4821930571620483") == "4821 9305 7162 0483"
    assert tags.grouped("4821-9305 7162") == "4821 9305 7162"
    assert tags.grouped(None) == ""


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "Thursday 26 February 2026"), ("zh-hans", "2026年2月26日 星期四")],
)
def test_it_writes_a_day_with_its_weekday(language, expected):
    with translation.override(language):
        assert tags.plain_date(TODAY) == expected


@pytest.mark.parametrize("value", [None, "", "2026-02-26"])
def test_it_shows_nothing_for_what_is_no_day(value):
    assert tags.plain_date(value) == ""
    assert tags.due_words(value) == ""


def test_it_reads_a_moment_in_the_zone_of_the_office():
    from zoneinfo import ZoneInfo

    from django.utils import timezone

    with timezone.override(ZoneInfo("Asia/Shanghai")):
        late = datetime(2026, 2, 25, 20, 0, tzinfo=UTC)
        assert tags.plain_moment(late) == "Thursday 26 February 2026 04:00"
        text = "{% load tz openredress %}{{ late|timezone:'Europe/London'|plain_moment }}"
        named = Template(text).render(Context({"late": late}))
        assert named == "Wednesday 25 February 2026 20:00", "the zone that the page names counts"


@pytest.mark.parametrize(
    ("due_on", "words", "state"),
    [
        (date(2026, 2, 23), "3 days late", "late"),
        (date(2026, 2, 25), "1 day late", "late"),
        (date(2026, 2, 26), "today", "today"),
        (date(2026, 2, 27), "in 1 day", "soon"),
        (date(2026, 3, 10), "in 12 days", "open"),
    ],
)
def test_it_says_how_far_away_a_day_is(due_on, words, state):
    assert tags.due_words(due_on, TODAY) == words
    assert tags.due_state(due_on, TODAY) == state


def test_it_counts_no_days_for_a_clock_that_ended():
    html = shown("{% clock due 'The answer' today 'met' %}", due=date(2026, 2, 1), today=TODAY)
    assert "done in time" in html
    assert "late" not in html


def test_it_cites_an_article_whose_words_can_be_opened():
    citation = SimpleNamespace(article={"en": "Article 22"}, text={"en": "Within fifteen days."})
    opened = shown("{% cite citation %}", citation=citation)
    assert opened.startswith('<details class="cite"><summary>Article 22</summary>')
    assert "Within fifteen days." in opened
    assert shown("{% cite citation inline=True %}", citation=citation) == (
        '<span class="cite">Article 22</span>'
    )


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "Housing, Health"), ("zh-hans", "Housing、Health")]
)
def test_it_puts_between_names_what_the_language_does(language, expected):
    with translation.override(language):
        assert tags.listed(["Housing", "Health"]) == expected


def test_it_escapes_what_a_pack_says():
    assert "<b>" not in shown("{% cite citation %}", citation={"article": "<b>", "text": "<b>"})


def test_it_shows_every_day_with_its_number_or_its_reason():
    counted = [
        Day(date(2026, 2, 26), 0, DayReason.EVENT),
        Day(date(2026, 2, 27), 1, DayReason.COUNTED),
        Day(date(2026, 2, 28), 2, DayReason.COUNTED, swapped=True),
        Day(date(2026, 3, 1), 0, DayReason.HOLIDAY, name={"en": "Spring rest", "zh": "春休"}),
        Day(date(2026, 3, 2), 3, DayReason.COUNTED),
    ]
    html = shown("{% day_calendar days 'Counted days' %}", days=counted)
    assert html.count("<table") == 2
    assert "The day it started is not counted." in html
    assert "A weekend day that is worked" in html
    assert "Not counted: public holiday. (Spring rest)" in html
    assert html.count('class="last"') == 1


def test_it_has_words_for_every_reason_the_core_can_give():
    for reason in DayReason:
        html = shown("{% day_calendar days %}", days=[Day(TODAY, 0, reason)])
        assert "<table" in html


def test_it_draws_a_qr_code_that_fetches_nothing_and_has_no_style():
    html = shown("{% qr '1234' 'My \"case\"' %}")
    assert 'aria-label="My &quot;case&quot;"' in html
    assert "<svg" in html
    for forbidden in ("style=", "<style", "href", "<image"):
        assert forbidden not in html


@pytest.mark.parametrize(
    ("language", "told"), [("en", "Friday, 09:00"), ("zh-hans", "Friday，09:00")]
)
def test_a_thing_and_what_belongs_to_it_are_parted_as_the_language_does(language, told):
    with translation.override(language):
        assert tags.beside("Friday", "09:00") == told
