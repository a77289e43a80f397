"""Keeping a roster: who may, what is refused and why, what stands on record; swaps by both."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from tests.cast import PASSWORD, START
from tests.duty.test_alerts import HOUR, NOON, keep_roster

from openredress.core.duty import Refused, Trouble
from openredress.core.hours import Span
from openredress.duty import actions, wording
from openredress.duty.actions.roster import Watch
from openredress.duty.models import Absence, Change, Roster, Shift, Swap
from openredress.duty.posted import posted
from openredress.duty.queries import Line
from openredress.offices.models import Post, Staff

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def days(first, last):
    return Span(NOON + first * DAY, NOON + last * DAY)


@pytest.fixture
def roads(cast):
    """The roads bureau with three officers and its head."""
    for name in ("second", "third"):
        staff = Staff.objects.create_user(name, PASSWORD, name=name)
        Post.objects.create(staff=staff, office=cast.offices["roads"], role="officer")
    cast.pk = cast.offices["roads"].pk
    return cast


def enter(roads, who, first, last, substitute=None, by=None):
    return actions.away(
        roads.actor(by or who), roads.pk, roads.staff(who).pk, days(first, last),
        roads.staff(substitute).pk if substitute else None, NOON,
    )  # fmt: skip


def a_shift(roads, lead="roads-officer", others=(), span=None):
    watch = Watch(roads.staff(lead).pk, tuple(roads.staff(o).pk for o in others))
    made = actions.make_shifts(
        roads.actor("roads-head"), roads.pk, [span or days(1, 2)], watch, NOON
    )
    assert not isinstance(made, Refused), made
    return made[0]


# Who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "may"), [
    ("roads-head", True), ("city-supervisor", True), ("roads-officer", False), ("clerk", False),
    ("housing-head", False), ("county-head", False), ("operator", False), ("uk-head", False),
])  # fmt: skip
def test_the_head_keeps_the_roster_or_a_supervisor_above(roads, who, may):
    watch = Watch(roads.staff("roads-officer").pk)
    done = actions.make_shifts(roads.actor(who), roads.pk, [days(1, 2)], watch, NOON)
    assert isinstance(done, tuple) is may
    if not may:
        assert done == Refused(Trouble.NOT_YOURS)
        assert not Shift.objects.exists()
        assert not Change.objects.exists()


def test_only_people_of_the_office_are_put_on_duty(roads):
    head = roads.actor("roads-head")
    own, other = roads.staff("roads-officer").pk, roads.staff("housing-officer").pk

    def made(*watch):
        return actions.make_shifts(head, roads.pk, [days(1, 2)], Watch(*watch), NOON)

    assert made(other) == Refused(Trouble.NOT_OF_THIS_OFFICE, "lead")
    assert made(own, (other,)) == Refused(Trouble.NOT_OF_THIS_OFFICE, "others")
    assert made(own, (own,)) == Refused(Trouble.TWICE, "others")
    assert not Shift.objects.exists()


def test_no_days_too_many_and_what_is_over(roads):
    head, watch = roads.actor("roads-head"), Watch(roads.staff("roads-officer").pk)

    def made(spans):
        return actions.make_shifts(head, roads.pk, spans, watch, NOON)

    assert made([]) == Refused(Trouble.NO_DAYS, "weekdays")
    assert made([days(1, 2)] * 281) == Refused(Trouble.TOO_MANY, "weeks")
    assert made([days(-2, -1)]) == Refused(Trouble.OVER, "first")
    assert not Shift.objects.exists()


def test_who_changed_the_roster_stands_on_record(roads):
    shift, head = a_shift(roads), roads.actor("roads-head")
    other = roads.staff("second").pk
    assert not isinstance(actions.change_shift(head, shift.pk, Watch(other), NOON + HOUR), Refused)
    assert actions.remove_shift(head, shift.pk, NOON + 2 * HOUR) is None
    found = [(c.what, c.by_id, c.at) for c in Change.objects.order_by("id")]
    assert found == [("shifts-made", head.staff, NOON), ("shift-changed", head.staff, NOON + HOUR),
                     ("shift-removed", head.staff, NOON + 2 * HOUR)]  # fmt: skip
    assert Change.objects.order_by("id")[1].data["lead"] == other


def test_a_shift_that_has_begun_ends_and_is_not_made_undone(roads):
    shift = a_shift(roads, span=days(0, 1))
    assert actions.remove_shift(roads.actor("roads-head"), shift.pk, NOON + HOUR) is None
    shift.refresh_from_db()
    assert shift.ends_at == NOON + HOUR
    again = actions.remove_shift(roads.actor("roads-head"), shift.pk, NOON + 2 * HOUR)
    assert again == Refused(Trouble.OVER)


# Absences -------------------------------------------------------------------------------------


def test_one_enters_ones_own_absence_and_the_head_anybodys(roads):
    assert isinstance(enter(roads, "roads-officer", 1, 3, "second"), Absence)
    assert isinstance(enter(roads, "third", 1, 3, "roads-officer", by="roads-head"), Absence)
    assert enter(roads, "second", 5, 6, by="third") == Refused(Trouble.NOT_YOURS)
    assert enter(roads, "second", 5, 6, by="housing-head") == Refused(Trouble.NOT_YOURS)


def test_a_circle_is_refused_with_the_people_in_it(roads):
    assert isinstance(enter(roads, "roads-officer", 1, 5, "second"), Absence)
    assert isinstance(enter(roads, "second", 2, 4, "third"), Absence)
    refused = enter(roads, "third", 3, 9, "roads-officer")
    names = ("third", "roads-officer", "second", "third")
    assert refused == Refused(Trouble.CIRCLE, "substitute", names)
    assert "third → roads-officer → second → third" in wording.trouble_text(refused)
    assert isinstance(enter(roads, "third", 4, 9, "roads-officer"), Absence)  # Second is back.
    own = enter(roads, "second", 20, 21, "second")
    assert own.trouble is Trouble.CIRCLE


def test_a_substitute_holds_every_post_of_whom_they_stand_in_for(roads):
    refused = enter(roads, "roads-officer", 1, 3, "roads-head")
    assert refused == Refused(Trouble.NOT_ABLE, "substitute", ("roads-head", "roads-officer"))
    assert enter(roads, "roads-officer", 1, 3, "housing-officer").trouble is Trouble.NOT_ABLE
    # Whoever is both stands in for either; not the other way about.
    second = roads.staff("second")
    Post.objects.create(staff=second, office=roads.offices["roads"], role="head")
    assert isinstance(enter(roads, "roads-head", 1, 3, "second"), Absence)
    assert enter(roads, "second", 5, 6, "roads-head").trouble is Trouble.NOT_ABLE


def test_a_substitute_who_lost_the_post_no_longer_stands_in(roads):
    a_shift(roads, span=days(0, 9))
    enter(roads, "roads-officer", 0, 9, "second")
    at = NOON + HOUR
    (standing,) = posted([roads.pk], at)[roads.pk].on_duty
    assert standing.person == roads.staff("second").pk
    Post.objects.filter(staff__username="second").delete()
    assert posted([roads.pk], at)[roads.pk].on_duty == ()


def test_whoever_left_the_office_or_may_not_sign_in_is_not_on_duty(roads):
    a_shift(roads, "second", ["third"], span=days(0, 9))
    Staff.objects.filter(username="second").update(is_active=False)
    (standing,) = posted([roads.pk], NOON)[roads.pk].on_duty
    assert standing.person == roads.staff("third").pk


def test_two_absences_at_once_and_times_that_are_none(roads):
    assert isinstance(enter(roads, "second", 1, 5), Absence)
    assert enter(roads, "second", 4, 6) == Refused(Trouble.AWAY_ALREADY, "first")
    assert enter(roads, "third", 5, 4) == Refused(Trouble.ENDS_BEFORE, "through")
    assert enter(roads, "third", -5, -4) == Refused(Trouble.OVER, "through")


def test_an_absence_is_taken_back_by_whoever_may(roads):
    absence = enter(roads, "second", -1, 5, "third")
    assert actions.back(roads.actor("third"), absence.pk, NOON) == Refused(Trouble.NOT_YOURS)
    assert actions.back(roads.actor("second"), absence.pk, NOON + HOUR) is None
    absence.refresh_from_db()
    assert absence.ends_at == NOON + HOUR  # It was, until now.
    ahead = enter(roads, "third", 3, 5)
    assert actions.back(roads.actor("roads-head"), ahead.pk, NOON) is None
    assert not Absence.objects.filter(pk=ahead.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_do_not_close_a_circle(roads):
    """Each alone is no circle; together they are. The second waits for the first and is refused."""

    def entered(pair):
        try:
            return enter(roads, pair[0], 1, 5, pair[1])
        finally:
            connection.close()

    pairs = [("second", "third"), ("third", "second")]
    for _attempt in range(3):
        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(entered, pairs))
        assert sorted(isinstance(d, Absence) for d in done) == [False, True]
        Absence.objects.all().delete()


# Swaps ----------------------------------------------------------------------------------------


def test_a_swap_needs_both(roads):
    shift, theirs = a_shift(roads), a_shift(roads, "second", span=days(3, 4))
    asker, other = roads.actor("roads-officer"), roads.actor("second")
    swap = actions.ask_swap(asker, shift.pk, other.staff, theirs.pk, NOON)
    assert isinstance(swap, Swap)
    shift.refresh_from_db()
    assert shift.lead_id == asker.staff  # Asked, and nothing changed.
    for who in ("third", "roads-head", "roads-officer"):
        assert actions.answer_swap(roads.actor(who), swap.pk, "agreed", NOON) == Refused(
            Trouble.NOT_YOURS
        )
    assert not isinstance(actions.answer_swap(other, swap.pk, "agreed", NOON), Refused)
    shift.refresh_from_db()
    theirs.refresh_from_db()
    assert (shift.lead_id, theirs.lead_id) == (other.staff, asker.staff)
    assert Change.objects.filter(what="swapped", by=other.staff).count() == 1
    assert actions.answer_swap(other, swap.pk, "agreed", NOON) == Refused(Trouble.ANSWERED)


def test_saying_no_and_taking_back_change_nothing(roads):
    shift = a_shift(roads)
    asker, other = roads.actor("roads-officer"), roads.actor("second")
    for answer, by in (("refused", other), ("withdrawn", asker)):
        swap = actions.ask_swap(asker, shift.pk, other.staff, None, NOON)
        again = actions.ask_swap(asker, shift.pk, roads.staff("third").pk, None, NOON)
        assert again == Refused(Trouble.ASKED_ALREADY, "asked_of")
        assert not isinstance(actions.answer_swap(by, swap.pk, answer, NOON), Refused)
    shift.refresh_from_db()
    assert shift.lead_id == asker.staff


def test_a_swap_is_looked_at_again_when_it_is_agreed_to(roads):
    shift = a_shift(roads)
    asker, other = roads.actor("roads-officer"), roads.actor("second")
    swap = actions.ask_swap(asker, shift.pk, other.staff, None, NOON)
    busy = a_shift(roads, "second")  # Meanwhile the head put them on another shift then.
    refused = actions.answer_swap(other, swap.pk, "agreed", NOON)
    assert refused == Refused(Trouble.BUSY, "asked_of", ("second", "roads-officer"))
    actions.remove_shift(roads.actor("roads-head"), busy.pk, NOON)
    actions.change_shift(roads.actor("roads-head"), shift.pk, Watch(roads.staff("third").pk), NOON)
    assert actions.answer_swap(other, swap.pk, "agreed", NOON).trouble is Trouble.NOT_ON_IT
    late = actions.answer_swap(other, swap.pk, "agreed", NOON + 5 * DAY)
    assert isinstance(late, Refused)


@pytest.mark.parametrize(("asked_of", "trouble"), [
    ("roads-head", Trouble.NOT_ABLE), ("housing-officer", Trouble.NOT_ABLE),
    ("third", Trouble.BUSY),
])  # fmt: skip
def test_whom_one_cannot_ask(roads, asked_of, trouble):
    shift = a_shift(roads, others=["third"])
    done = actions.ask_swap(
        roads.actor("roads-officer"), shift.pk, roads.staff(asked_of).pk, None, NOON
    )
    assert done.trouble is trouble


def test_a_shift_that_is_not_ones_own_is_not_given_away(roads):
    shift = a_shift(roads)
    second, third = roads.actor("second"), roads.staff("third").pk
    assert actions.ask_swap(second, shift.pk, third, None, NOON).trouble is Trouble.NOT_ON_IT
    # Nor is somebody else's taken in return for one's own.
    of_third = a_shift(roads, "third", span=days(5, 6))
    own = a_shift(roads, "second", span=days(7, 8))
    asked = actions.ask_swap(second, own.pk, roads.staff("roads-officer").pk, of_third.pk, NOON)
    assert asked == Refused(Trouble.NOT_ON_IT, "in_return", ("second", "roads-officer"))


# The head of the page ----------------------------------------------------------------------------


def test_who_is_on_duty_costs_one_query_however_many_offices(roads, django_assert_num_queries):
    keep_roster(roads, "roads", "roads-head", "roads-officer", ["second"])
    for office in ("housing", "town", "county"):
        Post.objects.create(
            staff=roads.staff("roads-officer"), office=roads.offices[office], role="officer"
        )
    actor = roads.actor("roads-officer")
    with django_assert_num_queries(1):
        shown = Line(actor, START).shown
    assert len(shown) == 4
    told = {on.office.code: (on.keeps_roster, on.name, on.others) for on in shown}
    assert told["roads"] == (True, "roads-officer", ("second",))
    assert told["town"] == (False, "", ())


def test_every_trouble_and_change_is_worded_in_both_languages():
    from django.utils import translation

    assert set(wording._TROUBLES) == set(Trouble)
    for trouble in Trouble:
        texts = set()
        for language in ("en", "zh-hans"):
            with translation.override(language):
                texts.add(wording.trouble_text(Refused(trouble, "", ("A", "B"))))
        assert len(texts) == 2, trouble


def test_hours_are_set_once_for_an_office_and_changed(roads):
    keep_roster(roads, "roads", "roads-head", "roads-officer")
    keep_roster(roads, "roads", "roads-head", "roads-officer")
    assert Roster.objects.count() == 1
