"""Shutting somebody out of a case and of everything linked to it, through the real actions."""

import threading

import pytest
from django.db import close_old_connections, connection
from tests.cast import DECISION, Drive, accepted, file, served

from openredress.cases import access, actions, queries, verification
from openredress.cases.history import history
from openredress.cases.journal import entries_of
from openredress.cases.models import Case, JournalEntry
from openredress.core.access import Allowed, Permission, may
from openredress.core.facts import replay
from openredress.core.refusals import Code, Refusal
from openredress.offices.models import Post, Staff

pytestmark = pytest.mark.django_db

COMPLAINED = "complained-of"


def shut(drive: Drive, by: str, who: str, ground: str = COMPLAINED):
    person = drive.cast.staff(who).pk
    actor = drive.cast.actor(by)
    return actions.exclude_person(drive.case.number, actor, person, ground, "Li did it.", drive.now)


def shut_office(drive: Drive, by: str, office: str):
    actor, key = drive.cast.actor(by), drive.cast.offices[office].pk
    return actions.exclude_office(drive.case.number, actor, key, COMPLAINED, "They did.", drive.now)


def sees(cast, who: str) -> set[str]:
    return set(access.visible_to(cast.actor(who)).values_list("number", flat=True))


def test_stepping_aside_takes_the_case_away_at_once(cast):
    drive, officer = accepted(cast), cast.actor("roads-officer")
    actions.step_aside(drive.case.number, officer, "My brother's firm built it.", drive.now)
    with pytest.raises(access.NotHere):
        access.case_for(officer, drive.case.number, drive.now)
    assert queries.queue(officer).cases == ()
    assert [c.number for c in queries.queue(cast.actor("roads-head")).cases] == [drive.case.number]
    assert drive.step("roads-officer", "decide", **DECISION) == Refusal(Code.NOT_YOURS)
    drive.must("roads-head", "ask", text="Where?")


def test_who_is_shut_out_of_one_level_is_shut_out_of_all(cast):
    drive = served(cast)
    first = drive.case.number
    drive.must("petitioner", "ask-review", reason="No.")
    second = drive.case.number
    assert isinstance(shut(drive, "city-supervisor", "roads-officer"), Case)
    assert sees(cast, "roads-officer") == set()
    # And what is decided below holds above, and for the level that comes after.
    drive.case = Case.objects.get(number=first)
    assert isinstance(shut(drive, "roads-head", "roads-officer"), Refusal)
    actions.step_aside(first, cast.actor("roads-head"), "Interest.", drive.now)
    drive.case = Case.objects.get(number=second)
    drive.must("county-officer", "decide", **DECISION).must("county-officer", "serve", how="post")
    drive.must("petitioner", "ask-re-review", reason="Still.")
    for case in Case.objects.filter(root__number=first):
        blocked = {cast.staff("roads-officer").pk, cast.staff("roads-head").pk}
        assert set(case.blocked) == blocked
        assert replay(entries_of(case)).blocked == blocked
    assert [d for _, found in verification.verify() for d in found] == []


def test_a_new_level_begins_with_what_was_decided_below(cast):
    drive = served(cast)
    shut(drive, "clerk", "county-officer")
    drive.must("petitioner", "ask-review", reason="No.")
    assert (drive.case.level, drive.case.office.code) == (2, "county")
    assert sees(cast, "county-officer") == set()
    first = JournalEntry.objects.get(case=drive.case, tag="recused")
    assert (first.seq, first.by["staff"]) == (2, cast.staff("clerk").pk)


def test_an_office_that_is_shut_out_sees_nothing_whatever_its_people_are(cast):
    drive = accepted(cast)
    assert shut_office(drive, "clerk", "city") == Refusal(Code.STANDS_ABOVE, "office")
    assert shut_office(drive, "city-supervisor", "roads") == Refusal(Code.HAS_THE_CASE, "office")
    assert isinstance(shut_office(drive, "city-supervisor", "city"), Case)
    assert sees(cast, "city-supervisor") == set()
    overdue = queries.overdue_below(cast.actor("city-supervisor"), drive.now.replace(year=2030))
    assert overdue.cases == ()


def test_going_up_passes_over_an_office_that_is_shut_out(cast):
    drive = served(cast)
    shut_office(drive, "city-supervisor", "county")
    drive.must("petitioner", "ask-review", reason="No.")
    assert (drive.case.level, drive.case.office.code) == (2, "city")


def test_a_case_is_not_sent_to_where_nobody_is_left(cast):
    drive = file(cast).must("clerk", "register")
    town = cast.offices["town"].pk
    shut(drive, "clerk", "town-officer")
    refused = drive.step("clerk", "transfer", office=town, reason="There.")
    assert refused == Refusal(Code.NOBODY_LEFT, "office")
    second = Staff.objects.create_user("second", None)
    Post.objects.create(staff=second, office=cast.offices["town"], role="officer")
    drive.must("clerk", "transfer", office=town, reason="There.")


def test_where_nobody_is_left_the_supervisor_and_the_clerk_are_told(cast):
    """A person who must go goes at once; the case is not dropped for that."""
    drive = accepted(cast)
    for who in ("roads-officer", "roads-head"):
        assert queries.unattended(cast.actor("clerk")) == ()
        shut(drive, "clerk", who)
    for who in ("clerk", "city-supervisor"):
        assert [c.number for c in queries.unattended(cast.actor(who))] == [drive.case.number]
    assert queries.unattended(cast.actor("housing-head")) == ()
    second = Staff.objects.create_user("second", None)
    Post.objects.create(staff=second, office=cast.offices["roads"], role="officer")
    assert queries.unattended(cast.actor("clerk")) == ()


def test_what_the_petitioner_asks_is_read_by_those_who_answer_it(cast):
    drive = accepted(cast, keep_out="")
    actions.ask_exclusion(drive.case.number, drive.petitioner, "The head, Mr Li.", drive.now)
    told = {who: str(history(access.case_for(cast.actor(who), drive.case.number, drive.now),
                             with_office_notes=True))
            for who in ("clerk", "city-supervisor", "roads-officer", "roads-head")}  # fmt: skip
    assert ["Mr Li" in text for text in told.values()] == [True, True, False, False]
    assert ["must not see" in text for text in told.values()] == [True, True, False, False]
    shut(drive, "clerk", "roads-head")
    assert not Case.objects.get(pk=drive.case.pk).exclusion_asked


def test_it_is_asked_from_the_first_moment_on(cast):
    drive = file(cast, keep_out="Mr Li of the roads bureau.")
    assert drive.case.exclusion_asked
    drive.must("clerk", "register")
    roads = cast.offices["roads"].pk
    refused = drive.step("clerk", "transfer", office=roads, reason="Theirs.")
    assert refused == Refusal(Code.EXCLUSION_WAITS)
    clerk = cast.actor("clerk")
    actions.refuse_exclusion(drive.case.number, clerk, "Nobody of this name works here.", drive.now)
    drive.must("clerk", "transfer", office=roads, reason="Theirs.")


def test_a_request_that_waits_goes_up_with_the_case(cast):
    drive = served(cast)
    actions.ask_exclusion(drive.case.number, drive.petitioner, "Mr Li.", drive.now)
    drive.must("petitioner", "ask-review", reason="No.")
    assert Case.objects.get(pk=drive.case.pk).exclusion_asked
    assert [d for _, found in verification.verify() for d in found] == []


def test_the_petitioner_learns_that_it_happened_and_no_name(cast):
    drive = accepted(cast)
    shut(drive, "clerk", "roads-head")
    lines = history(access.case_for(drive.petitioner, drive.case.number, drive.now),
                    with_office_notes=False)  # fmt: skip
    line = next(line for line in lines if line.tag == "recused")
    assert line.title == "Somebody was excluded and no longer sees this case."
    assert (line.texts, line.office) == ((), "County Petition Office")
    told = str(lines)
    assert "roads-head" not in told
    assert "Li did it." not in told


def test_stepping_aside_is_told_apart_from_being_excluded(cast):
    drive = served(cast)
    shut(drive, "clerk", "roads-officer", "interest")
    actions.step_aside(drive.case.number, cast.actor("roads-head"), "Mine.", drive.now)
    drive.must("petitioner", "ask-review", reason="No.")
    lines = history(access.case_for(drive.petitioner, drive.case.number, drive.now),
                    with_office_notes=False)  # fmt: skip
    assert [line.title for line in lines if line.tag == "recused"] == [
        "Somebody stepped aside and no longer sees this case.",
        "Somebody was excluded and no longer sees this case.",
    ]


def test_nobody_lets_themselves_in_again(cast):
    drive = accepted(cast)
    head = cast.actor("roads-head")
    actions.step_aside(drive.case.number, head, "Interest.", drive.now)
    again = actions.readmit(drive.case.number, head, head.staff, None, "Done.", drive.now)
    assert again == Refusal(Code.NOT_YOURS)
    clerk = cast.actor("clerk")
    actions.readmit(drive.case.number, clerk, head.staff, None, "It was sold.", drive.now)
    assert drive.case.number in sees(cast, "roads-head")


def test_sql_and_core_agree_on_who_is_shut_out(cast):
    drives = [accepted(cast), accepted(cast), accepted(cast), served(cast)]
    shut(drives[0], "clerk", "roads-officer")
    shut_office(drives[1], "city-supervisor", "petitions")
    shut_office(drives[2], "city-supervisor", "city")
    drives[3].must("petitioner", "ask-review", reason="No.")
    shut(drives[3], "city-supervisor", "county-head")
    for staff in Staff.objects.all():
        actor = cast.actor(staff.username)
        for case in Case.objects.all():
            allowed = may(actor, Permission.VIEW, replay(entries_of(case)))
            assert (case.number in sees(cast, staff.username)) == isinstance(allowed, Allowed)


@pytest.mark.django_db(transaction=True)
def test_who_is_shut_out_while_somebody_goes_up_is_shut_out_there_too(cast):
    """Ten times the two at once, over connections of their own."""
    for _ in range(10):
        drive = served(cast)
        number, now, petitioner = drive.case.number, drive.now, drive.petitioner
        clerk, target = cast.actor("clerk"), cast.staff("county-officer").pk
        done = []

        def up(number=number, petitioner=petitioner, now=now, done=done):
            done.append(actions.take(number, petitioner, "ask-review", {"reason": "No."}, now))
            connection.close()

        def out(number=number, clerk=clerk, target=target, now=now, done=done):
            done.append(actions.exclude_person(number, clerk, target, COMPLAINED, "x", now))
            connection.close()

        threads = [threading.Thread(target=work) for work in (up, out)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        close_old_connections()
        assert all(isinstance(case, Case) for case in done)
        chain = Case.objects.filter(root=drive.case.root_id)
        assert [case.blocked for case in chain] == [[target], [target]]
