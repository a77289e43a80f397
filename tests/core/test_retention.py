"""Until when a case is kept: spelled-out dates, who may change them, and what is never due."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openredress.core import events, retention
from openredress.core.journal import By, Entry
from openredress.core.keeping import retention_of
from openredress.core.procedure import Period, Role, Span
from openredress.core.refusals import Code, Refusal
from openredress.core.retention import Because, Override, plan
from tests.core.walks import ACTORS, Walk, accepted, begin, served

PETITIONER, HEAD, SUPERVISOR = ACTORS["petitioner"], ACTORS["head-2"], ACTORS["supervisor"]


def closed() -> Walk:
    """Served and closed on 28 January 2026; review can be asked for until 27 February."""
    return served().must("officer-2", "close")


def withdrawn() -> Walk:
    return begin("cn-2022").must("petitioner", "withdraw")


def found(walk: Walk, **overrides: Override) -> retention.Plan:
    return plan(walk.situation(), {name.strip("_"): rule for name, rule in overrides.items()})


def record(walk: Walk, decision, role=Role.SYSTEM, staff=None):
    assert not isinstance(decision, Refusal), decision
    walk._record(decision, By(role, staff))
    return walk


def warned(walk: Walk) -> Walk:
    walk.now = found(walk).act_at
    return record(walk, retention.falls_due(walk.situation(), {}))


PERIODS = [
    # from, how long, until, why
    ("2026-01-28", Period(10, Span.DAYS), "2026-02-07", "days by the calendar"),
    ("2026-01-31", Period(1, Span.MONTHS), "2026-02-28", "a month without that day: its last"),
    ("2024-02-29", Period(1, Span.YEARS), "2025-02-28", "a year without that day: its last"),
    ("2024-02-29", Period(4, Span.YEARS), "2028-02-29", "a leap year again"),
    ("2026-11-30", Period(3, Span.MONTHS), "2027-02-28", "over the turn of the year"),
]


@pytest.mark.parametrize(("start", "period", "end", "why"), PERIODS, ids=[r[3] for r in PERIODS])
def test_a_length_of_time_goes_by_the_calendar(start, period, end, why):
    assert retention.later(date.fromisoformat(start), period) == date.fromisoformat(end)


@settings(deadline=None)
@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 40), st.sampled_from(list(Span))
)
def test_going_back_never_reaches_beyond(day, amount, unit):
    period = Period(amount, unit)
    back = retention.earlier(day, period)
    assert retention.later(back, period) <= day < retention.later(back + timedelta(days=1), period)


def test_a_closed_case_is_kept_for_ten_years_and_told_of_half_a_year_before():
    told = found(closed())
    assert told.because is Because.RULE
    assert (told.ended_on, told.forget_on) == (date(2026, 1, 28), date(2036, 1, 28))
    # 28 July 2035 in Shanghai begins at 16:00 UTC of the day before.
    assert told.act_at == datetime(2035, 7, 27, 16, tzinfo=UTC)
    assert not told.is_warned
    assert told.citation.article["en"] == "Archives Administration Order No. 8"


def test_a_withdrawn_case_is_kept_for_three_years():
    assert withdrawn().facts.outcome == "withdrawn"
    assert found(withdrawn()).forget_on == date(2029, 1, 28)


def test_what_has_not_ended_has_no_day():
    walk = accepted()
    assert found(walk) == retention.Plan(Because.OPEN)
    walk.must("officer-2", "decide", **DECISION_WITH_PROMISE)
    walk.must("officer-2", "serve", how="post")
    assert found(walk).because in (Because.OPEN, Because.REMEDY)


DECISION_WITH_PROMISE = {
    "claim": "c", "facts": "f", "reasons": "r", "finding": "d", "basis": "b", "outcome": "upheld",
    "remedies": (events.Promise(2, date(2026, 6, 1)),), "remedy_texts": ("Mend it.",),
}  # fmt: skip


def test_the_linked_case_above_says_when():
    walk = served()
    step = walk.procedure.levels[2].asked_by
    walk.must("petitioner", step, number="2026-000002-8", office=4, reason="I disagree.")
    assert found(walk) == retention.Plan(Because.ABOVE)


def test_a_promise_that_is_owed_keeps_it_and_the_day_counts_from_when_it_was_kept():
    walk = accepted().must("officer-2", "decide", **DECISION_WITH_PROMISE)
    walk.must("officer-2", "serve", how="post")
    closed_ = replace(walk.facts, stage="closed")
    assert plan(replace(walk.situation(), facts=closed_), {}).because is Because.REMEDY
    walk.wait(days=30)
    walk.must("officer-2", "complete-remedy", number=1, note="Done.")
    walk.must("officer-2", "close")
    assert found(walk).ended_on == date(2026, 2, 27)


def test_a_right_that_runs_longer_than_the_rule_keeps_it():
    """Review can be asked for until 27 February; a rule of one day does not take that away."""
    short = Override(Period(1, Span.DAYS), "Storage is dear.")
    told = found(closed(), _=short)
    assert (told.because, told.forget_on) == (Because.RIGHT, date(2026, 2, 27))


def test_a_rule_of_the_institution_goes_before_the_pack_and_the_narrower_before_the_wider():
    wide = Override(Period(30, Span.YEARS), "The county keeps its papers for thirty years.")
    narrow = Override(Period(15, Span.YEARS), "The archive asks for it.")
    walk = closed()
    assert found(walk, _=wide).forget_on == date(2056, 1, 28)
    assert found(walk, _=wide, upheld=narrow).forget_on == date(2041, 1, 28)
    assert found(walk, withdrawn=wide).forget_on == date(2036, 1, 28)
    assert found(walk, upheld=narrow).reason == "The archive asks for it."
    assert found(withdrawn(), _=wide).forget_on == date(2056, 1, 28)


def test_what_went_up_is_kept_for_the_longest_time_whatever_its_last_outcome():
    walk = begin("cn-2022", level=2).must("petitioner", "withdraw")
    assert found(walk).forget_on == date(2036, 1, 28)


def test_the_warning_is_told_and_then_it_is_due():
    walk = warned(closed())
    event = walk.entries[-1].event
    assert event == events.RetentionWarned(
        step="retention-warned", stage=walk.facts.stage, until=date(2036, 1, 28),
        ended_on=date(2026, 1, 28), amount=10, unit="years",
    )  # fmt: skip
    told = found(walk)
    assert told.is_warned
    assert told.act_at == datetime(2036, 1, 28, 16, tzinfo=UTC)
    assert retention.falls_due(walk.situation(), {}) == ()
    assert not retention.is_due(walk.situation(), told)
    walk.now = told.act_at
    assert retention.is_due(walk.situation(), told)


def test_whoever_is_warned_late_has_their_time_all_the_same():
    """The worker did not run for twelve years."""
    walk = closed()
    walk.now = datetime(2038, 5, 1, 4, tzinfo=UTC)
    record(walk, retention.falls_due(walk.situation(), {}))
    assert found(walk).forget_on == date(2038, 11, 1)


def test_a_shorter_rule_never_takes_the_warning_away():
    walk, short = closed(), Override(Period(1, Span.MONTHS), "x")
    walk.now = datetime(2030, 5, 1, 4, tzinfo=UTC)
    assert not retention.is_due(walk.situation(), found(walk, _=short))
    record(walk, retention.falls_due(walk.situation(), {"": short}))
    assert found(walk, _=short).forget_on == date(2030, 11, 1)


def test_a_longer_rule_after_the_warning_means_another_warning():
    walk = warned(closed())
    told = found(walk, _=Override(Period(30, Span.YEARS), "x"))
    assert (told.is_warned, told.forget_on) == (False, date(2056, 1, 28))


def test_the_petitioner_keeps_it_longer_twice_and_is_warned_again():
    walk = warned(closed())
    record(walk, retention.keep_longer(walk.situation(PETITIONER), {}, "For the court."))
    told = found(walk)
    assert (told.because, told.forget_on, told.is_warned) == (
        Because.KEPT, date(2038, 1, 28), False,
    )  # fmt: skip
    warned(walk)
    record(walk, retention.keep_longer(walk.situation(PETITIONER), {}, ""))
    assert found(walk).forget_on == date(2040, 1, 28)
    again = retention.keep_longer(walk.situation(PETITIONER), {}, "")
    assert again == Refusal(Code.KEPT_ENOUGH)


def test_a_hold_stops_it_and_has_to_be_looked_at():
    walk = warned(closed())
    today = walk.situation().today
    for review_on, code in ((today, Code.REVIEW_PAST),
                            (today + timedelta(days=367), Code.REVIEW_TOO_FAR)):  # fmt: skip
        refused = retention.hold(walk.situation(HEAD), review_on, "A lawsuit.")
        assert refused.code is code
    placed = retention.hold(walk.situation(HEAD), today + timedelta(days=366), "A lawsuit.")
    record(walk, placed, Role.HEAD, HEAD.staff)
    walk.now += timedelta(days=5000)
    assert found(walk) == retention.Plan(Because.HELD)
    assert retention.lift(walk.situation(HEAD), "", frozenset({Role.HEAD})).code is Code.MISSING
    record(walk, retention.lift(walk.situation(HEAD), "Over.", frozenset({Role.HEAD})), Role.HEAD)
    # What was told before still holds; it had its time.
    assert retention.is_due(walk.situation(), found(walk))


def test_what_a_supervisor_holds_only_a_supervisor_lets_go():
    walk = closed()
    until = walk.situation().today + timedelta(days=100)
    record(walk, retention.hold(walk.situation(SUPERVISOR), until, "x"), Role.SUPERVISOR, 99)
    heads = retention.lift(walk.situation(HEAD), "x", frozenset({Role.HEAD}))
    assert heads == Refusal(Code.STANDS_ABOVE)
    record(walk, retention.lift(walk.situation(SUPERVISOR), "x", frozenset({Role.SUPERVISOR})))
    assert walk.facts.memory.hold is None


def test_nothing_is_asked_of_an_open_case_or_twice():
    assert retention.ask(accepted().situation(), "identity", "").code is Code.NOT_ENDED
    walk = closed()
    assert retention.ask(walk.situation(), "the world", "").code is Code.MISSING
    record(walk, retention.ask(walk.situation(), "identity", ""), Role.PETITIONER)
    assert retention.ask(walk.situation(), "everything", "").code is Code.ERASURE_WAITS


def test_a_decided_case_is_not_erased_at_once_but_its_name_is():
    walk = closed()
    record(walk, retention.ask(walk.situation(), "everything", ""), Role.PETITIONER)
    refused = retention.grant(walk.situation(HEAD), "everything", "")
    assert refused == Refusal(Code.MUST_BE_KEPT, "scope")
    record(walk, retention.grant(walk.situation(HEAD), "identity", "As far as we may."), Role.HEAD)
    assert [e.event.tag for e in walk.entries[-2:]] == ["erasure-granted", "identity-erased"]
    assert walk.facts.memory.identity_erased
    assert found(walk).forget_on == date(2036, 1, 28)
    assert retention.ask(walk.situation(), "identity", "").code is Code.ERASED_ALREADY


def test_a_withdrawn_case_is_erased_a_week_after_it_was_granted_unless_taken_back():
    walk = withdrawn()
    record(walk, retention.ask(walk.situation(), "everything", ""), Role.PETITIONER)
    record(walk, retention.grant(walk.situation(HEAD), "everything", ""), Role.HEAD)
    told = found(walk)
    assert (told.because, told.forget_on) == (Because.REQUEST, date(2026, 2, 4))
    assert told.act_at == datetime(2026, 2, 4, 16, tzinfo=UTC)
    assert retention.keep_longer(walk.situation(), {}, "").code is Code.KEPT_WITHOUT_END
    record(walk, retention.take_back(walk.situation()), Role.PETITIONER)
    assert found(walk).forget_on == date(2029, 1, 28)


def test_nobody_is_given_more_than_they_asked_for():
    walk = withdrawn()
    record(walk, retention.ask(walk.situation(), "identity", ""), Role.PETITIONER)
    assert retention.grant(walk.situation(HEAD), "everything", "").code is Code.MORE_THAN_ASKED


def test_nothing_is_granted_while_it_is_held():
    walk = withdrawn()
    record(walk, retention.ask(walk.situation(), "everything", ""), Role.PETITIONER)
    until = walk.situation().today + timedelta(days=30)
    record(walk, retention.hold(walk.situation(HEAD), until, "x"), Role.HEAD, HEAD.staff)
    for scope in ("identity", "everything"):
        assert retention.grant(walk.situation(HEAD), scope, "").code is Code.HELD


def test_the_office_answers_within_its_limit_and_is_late_when_it_does_not():
    walk = closed()
    record(walk, retention.ask(walk.situation(), "identity", ""), Role.PETITIONER)
    clock = walk.situation().clock("erasure")
    assert (clock.due_on(), clock.limit.amount) == (date(2026, 2, 27), 30)
    breaches = walk.wait(days=31)
    assert [e.limit for e in breaches if isinstance(e, events.LimitBreached)] == ["erasure"]
    record(walk, retention.refuse(walk.situation(HEAD), "It is needed."), Role.HEAD)
    assert walk.situation().clock("erasure").stopped_at == walk.now
    assert walk.entries[-1].event.doors == ("civil-court",)


def test_reopening_undoes_what_was_promised_to_be_erased():
    walk = withdrawn()
    record(walk, retention.ask(walk.situation(), "everything", ""), Role.PETITIONER)
    record(walk, retention.grant(walk.situation(HEAD), "everything", ""), Role.HEAD)
    again = events.NotFixed(step="not-fixed", stage="filed", reason="No.")
    record(walk, (again,), Role.PETITIONER)
    assert walk.facts.memory.erase_on is None


def test_where_the_pack_is_silent_it_is_kept_until_somebody_says():
    walk = closed()
    walk.procedure = replace(walk.procedure, retention=None)
    assert found(walk) == retention.Plan(Because.NO_RULE)
    assert found(walk, _=Override(Period(5, Span.YEARS), "x")).forget_on == date(2031, 1, 28)
    assert retention_of(walk.procedure).answer.amount == 1


def gone(walk: Walk, at: datetime, due_on: date, ground: str = "retention") -> Entry:
    event = events.Forgotten(
        step="forgotten", stage=walk.facts.stage, ground=ground, due_on=due_on, erased=(1,)
    )
    seq = len(walk.entries) + 1
    return Entry(walk.entries[0].number, seq, at, at, By(Role.SYSTEM), event)


def test_only_what_was_due_is_lawfully_forgotten():
    walk, day = warned(closed()), date(2036, 1, 28)
    entry = gone(walk, datetime(2036, 1, 28, 17, tzinfo=UTC), day)
    assert retention.is_lawful(walk.facts, entry, date(2036, 1, 29))
    assert not retention.is_lawful(walk.facts, entry, day)  # A day too early.
    assert not retention.is_lawful(closed().facts, entry, date(2036, 1, 29))  # Nobody was told.
    other = gone(walk, entry.at, date(2030, 1, 1))
    assert not retention.is_lawful(walk.facts, other, date(2036, 1, 29))
    asked = gone(walk, entry.at, day, "request")
    assert not retention.is_lawful(walk.facts, asked, date(2036, 1, 29))
    until = walk.situation().today + timedelta(days=30)
    record(walk, retention.hold(walk.situation(HEAD), until, "x"), Role.HEAD, HEAD.staff)
    assert not retention.is_lawful(walk.facts, entry, date(2036, 1, 29))  # It is held.


def test_a_case_that_was_forgotten_takes_no_step_any_more():
    walk = warned(closed())
    walk.now = datetime(2036, 1, 28, 17, tzinfo=UTC)
    walk._record((gone(walk, walk.now, date(2036, 1, 28)).event,), By(Role.SYSTEM))
    assert walk.take("petitioner", "rate", score=5) == Refusal(Code.FORGOTTEN)
    assert found(walk) == retention.Plan(Because.FORGOTTEN)
    assert walk.facts.outcome == "upheld"
