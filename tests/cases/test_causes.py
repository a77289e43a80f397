"""Cases with one cause: linked, told, answered together, and closed to who is shut out of one."""

from datetime import timedelta

import pytest
from tests.cast import START, accepted, file, make_cast
from tests.house.test_wall import reading

from openredress.cases import actions, verification
from openredress.cases.access import NotHere, case_for
from openredress.cases.models import Case, Demand
from openredress.core.causes import Plan
from openredress.core.facts import replay
from openredress.core.refusals import Code, Refusal

NOW = START + timedelta(days=9)


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def three(cast):
    """Three cases of the roads bureau."""
    return [accepted(cast) for _ in range(3)]


def link(cast, drives, who="roads-officer", reason="One plant.", now=NOW):
    return actions.link_cases([d.case.number for d in drives], cast.actor(who), reason, now)


def issue(cast, number, owner="roads", who="roads-head", days=30, now=NOW):
    plan = Plan(
        cast.offices[owner].pk, (now + timedelta(days=days)).date(), "The plant", "Filters."
    )
    return actions.open_issue(number, cast.actor(who), plan, now)


def facts(drive):
    from openredress.cases.journal import entries_of

    return replay(entries_of(Case.objects.get(pk=drive.case.pk)))


def sound():
    return [d for _pk, several in verification.verify() for d in several] == []


def is_there(cast, who, drive):
    with reading(cast.actor(who)):
        try:
            case_for(cast.actor(who), drive.case.number, NOW + timedelta(days=60))
        except NotHere:
            return False
        return True


def test_cases_are_linked_and_taken_out_again(cast, three):
    done = link(cast, three[:2])
    assert not isinstance(done, Refusal), done
    first = facts(three[0]).cause.key
    assert facts(three[1]).cause.key == first
    assert link(cast, three[1:])
    assert facts(three[2]).cause.key == first
    other = [accepted(cast), accepted(cast)]
    assert not isinstance(link(cast, other), Refusal)
    assert link(cast, [three[0], other[0]]).code is Code.LINKED_ELSEWHERE
    officer = cast.actor("roads-officer")
    assert actions.unlink_case(three[2].case.number, officer, " ", NOW).code is Code.MISSING
    assert isinstance(actions.unlink_case(three[2].case.number, officer, "Other plant.", NOW), Case)
    assert facts(three[2]).cause is None
    assert link(cast, three[2:]).code is Code.ONE_CASE
    assert sound()


def test_only_who_sees_each_of_them_links_them(cast, three):
    elsewhere = file(cast, office=cast.offices["repairs"].pk)
    for who in ("housing-officer", "clerk", "operator", "uk-officer"):
        assert link(cast, three, who).code is Code.NOT_YOURS
    assert link(cast, [three[0], elsewhere]).code is Code.NOT_YOURS
    unknown = actions.link_cases(
        [three[0].case.number, "2026-999999-9"], cast.actor("roads-officer"), "x", NOW
    )
    assert unknown.code is Code.NOT_YOURS
    # One that they do not see says nothing of what it is linked with either.
    assert not isinstance(link(cast, three[:2]), Refusal)
    other = [accepted(cast), accepted(cast)]
    assert not isinstance(link(cast, other), Refusal)
    assert link(cast, [three[0], other[0]], "housing-officer").code is Code.NOT_YOURS
    for drive in three[:2]:
        actions.unlink_case(drive.case.number, cast.actor("roads-officer"), "x", NOW)
    assert all(facts(drive).cause is None for drive in three)


def test_petitioners_are_told_from_three_on_and_of_nobody_else(cast, three):
    officer, number = cast.actor("roads-officer"), three[0].case.number
    assert actions.tell_others(number, officer, NOW).code is Code.NOT_LINKED
    link(cast, three[:2])
    assert actions.tell_others(number, officer, NOW).code is Code.TOO_FEW
    link(cast, three)
    assert len(actions.tell_others(number, officer, NOW)) == 3
    assert len(actions.tell_others(number, officer, NOW)) == 3, "told once"
    for drive in three:
        rows = drive.case.journal.filter(tag="others-told")
        (told,) = rows
        whole = str(list(drive.case.journal.values_list("data", "words")))
        assert not any(o.case.number in whole for o in three if o is not drive), told
    assert sound()


def test_an_issue_has_one_owner_a_day_and_an_answer_to_all(cast, three):
    link(cast, three)
    number = three[0].case.number
    assert len(issue(cast, number, "housing")) == 3
    assert issue(cast, number).code is Code.ISSUE_OPEN
    for drive in three:
        assert is_there(cast, "housing-officer", drive), "the owner takes part"
    (owed,) = Demand.objects.filter(kind="systemic")
    assert (owed.case_id, owed.office_id) == (three[0].case.pk, cast.offices["housing"].pk)
    late = NOW + timedelta(days=31)
    dues = {d.case.number: Case.objects.get(pk=d.case.pk).next_due_on for d in three[1:]}
    plan = Plan(cast.offices["housing"].pk, (NOW + timedelta(days=20)).date(), "", "Close it.")
    assert len(actions.change_issue(number, cast.actor("roads-head"), plan, "Sooner.", NOW)) == 3
    actions.sweep(late)
    assert three[0].case.breaches.filter(limit__startswith="demand-").count() == 1
    assert actions.answer_issue(number, cast.actor("roads-head"), "x", late).code is Code.NOT_YOURS
    done = actions.answer_issue(number, cast.actor("housing-head"), "It has filters now.", late)
    assert len(done) == 3
    for drive in three:
        assert drive.case.journal.filter(tag="issue-answered").count() == 1
        assert Case.objects.get(pk=drive.case.pk).is_open, "each case goes on"
    assert not Demand.objects.filter(kind="systemic", ended_at=None).exists()
    for number_, due in dues.items():
        assert Case.objects.get(number=number_).next_due_on == due
    assert sound()


def test_who_is_linked_later_gets_the_issue_late_or_not(cast, three):
    link(cast, three[:2])
    issue(cast, three[0].case.number, days=5)
    later = NOW + timedelta(days=8)
    assert not isinstance(link(cast, three, now=later), Refusal)
    assert facts(three[2]).cause.issue.due_on == (NOW + timedelta(days=5)).date()
    assert len(actions.answer_issue(
        three[2].case.number, cast.actor("roads-officer"), "Done.", later)) == 3  # fmt: skip
    assert sound()


def test_the_case_that_carries_the_clock_stays_until_it_is_answered(cast, three):
    link(cast, three)
    issue(cast, three[0].case.number)
    officer = cast.actor("roads-officer")
    carrier = actions.unlink_case(three[0].case.number, officer, "x", NOW)
    assert carrier.code is Code.CARRIES_ISSUE
    assert isinstance(actions.unlink_case(three[1].case.number, officer, "x", NOW), Case)


def test_the_owner_goes_on_taking_part_wherever_a_case_is_sent(cast, three):
    link(cast, three)
    issue(cast, three[0].case.number, "housing")
    done = actions.assign(
        three[0].case.number, cast.actor("city-supervisor"), cast.offices["town"].pk, "Nearer.",
        (NOW + timedelta(days=20)).date(), NOW,
    )  # fmt: skip
    assert isinstance(done, Case), done
    assert is_there(cast, "housing-officer", three[0])
    assert Demand.objects.filter(kind="systemic", ended_at=None).exists()
    assert sound()


# Who is shut out of one is shut out of all -----------------------------------------------------


def shut(cast, drive, who, now=NOW):
    done = actions.exclude_person(
        drive.case.number, cast.actor("city-supervisor"), cast.staff(who).pk, "complained-of",
        "They take money.", now,
    )  # fmt: skip
    assert isinstance(done, Case), done


def test_who_is_shut_out_of_one_is_shut_out_of_all_when_they_are_linked(cast, three):
    shut(cast, three[0], "roads-head")
    assert is_there(cast, "roads-head", three[1])
    assert not isinstance(link(cast, three), Refusal)
    for drive in three:
        assert not is_there(cast, "roads-head", drive)
        assert "They take money." not in str(
            list(Case.objects.get(pk=three[1].case.pk).journal.values_list("words", flat=True))
        ), "what was said of one case is not repeated in another"
    assert sound()


def test_and_when_they_are_shut_out_later(cast, three):
    link(cast, three)
    shut(cast, three[2], "roads-head")
    assert not any(is_there(cast, "roads-head", drive) for drive in three)
    actions.step_aside(three[1].case.number, cast.actor("county-head"), "My plant.", NOW)
    done = actions.exclude_office(
        three[0].case.number, cast.actor("city-supervisor"), cast.offices["housing"].pk,
        "interest", "Theirs.", NOW,
    )  # fmt: skip
    assert isinstance(done, Case), done
    for drive in three:
        assert cast.offices["housing"].pk in facts(drive).blocked_offices
    refused = issue(cast, three[0].case.number, "housing", who="roads-officer")
    assert isinstance(refused, Refusal)
    assert sound()


def test_every_level_of_each_is_closed_too(cast, three):
    up = three[1].must("roads-officer", "decide", **_decision()).must(
        "roads-officer", "serve", how="post").must("petitioner", "ask-review")  # fmt: skip
    assert up.case.level == 2
    below = Case.objects.get(pk=up.case.root_id)
    done = actions.link_cases(
        [three[0].case.number, below.number], cast.actor("roads-officer"), "x", up.now
    )
    assert not isinstance(done, Refusal), done
    shut(cast, three[0], "county-head", up.now)
    assert cast.staff("county-head").pk in Case.objects.get(pk=up.case.pk).blocked
    assert sound()


def _decision():
    from tests.cast import DECISION

    return DECISION


def test_cases_are_not_linked_where_nobody_would_be_left_to_act(cast, three):
    shut(cast, three[0], "roads-head")
    shut(cast, three[1], "roads-officer")
    with_supervisor = link(cast, three[:2], "city-supervisor")
    assert with_supervisor.code is Code.SHUT_OUT_OF_ONE
    assert is_there(cast, "roads-officer", three[0]), "and nothing was written"


def test_a_case_of_the_office_that_is_shut_out_is_linked_no_more(cast, three):
    other = file(cast).must("clerk", "register")
    other.must("clerk", "transfer", office=cast.offices["housing"].pk, reason="Theirs.")
    done = link(cast, [three[0], three[1], other], "city-supervisor")
    assert not isinstance(done, Refusal), done
    out = actions.exclude_office(
        three[0].case.number, cast.actor("city-supervisor"), cast.offices["housing"].pk,
        "complained-of", "Theirs.", NOW,
    )  # fmt: skip
    assert isinstance(out, Case), out
    assert facts(other).cause is None
    assert facts(three[1]).cause is not None
    assert sound()


def test_a_report_of_reprisal_is_linked_with_nothing(cast, three):
    from openredress.core.access import Actor

    done = actions.file_report(
        actions.Report(text="They threaten me.", about=three[0].case.number),
        Actor.petitioner(three[0].case.number), NOW,
    )  # fmt: skip
    assert isinstance(done, actions.Reported), done
    numbers = [done.case.number, three[1].case.number]
    refused = actions.link_cases(numbers, cast.actor("city-supervisor"), "x", NOW)
    assert isinstance(refused, Refusal)
