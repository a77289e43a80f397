"""The public figures of what is overdue."""

from datetime import UTC, datetime

import pytest

from openredress.cases.models import OverdueFigures

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def publish(**counts):
    OverdueFigures.objects.create(day=NOON.date(), made_at=NOON, counts=counts)


def test_it_says_that_there_are_none_yet(client):
    assert "There are no figures yet" in client.get("/overdue/").content.decode()


def test_it_names_offices_the_most_overdue_first(cast, client):
    keys = {code: str(office.pk) for code, office in cast.offices.items()}
    publish(**{keys["roads"]: 2, keys["housing"]: 31})
    page = client.get("/overdue/").content.decode()
    assert page.index("County Housing Bureau") < page.index("County Roads Bureau")
    assert "<td>31</td>" in page
    assert "2 March 2026" in page
    table = client.get("/overdue.csv").content.decode().splitlines()
    assert table == [
        "day,office,name,overdue",
        "2026-03-02,housing,County Housing Bureau,31",
        "2026-03-02,roads,County Roads Bureau,2",
    ]


def test_a_day_without_anything_overdue_says_so(cast, client):
    publish()
    assert "Nothing was overdue" in client.get("/overdue/").content.decode()
