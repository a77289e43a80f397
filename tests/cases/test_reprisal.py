"""Reports of reprisal: where they go, who is kept out, and what is done to protect."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import DECISION, START, Drive, accepted, file, served

from openredress.cases import actions, queries, verification
from openredress.cases.access import NotHere, case_for, reported_about
from openredress.cases.models import Case, JournalEntry
from openredress.core.access import Actor
from openredress.core.procedure import Role
from openredress.core.refusals import Code, Refusal
from openredress.core.reprisal import Why
from openredress.offices.models import Office, Post, Staff

SOMEBODY = Actor(Role.PETITIONER)


def report(drive: Drive, actor: Actor = SOMEBODY, **given) -> Drive:
    """A report about the case, whose receipt was shown, a day later."""
    given = {"text": "He said: withdraw, or your son loses his post.",
             "about": drive.petitioner.case, **given}  # fmt: skip
    now = drive.now + timedelta(days=1)
    filed = actions.file_report(actions.Report(**given), actor, now)
    assert isinstance(filed, actions.Reported), filed
    return Drive(drive.cast, filed.case, filed.code, now)


def sees(drive: Drive, who: str) -> bool:
    try:
        case_for(drive.cast.actor(who), drive.case.number, drive.now)
    except NotHere:
        return False
    return True


def give_post(cast, name: str, office: str, role: str) -> Staff:
    staff = Staff.objects.filter(username=name).first() or Staff.objects.create_user(name, None)
    Post.objects.create(staff=staff, office=cast.offices[office], role=role)
    return staff


# Where it goes ------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(("driven", "office", "because"), [
    # Filed at the petition office: the county lies above it and above the roads bureau meant.
    (file, "county", Why.ABOVE),
    (accepted, "county", Why.ABOVE),
    # Its review lies at the county, so the city reads it.
    (lambda cast: served(cast).must("petitioner", "ask-review", reason="No."), "city", Why.ABOVE),
])  # fmt: skip
def test_a_report_goes_to_the_office_above_all_of_the_case(cast, driven, office, because):
    drive = driven(cast)
    goal = actions.supervision(actions.Report("x", about=drive.petitioner.case))
    assert (goal.office, goal.why) == (cast.offices[office].pk, because)
    assert report(drive).case.office_id == cast.offices[office].pk


@pytest.mark.django_db
def test_an_office_above_where_nobody_could_read_it_is_passed_over(cast):
    Post.objects.filter(office__code="county").delete()
    goal = actions.supervision(actions.Report("x", about=accepted(cast).petitioner.case))
    assert goal.office == cast.offices["city"].pk


@pytest.mark.django_db
def test_somebody_with_a_post_at_the_office_complained_of_is_nobody_who_could_read_it(cast):
    for name in ("county-officer", "county-head"):
        give_post(cast, name, "roads", "officer")
    drive = accepted(cast)
    assert report(drive).case.office_id == cast.offices["city"].pk


@pytest.mark.django_db
def test_an_office_that_the_petitioner_names_or_that_is_excluded_is_passed_over(cast):
    drive, county = accepted(cast), cast.offices["county"].pk
    told = report(drive, refused=(county,))
    assert told.case.office_id == cast.offices["city"].pk
    assert county in Case.objects.get(pk=told.case.pk).blocked_offices
    done = actions.exclude_office(
        drive.case.number, cast.actor("city-supervisor"), county, "complained-of", "x", drive.now
    )
    assert isinstance(done, Case), done
    assert report(drive).case.office_id == cast.offices["city"].pk


@pytest.mark.django_db
def test_with_nobody_above_it_goes_to_the_office_that_the_institution_names(cast):
    watch = Office.objects.create(code="watch", name_en="Ombudsman")
    give_post(cast, "ombudsman", "roads", "officer").posts.update(office=watch)
    about = actions.Report("x", office=cast.offices["borough"].pk)
    assert actions.supervision(about).why is Why.NOBODY
    Office.objects.filter(code="borough").update(reprisals_to=watch)
    goal = actions.supervision(about)
    assert (goal.office, goal.why) == (watch.pk, Why.NAMED)


@pytest.mark.django_db
def test_where_nobody_can_read_it_it_is_kept_from_everybody_until_somebody_can(cast):
    filed = actions.file_report(
        actions.Report("x", office=cast.offices["borough"].pk), SOMEBODY, START
    )
    assert isinstance(filed, actions.Reported)
    assert filed.goal.why is Why.NOBODY
    told = Drive(cast, filed.case, filed.code, START)
    everybody = Staff.objects.values_list("username", flat=True)
    assert not [who for who in everybody if sees(told, who)]
    assert case_for(Actor.petitioner(told.case.number), told.case.number, START)


@pytest.mark.django_db
def test_a_report_about_a_report_is_about_the_same_case_and_goes_past_the_same_offices(cast):
    drive = accepted(cast)
    first = report(drive)
    second = report(first)
    assert second.case.about_id == drive.case.pk
    assert second.case.office_id == first.case.office_id


# Who learns of it ---------------------------------------------------------------------------

BELOW = ("clerk", "petitions-officer", "roads-officer", "roads-head", "housing-officer",
         "town-officer", "operator", "uk-officer")  # fmt: skip


@pytest.mark.django_db
def test_it_is_read_above_and_nowhere_below(cast):
    told = report(accepted(cast))
    assert [who for who in BELOW if sees(told, who)] == []
    for who in ("county-officer", "county-head", "city-supervisor"):
        assert sees(told, who), who
    assert not sees(told, "city-officer")


@pytest.mark.django_db
def test_a_clerk_of_the_office_that_reads_it_does_not_and_its_supervisor_does(cast):
    told = report(accepted(cast))
    give_post(cast, "county-clerk", "county", "clerk")
    give_post(cast, "county-supervisor", "county", "supervisor")
    assert not sees(told, "county-clerk")
    assert sees(told, "county-supervisor")
    found = queries.reports(cast.actor("county-supervisor")).cases
    assert [case.pk for case in found] == [told.case.pk]
    assert told.case in queries.queue(cast.actor("county-supervisor")).cases
    assert told.case not in queries.queue(cast.actor("county-clerk")).cases


@pytest.mark.django_db
@pytest.mark.parametrize("when", ["before", "after"])
def test_whoever_is_shut_out_of_the_case_is_shut_out_of_the_report(cast, when):
    drive = accepted(cast)
    told = report(drive) if when == "after" else None
    clerk, person = cast.actor("clerk"), cast.staff("county-officer").pk
    done = actions.exclude_person(drive.case.number, clerk, person, "complained-of", "x", drive.now)
    assert isinstance(done, Case), done
    told = told or report(drive)
    assert not sees(told, "county-officer")
    refused = told.step("county-officer", "acknowledge")
    assert isinstance(refused, Refusal)
    assert refused.code is Code.NOT_YOURS
    assert told.must("county-head", "acknowledge")


@pytest.mark.django_db
def test_nobody_can_let_in_whom_a_report_goes_past(cast):
    told = report(accepted(cast))
    roads = cast.offices["roads"].pk
    by = cast.actor("city-supervisor")
    done = actions.readmit(told.case.number, by, None, roads, "x", told.now)
    assert isinstance(done, Refusal)
    assert done.code is Code.PASSED_OVER


@pytest.mark.django_db
def test_filing_a_report_leaves_nothing_in_the_case_and_no_gap_in_the_numbers(cast):
    drive = accepted(cast)
    before = everything(drive)
    next_key = file(cast).case.pk + 1
    report(drive)
    assert everything(drive) == before
    assert file(cast).case.pk == next_key


def everything(drive: Drive) -> tuple:
    """The row of the case with its place in the table, and its journal."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ctid::text, xmin::text, xmax::text, c::text FROM cases_case c WHERE id = %s",
            [drive.case.pk],
        )
        row = cursor.fetchone()
    return row, list(JournalEntry.objects.filter(case=drive.case).values())


@pytest.mark.django_db
def test_the_receipts_do_not_open_each_other(cast):
    drive = accepted(cast)
    told = report(drive)
    for mine, other in ((drive, told), (told, drive)):
        with pytest.raises(NotHere):
            case_for(Actor.petitioner(mine.case.number), other.case.number, told.now)


@pytest.mark.django_db
def test_steps_in_the_case_ask_the_database_as_often_with_a_report_as_without(cast):
    counted = []
    for is_reported in (False, True):
        drive = accepted(cast)
        if is_reported:
            report(drive)
        clerk, person = cast.actor("clerk"), cast.staff("county-officer").pk
        with CaptureQueriesContext(connection) as asked:
            actions.exclude_person(drive.case.number, clerk, person, "interest", "x", drive.now)
            drive.must("roads-officer", "decide", **DECISION)
        counted.append([query["sql"].split()[0] for query in asked.captured_queries])
    assert counted[0] == counted[1]


@pytest.mark.django_db
def test_a_clerk_takes_a_report_down_only_where_it_does_not_go_past_them(cast):
    drive = accepted(cast)
    given = actions.Report("x", about=drive.petitioner.case)
    for who in ("clerk",):
        done = actions.file_report(given, cast.actor(who), drive.now)
        assert isinstance(done, Refusal)
        assert done.code is Code.TAKEN_DOWN_HERE
    give_post(cast, "town-clerk", "town", "clerk")
    told = report(drive, cast.actor("town-clerk"), channel="visit")
    assert not sees(told, "town-clerk")


# Its own procedure and clock ----------------------------------------------------------------


@pytest.mark.django_db
def test_it_has_times_of_its_own(cast):
    # Reported on Thursday 29 January 2026 to the county, whose days of rest are China's: the
    # second working day is Monday the 2nd, the third is Tuesday the 3rd of February.
    told = report(accepted(cast, now=START - timedelta(days=3)))
    due = {
        c.limit.id: c.due_on().isoformat()
        for c in case_for(told.petitioner, told.case.number, told.now).situation.clocks
    }
    assert due == {"acknowledge": "2026-02-02", "protect": "2026-02-03"}
    told.must("county-head", "acknowledge", days=0.1)
    told.must("county-head", "protect", days=0.1, kind="contact", reason="Only Ms Lin calls you.")
    told.must("county-officer", "decide", days=0.1, **DECISION)
    told.must("county-officer", "serve", days=0.1, how="in-person")
    above = told.must("petitioner", "ask-further", reason="It goes on.")
    assert above.case.office_id == cast.offices["city"].pk
    assert above.case.is_reprisal
    assert above.case.about_id == told.case.about_id
    assert not [who for who in (*BELOW, "county-head") if sees(above, who)]
    assert [d for _key, found in verification.verify() for d in found] == []


# What is done to protect --------------------------------------------------------------------


@pytest.mark.django_db
def test_the_case_can_be_taken_away_and_its_office_no_longer_sees_it(cast):
    drive = accepted(cast)
    told = report(drive)
    county = cast.actor("county-head")
    housing = cast.offices["housing"].pk
    due = Case.objects.get(pk=drive.case.pk).next_due_at
    done = actions.move_case(told.case.number, county, housing, "Moved.", "To balance.", told.now)
    assert isinstance(done, Case), done
    moved = Case.objects.get(pk=drive.case.pk)
    assert (moved.office_id, moved.stage, moved.next_due_at) == (housing, drive.case.stage, due)
    assert sees(drive, "housing-officer")
    assert not sees(drive, "roads-head")
    # Neither the new office nor the journal of the case learns of the report.
    assert not sees(told, "housing-officer")
    words = str(list(JournalEntry.objects.filter(case=moved).values_list("data", "words")))
    assert told.case.number not in words
    assert "Moved." not in words
    texts = JournalEntry.objects.filter(case=told.case, tag="measure-taken")
    assert texts.get().words == {"reason": "Moved."}
    Drive(cast, moved, "", told.now).must("housing-officer", "decide", **DECISION)
    assert [d for _key, found in verification.verify() for d in found] == []


@pytest.mark.django_db
def test_a_person_can_be_excluded_from_above_and_the_petitioner_reads_it(cast):
    drive = accepted(cast)
    told, person = report(drive), cast.staff("roads-officer").pk
    county = cast.actor("county-officer")
    done = actions.exclude_from_case(told.case.number, county, person, "Done.", "x", told.now)
    assert isinstance(done, Case), done
    assert not sees(drive, "roads-officer")
    assert sees(drive, "roads-head")


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["roads-head", "clerk", "city-officer", "housing-head"])
def test_nobody_else_protects(cast, who):
    told = report(accepted(cast))
    actor, town = cast.actor(who), cast.offices["town"].pk
    person = cast.staff("roads-officer").pk
    for done in (
        actions.move_case(told.case.number, actor, town, "x", "x", told.now),
        actions.exclude_from_case(told.case.number, actor, person, "x", "x", told.now),
    ):
        assert isinstance(done, Refusal)
        assert done.code is Code.NOT_YOURS


@pytest.mark.django_db
def test_the_case_is_not_moved_to_whom_the_report_goes_past(cast):
    told = report(accepted(cast))
    petitions = cast.offices["petitions"].pk
    head = cast.actor("county-head")
    done = actions.move_case(told.case.number, head, petitions, "x", "x", told.now)
    assert isinstance(done, Refusal)
    assert done.code is Code.BLOCKED_RECIPIENT


@pytest.mark.django_db
def test_the_case_is_read_above_without_a_trace(cast):
    drive = accepted(cast)
    told = report(drive)
    before = everything(drive)
    report_file = case_for(cast.actor("county-officer"), told.case.number, told.now)
    chain = reported_about(report_file)
    assert [file.facts.text for file in chain] == [
        "The road to our village is broken.\nChildren fall on the way to school."
    ]
    assert everything(drive) == before
    with pytest.raises(NotHere):
        case_for(cast.actor("county-officer"), drive.case.number, told.now)


@pytest.mark.django_db
def test_a_report_that_nobody_could_read_goes_where_somebody_can_by_itself(cast):
    filed = actions.file_report(
        actions.Report("x", office=cast.offices["borough"].pk), SOMEBODY, START
    )
    assert isinstance(filed, actions.Reported)
    actions.sweep(START)
    assert Case.objects.get(pk=filed.case.pk).office.code == "borough"
    watch = Office.objects.create(code="watch", name_en="Ombudsman")
    cast.offices["watch"] = watch
    give_post(cast, "ombudsman", "watch", "officer")
    Office.objects.filter(code="borough").update(reprisals_to=watch)
    actions.sweep(START + timedelta(minutes=1))
    told = Drive(cast, filed.case, filed.code, START + timedelta(minutes=2))
    assert sees(told, "ombudsman")
    assert not sees(told, "uk-council")
    assert [d for _key, found in verification.verify() for d in found] == []


@pytest.mark.django_db
def test_a_report_goes_further_up_when_its_last_reader_leaves(cast):
    told = report(accepted(cast))
    Staff.objects.filter(username__in=("county-officer", "county-head")).update(is_active=False)
    actions.sweep(told.now)
    assert Case.objects.get(pk=told.case.pk).office.code == "city"
    assert not [who for who in BELOW if sees(told, who)]
