"""What becomes of a remedy: done by the word of the office, then by that of the petitioner.

Decided and served on Wednesday 28 January 2026; promised for Friday 20 February; the pack says
nothing else, so that there are 30 days to answer and 15 to settle.
"""

from datetime import date

import pytest

from openredress.core import events, remedies
from openredress.core.facts import State
from openredress.core.journal import By
from openredress.core.promising import money, refused
from openredress.core.refusals import Code, Refusal
from openredress.core.retention import Because, plan
from tests.core.walks import ACTORS, DECISION, OFFICE, accepted

PETITIONER, HEAD = ACTORS["petitioner"], ACTORS["head-2"]
PROMISED = date(2026, 2, 20)


def promised(*, serve=True):
    walk = accepted()
    promise = events.Promise(OFFICE, PROMISED, "repair")
    walk.must("officer-2", "decide", **DECISION, remedies=(promise,), remedy_texts=("Mend it.",))
    return walk.must("officer-2", "serve", how="post") if serve else walk


def say(walk, actor, decision):
    if not isinstance(decision, Refusal):
        role = actor.posts[0].role if actor.posts else actor.kind
        walk._record(decision, By(role, actor.staff))
    return decision


def done(walk):
    return walk.must("officer-2", "complete-remedy", number=1, note="Mended on Tuesday.")


def objected(walk):
    return say(walk, PETITIONER, remedies.object_to(walk.situation(PETITIONER), 1, "It is not."))


def confirmed(walk):
    return say(walk, PETITIONER, remedies.confirm(walk.situation(PETITIONER), 1))


def settled(walk, actor=HEAD, **given):
    given = {"is_done": True, "due_on": None, "reason": "I went there.", **given}
    return say(walk, actor, remedies.settle(walk.situation(actor), 1, **given))


def test_silence_is_recorded_as_silence():
    """Done on 28 January: 30 days end on 27 February, and nothing is said on the 28th."""
    walk = done(promised())
    remedy = walk.facts.remedies[0]
    assert (remedy.state, remedy.answer_by) == (State.DONE, date(2026, 2, 27))
    assert walk.wait(days=30) == ()
    assert [e.tag for e in walk.wait(days=1)] == ["remedy-unanswered"]
    assert walk.facts.remedies[0].state is State.SILENT
    assert walk.wait(days=100) == ()
    assert confirmed(walk) == Refusal(Code.NOT_ASKED)
    assert objected(walk) == Refusal(Code.NOT_ASKED)


def test_the_days_begin_when_the_petitioner_knows_of_it():
    walk = done(promised(serve=False))
    assert objected(walk) == Refusal(Code.NO_SUCH_REMEDY)
    assert not [e for e in walk.wait(days=40) if e.tag == "remedy-unanswered"]
    walk.must("officer-2", "serve", how="post")
    assert walk.facts.remedies[0].answer_by == date(2026, 4, 8)  # 9 March and 30 days


def test_a_yes_can_become_a_no_within_the_days():
    walk = done(promised())
    assert not isinstance(confirmed(walk), Refusal)
    assert walk.facts.remedies[0].state is State.CONFIRMED
    assert confirmed(walk) == Refusal(Code.SAID_ALREADY)
    assert not isinstance(objected(walk), Refusal)
    assert walk.facts.remedies[0].state is State.OBJECTED


def test_an_objection_has_a_limit_of_its_own_and_keeps_the_case():
    """15 days after 28 January are Thursday 12 February."""
    walk = done(promised())
    objected(walk)
    demand = walk.facts.demands[0]
    assert (demand.office, demand.due_on, demand.is_open) == (OFFICE, date(2026, 2, 12), True)
    refusal = walk.take("officer-2", "close", note="")
    assert refusal == Refusal(Code.REMEDIES_OPEN, params={"count": 1})
    told = [getattr(e, "rung", e.tag) for e in (*walk.wait(days=16), *walk.wait(days=2))]
    assert {"limit-breached", "tell-head", "tell-supervisor"} <= set(told)


def test_an_objection_after_the_end_is_owed_all_the_same():
    walk = done(promised())
    walk.must("officer-2", "close", note="")
    objected(walk)
    assert "limit-breached" in [e.tag for e in walk.wait(days=16)]
    assert plan(walk.situation(), {}).because is Because.REMEDY
    settled(walk)
    assert walk.facts.remedies[0].state is State.UPHELD
    assert not walk.facts.demands[0].is_open


def test_who_recorded_it_does_not_find_it_done():
    walk = promised()
    walk.must("head-2", "complete-remedy", number=1, note="Mended.")
    objected(walk)
    assert settled(walk) == Refusal(Code.OWN_WORK, "is_done")
    assert isinstance(settled(walk, is_done=False, due_on=date(2026, 3, 2)), tuple)


def test_what_is_to_be_done_again_is_judged_by_the_first_day():
    walk = done(promised())
    objected(walk)
    settled(walk, is_done=False, due_on=date(2026, 3, 2))
    remedy = walk.facts.remedies[0]
    assert (remedy.state, remedy.due_on) == (State.OWED, date(2026, 3, 2))
    assert (remedy.promised_on, remedy.done_on) == (PROMISED, None)
    assert not walk.facts.demands[0].is_open
    assert settled(walk) == Refusal(Code.NOT_CONTESTED)


def test_an_objection_is_taken_back_by_a_yes():
    walk = done(promised())
    objected(walk)
    assert not isinstance(confirmed(walk), Refusal)
    assert walk.facts.remedies[0].state is State.CONFIRMED
    assert not walk.facts.demands[0].is_open


@pytest.mark.parametrize(
    ("due_on", "reason", "refusal"),
    [
        (None, "Rain.", Refusal(Code.MISSING, "due_on")),
        (date(2026, 1, 28), "Rain.", Refusal(Code.DAY_PAST, "due_on")),  # today
        (PROMISED, "Rain.", Refusal(Code.SAME_DAY, "due_on")),
        (date(2030, 1, 1), "Rain.", Refusal(Code.DAY_TOO_FAR, "due_on", {"days": 1098})),
        (date(2026, 3, 20), " ", Refusal(Code.MISSING, "reason")),
    ],
)
def test_a_day_moves_with_a_reason_or_not_at_all(due_on, reason, refusal):
    assert remedies.move(promised().situation(HEAD), 1, due_on, reason) == refusal


def test_a_day_that_moved_twice_is_still_judged_by_the_first():
    walk = promised()
    for day in (date(2026, 3, 20), date(2026, 4, 20)):
        say(walk, HEAD, remedies.move(walk.situation(HEAD), 1, day, "Rain."))
    remedy = walk.facts.remedies[0]
    assert (remedy.promised_on, remedy.due_on) == (PROMISED, date(2026, 4, 20))
    assert "remedy-overdue" not in [e.tag for e in walk.wait(days=30)]
    done(walk)
    assert remedies.move(walk.situation(HEAD), 1, PROMISED, "x") == Refusal(
        Code.NO_SUCH_REMEDY, "number"
    )


def test_nobody_records_themselves_into_time():
    walk = promised()
    walk.wait(days=40)
    walk.must("officer-2", "complete-remedy", number=1, note="Done long ago.", on=date(2026, 2, 1))
    assert walk.facts.remedies[0].done_on == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("text", "is_money"),
    [("1200.00 CNY", True), ("0.50 EUR", True), ("0.00 CNY", False), ("-5.00 CNY", False),
     ("1200 cny", False), ("1200", False), ("1e9 CNY", False), ("٣ CNY", False), ("", False)],
)  # fmt: skip
def test_a_sum_is_more_than_nothing_in_some_currency(text, is_money):
    assert (money(text) is not None) is is_money


def test_money_says_how_much_and_nothing_else_does():
    assert refused(["money", "repair"], ["1200.00 CNY", ""]) is None
    assert refused(["money"], [""]) == Refusal(Code.BAD_AMOUNT, "remedies")
    assert refused(["repair"], ["1.00 CNY"]) == Refusal(Code.BAD_AMOUNT, "remedies")
    assert refused(["bribe"], [""]) == Refusal(Code.UNKNOWN_KIND, "remedies")


def test_what_was_promised_by_an_earlier_version_is_of_no_kind():
    data, words = events.dump(
        events.Decided(
            step="decide", stage="decided", outcome="upheld", claim="c", facts="f", reasons="r",
            finding="f", basis="b", remedies=(events.Promise(1, PROMISED),), remedy_texts=("A",),
        )
    )  # fmt: skip
    del data["remedies"][0]["kind"], words["remedy_amounts"]
    again = events.load("decided", data, words)
    assert again.remedies == (events.Promise(1, PROMISED),)
    assert again.remedy_amounts == ()
