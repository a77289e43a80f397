"""Alerts in the database: raised once, climbing on time, gone when done, hidden where they must."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.cast import START, Drive, accepted, file

from openredress.cases import actions as case_actions
from openredress.cases.models import Case
from openredress.core.access import Actor
from openredress.core.alerts import Need
from openredress.core.duty import Hours, Refused, Trouble
from openredress.core.hours import Span
from openredress.core.procedure import Role
from openredress.duty import actions
from openredress.duty.actions.alerting import NotHere
from openredress.duty.actions.roster import Watch
from openredress.duty.models import Alert, Unread
from openredress.duty.queries import Line, alerts_for
from openredress.offices.models import Post, Staff

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
#: START is Wednesday noon in Shanghai; offices are open from 9 to 17 there.
NOON = START


@pytest.fixture
def town(cast):
    """A petition office with a clerk on duty, a head, and a supervisor in the city above."""
    office = cast.offices["petitions"]
    head = Staff.objects.create_user("petitions-head", None, name="petitions-head")
    Post.objects.create(staff=head, office=office, role="head")
    other = Staff.objects.create_user("other-clerk", None, name="other-clerk")
    Post.objects.create(staff=other, office=office, role="clerk")
    keep_roster(cast, "petitions", "petitions-head", "clerk")
    return cast


def keep_roster(cast, office, head, lead, others=(), span=None):
    """A roster in office hours and a shift from the morning of START to a week later."""
    actor, pk = cast.actor(head), cast.offices[office].pk
    done = actions.set_hours(actor, pk, Hours.OFFICE_HOURS, "0000-1", "Room 1", NOON)
    assert not isinstance(done, Refused), done
    watch = Watch(cast.staff(lead).pk, tuple(cast.staff(name).pk for name in others))
    span = span or Span(NOON - 3 * HOUR, NOON + timedelta(days=7))
    made = actions.make_shifts(actor, pk, [span], watch, NOON)
    assert not isinstance(made, Refused), made


def reading(cast, name, at=NOON):
    return [(a.case.number, a.need) for a in alerts_for(Line(cast.actor(name), at))]


def rungs(alert):
    return [(r.rung, r.office.code, r.nobody_there) for r in alert.rungs.order_by("number")]


def test_a_filing_reaches_who_is_on_duty_and_nobody_else_of_the_office(town):
    drive = file(town)
    done = actions.raise_and_climb(NOON)
    assert (done.raised, done.climbed, done.failed) == (1, 0, ())
    assert reading(town, "clerk") == [(drive.case.number, Need.FILING)]
    for name in ("other-clerk", "petitions-head", "city-supervisor", "roads-officer"):
        assert reading(town, name) == [], name


def test_asked_again_it_does_nothing_again(town):
    file(town)
    assert actions.raise_and_climb(NOON).raised == 1
    before = list(Alert.objects.values())
    for _again in range(3):
        done = actions.raise_and_climb(NOON)
        assert (done.raised, done.settled, done.climbed) == (0, 0, 0)
    assert list(Alert.objects.values()) == before
    assert not Unread.objects.exists()


def test_read_a_second_time_a_journal_raises_nothing_new(town):
    drive = file(town)
    actions.raise_and_climb(NOON)
    Unread.objects.create(case_id=drive.case.pk)
    assert actions.raise_and_climb(NOON).raised == 0


def test_it_climbs_from_the_lead_to_the_head_to_the_office_above(town):
    """cn-2022 gives four office hours: Wednesday 12:00 → 16:00, 16:00 → Thursday 12:00."""
    drive = file(town)
    actions.raise_and_climb(NOON)
    alert = Alert.objects.get()
    assert alert.climbs_at == NOON + 4 * HOUR
    assert actions.raise_and_climb(NOON + 4 * HOUR - timedelta(minutes=1)).climbed == 0
    assert actions.raise_and_climb(NOON + 4 * HOUR).climbed == 1
    assert reading(town, "petitions-head") == [(drive.case.number, Need.FILING)]
    assert reading(town, "clerk") == [(drive.case.number, Need.FILING)]  # And is not let off.
    alert.refresh_from_db()
    assert alert.climbs_at == NOON + 24 * HOUR
    actions.raise_and_climb(NOON + 24 * HOUR)
    # Nobody at the county may see a case of its petition office; the city's supervisor does.
    assert rungs(alert) == [
        ("duty", "petitions", False), ("head", "petitions", False),
        ("above", "county", True), ("above", "city", False),
    ]  # fmt: skip
    assert reading(town, "city-supervisor") == [(drive.case.number, Need.FILING)]
    assert reading(town, "county-officer") == []
    later = NOON + timedelta(days=30)
    actions.raise_and_climb(later)
    assert Alert.objects.get(need=Need.FILING).reached == 3  # It stays at the top.


def test_acknowledged_it_climbs_no_further_and_names_who_until_it_is_done(town):
    drive = file(town)
    actions.raise_and_climb(NOON)
    clerk, alert = town.actor("clerk"), Alert.objects.get()
    taken = actions.acknowledge(clerk, alert.pk, NOON + HOUR)
    assert (taken.acknowledged_at, taken.taken_by_id) == (NOON + HOUR, clerk.staff)
    assert actions.acknowledge(clerk, alert.pk, NOON + HOUR) == Refused(Trouble.TAKEN)
    assert actions.raise_and_climb(NOON + timedelta(days=9)).climbed == 0
    drive.must("clerk", "register")
    assert actions.raise_and_climb(drive.now).settled == 1
    alert.refresh_from_db()
    # The time is kept for the office; who it was is forgotten.
    assert (alert.acknowledged_at, alert.taken_by_id) == (NOON + HOUR, None)
    assert alert.settled_at == drive.now


def test_the_database_keeps_no_person_once_an_alert_is_settled(town):
    file(town)
    actions.raise_and_climb(NOON)
    who = town.staff("clerk").pk
    with pytest.raises(DatabaseError), transaction.atomic():
        Alert.objects.update(settled_at=NOON, taken_by=who)


def test_what_a_rung_says_is_not_changed(town):
    file(town)
    actions.raise_and_climb(NOON)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE duty_alertrung SET reached_at = now()")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM duty_change")


def test_a_gap_holds_nothing_up(town):
    """Nobody is on duty in hours in which somebody has to be: the head gets it at once."""
    shift = town.offices["petitions"].duty_shifts.get()
    assert actions.remove_shift(town.actor("petitions-head"), shift.pk, NOON) is None
    file(town)
    actions.raise_and_climb(NOON)
    alert = Alert.objects.get()
    assert rungs(alert) == [("duty", "petitions", True), ("head", "petitions", False)]


def test_at_night_it_waits_for_whoever_comes_in(town):
    """20:00 in Shanghai: the four hours run from 9:00, and Thursday's lead finds it."""
    office = town.offices["petitions"]
    office.duty_shifts.all().delete()
    thursday = Span(NOON + 21 * HOUR, NOON + 29 * HOUR)
    watch = Watch(town.staff("other-clerk").pk)
    actions.make_shifts(town.actor("petitions-head"), office.pk, [thursday], watch, NOON)
    night = NOON + 8 * HOUR
    file(town, now=night)
    actions.raise_and_climb(night)
    alert = Alert.objects.get()
    assert alert.climbs_at == NOON + 25 * HOUR
    assert rungs(alert) == [("duty", "petitions", False)]
    assert reading(town, "other-clerk", NOON + 22 * HOUR) != []


def test_a_substitute_reads_it_instead(town):
    clerk, other = town.staff("clerk").pk, town.staff("other-clerk").pk
    span = Span(NOON - HOUR, NOON + 48 * HOUR)
    done = actions.away(town.actor("clerk"), town.offices["petitions"].pk, clerk, span, other, NOON)
    assert not isinstance(done, Refused), done
    drive = file(town)
    actions.raise_and_climb(NOON)
    assert reading(town, "other-clerk") == [(drive.case.number, Need.FILING)]
    assert reading(town, "clerk") == []


def test_a_head_who_is_away_is_stood_in_for(town):
    office = town.offices["petitions"]
    deputy = Staff.objects.create_user("deputy", None, name="deputy")
    Post.objects.create(staff=deputy, office=office, role="head")
    head = town.staff("petitions-head").pk
    span = Span(NOON - HOUR, NOON + 96 * HOUR)
    actions.away(town.actor("petitions-head"), office.pk, head, span, deputy.pk, NOON)
    file(town)
    actions.raise_and_climb(NOON)
    actions.raise_and_climb(NOON + 4 * HOUR)
    assert reading(town, "deputy", NOON + 4 * HOUR) != []
    assert reading(town, "petitions-head", NOON + 4 * HOUR) == []


def test_where_no_roster_is_kept_everybody_who_acts_is_on_duty(cast):
    drive = file(cast)
    actions.raise_and_climb(NOON)
    assert reading(cast, "clerk") == [(drive.case.number, Need.FILING)]
    assert reading(cast, "petitions-officer") == [(drive.case.number, Need.FILING)]


# Each need --------------------------------------------------------------------------------


def needs_of(case):
    return set(Alert.objects.filter(case=case, settled_at=None).values_list("need", flat=True))


def test_each_step_of_a_case_raises_and_settles(cast):
    drive = file(cast)

    def now_needed():
        actions.raise_and_climb(drive.now)
        return needs_of(drive.case)

    assert now_needed() == {Need.FILING}
    drive.must("clerk", "register")
    assert now_needed() == set()
    drive.must("clerk", "transfer", office=cast.offices["roads"].pk, reason="x")
    assert now_needed() == {Need.FILING}
    assert reading(cast, "roads-officer", drive.now) != []
    drive.must("roads-officer", "object-to-routing", reason="x")
    assert now_needed() == {Need.OBJECTION}
    assert reading(cast, "clerk", drive.now) == [(drive.case.number, Need.OBJECTION)]
    drive.must("clerk", "transfer", office=cast.offices["housing"].pk, reason="x")
    drive.must("housing-officer", "accept")
    assert now_needed() == set()
    drive.must("petitioner", "message", text="How long?")
    drive.must("petitioner", "message", text="Hello?")
    assert now_needed() == {Need.MESSAGE}
    drive.must("housing-officer", "message", text="A week.")
    assert now_needed() == set()
    drive.must("petitioner", "add-facts", text="It is worse.")
    assert now_needed() == {Need.MESSAGE}


def test_a_breach_is_raised_with_the_office_that_let_it_pass(cast):
    drive = accepted(cast)
    late = drive.now + timedelta(days=90)
    case_actions.sweep(late)
    actions.raise_and_climb(late)
    assert Need.BREACH in needs_of(drive.case)
    assert (drive.case.number, Need.BREACH) in reading(cast, "roads-officer", late)
    drive.now = late
    drive.must("roads-officer", "decide", **dict.fromkeys(
        ("claim", "facts", "reasons", "finding", "basis"), "x"), outcome="upheld")  # fmt: skip
    actions.raise_and_climb(drive.now)
    assert needs_of(drive.case) == {Need.SERVICE}


def test_what_another_office_asked_and_was_not_answered_is_an_alert_of_its_own(cast):
    """At the office that was asked, until it answers; a second one that is late goes on."""
    drive = accepted(cast)
    above, number, due = cast.actor("city-supervisor"), drive.case.number, drive.now.date()
    for days in (3, 5):
        asked = case_actions.urge(number, above, "How far?", due + timedelta(days), drive.now)
        assert isinstance(asked, Case), asked
    case_actions.sweep(drive.now + timedelta(days=2))
    actions.raise_and_climb(drive.now + timedelta(days=2))
    assert Need.DEMAND not in needs_of(drive.case)
    late = drive.now + timedelta(days=7)
    case_actions.sweep(late)
    actions.raise_and_climb(late)
    assert needs_of(drive.case) & {Need.DEMAND, Need.BREACH} == {Need.DEMAND}
    assert (number, Need.DEMAND) in reading(cast, "roads-officer", late)
    first = Alert.objects.get(need=Need.DEMAND)
    officer = cast.actor("roads-officer")
    case_actions.answer_demand(number, officer, 1, "Half of it.", late)
    actions.raise_and_climb(late)
    assert Alert.objects.get(need=Need.DEMAND, settled_at=None).seq > first.seq
    case_actions.answer_demand(number, officer, 2, "All of it.", late)
    actions.raise_and_climb(late)
    assert Need.DEMAND not in needs_of(drive.case)


def test_a_request_to_open_a_name_never_reaches_who_asks(cast):
    cast.offices["roads"].custodian = True
    cast.offices["roads"].save()
    drive = accepted(cast)
    for who in ("roads-head", "roads-officer"):
        asked = case_actions.ask_identity(drive.case.number, cast.actor(who), "x", drive.now)
        assert isinstance(asked, Case), asked
        actions.raise_and_climb(drive.now)
        alert = Alert.objects.get(need=Need.NAME, settled_at=None)
        reads = reading(cast, "roads-head", drive.now)
        if who == "roads-head":  # The head asked, so it went on to the office above.
            assert reads == []
            assert (drive.case.number, Need.NAME) in reading(cast, "city-supervisor", drive.now)
            answers = ("city-supervisor", alert.seq, True, "", drive.now)
        else:
            assert reads == [(drive.case.number, Need.NAME)]
            assert reading(cast, "roads-officer", drive.now) == []
            answers = ("roads-head", alert.seq, False, "No.", drive.now)
        by, *more = answers
        done = case_actions.answer_identity_request(drive.case.number, cast.actor(by), *more)
        assert isinstance(done, Case), done
        actions.raise_and_climb(drive.now)
        assert not Alert.objects.filter(need=Need.NAME, settled_at=None).exists()


def test_who_is_to_be_kept_out_is_asked_past_the_office_that_answers(cast):
    drive = accepted(cast)
    case_actions.ask_exclusion(drive.case.number, drive.petitioner, "Mr Li.", drive.now)
    actions.raise_and_climb(drive.now)
    asked = (drive.case.number, Need.EXCLUSION)
    assert asked in reading(cast, "clerk", drive.now)
    for name in ("roads-officer", "roads-head", "petitions-officer", "housing-officer"):
        assert asked not in reading(cast, name, drive.now), name
        alert = Alert.objects.get(need=Need.EXCLUSION)
        with pytest.raises(NotHere):
            actions.acknowledge(cast.actor(name), alert.pk, drive.now)
    assert alert.office.code == "petitions"
    # An hour by the clock, as cn-2022 says for what is urgent.
    assert alert.climbs_at == drive.now + HOUR
    actions.raise_and_climb(drive.now + HOUR)
    assert asked in reading(cast, "city-supervisor", drive.now + HOUR)
    clerk = cast.actor("clerk")
    person = cast.staff("roads-head").pk
    # Somebody stepping aside is no answer; shutting out whom the petitioner means is one.
    case_actions.step_aside(drive.case.number, cast.actor("roads-officer"), "x", drive.now)
    actions.raise_and_climb(drive.now + HOUR)
    assert Need.EXCLUSION in needs_of(drive.case)
    case_actions.exclude_person(
        drive.case.number, clerk, person, "complained-of", "x", drive.now + HOUR
    )
    actions.raise_and_climb(drive.now + HOUR)
    assert Need.EXCLUSION not in needs_of(drive.case)


def test_what_an_earlier_system_recorded_raises_nothing(cast):
    case_actions.file_case(
        case_actions.Filing(text="Long ago.", office=cast.offices["roads"].pk),
        cast.actor("clerk"), datetime(2020, 1, 1, tzinfo=UTC),
        imported=case_actions.Import("old#1", NOON),
    )  # fmt: skip
    assert actions.raise_and_climb(NOON).raised == 0


# Whoever is shut out ------------------------------------------------------------------------


def exclude(drive, *names):
    for name in names:
        done = case_actions.exclude_person(
            drive.case.number, drive.cast.actor("city-supervisor"), drive.cast.staff(name).pk,
            "complained-of", "x", drive.now,
        )  # fmt: skip
        assert isinstance(done, Case), done


def test_whoever_is_shut_out_never_reads_it_and_it_goes_to_the_next(town):
    drive = file(town)
    exclude(drive, "clerk")
    actions.raise_and_climb(NOON)
    alert = Alert.objects.get()
    assert rungs(alert)[0] == ("duty", "petitions", True)
    assert reading(town, "clerk") == []
    assert reading(town, "petitions-head") == [(drive.case.number, Need.FILING)]
    with pytest.raises(NotHere):
        actions.acknowledge(town.actor("clerk"), alert.pk, NOON)
    assert Alert.objects.get().acknowledged_at is None


def test_a_recused_substitute_does_not_stand_in_for_this_case(town):
    """The clerk is away and other-clerk stands in, but is shut out of this one case."""
    clerk, other = town.staff("clerk").pk, town.staff("other-clerk").pk
    span = Span(NOON - HOUR, NOON + 48 * HOUR)
    actions.away(town.actor("clerk"), town.offices["petitions"].pk, clerk, span, other, NOON)
    secret, open_case = file(town), file(town)
    exclude(secret, "other-clerk")
    actions.raise_and_climb(NOON)
    assert reading(town, "other-clerk") == [(open_case.case.number, Need.FILING)]
    assert reading(town, "clerk") == []
    assert (secret.case.number, Need.FILING) in reading(town, "petitions-head")


def test_whoever_is_shut_out_afterwards_no_longer_reads_it(town):
    drive = file(town)
    actions.raise_and_climb(NOON)
    assert reading(town, "clerk") != []
    exclude(drive, "clerk")
    assert reading(town, "clerk") == []
    with pytest.raises(NotHere):
        actions.acknowledge(town.actor("clerk"), Alert.objects.get().pk, NOON)


def test_a_whole_office_that_is_shut_out_reads_nothing(town):
    drive = accepted(town)
    drive.must("petitioner", "message", text="?")
    county = town.offices["petitions"].pk
    done = case_actions.exclude_office(
        drive.case.number, town.actor("city-supervisor"), county, "complained-of", "x", drive.now
    )
    assert isinstance(done, Case), done
    actions.raise_and_climb(drive.now)
    for name in ("clerk", "petitions-head", "petitions-officer"):
        assert reading(town, name, drive.now) == []
    assert reading(town, "roads-officer", drive.now) != []


def a_report(drive):
    given = {"text": "Withdraw, or else.", "about": drive.petitioner.case}
    now = drive.now + HOUR
    filed = case_actions.file_report(case_actions.Report(**given), Actor(Role.PETITIONER), now)
    assert isinstance(filed, case_actions.Reported), filed
    return filed.case, now


def test_a_report_of_reprisal_goes_past_the_offices_it_is_about(cast):
    report, now = a_report(accepted(cast))
    actions.raise_and_climb(now)
    alert = Alert.objects.get(case=report)
    assert (alert.need, alert.office.code) == (Need.REPRISAL, "county")
    for who in ("roads-officer", "roads-head", "clerk", "petitions-officer", "housing-officer"):
        assert report.number not in dict(reading(cast, who, now)), who
        with pytest.raises(NotHere):
            actions.acknowledge(cast.actor(who), alert.pk, now)
    assert (report.number, Need.REPRISAL) in reading(cast, "county-officer", now)
    assert alert.climbs_at is not None
    actions.raise_and_climb(alert.climbs_at)
    assert report.number in dict(reading(cast, "county-head", alert.climbs_at))


def test_whoever_is_shut_out_of_a_case_reads_no_alert_of_a_report_about_it(cast):
    drive = accepted(cast)
    exclude(drive, "county-head", "county-officer")
    report, now = a_report(drive)
    actions.raise_and_climb(now)
    for alert in Alert.objects.filter(case=report):
        for who in ("county-head", "county-officer"):
            assert report.number not in dict(reading(cast, who, now)), who
            with pytest.raises(NotHere):
                actions.acknowledge(cast.actor(who), alert.pk, now)
    # Shut out afterwards, they are shut out of it as well.
    other, later = a_report(accepted(cast))
    actions.raise_and_climb(later)
    about = Drive(cast, Case.objects.get(pk=other.about_id), "", later)
    exclude(about, "county-officer")
    alert = Alert.objects.get(case=other)
    with pytest.raises(NotHere):
        actions.acknowledge(cast.actor("county-officer"), alert.pk, later)


def test_one_case_that_fails_stops_no_other(town, monkeypatch):
    from openredress.duty.actions import alerting

    bad, good = file(town), file(town)
    whole = alerting._told

    def told(case):
        if case.pk == bad.case.pk:
            raise RuntimeError("broken")
        return whole(case)

    monkeypatch.setattr(alerting, "_told", told)
    done = actions.raise_and_climb(NOON)
    assert (done.raised, done.failed) == (1, (bad.case.pk,))
    assert Alert.objects.get().case_id == good.case.pk
    monkeypatch.undo()
    assert actions.raise_and_climb(NOON).raised == 1


def test_small_batches_do_the_same(town):
    for _case in range(5):
        file(town)
    assert actions.raise_and_climb(NOON, batch=2).raised == 5
    assert actions.raise_and_climb(NOON + 4 * HOUR, batch=2).climbed == 5
