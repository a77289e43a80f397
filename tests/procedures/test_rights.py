"""Knowing one's rights: what a pack lays down, in plain words, and on two sides of paper."""

import re

import pytest
from django.urls import reverse

from openredress.core.procedure import LimitKind
from openredress.offices.models import Office
from openredress.procedures import wording
from tests.core.packs import PACKS

pytestmark = pytest.mark.django_db


def shown(client, path="/rights/", language="en"):
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_institution_shows_the_procedures_it_uses_and_no_other(client, cast):
    html = shown(client)
    for pack, procedure in PACKS.items():
        used = pack in ("cn-2022", "uk-lgsco-2024")
        assert (f"/rights/{pack}/" in html) is used, pack
        assert client.get(f"/rights/{pack}/").status_code == (200 if used else 404)
        assert (procedure.name["en"] in html) is used


def test_of_one_procedure_nobody_has_to_choose(client, cast):
    Office.objects.exclude(procedure="cn-2022").update(procedure="")
    assert "What an answer must contain" in shown(client)


def test_reports_have_a_page_of_their_own(client):
    assert client.get("/rights/reprisal/").status_code == 404
    assert reverse("intake:report") in shown(client, "/rights/cn-2022/")


@pytest.mark.parametrize("pack", [p for p in PACKS if p != "reprisal"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_time_limit_and_door_of_the_pack_is_told(client, pack, language):
    html, procedure = shown(client, f"/rights/{pack}/", language), PACKS[pack]
    key = "zh" if language == "zh-hans" else "en"
    for limit in procedure.limits.values():
        if limit.kind is LimitKind.DUTY:
            assert limit.name[key] in html
    for door in procedure.doors.values():
        for text in (door.name, door.where, door.how, door.by_when):
            assert text[key] in html.replace("&#x27;", "'")
    for step in procedure.steps.values():
        if step.act in ("not-fixed", "go-up"):
            assert step.does[key] in html.replace("&#x27;", "'")


def test_the_length_of_a_limit_is_the_one_of_the_pack(client):
    limit = PACKS["uk-lgsco-2024"].limits["stage-1"]
    html = shown(client, "/rights/uk-lgsco-2024/")
    assert re.search(rf"<dt>{limit.name['en']}</dt><dd>{wording.length_text(limit)}\b", html)
    assert "up to 10 working days more, if you are told why" in html


def test_it_names_the_counters_that_take_grievances_in(client, cast):
    Office.objects.filter(code="petitions").update(address="1 Lake Road", phone="0000-0000210")
    Office.objects.filter(code="relations").update(address="2 Quay Street")
    html = shown(client, "/rights/cn-2022/")
    assert "1 Lake Road" in html
    assert 'href="tel:0000-0000210"' in html
    assert "2 Quay Street" not in html


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_it_is_a_leaflet_of_one_sheet(browser, cast, locale):
    page = browser(locale=locale)
    for pack in ("cn-2022", "uk-lgsco-2024"):
        page.goto(f"/rights/{pack}/")
        assert page.pdf(format="A4").count(b"/Type /Page\n") in (1, 2)
