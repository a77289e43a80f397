"""The five minutes of a head: every figure is what its list shows, and the wall holds for both."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import DECISION, accepted, file

from openredress.cases import actions, totals
from openredress.cases.models import Case
from openredress.core.events import Promise
from openredress.core.procedure import Role
from openredress.desk import head
from openredress.duty.actions import raise_and_climb
from openredress.duty.overview import COLUMNS, overview
from openredress.offices.models import Post


def ago(days):
    return timezone.now() - timedelta(days=days)


def one_of_each(cast):
    """A case for every column, at the roads bureau."""
    accepted(cast, now=ago(100))  # Late.
    accepted(cast, now=ago(59))  # Falls due within a week: accepted 56 days ago, of 60.
    waiting = accepted(cast, now=ago(30))
    waiting.must("roads-officer", "request-extension", amount=5, reason="Frost.")
    promise = Promise(cast.offices["roads"].pk, ago(0).date() + timedelta(days=1))
    done = accepted(cast, now=ago(20))
    done.must("roads-officer", "decide", **DECISION, remedies=(promise,), remedy_texts=("Sign",))
    broken = Promise(cast.offices["roads"].pk, ago(10).date())
    kept = accepted(cast, now=ago(20))
    kept.must("roads-officer", "decide", **DECISION, remedies=(broken,), remedy_texts=("Bridge",))
    kept.must("roads-officer", "serve", how="post")
    kept.must("petitioner", "message", text="It is not done.")
    raise_and_climb(timezone.now())
    return done


def figures(answer):
    """What the cards at the top say, by column."""
    found = re.findall(
        r'<a href="/desk/head/(\w+)/"><strong>(\d+)</strong>', answer.content.decode()
    )
    return {what: int(count) for what, count in found}


def rows_of(answer):
    return answer.content.decode().count('<th scope="row">')


def test_every_figure_opens_the_list_behind_it(cast, sit_down):
    one_of_each(cast)
    head = sit_down("roads-head")
    page = head.get("/desk/head/")
    counted = figures(page)
    assert list(counted) == list(COLUMNS)
    assert min(counted.values()) >= 1, counted
    for what, count in counted.items():
        for address in (f"/desk/head/{what}/", f"/desk/head/{what}/?office=roads"):
            assert rows_of(head.get(address)) == count, address
    text = page.content.decode()
    assert "since " in text
    assert "Late the longest" in text


def test_it_counts_open_work_of_officers_and_nothing_else(cast, sit_down):
    one_of_each(cast)
    head, officer = sit_down("roads-head"), cast.staff("roads-officer").pk
    page = head.get("/desk/head/").content.decode()
    address = f"/desk/head/work/?office=roads&amp;officer={officer}"
    count = int(re.search(re.escape(address) + r'">(\d+)', page)[1])
    listed = head.get(address.replace("&amp;", "&"))
    assert rows_of(listed) == count == 5
    assert "roads-officer" in listed.content.decode()
    nobody = head.get("/desk/head/work/?office=roads&officer=")
    assert rows_of(nobody) == 0
    # A supervisor sees offices below, and the work of nobody there.
    above = sit_down("city-supervisor").get("/desk/head/").content.decode()
    assert "County Roads Bureau" in above
    assert "/desk/head/work/" not in above


def test_whoever_is_shut_out_sees_neither_row_nor_count(cast, sit_down):
    done = one_of_each(cast)
    head = sit_down("roads-head")
    before = figures(head.get("/desk/head/"))
    for case in Case.objects.all():
        clerk, person = cast.actor("clerk"), cast.staff("roads-head").pk
        shut = actions.exclude_person(
            case.number, clerk, person, "complained-of", "x", timezone.now()
        )
        assert isinstance(shut, Case)
    raise_and_climb(timezone.now())
    after = head.get("/desk/head/")
    assert set(figures(after).values()) == {0} != set(before.values())
    assert done.case.number not in after.content.decode()
    for what in (*COLUMNS, "work"):
        assert rows_of(head.get(f"/desk/head/{what}/")) == 0
    assert sum(figures(sit_down("city-supervisor").get("/desk/head/")).values()) > 0


def test_it_is_for_heads_and_supervisors(cast, sit_down):
    one_of_each(cast)
    for who in ("roads-officer", "clerk", "operator"):
        assert sit_down(who).get("/desk/head/").status_code == 404
        assert sit_down(who).get("/desk/head/late/").status_code == 404
    head = sit_down("housing-head")
    assert set(figures(head.get("/desk/head/")).values()) == {0}
    for address in ("late/?office=roads", "late/?office=nowhere", "people/"):
        assert head.get(f"/desk/head/{address}").status_code == 404
    # The open work of another office is not there, whoever is named.
    other = cast.staff("roads-officer").pk
    assert rows_of(head.get(f"/desk/head/work/?officer={other}")) == 0
    assert "roads-officer" not in head.get(f"/desk/head/work/?officer={other}").content.decode()


def test_it_costs_the_same_however_much_there_is(cast, sit_down):
    people = (sit_down("roads-head"), sit_down("city-supervisor"))
    addresses = ["/desk/head/", *(f"/desk/head/{what}/" for what in (*COLUMNS, "work"))]
    counted = []
    for _round in range(2):
        for _row in range(3):
            one_of_each(cast)
        totals.add_up()  # As the worker does each minute.
        counted.append([cost(person, a) for person in people for a in addresses])
    assert counted[0] == counted[1]
    assert max(counted[1]) <= 20


def cost(person, address):
    person.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert person.get(address).status_code == 200
    return len(asked)


def test_its_lists_go_on_where_they_end(cast, sit_down, monkeypatch):
    from openredress.cases import open_work

    for _row in range(5):
        one_of_each(cast)
    actor, now = cast.actor("roads-head"), timezone.now()
    for figure in open_work.Figure:
        if figure in ("remedies", "work"):
            continue
        whole = open_work.listed(actor, figure, open_work.own(actor), now).cases
        found, after = [], ""
        while True:
            page = open_work.listed(actor, figure, open_work.own(actor), now, after, size=2)
            found += page.cases
            after = page.next
            if not after:
                break
        assert found == list(whole), figure
    assert overview(actor, now).totals["late"].count == len(
        open_work.listed(actor, open_work.Figure.LATE, open_work.own(actor), now).cases
    )


def test_a_marker_that_is_none_breaks_no_list(cast, sit_down):
    one_of_each(cast)
    head = sit_down("roads-head")
    for what in (*COLUMNS, "work"):
        for after in ("x", "2026-13-01_1", "~", "9" * 40, "2026-01-01_9~"):
            address = f"/desk/head/{what}/?officer=9{'9' * 30}&after={after}"
            assert head.get(address).status_code == 200, address


def test_a_head_says_where_the_digest_goes(cast, sit_down, mail):
    head = sit_down("roads-head")
    wrong = head.post("/desk/head/digest/", {"digest-email": "nowhere"})
    assert wrong.status_code == 422
    assert "Enter an address such as" in wrong.content.decode()
    assert head.post("/desk/head/digest/", {"digest-email": "head@example.org"}).status_code == 302
    assert cast.staff("roads-head").digest_email == "head@example.org"
    assert sit_down("city-supervisor").post("/desk/head/digest/", {}).status_code == 404


@pytest.mark.parametrize("role", [Role.HEAD])
def test_a_head_of_two_offices_sees_both(cast, sit_down, role):
    one_of_each(cast)
    Post.objects.create(
        staff=cast.staff("roads-head"), office=cast.offices["housing"], role=role.value
    )
    page = sit_down("roads-head").get("/desk/head/").content.decode()
    assert "County Roads Bureau" in page
    assert "County Housing Bureau" in page


def test_of_very_many_offices_the_first_are_shown_and_all_when_asked(cast, sit_down, monkeypatch):
    accepted(cast, now=ago(100))
    file(cast, now=ago(100))
    monkeypatch.setattr(head, "MOST_OFFICES", 1)
    client = sit_down("city-supervisor")
    few, whole = (
        client.get(f"/desk/head/{more}").content.decode() for more in ("", "?offices=all")
    )
    link = 'href="?offices=all"'
    assert link in few
    assert link not in whole
    assert few.count('<td data-label="Late"') == 1
    assert whole.count('<td data-label="Late"') > 1
