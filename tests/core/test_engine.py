"""The engine, rule by rule, on cases driven by hand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from openredress.core import engine, events, identity
from openredress.core.clock import ClockState
from openredress.core.facts import Outcome, replay
from openredress.core.refusals import Code, Refusal
from tests.core.walks import ACTORS, DECISION, OFFICE, OTHER, accepted, begin, served


def _code(answer: engine.Decision) -> Code:
    assert isinstance(answer, Refusal), answer
    return answer.code


PROMISE = {
    "remedies": (events.Promise(OFFICE, date(2026, 3, 31)),),
    "remedy_texts": ("Mend the road.",),
}


def test_the_whole_way_up():
    walk = served()
    assert walk.facts.outcome is Outcome.UPHELD
    walk.must("petitioner", "ask-review", number="2026-000002-8", office=4)
    assert walk.facts.stage == "under-review"
    assert walk.facts.child == "2026-000002-8"
    assert _code(walk.take("petitioner", "ask-review", number="x", office=4))


def test_an_unknown_step_a_wrong_stage_a_wrong_person():
    walk = begin("cn-2022")
    assert _code(walk.take("clerk-1", "dance")) is Code.UNKNOWN_STEP
    assert _code(walk.take("clerk-1", "serve")) is Code.NOT_IN_THIS_STAGE
    assert _code(walk.take("officer-1", "register")) is Code.NOT_YOURS
    assert _code(walk.take("clerk-2", "register")) is Code.NOT_YOURS
    assert _code(walk.take("petitioner", "file")) is Code.NOT_IN_THIS_STAGE


def test_nobody_drops_a_case_between_two_chairs():
    walk = begin("cn-2022")
    walk.must("clerk-1", "register").must("clerk-1", "transfer", office=OFFICE, reason="Roads.")
    walk.must("officer-2", "object-to-routing", reason="Not our road.", competent=OTHER)
    assert (walk.facts.office, walk.facts.stage) == (1, "registered")
    walk.must("clerk-1", "transfer", office=OFFICE, reason="It is.")
    assert _code(walk.take("officer-2", "object-to-routing", reason="No.")) is Code.ALREADY_OBJECTED


def test_an_objection_comes_too_late_after_five_working_days():
    walk = begin("cn-2022")
    walk.must("clerk-1", "register").must("clerk-1", "transfer", office=OFFICE, reason="Roads.")
    walk.wait(days=8)
    refusal = walk.take("officer-2", "object-to-routing", reason="Not ours.")
    assert (_code(refusal), refusal.params["due_on"]) == (Code.TOO_LATE, "2026-02-04")


def test_an_office_is_not_sent_what_it_has():
    walk = begin("cn-2022").must("clerk-1", "register")
    assert _code(walk.take("clerk-1", "transfer", office=1, reason="Here.")) is Code.SAME_OFFICE


def test_a_co_handler_is_not_the_lead_too():
    walk = begin("cn-2022").must("clerk-1", "register")
    walk.must("clerk-1", "transfer", office=2, co_handlers=(2, 3), reason="Both.")
    assert walk.facts.co_handlers == (3,)


@pytest.mark.parametrize("text", ["", "   ", None, "\n\t"])
def test_reasons_are_needed(text):
    walk = begin("cn-2022").must("clerk-1", "register")
    refusal = walk.take("clerk-1", "transfer", office=2, reason=text)
    assert (_code(refusal), refusal.field) == (Code.MISSING, "reason")


def test_a_text_that_is_too_long_is_refused():
    walk = begin("cn-2022")
    refusal = walk.take("petitioner", "message", text="x" * (engine.MAX_TEXT + 1))
    assert (_code(refusal), refusal.field) == (Code.TOO_LONG, "text")
    walk = accepted()
    long = {**PROMISE, "remedy_texts": ("x" * (engine.MAX_TEXT + 1),)}
    assert _code(walk.take("officer-2", "decide", **DECISION, **long)) is Code.TOO_LONG


class TestExtension:
    def test_it_is_asked_granted_and_used_up(self):
        walk = accepted()
        walk.must("officer-2", "request-extension", amount=30, reason="A survey.")
        assert (
            _code(walk.take("officer-2", "request-extension", amount=1, reason="More."))
            is Code.EXTENSION_PENDING
        )
        walk.must("head-2", "grant-extension", reason="A survey is needed.")
        assert walk.situation().clock("decide").extra == 30
        assert (
            _code(walk.take("officer-2", "request-extension", amount=1, reason="More."))
            is Code.EXTENSIONS_USED_UP
        )

    def test_it_has_a_cap(self):
        refusal = accepted().take("officer-2", "request-extension", amount=31, reason="Long.")
        assert (_code(refusal), refusal.params) == (Code.EXTENSION_TOO_LONG, {"max": 30})

    def test_the_head_cannot_grant_more_than_the_cap(self):
        walk = accepted().must("officer-2", "request-extension", amount=10, reason="A survey.")
        refusal = walk.take("head-2", "grant-extension", amount=31, reason="Take more.")
        assert _code(refusal) is Code.EXTENSION_TOO_LONG

    @pytest.mark.parametrize("amount", [0, -1, None, "10"])
    def test_it_says_how_long(self, amount):
        refusal = accepted().take("officer-2", "request-extension", amount=amount, reason="Long.")
        assert (_code(refusal), refusal.field) == (Code.MISSING, "amount")

    def test_a_refused_one_can_be_asked_for_again(self):
        walk = accepted().must("officer-2", "request-extension", amount=10, reason="A survey.")
        walk.must("head-2", "refuse-extension", reason="No.")
        walk.must("officer-2", "request-extension", amount=5, reason="A short one.")

    def test_nobody_grants_their_own(self):
        from openredress.core.access import Actor, Post
        from openredress.core.procedure import Role

        both = Actor(Role.OFFICER, staff=7, posts=(Post(2, Role.OFFICER), Post(2, Role.HEAD)))
        ACTORS["both"] = both
        try:
            walk = accepted().must("both", "request-extension", amount=10, reason="A survey.")
            refusal = walk.take("both", "grant-extension", reason="I agree with myself.")
            assert _code(refusal) is Code.OWN_REQUEST
        finally:
            del ACTORS["both"]

    def test_what_is_late_stays_late(self):
        walk = accepted()
        walk.wait(days=70)
        refusal = walk.take("officer-2", "request-extension", amount=30, reason="Sorry.")
        assert _code(refusal) is Code.NOTHING_TO_EXTEND

    def test_a_request_in_time_cannot_be_granted_once_it_is_late(self):
        walk = accepted().must("officer-2", "request-extension", amount=30, reason="A survey.")
        walk.wait(days=70)
        assert (
            _code(walk.take("head-2", "grant-extension", reason="Yes.")) is Code.NOTHING_TO_EXTEND
        )
        assert walk.situation().clock("decide").state(walk.now) is ClockState.LATE

    def test_the_petitioner_asks_for_their_own(self):
        walk = served().must("petitioner", "ask-more-time", amount=30, reason="I was in hospital.")
        walk.wait(days=40)
        assert (
            _code(walk.take("petitioner", "ask-review", number="2026-000002-8", office=4))
            is Code.TOO_LATE
        )
        walk.must("head-2", "grant-extension", reason="Get well.")
        walk.must("petitioner", "ask-review", number="2026-000002-8", office=4)

    def test_a_right_does_not_lapse_while_more_time_is_asked_for(self):
        walk = served().must("officer-2", "close")
        walk.must("petitioner", "ask-more-time", amount=30, reason="I was in hospital.")
        assert walk.wait(days=40) == ()
        walk.must("head-2", "refuse-extension", reason="No.")
        assert [event.tag for event in walk.wait(days=1)] == ["right-lapsed"]
        assert walk.facts.stage == "final"

    def test_not_fixed_leaves_no_request_behind(self):
        walk = served().must("petitioner", "ask-more-time", amount=30, reason="I was ill.")
        walk.must("petitioner", "not-fixed", reason="Nothing was done.")
        assert _code(walk.take("head-2", "grant-extension", reason="Yes.")) is (
            Code.NO_EXTENSION_PENDING
        )

    def test_an_earlier_run_does_not_use_it_up(self):
        walk = accepted().must("officer-2", "request-extension", amount=30, reason="A survey.")
        walk.must("head-2", "grant-extension", reason="Yes.")
        walk.wait(days=1)
        walk.must("officer-2", "decide", **DECISION).must("officer-2", "serve", how="post")
        walk.must("petitioner", "not-fixed", reason="Nothing was done.")
        assert walk.situation().clock("decide").extra == 0
        walk.must("officer-2", "request-extension", amount=30, reason="Another survey.")

    def test_two_extensions_share_one_cap(self):
        walk = accepted()
        limit = walk.procedure.limits["decide"]
        twice = replace(limit, extension=replace(limit.extension, times=2))
        walk.procedure = replace(walk.procedure, limits={**walk.procedure.limits, "decide": twice})
        walk.must("officer-2", "request-extension", amount=20, reason="A survey.")
        walk.must("head-2", "grant-extension", reason="Yes.")
        refusal = walk.take("officer-2", "request-extension", amount=11, reason="More.")
        assert (_code(refusal), refusal.params) == (Code.EXTENSION_TOO_LONG, {"max": 10})

    def test_withdrawing_leaves_no_request_and_no_question_behind(self):
        walk = accepted().must("officer-2", "request-extension", amount=20, reason="A survey.")
        walk.must("officer-2", "ask", text="Which road?").must("petitioner", "withdraw")
        assert (walk.facts.pending, walk.facts.question) == (None, False)
        assert walk.facts.outcome is Outcome.WITHDRAWN


class TestPause:
    def _re_review(self):
        return begin("cn-2022", 3)

    def test_it_needs_a_ground_and_a_reason(self):
        walk = self._re_review()
        assert _code(walk.take("officer-1", "pause", ground="x", reason="y")) is Code.UNKNOWN_GROUND
        assert _code(walk.take("officer-1", "pause", ground="hearing", reason="")) is Code.MISSING

    def test_it_stands_still_once(self):
        walk = self._re_review().must("officer-1", "pause", ground="hearing", reason="Thursday.")
        assert (
            _code(walk.take("officer-1", "pause", ground="hearing", reason="Again."))
            is Code.ALREADY_PAUSED
        )
        walk.wait(days=5)
        walk.must("officer-1", "resume")
        assert _code(walk.take("officer-1", "resume")) is Code.NOT_PAUSED

    def test_its_cap_is_for_all_pauses_together(self):
        walk = self._re_review().must("officer-1", "pause", ground="hearing", reason="Thursday.")
        walk.wait(days=31)
        walk.must("officer-1", "resume")
        assert (
            _code(walk.take("officer-1", "pause", ground="hearing", reason="Again."))
            is Code.PAUSES_USED_UP
        )

    def test_a_late_clock_is_not_paused(self):
        walk = self._re_review()
        walk.wait(days=40)
        assert (
            _code(walk.take("officer-1", "pause", ground="hearing", reason="Late."))
            is Code.NOTHING_TO_PAUSE
        )

    def test_deciding_ends_it(self):
        walk = self._re_review().must("officer-1", "pause", ground="hearing", reason="Thursday.")
        walk.wait(days=3)
        walk.must("officer-1", "decide", **DECISION)
        # 30 days from 28 January and 3 of pause: Monday 2 March.
        assert walk.situation().clock("re-review").due_on() == date(2026, 3, 2)


class TestDecision:
    @pytest.mark.parametrize("outcome", ["", None, "maybe", "withdrawn"])
    def test_it_has_an_outcome(self, outcome):
        refusal = accepted().take("officer-2", "decide", **{**DECISION, "outcome": outcome})
        assert (_code(refusal), refusal.field) == (Code.UNKNOWN_OUTCOME, "outcome")

    @pytest.mark.parametrize("part", ["claim", "facts", "reasons", "finding", "basis"])
    def test_it_has_every_part(self, part):
        refusal = accepted().take("officer-2", "decide", **{**DECISION, part: " "})
        assert (_code(refusal), refusal.field) == (Code.MISSING, part)

    @pytest.mark.parametrize(
        "remedies",
        [
            {**PROMISE, "remedy_texts": ()},
            {**PROMISE, "remedy_texts": ("",)},
            {**PROMISE, "remedy_texts": ("Mend it.", "Paint it.")},
            {"remedies": (), "remedy_texts": ("Mend it.",)},
        ],
    )
    def test_every_remedy_has_words_and_a_day(self, remedies):
        refusal = accepted().take("officer-2", "decide", **DECISION, **remedies)
        assert (_code(refusal), refusal.field) == (Code.MISSING, "remedies")

    def test_nothing_is_promised_for_yesterday(self):
        past = {**PROMISE, "remedies": (events.Promise(OFFICE, date(2026, 1, 27)),)}
        refusal = accepted().take("officer-2", "decide", **DECISION, **past)
        assert _code(refusal) is Code.REMEDY_DATE_PAST

    def test_who_handled_it_below_does_not_decide_above(self):
        walk = begin("uk-lgsco-2024", 2, excluded=(12,))
        walk.must("clerk-1", "acknowledge")
        assert _code(walk.take("officer-1", "decide", **DECISION)) is Code.ANOTHER_PERSON
        walk.must("head-1", "decide", **DECISION)

    def test_a_remedy_is_kept_before_the_case_is_closed(self):
        walk = accepted().must("officer-2", "decide", **DECISION, **PROMISE)
        walk.must("officer-2", "serve", how="post")
        refusal = walk.take("officer-2", "close")
        assert (_code(refusal), refusal.params) == (Code.REMEDIES_OPEN, {"count": 1})
        assert _code(walk.take("officer-2", "complete-remedy", number=2, note="Done.")) is (
            Code.NO_SUCH_REMEDY
        )
        walk.must("officer-2", "complete-remedy", number=1, note="Done.").must("officer-2", "close")

    def test_remedies_of_a_second_decision_are_numbered_on(self):
        walk = accepted().must("officer-2", "decide", **DECISION, **PROMISE)
        walk.must("officer-2", "serve", how="post").must("petitioner", "not-fixed", reason="No.")
        walk.must("officer-2", "decide", **DECISION, **PROMISE)
        assert [remedy.number for remedy in walk.facts.remedies] == [1, 2]

    def test_the_next_thing_due_may_be_a_promise(self):
        walk = accepted().must("officer-2", "decide", **DECISION, **PROMISE)
        walk.must("officer-2", "serve", how="post")
        found = engine.schedule(walk.situation())
        assert (found.next_limit, found.next_due_on) == ("remedy", date(2026, 3, 31))


class TestService:
    def test_a_case_is_not_closed_until_its_answer_arrived(self):
        walk = accepted().must("officer-2", "decide", **DECISION)
        assert _code(walk.take("officer-2", "close")) is Code.NOT_IN_THIS_STAGE

    def test_it_arrived_on_the_day_that_is_told(self):
        walk = accepted().must("officer-2", "decide", **DECISION)
        walk.wait(days=5)
        walk.must("officer-2", "serve", how="post", on=date(2026, 1, 30))
        assert walk.situation().clock("ask-review").started_on == date(2026, 1, 30)

    def test_not_tomorrow_and_not_before_it_was_decided(self):
        walk = accepted()
        walk.wait(days=5)
        walk.must("officer-2", "decide", **DECISION)
        tomorrow, before = date(2026, 2, 3), date(2026, 2, 1)
        assert (
            _code(walk.take("officer-2", "serve", how="post", on=tomorrow)) is Code.DATE_IN_FUTURE
        )
        assert _code(walk.take("officer-2", "serve", how="post", on=before)) is Code.DATE_TOO_EARLY


def test_no_step_takes_effect_in_the_future():
    walk = begin("cn-2022")
    walk.must("clerk-1", "register").must("clerk-1", "transfer", office=OFFICE, reason="Roads.")
    assert _code(walk.take("officer-2", "accept", on=date(2026, 2, 10))) is Code.DATE_IN_FUTURE


def test_a_letter_counts_from_the_day_it_came():
    walk = begin("cn-2022", on=date(2026, 1, 23))
    assert walk.situation().clock("register").due_on() == date(2026, 2, 9)


class TestTime:
    def test_a_breach_is_told_once(self):
        walk = begin("cn-2022")
        first = walk.wait(days=40)
        assert [(event.tag, event.limit) for event in first] == [
            ("limit-breached", "register"), *[("limit-escalated", "register")] * 3
        ]  # fmt: skip
        assert first[0].follows == ("tell-head", "tell-supervisor", "count-overdue")
        assert walk.wait(days=40) == ()

    def test_a_second_run_can_be_late_again(self):
        walk = accepted()
        walk.wait(days=70)
        walk.must("officer-2", "decide", **DECISION).must("officer-2", "serve", how="post")
        walk.must("petitioner", "not-fixed", reason="No.")
        assert [event.limit for event in walk.wait(days=70)] == ["decide"] * 3
        assert len(walk.facts.breached) == 2

    def test_a_right_lapses_once_the_case_is_closed(self):
        walk = served().must("officer-2", "close")
        assert [event.tag for event in walk.wait(days=60)] == ["right-lapsed"]
        assert (walk.facts.stage, walk.facts.lapsed) == ("final", {"ask-review"})

    def test_a_right_that_was_used_does_not_lapse(self):
        walk = served().must("officer-2", "close")
        limit = walk.procedure.limits["ask-review"]
        used = replace(limit, stops_at=frozenset({"message"}))
        walk.procedure = replace(
            walk.procedure, limits={**walk.procedure.limits, "ask-review": used}
        )
        walk.must("petitioner", "message", text="I use it.")
        assert walk.wait(days=60) == ()

    def test_an_answer_not_closed_does_not_become_final_by_itself(self):
        """While a promise is open the case stays open, however long ago the answer was."""
        assert served().wait(days=60) == ()

    def test_nothing_is_owed_once_it_ended(self):
        walk = begin("cn-2022").must("petitioner", "withdraw")
        assert walk.wait(days=400) == ()
        assert engine.schedule(walk.situation()) == engine.Schedule()

    def test_the_worker_is_told_when_to_look_again(self):
        walk = begin("cn-2022")
        found = engine.schedule(walk.situation())
        assert found.act_at < found.next_due_at, "it is reminded of first"
        walk.now = found.act_at - timedelta(seconds=1)
        assert engine.falls_due(walk.situation()) == ()
        walk.now = found.act_at
        assert engine.falls_due(walk.situation()) != ()


class TestUp:
    def test_reasons_may_be_left_out(self):
        """The English code forbids asking for them; nowhere are they needed."""
        served().must("petitioner", "ask-review", number="2026-000002-8", office=4)

    def test_there_may_be_no_office_above(self):
        refusal = served().take("petitioner", "ask-review", number="x", office=None)
        assert _code(refusal) is Code.NO_HIGHER_OFFICE

    def test_it_has_its_time(self):
        walk = served()
        walk.wait(days=60)
        refusal = walk.take("petitioner", "ask-review", number="x", office=4)
        assert _code(refusal) is Code.TOO_LATE

    def test_the_answer_from_above_is_noted_below(self):
        walk = served().must("petitioner", "ask-review", number="2026-000002-8", office=4)
        event = engine.answer_from_above(walk.facts, "2026-000002-8", Outcome.UPHELD)
        assert (event.stage, event.outcome) == (walk.facts.stage, "upheld")


@pytest.mark.parametrize("score", [0, 6, None, "5", -1])
def test_a_rating_is_from_one_to_five(score):
    assert _code(served().take("petitioner", "rate", score=score)) is Code.BAD_RATING


def test_a_new_answer_asks_for_a_new_rating():
    walk = served().must("petitioner", "rate", score=1, comment="Nothing was done.")
    walk.must("petitioner", "not-fixed", reason="Nothing was done.")
    assert walk.facts.rating is None


def test_a_question_waits_until_the_petitioner_says_something():
    walk = accepted().must("officer-2", "ask", text="Which road?")
    assert walk.facts.question
    walk.must("officer-2", "message", text="Take your time.")
    assert walk.facts.question
    walk.must("petitioner", "add-facts", text="Mill Lane.")
    assert not walk.facts.question


def test_a_right_door_is_one_that_the_pack_names():
    walk = begin("cn-2022").must("clerk-1", "register")
    assert _code(walk.take("clerk-1", "redirect", doors=(), reason="Go.")) is Code.MISSING
    refusal = walk.take("clerk-1", "redirect", doors=("nowhere",), reason="Go.")
    assert _code(refusal) is Code.UNKNOWN_DOOR
    walk.must("clerk-1", "redirect", doors=("labour-arbitration",), reason="A wage dispute.")
    assert walk.facts.outcome is Outcome.OTHER_REMEDY


def test_a_note_and_a_look_at_the_name_need_no_step_of_the_pack():
    walk = accepted()
    situation = walk.situation(ACTORS["officer-2"])
    assert engine.note(situation, "Ask the survey.")[0].office_only
    assert _code(engine.note(situation, " ")) is Code.MISSING
    assert _code(identity.open_(situation, "", second_person=False)) is Code.MISSING
    assert identity.open_(situation, "To call back.", second_person=False)[0].stage == "accepted"


def test_an_earlier_record_ends_what_was_imported_and_nothing_else():
    walk = begin("cn-2022", source="old:17")
    event = engine.earlier_record(walk.situation(), "upheld", "Mended.", "")[0]
    assert event.stage == "closed"
    assert _code(engine.earlier_record(begin("cn-2022").situation(), "", "", "")) is (
        Code.NOT_IMPORTED
    )


def test_a_field_that_the_event_does_not_have_is_a_bug_and_no_refusal():
    with pytest.raises(TypeError):
        begin("cn-2022").take("clerk-1", "register", colour="blue")


def test_a_journal_has_to_begin_with_a_filing():
    walk = accepted()
    with pytest.raises(ValueError, match="does not begin"):
        replay(walk.entries[1:])
    with pytest.raises(ValueError, match="empty"):
        replay([])
