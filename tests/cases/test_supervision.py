"""Supervision: asked, answered in writing, late as anything else, and told to the petitioner."""

from datetime import date, timedelta

import pytest
from tests.cast import DECISION, START, accepted

from openredress.cases import actions, verification
from openredress.cases.access import case_for
from openredress.cases.models import Breach, Case, Demand, JournalEntry
from openredress.core import events
from openredress.core.access import Permission
from openredress.core.news import NEWS
from openredress.core.refusals import Code, Refusal
from openredress.duty.actions import raise_and_climb
from openredress.duty.models import Alert
from openredress.offices.models import Post, Staff
from openredress.offices.tree import actor_of


@pytest.fixture
def above(cast):
    """A supervisor of the county, over the bureaus; the city stands above it still."""
    staff = Staff.objects.create_user("county-supervisor", "x")
    Post.objects.create(staff=staff, office=cast.offices["county"], role="supervisor")
    return actor_of(staff)


def day(drive, days):
    return (drive.now + timedelta(days=days)).date()


def well(number):
    (found,) = list(verification.verify(number=number))
    assert found[1] == ()


def tags(case):
    return list(
        JournalEntry.objects.filter(case=case).order_by("seq").values_list("tag", flat=True)
    )


def test_an_office_is_urged_and_answers_in_writing(cast, above):
    drive = accepted(cast)
    done = actions.urge(drive.case.number, above, "Answer.", day(drive, 10), drive.now)
    assert isinstance(done, Case), done
    demand = Demand.objects.get()
    assert (demand.kind, demand.office.code, demand.asked_by.code) == ("urge", "roads", "county")
    file = case_for(cast.actor("roads-officer"), drive.case.number, drive.now)
    clock = file.situation.clock("demand-1")
    assert clock is not None
    assert clock.due_on() == day(drive, 10)
    answered = actions.answer_demand(
        drive.case.number, cast.actor("roads-officer"), 1, "On Monday.", drive.now
    )
    assert isinstance(answered, Case), answered
    demand.refresh_from_db()
    assert demand.ended_at == drive.now
    assert tags(drive.case)[-2:] == ["office-urged", "demand-answered"]
    well(drive.case.number)


def test_what_is_not_answered_is_breached_and_climbs(cast, above):
    drive = accepted(cast)
    actions.demand_report(drive.case.number, above, "Report.", day(drive, 10), drive.now)
    for days in range(1, 16):
        actions.sweep(drive.now + timedelta(days=days))
    told = JournalEntry.objects.filter(case=drive.case, data__limit="demand-1").order_by("seq")
    assert list(told.values_list("tag", "data__rung")) == [
        ("limit-reminded", None), ("limit-breached", None), ("limit-escalated", "tell-head"),
        ("limit-escalated", "tell-supervisor"),
    ]  # fmt: skip
    assert told.last().data["office"] == cast.offices["county"].pk
    breach = Breach.objects.get(limit="demand-1")
    assert (breach.office.code, breach.due_on, breach.ended_on) == ("roads", day(drive, 10), None)
    late = drive.now + timedelta(days=16)
    officer = cast.actor("roads-officer")
    assert isinstance(actions.answer_demand(drive.case.number, officer, 1, "x", late), Case)
    breach.refresh_from_db()
    assert breach.ended_on == late.date()
    well(drive.case.number)


def test_an_answer_after_its_day_is_late_even_without_a_worker(cast, above):
    drive = accepted(cast)
    actions.urge(drive.case.number, above, "Answer.", day(drive, 5), drive.now)
    late = drive.now + timedelta(days=7)
    actions.answer_demand(drive.case.number, cast.actor("roads-head"), 1, "x", late)
    assert tags(drive.case)[-2:] == ["limit-breached", "demand-answered"]
    assert Breach.objects.get().ended_on == late.date()


def test_the_office_says_why_it_was_late_and_may_say_more(cast, above):
    drive = accepted(cast)
    late = drive.now + timedelta(days=70)
    actions.sweep(late)
    breach = Breach.objects.get()
    assert (breach.limit, breach.office.code) == ("decide", "roads")
    head = cast.actor("roads-head")
    for text in ("The surveyor was ill.", "He is back."):
        done = actions.explain_breach(drive.case.number, head, breach.seq, text, late)
        assert isinstance(done, Case), done
    breach.refresh_from_db()
    entry = JournalEntry.objects.get(case=drive.case, seq=breach.explained)
    assert entry.words["text"] == "He is back."
    other = actions.explain_breach(drive.case.number, above, breach.seq, "x", late)
    assert other == Refusal(Code.NOT_YOURS)
    assert breach.ended_on is None
    drive.now = late
    drive.must("roads-officer", "decide", **DECISION).must("roads-officer", "serve", how="post")
    breach.refresh_from_db()
    assert breach.ended_on is not None
    well(drive.case.number)


def test_a_case_is_taken_over_and_the_office_before_accounts(cast, above):
    drive = accepted(cast)
    actions.urge(drive.case.number, above, "Answer.", day(drive, 5), drive.now)
    done = actions.take_over(drive.case.number, above, "Nothing moves.", day(drive, 20), drive.now)
    assert isinstance(done, Case), done
    assert done.office == cast.offices["county"]
    assert done.stage == "accepted"
    kinds = {d.kind: (d.office.code, d.ended_at is None) for d in Demand.objects.all()}
    assert kinds == {"urge": ("roads", False), "deal": ("county", True), "account": ("roads", True)}
    # The clock of the answer runs on, as it was.
    before = case_for(cast.actor("county-officer"), done.number, drive.now)
    decide = before.situation.clock("decide")
    assert decide is not None
    assert decide.stopped_at is None
    account = Demand.objects.get(kind="account").number
    officer = cast.actor("roads-officer")
    assert isinstance(actions.answer_demand(done.number, officer, account, "So.", drive.now), Case)
    assert drive.step("roads-officer", "decide", **DECISION) == Refusal(Code.NOT_YOURS)
    drive.must("county-officer", "decide", **DECISION)
    assert not Demand.objects.filter(ended_at=None).exists()
    well(done.number)


def test_a_case_is_given_to_another_office(cast, above):
    drive = accepted(cast)
    housing = cast.offices["housing"].pk
    done = actions.assign(drive.case.number, above, housing, "Theirs.", day(drive, 20), drive.now)
    assert isinstance(done, Case), done
    assert done.office.code == "housing"
    for days in range(1, 40):  # The account falls due after the New Year.
        actions.sweep(drive.now + timedelta(days=days))
    missed = dict(Breach.objects.values_list("limit", "office__code"))
    assert missed == {"demand-1": "housing", "demand-2": "roads"}
    well(done.number)


def test_what_is_refused(cast, above):
    drive = accepted(cast)
    number, now, soon = drive.case.number, drive.now, day(drive, 5)
    city = cast.actor("city-supervisor")
    offices = {code: office.pk for code, office in cast.offices.items()}
    refused = {
        "past": actions.urge(number, above, "x", now.date(), now),
        "far": actions.urge(number, above, "x", day(drive, 100), now),
        "no day": actions.urge(number, above, "x", None, now),
        "no text": actions.urge(number, above, " ", soon, now),
        "officer": actions.urge(number, cast.actor("roads-officer"), "x", soon, now),
        "head": actions.demand_report(number, cast.actor("county-head"), "x", soon, now),
        "petitioner": actions.urge(number, drive.petitioner, "x", soon, now),
        "top": actions.take_over(number, city, "x", soon, now),
        "same": actions.assign(number, above, offices["roads"], "x", soon, now),
        "not below": actions.assign(number, above, offices["repairs"], "x", soon, now),
        "nothing asked": actions.answer_demand(number, cast.actor("roads-head"), 1, "x", now),
        "no breach": actions.explain_breach(number, cast.actor("roads-head"), 3, "x", now),
    }
    codes = {what: done.code for what, done in refused.items() if isinstance(done, Refusal)}
    assert codes == {
        "past": Code.DAY_PAST, "far": Code.DAY_TOO_FAR, "no day": Code.MISSING,
        "no text": Code.MISSING, "officer": Code.NOT_YOURS, "head": Code.NOT_YOURS,
        "petitioner": Code.NOT_YOURS, "top": Code.NOBODY_ABOVE, "same": Code.SAME_OFFICE,
        "not below": Code.NOT_BELOW, "nothing asked": Code.NOT_YOURS, "no breach": Code.NOT_YOURS,
    }  # fmt: skip
    actions.urge(number, above, "x", soon, now)
    head = cast.actor("roads-head")
    actions.answer_demand(number, head, 1, "x", now)
    assert actions.answer_demand(number, head, 1, "y", now) == Refusal(Code.ANSWERED_ALREADY)
    housing = cast.actor("housing-head")
    assert actions.answer_demand(number, housing, 1, "y", now) == Refusal(Code.NOT_YOURS)


def test_it_goes_to_nobody_who_is_shut_out(cast, above):
    drive = accepted(cast)
    housing = cast.offices["housing"].pk
    clerk = cast.actor("clerk")
    actions.exclude_office(drive.case.number, clerk, housing, "interest", "x", drive.now)
    soon = day(drive, 5)
    refused = actions.assign(drive.case.number, above, housing, "x", soon, drive.now)
    assert refused == Refusal(Code.BLOCKED_RECIPIENT, "office")
    assert above.staff is not None
    supervisor = cast.actor("city-supervisor")
    shut = actions.exclude_person(
        drive.case.number, supervisor, above.staff, "interest", "x", drive.now
    )
    assert isinstance(shut, Case)
    for act in (actions.urge, actions.demand_report, actions.take_over):
        assert act(drive.case.number, above, "x", soon, drive.now) == Refusal(Code.NOT_YOURS)


def test_a_demand_to_another_office_is_no_deadline_of_the_one_that_answers(cast, above):
    drive = accepted(cast)
    done = actions.assign(
        drive.case.number, above, cast.offices["housing"].pk, "x", day(drive, 40), drive.now
    )
    assert isinstance(done, Case)
    # The account of the roads bureau is due first, and is not what housing owes.
    assert done.next_limit == "demand-1"
    assert done.next_due_on == day(drive, 40)
    assert done.act_at < done.next_due_at


def test_the_register_is_altered_and_found(cast, above):
    drive = accepted(cast)
    actions.urge(drive.case.number, above, "x", day(drive, 5), drive.now)
    actions.sweep(drive.now + timedelta(days=80))
    well(drive.case.number)
    for model, changes in (
        (Breach, {"due_on": date(2027, 1, 1)}), (Breach, {"office": cast.offices["town"].pk}),
        (Breach, {"explained": 3}), (Breach, {"ended_on": date(2026, 1, 1)}),
        (Demand, {"ended_at": START}), (Demand, {"kind": "report"}),
    ):  # fmt: skip
        before = model.objects.order_by("pk").first()
        model.objects.filter(pk=before.pk).update(**changes)
        assert dict(verification.verify(number=drive.case.number)) != {drive.case.pk: ()}
        before.save()
        well(drive.case.number)
    Breach.objects.all().delete()
    assert dict(verification.verify(number=drive.case.number)) != {drive.case.pk: ()}


def test_only_supervisors_supervise(cast, above):
    drive = accepted(cast)
    for who, may in (("roads-officer", False), ("roads-head", False), ("clerk", False),
                     ("city-supervisor", True)):  # fmt: skip
        file = case_for(cast.actor(who), drive.case.number, drive.now)
        assert file.may(Permission.SUPERVISE) is may, who


def test_the_office_that_is_given_a_case_is_alerted(cast, above):
    drive = accepted(cast)
    actions.assign(
        drive.case.number, above, cast.offices["housing"].pk, "x", day(drive, 20), drive.now
    )
    raise_and_climb(drive.now)
    alert = Alert.objects.get(case=drive.case, settled_at=None)
    assert (alert.need, alert.office.code) == ("filing-waits", "housing")
    drive.must("housing-officer", "decide", **DECISION)
    raise_and_climb(drive.now)
    alert.refresh_from_db()
    assert alert.settled_at is not None


def test_the_petitioner_who_wants_to_be_told_is_told():
    given, written = (events.CaseReassigned, events.CaseTakenOver, events.JointlyDecided), (
        events.DemandAnswered, events.BreachExplained, events.PutOnAgenda, events.TakenOffAgenda,
    )  # fmt: skip
    assert {NEWS[event] for event in given} == {"sent-on"}
    assert {NEWS[event] for event in written} == {"message"}
