"""Whatever members do in whatever order: the rules of a group hold after each act."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from openredress.core import events, group
from openredress.core.facts import apply
from openredress.core.journal import By, Entry
from openredress.core.procedure import Role
from openredress.core.refusals import Refusal
from tests.core.walks import Walk, begin

MOST = 5


def begun() -> Walk:
    return done(begin("cn-2022"), group.begin, "t0", "Mend it.")


def done(walk: Walk, act, *given, **named) -> Walk:
    """What is refused leaves everything as it was."""
    decision = act(walk.situation(), *given, **named)
    for event in () if isinstance(decision, Refusal) else decision:
        seq = walk.facts.version_seq + 1
        entry = Entry(walk.facts.number, seq, walk.now, walk.now, By(Role.SYSTEM), event)
        walk.facts = apply(walk.facts, entry)
    return walk


def tokens(member: int):
    yield f"t{member}"
    for number in range(1, 40):
        yield from (f"s{member}-{number}", f"m{member}-{number}", f"a{member}-{number}")


DOING = ("join", "leave", "stand", "down", "give", "back", "offer", "answer", "wait")
ACTS = st.lists(
    st.tuples(
        st.sampled_from(DOING),
        st.integers(0, 12), st.integers(1, 8), st.booleans(),
    ),
    max_size=60,
)  # fmt: skip


def act(walk: Walk, what: str, member: int, number: int, yes: bool) -> None:
    known = walk.facts.group
    if what == "join":
        if f"t{member}" not in known.members:  # What is sent twice never comes here.
            done(walk, group.join, f"t{member}", "invitation", ())
    elif what == "leave":
        done(walk, group.leave, tokens(member))
    elif what == "stand":
        token = f"s{member}-{len(known.candidates) + 1}"
        done(walk, group.stand, token, tokens(member))
    elif what == "down":
        done(walk, group.stand_down, number)
    elif what == "give":
        until = walk.situation().today + timedelta(days=number) if yes else None
        if f"t{member}" in known.members:
            done(walk, group.give, number, f"m{member}-{number}", ("speak",), until)
    elif what == "back":
        done(walk, group.take_back, number, f"m{member}-{number}")
    elif what == "offer":
        today = walk.situation().today
        days = timedelta(days=5), timedelta(days=30)
        done(walk, group.offer, walk.facts.office, today + days[0], today + days[1], "So.")
    elif what == "answer":
        last = len(known.settlements)
        if f"t{member}" in known.members:
            done(walk, group.answer, last, f"a{member}-{last}", agrees=yes)
    else:
        walk.now += timedelta(days=number)
        done(walk, group.falls_due)


@settings(max_examples=120, deadline=None)
@given(ACTS)
def test_the_rules_hold_after_each_act(acts):
    walk = begun()
    for step in acts:
        before = walk.facts.group
        act(walk, *step)
        known = walk.facts.group
        assert len(known.seated) <= MOST
        assert len(set(known.members)) == len(known.members)
        for number in known.seated:
            assert known.candidate(number).is_standing
            if number not in before.seated:  # Whoever is chosen has more than half.
                assert 2 * group.support(known, number) > len(known.members)
        if step[0] in ("back", "leave", "down", "wait"):
            assert all(2 * group.support(known, n) >= len(known.members) for n in known.seated) or (
                known == before
            )
        if step[0] == "join":  # A crowd unseats nobody.
            assert known.seated == before.seated
        for settlement in known.settlements:
            if settlement.concluded_at is not None:
                assert (settlement.remedy > 0) == (settlement.agreed > 0)
        standing = {c.number for c in known.candidates if c.is_standing}
        assert {number for number, _token in known.mandates} <= standing
        # What time brings about is brought about once.
        assert group.falls_due(walk.situation()) == () or step[0] != "wait"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=12))
def test_a_settlement_binds_as_many_as_agreed_and_no_more(said):
    walk = begun()
    for member in range(1, len(said)):
        done(walk, group.join, f"t{member}", "invitation", ())
    act(walk, "offer", 0, 1, True)
    for member, yes in enumerate(said):
        if yes is not None:
            act(walk, "answer", member, 1, yes)
    walk.now += timedelta(days=9)
    done(walk, group.falls_due)
    settled = walk.facts.group.settlements[0]
    counts = (settled.agreed, settled.refused, settled.silent)
    assert counts == (said.count(True), said.count(False), said.count(None))
    assert walk.facts.group.all_agreed == all(said)
    assert len(walk.facts.remedies) == (True in said)


def test_every_event_of_a_group_is_carried_up_or_stays_by_name():
    stays = set(group.HERE)
    assert stays < group.OF_A_GROUP
    assert events.MandateGiven in group.OF_A_GROUP - stays


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 9), st.lists(st.integers(0, 8), unique=True))
def test_whoever_falls_below_half_represents_the_group_no_longer(size, order):
    walk = begun()
    for member in range(1, size):
        done(walk, group.join, f"t{member}", "invitation", ())
    done(walk, group.stand, "s1-1", ())
    for member in range(size):
        act(walk, "give", member, 1, False)
    assert walk.facts.group.seated == (1,)
    for member in order:
        act(walk, "back", member, 1, False)
        if 2 * group.support(walk.facts.group, 1) < size:
            assert walk.facts.group.seated == ()
            return
        assert walk.facts.group.seated == (1,)
