"""The institution in memory is the one in the database, whoever changed it and how."""

import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.cast import make_cast

from openredress.offices.institution import held, institution
from openredress.offices.models import Matter, Office, Place


def queries():
    with CaptureQueriesContext(connection) as asked:
        institution()
    return len(asked)


@pytest.mark.django_db
def test_it_asks_once_until_something_changes(cast):
    institution()
    assert queries() == 1
    Office.objects.filter(code="roads").update(time_zone="Asia/Urumqi")
    assert queries() > 1
    assert queries() == 1


@pytest.mark.django_db
def test_a_block_asks_once_and_no_longer(cast):
    with held() as known:
        Office.objects.filter(code="roads").update(time_zone="Asia/Urumqi")
        assert queries() == 0
        assert institution() is known
    roads = cast.offices["roads"].pk
    assert institution().ground_of(roads).time_zone == "Asia/Urumqi"


CHANGES = {
    "an office": lambda cast: Office.objects.create(code="new", parent=cast.offices["county"]),
    "a name": lambda cast: Office.objects.filter(code="roads").update(code="ways"),
    "an office gone": lambda cast: (
        cast.staff("town-officer").posts.all().delete(),
        Office.objects.get(code="town").delete(),
    ),
    "a matter": lambda cast: Matter.objects.create(code="wages"),
    "a place": lambda cast: Place.objects.create(code="lake", parent=cast.places["linjiang"]),
    "what it answers for": lambda cast: cast.offices["roads"].matters.add(cast.matters["damp"]),
    "where": lambda cast: cast.offices["town"].places.clear(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_each_change_counts_at_once_and_is_undone_with_its_transaction(cast, change):
    before = institution()
    with transaction.atomic():
        change(cast)
        assert institution() != before
        transaction.set_rollback(True)
    assert institution() == before


@pytest.mark.django_db(transaction=True)
def test_what_another_process_changes_counts_here(live_server):
    cast = make_cast()
    roads = cast.offices["roads"].pk
    assert institution().ground_of(roads).procedure == "cn-2022"

    def elsewhere():
        Office.objects.filter(code="roads").update(procedure="workplace")
        connection.close()

    other = threading.Thread(target=elsewhere)
    other.start()
    other.join()
    assert institution().ground_of(roads).procedure == "workplace"


@pytest.mark.django_db
def test_paths_lead_from_the_narrowest_up(cast):
    qingshi, linjiang, yunchuan = (
        cast.places[code].pk for code in ("qingshi", "linjiang", "yunchuan")
    )
    wish = institution().wish(None, None, qingshi)
    assert wish.places == (qingshi, linjiang, yunchuan)
    county = cast.offices["county"].pk
    below = {cast.offices[code].pk for code in ("petitions", "roads", "housing", "town")}
    assert institution().below(county) == below
