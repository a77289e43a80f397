"""Cases like one that is open: who is shown which, and who learns nothing."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.cast import START, file, make_cast
from tests.house.test_wall import reading

from openredress.cases import actions, likeness
from openredress.cases.access import case_for
from openredress.cases.likeness import WINDOW, compared
from openredress.cases.models import Case, SearchRow
from openredress.cases.searching import scope_of
from openredress.core.access import Actor
from openredress.parties.models import Petitioner

PLANT = "The mixing plant beside Lifa estate roars all night and dust covers our balconies."
AGAIN = "Concrete dust on every balcony of Lifa estate: the mixing plant works all night."


@pytest.fixture
def cast(db):
    return make_cast()


def found(cast, who, number):
    actor = cast.actor(who)
    with reading(actor):
        done = compared(actor, case_for(actor, number, START + timedelta(days=30)))
        return (
            [each.case.number for each in done.copies], [each.case.number for each in done.causes]
        )  # fmt: skip


def test_copies_and_causes_are_told_apart_and_the_rest_is_left_out(cast):
    one = file(cast, text=PLANT).case.number
    copy = file(cast, text=PLANT + " Please act.").case.number
    same = file(cast, text=AGAIN).case.number
    file(cast, text="A lamp on Mill lane is out since Tuesday and nobody comes to repair it.")
    assert found(cast, "clerk", one) == ([copy], [same])
    assert found(cast, "clerk", same)[1] == [one, copy]


def test_what_lies_too_far_back_is_not_shown(cast):
    one = file(cast, text=PLANT).case.number
    file(cast, text=AGAIN, now=START - timedelta(days=200))
    assert found(cast, "clerk", one) == ([], [])


def test_who_is_shut_out_is_shown_nothing_and_nothing_changes_for_them(cast):
    """Neither a row, nor a score, nor a word of the case that they must not know of."""
    one = file(cast, text=PLANT)
    file(cast, text=AGAIN)
    before = found(cast, "clerk", one.case.number)
    for text in (PLANT, AGAIN + " The clerk takes money for it.", PLANT + " It is the clerk."):
        drive = file(cast, text=text)
        shut = actions.exclude_person(
            drive.case.number, cast.actor("city-supervisor"), cast.staff("clerk").pk,
            "complained-of", "It is about them.", drive.now,
        )  # fmt: skip
        assert isinstance(shut, Case)
    assert found(cast, "clerk", one.case.number) == before
    assert len(found(cast, "city-supervisor", one.case.number)[0]) == 2


def test_what_is_not_read_at_first_is_shown_too(cast, monkeypatch):
    """Of two causes the more alike is another level of the same grievance, and is no other case."""
    one, *others = (file(cast, text=text).case for text in (PLANT, AGAIN, AGAIN + " Please act."))
    wanted = found(cast, "clerk", one.number)
    assert len(wanted[1]) == 2
    monkeypatch.setattr(likeness, "READ", 1)
    assert found(cast, "clerk", one.number) == wanted
    first = next(case for case in others if case.number == wanted[1][0])
    Case.objects.filter(pk=first.pk).update(root=one)
    assert found(cast, "clerk", one.number) == ([], wanted[1][1:])


def test_another_office_is_shown_nothing(cast):
    one = file(cast, text=PLANT, office=cast.offices["repairs"].pk).case.number
    file(cast, text=PLANT)
    assert found(cast, "uk-clerk", one) == ([], [])


def test_nothing_is_alike_because_of_who_filed(cast):
    """Two cases of one person share name, contact and farewell, and nothing complained of."""
    who = {"name": "Thornbury Wen", "phone": "13800001234", "email": "wen@example.org"}
    sign = " Yours, thornbury wen, 13800001234, wen@example.org."
    one = file(cast, text=PLANT + sign, identity=who).case.number
    lamp = "A lamp on Mill lane is out since Tuesday and nobody comes to repair it."
    file(cast, text=lamp + sign, identity=who)
    assert found(cast, "clerk", one) == ([], [])


def test_reports_of_reprisal_are_compared_with_nothing(cast):
    one = file(cast, text=PLANT)
    done = actions.file_report(
        actions.Report(text=PLANT, about=one.case.number), Actor.petitioner(one.case.number),
        one.now,
    )  # fmt: skip
    assert isinstance(done, actions.Reported), done
    assert found(cast, "clerk", one.case.number) == ([], [])
    assert found(cast, "city-supervisor", one.case.number) == ([], [])


def test_what_is_erased_is_compared_no_more(cast):
    one, other = file(cast, text=PLANT), file(cast, text=AGAIN)
    assert found(cast, "clerk", one.case.number)[1]
    SearchRow.objects.filter(pk=other.case.pk).delete()
    Petitioner.objects.filter(case=other.case).delete()
    assert found(cast, "clerk", one.case.number) == ([], [])
    with reading(cast.actor("clerk")):
        actor = cast.actor("clerk")
        assert not compared(actor, case_for(actor, other.case.number, START)).is_compared


def test_requests_have_no_right_to_the_words_but_by_the_function(cast):
    one = file(cast, text=PLANT).case
    with reading(cast.actor("clerk")), pytest.raises(DatabaseError), transaction.atomic():
        SearchRow.objects.count()
    ask = "SELECT found FROM openredress_words_near(%s, NULL, %s, %s, %s, 9)"
    wide = [f"{kind}{office.pk}" for office in cast.offices.values() for kind in "orce"]
    for who, there in (("clerk", 1), ("uk-clerk", 0), (None, 0)):
        with reading(cast.actor(who) if who else None), connection.cursor() as cursor:
            for key in (one.pk, one.pk + 1):
                cursor.execute(ask, [key, wide, START - WINDOW, START + WINDOW])
                assert len(cursor.fetchall()) == there, (who, key)


def test_what_is_nearest_is_read_and_not_what_is_newest(cast):
    keys = [file(cast, text=PLANT).case.pk for _ in range(7)]
    ask = "SELECT found FROM openredress_words_near(%s, %s, %s, %s, %s, 3)"
    actor = cast.actor("clerk")
    around = [START - WINDOW, START + WINDOW]
    with reading(actor), connection.cursor() as cursor:
        for place, near in ((0, keys[:3]), (3, [keys[3], keys[2], keys[4]]), (6, keys[:3:-1])):
            for wanted in (None, "'mixing'"):
                cursor.execute(ask, [keys[place], wanted, list(scope_of(actor)), *around])
                assert [key for (key,) in cursor.fetchall()] == near


def test_it_costs_the_same_however_many_there_are(cast, django_assert_max_num_queries):
    one = file(cast, text=PLANT).case.number
    for i in range(6):
        file(cast, text=AGAIN + f" House {i}.")
    actor = cast.actor("clerk")
    with reading(actor):
        opened = case_for(actor, one, START)
        with django_assert_max_num_queries(7):
            assert len(compared(actor, opened).causes) == 6
