"""The public pages about procedures, without a database row in sight."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from openredress.cases.models import RetentionRule
from tests.core.packs import PACKS

pytestmark = pytest.mark.django_db


def _get(client, path, language="en", **query):
    return client.get(path, query, headers={"accept-language": language})


def _count(client, language="en", **query):
    given = {"procedure": "cn-2022", "limit": "accept", "start": "2026-01-31", **query}
    return _get(client, "/how-long/", language, **given)


def test_it_asks_for_the_procedure_first(client):
    html = _get(client, "/how-long/").content.decode()
    for pack, procedure in PACKS.items():
        assert f"/how-long/?procedure={pack}" in html
        assert procedure.name["en"] in html


def test_it_counts_the_days(client):
    response = _count(client)
    html = response.content.decode()
    assert response.status_code == 200
    assert "Tuesday 24 February 2026" in html
    assert "Civil Code Art. 203" in html
    assert "Art. 23" in html
    assert html.count("<li class=") >= 25
    assert "error-summary" not in html


def test_it_counts_the_days_in_chinese(client):
    html = _count(client, "zh-hans").content.decode()
    assert "2026年2月24日 星期二" in html
    assert "第二十三条" in html
    assert "春节" in html


def test_an_address_says_everything(client):
    """It can be kept, sent and printed: the same address gives the same days."""
    response = _count(client)
    assert response.request["QUERY_STRING"].count("=") == 3
    assert 'value="2026-01-31"' in response.content.decode()


@pytest.mark.parametrize(
    ("query", "says", "anchor"),
    [
        ({"start": ""}, "Give the day on which it began.", "#id_start"),
        ({"start": "2026-02-30"}, "This is not a day of the calendar.", "#id_start"),
        ({"start": "1899-01-01"}, "Days are known from 2000 to 2040.", "#id_start"),
        ({"start": "9999-12-31"}, "Days are known from 2000 to 2040.", "#id_start"),
        ({"limit": ""}, "Choose the time limit you want counted.", "#id_limit_0"),
        ({"limit": "no-such"}, "This procedure has no such time limit.", "#id_limit_0"),
        ({"calendar": "XX"}, "Choose a calendar from the list.", "#id_calendar"),
    ],
)
def test_it_says_what_is_wrong_and_where(client, query, says, anchor):
    html = _count(client, **query).content.decode()
    assert "<title>Error:" in html
    assert says in html
    assert f'href="{anchor}"' in html
    assert 'class="days"' not in html


def test_it_shows_no_error_before_anybody_answered(client):
    html = _get(client, "/how-long/", procedure="cn-2022").content.decode()
    assert "error-summary" not in html


def test_it_warns_of_a_date_that_may_still_move(client):
    words = "not published yet"
    assert words in _count(client, start="2026-12-20").content.decode()
    assert words not in _count(client).content.decode()


def test_another_calendar_can_be_chosen(client):
    plain = {"procedure": "workplace", "limit": "acknowledge", "start": "2026-02-12"}
    assert "Thursday 19 February 2026" in _get(client, "/how-long/", **plain).content.decode()
    chosen = _get(client, "/how-long/", calendar="CN", **plain).content.decode()
    assert "Thursday 26 February 2026" in chosen


def test_hours_end_at_an_hour(client):
    html = _count(client, procedure="wb-ess10", limit="tell-project-unit").content.decode()
    assert "Monday 2 February 2026 00:00" in html


@pytest.mark.parametrize("pack", sorted(PACKS))
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_limit_of_every_procedure_can_be_counted(client, pack, language):
    for limit in PACKS[pack].limits:
        response = _count(client, language, procedure=pack, limit=limit)
        assert 'class="days"' in response.content.decode(), limit


@pytest.mark.parametrize("pack", sorted(PACKS))
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_procedure_is_explained(client, pack, language):
    procedure = PACKS[pack]
    html = _get(client, f"/procedures/{pack}/", language).content.decode()
    short = language[:2]
    from django.utils.html import escape

    for thing in (*procedure.limits.values(), *procedure.doors.values()):
        assert escape(thing.name[short]) in html
    for text in procedure.confirm:
        assert escape(text[short]) in html
    assert html.count("<h1") == 1


def test_procedures_are_listed(client):
    html = _get(client, "/procedures/").content.decode()
    assert all(f"/procedures/{pack}/" in html for pack in PACKS)


@pytest.mark.parametrize(
    "path", ["/procedures/no-such/", "/how-long/?procedure=no-such", "/procedures/..%2fx/"]
)
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/how-long/", "/procedures/", "/procedures/cn-2022/"])
def test_it_only_answers_questions(client, path):
    assert client.post(path).status_code in (403, 405)


def test_the_pages_ask_the_database_nothing(client, django_assert_num_queries):
    _count(client)
    with django_assert_num_queries(0):
        _count(client)


def test_the_page_of_a_procedure_asks_for_the_rules_of_the_institution_alone(client):
    with CaptureQueriesContext(connection) as asked:
        _get(client, "/procedures/cn-2022/")
    tables = [query["sql"] for query in asked if "FROM" in query["sql"]]
    assert [("cases_retentionrule" in sql) for sql in tables] == [True]


def test_how_long_a_case_is_kept_is_told_with_what_it_rests_on(client):
    page = _get(client, "/procedures/cn-2022/").content.decode()
    assert "10 years" in page
    assert "Archives Administration Order No. 8" in page
    assert "Whoever filed it is told on their page 6 months before" in page
    assert "Name and contact of a case that has ended can be erased at once." in page
    rule = {"pack": "cn-2022", "amount": 30, "unit": "years", "reason": "County archives order 12."}
    RetentionRule.objects.create(**rule, set_at=timezone.now())
    page = _get(client, "/procedures/cn-2022/").content.decode()
    assert "30 years" in page
    assert "County archives order 12." in page
    assert "Order No. 8" not in page.split("How long a case is kept")[1].split("</dl>")[0]
