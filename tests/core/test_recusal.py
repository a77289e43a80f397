"""Who shuts whom out of a case, and what is refused."""

import pytest

from openredress.core import recusal
from openredress.core.access import Actor, Permission, Post, may
from openredress.core.facts import replay
from openredress.core.journal import By
from openredress.core.procedure import Role
from openredress.core.refusals import Code, Refusal
from tests.core.walks import ABOVE, ACTORS, OFFICE, OTHER, REGISTRAR, Walk, accepted, begin

BECAUSE = "They are the one complained of."


def person(office: int, role: Role = Role.OFFICER, staff: int = 777, *covers: int) -> Actor:
    return Actor(Role.OFFICER, staff=staff, posts=(Post(office, role, frozenset(covers)),))


def shut(walk: Walk, who: str, target: Actor, ground: str = recusal.COMPLAINED_OF):
    return kept(walk, who, recusal.exclude_person(walk.situation(ACTORS[who]), target, ground, "x"))


def kept(walk: Walk, who: str, decision):
    if not isinstance(decision, Refusal):
        actor = ACTORS[who]
        role = actor.posts[0].role if actor.posts else actor.kind
        walk._record(decision, By(role, actor.staff))
    return decision


def test_whoever_steps_aside_no_longer_finds_the_case():
    walk, officer = accepted(), ACTORS["officer-2"]
    kept(walk, "officer-2", recusal.step_aside(walk.situation(officer), "It is my brother's."))
    assert walk.facts.blocked == {officer.staff}
    assert may(officer, Permission.VIEW, walk.facts).reason == "not-here"
    assert walk.take("officer-2", "decide") == Refusal(Code.NOT_YOURS)


def test_stepping_aside_wants_a_reason():
    walk = accepted()
    empty = recusal.step_aside(walk.situation(ACTORS["officer-2"]), " ")
    assert empty == Refusal(Code.MISSING, "reason")


def test_nothing_else_of_the_case_changes():
    walk = accepted()
    before = walk.facts
    shut(walk, "clerk-1", person(OTHER))
    after = walk.facts
    assert (after.stage, after.office, after.question) == (before.stage, before.office, False)
    assert walk.situation().clock("decide") == Walk(
        walk.procedure, walk.calendar, walk.now, walk.entries, before
    ).situation().clock("decide")  # fmt: skip
    assert replay(walk.entries) == walk.facts


@pytest.mark.parametrize(("who", "target", "expected"), [
    # A head answers for the own office and for nobody above or beside it.
    ("head-2", person(OFFICE), None),
    ("head-2", person(OTHER), Refusal(Code.NOT_OF_YOUR_OFFICE, "person")),
    ("head-2", person(ABOVE, Role.SUPERVISOR, 777, OFFICE), Refusal(Code.STANDS_ABOVE, "person")),
    # A clerk shuts out whom the petitioner means, but not those who supervise.
    ("clerk-1", person(OFFICE, Role.HEAD), None),
    ("clerk-1", person(OTHER), None),
    ("clerk-1", person(ABOVE, Role.SUPERVISOR, 777, OFFICE), Refusal(Code.STANDS_ABOVE, "person")),
    ("supervisor", person(ABOVE, Role.SUPERVISOR, 777, OFFICE), None),
    ("supervisor", person(REGISTRAR, Role.CLERK), None),
])  # fmt: skip
def test_who_shuts_whom_out(who, target, expected):
    answer = shut(accepted(), who, target)
    assert answer == expected if expected else not isinstance(answer, Refusal)


@pytest.mark.parametrize(("who", "office", "expected"), [
    ("clerk-1", OTHER, None),
    ("clerk-1", OFFICE, Refusal(Code.HAS_THE_CASE, "office")),
    ("clerk-1", ABOVE, Refusal(Code.STANDS_ABOVE, "office")),
    ("head-2", OTHER, Refusal(Code.NOT_OF_YOUR_OFFICE, "office")),
    ("supervisor", ABOVE, None),
])  # fmt: skip
def test_which_office_is_shut_out_by_whom(who, office, expected):
    situation = accepted().situation(ACTORS[who])
    answer = recusal.exclude_office(situation, office, (ABOVE,), recusal.COMPLAINED_OF, BECAUSE)
    assert answer == expected if expected else not isinstance(answer, Refusal)


def test_nobody_is_shut_out_twice_or_on_a_ground_nobody_knows():
    walk = accepted()
    shut(walk, "clerk-1", person(OTHER))
    assert shut(walk, "clerk-1", person(OTHER)) == Refusal(Code.EXCLUDED_ALREADY, "person")
    assert shut(walk, "clerk-1", person(OFFICE, staff=5), "dislike") == Refusal(
        Code.UNKNOWN_GROUND, "ground"
    )


def test_what_a_supervisor_shut_a_clerk_does_not_open():
    walk = accepted()
    shut(walk, "supervisor", person(OFFICE))
    refused = recusal.readmit(walk.situation(ACTORS["clerk-1"]), 777, None, "A mistake.")
    assert refused == Refusal(Code.STANDS_ABOVE)
    again = recusal.readmit(walk.situation(ACTORS["supervisor"]), 777, None, "A mistake.")
    kept(walk, "supervisor", again)
    assert walk.facts.blocked == frozenset()
    again = recusal.readmit(walk.situation(ACTORS["supervisor"]), 777, None, "x")
    assert again == Refusal(Code.NOT_EXCLUDED)


def shut_office(walk: Walk, office: int) -> None:
    situation = walk.situation(ACTORS["supervisor"])
    decision = recusal.exclude_office(situation, office, (), recusal.COMPLAINED_OF, BECAUSE)
    assert not isinstance(kept(walk, "supervisor", decision), Refusal)


def test_nothing_is_sent_to_an_office_that_is_shut_out():
    walk = begin("cn-2022").must("clerk-1", "register")
    shut_office(walk, OTHER)
    sent = walk.take("clerk-1", "transfer", office=OTHER, reason="Theirs.")
    assert sent == Refusal(Code.BLOCKED_RECIPIENT, "office")
    beside = {"office": OFFICE, "co_handlers": (OTHER,), "reason": "Theirs."}
    assert walk.take("clerk-1", "transfer", **beside) == Refusal(
        Code.BLOCKED_RECIPIENT, "co_handlers"
    )
    walk.must("clerk-1", "transfer", office=OFFICE, reason="Theirs.")


def test_nothing_is_promised_for_an_office_that_is_shut_out():
    from openredress.core.events import Promise
    from tests.core.walks import DECISION

    walk = accepted()
    shut_office(walk, OTHER)
    promise = {"remedies": (Promise(OTHER, walk.situation().today),), "remedy_texts": ("Mend it.",)}
    answer = walk.take("officer-2", "decide", **DECISION, **promise)
    assert answer == Refusal(Code.BLOCKED_RECIPIENT, "remedies")


def test_an_objection_sends_nothing_back_to_an_office_that_is_shut_out():
    walk = begin("cn-2022").must("clerk-1", "register")
    walk.must("clerk-1", "transfer", office=OFFICE, reason="Theirs.")
    shut_office(walk, REGISTRAR)
    assert walk.take("officer-2", "object-to-routing", reason="No.") == Refusal(
        Code.BLOCKED_RECIPIENT
    )


def test_a_case_waits_until_it_is_answered_whom_the_petitioner_wants_kept_out():
    walk = begin("cn-2022").must("clerk-1", "register")
    kept(walk, "petitioner", recusal.ask_exclusion(walk.facts.stage, "The head of roads."))
    sent = walk.take("clerk-1", "transfer", office=OFFICE, reason="Theirs.")
    assert sent == Refusal(Code.EXCLUSION_WAITS)
    # Somebody else who steps aside is not the answer to it.
    kept(walk, "clerk-2", recusal.step_aside(walk.situation(ACTORS["clerk-2"]), "x"))
    assert walk.facts.exclusion_asked
    shut(walk, "clerk-1", person(OFFICE, Role.HEAD))
    walk.must("clerk-1", "transfer", office=OFFICE, reason="Theirs.")


def test_a_request_can_be_answered_with_a_reason_instead():
    walk, clerk = begin("cn-2022").must("clerk-1", "register"), ACTORS["clerk-1"]
    early = recusal.refuse_exclusion(walk.situation(clerk), "x")
    assert early == Refusal(Code.NO_EXCLUSION_ASKED)
    kept(walk, "petitioner", recusal.ask_exclusion(walk.facts.stage, "The mayor."))
    kept(walk, "clerk-1", recusal.refuse_exclusion(walk.situation(clerk), "Has no access here."))
    assert not walk.facts.exclusion_asked
    walk.must("clerk-1", "transfer", office=OFFICE, reason="Theirs.")
