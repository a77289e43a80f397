"""The chain: what was sealed cannot be changed, moved or taken out without being found."""

import copy
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openredress.core import events, journal
from openredress.core.journal import GENESIS, By, Entry, Fault, Sealed
from openredress.core.procedure import Role
from tests.core.test_events import KINDS, any_event

START = datetime(2026, 1, 28, 4, 0, tzinfo=UTC)


def _entry(seq: int, event: events.Event, imported: bool = False) -> Entry:
    moment = START + timedelta(hours=seq)
    by = By(Role.OFFICER, staff=7, office=3)
    return Entry("2026-000001-4", seq, moment, moment, by, event, imported)


def _chain(found: list[events.Event]) -> list[Sealed]:
    sealed, previous = [], GENESIS
    for seq, event in enumerate(found, start=1):
        sealed.append(journal.seal(_entry(seq, event), previous, bytes([seq]) * 16))
        previous = sealed[-1].seal
    return sealed


CHAIN = _chain(
    [
        events.MessageWritten(step="message", stage="filed", text=f"消息 {n}: é, \n, “…”")
        for n in range(5)
    ]
)
HEAD = CHAIN[-1].seal


def test_a_whole_chain_has_no_fault():
    assert journal.faults(CHAIN, HEAD) == ()
    assert journal.faults([], GENESIS) == ()


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(KINDS).flatmap(any_event), st.binary(min_size=16, max_size=16))
def test_what_was_sealed_is_what_is_opened(event, salt):
    entry = _entry(1, event, imported=True)
    sealed = journal.seal(entry, GENESIS, salt)
    assert journal.opened(sealed) == entry
    assert journal.faults([sealed], sealed.seal) == ()


CHANGED = {
    "number": lambda v: "2026-000002-8",
    "seq": lambda v: v + 1,
    "at": lambda v: v - timedelta(days=1),
    "recorded_at": lambda v: v + timedelta(seconds=1),
    "by": lambda v: {**v, "staff": 8},
    "tag": lambda v: "facts-added",
    "data": lambda v: {**v, "stage": "closed"},
    "words": lambda v: {**v, "text": "Something else"},
    "salt": lambda v: bytes(16),
    "words_digest": lambda v: bytes(32),
    "is_imported": lambda v: not v,
    "previous": lambda v: bytes(31) + b"\1",
    "seal": lambda v: bytes(32),
}


def test_every_field_of_an_entry_is_mutated_below():
    assert set(CHANGED) == set(Sealed._fields)


@pytest.mark.parametrize("seq", range(1, 6))
@pytest.mark.parametrize("name", sorted(CHANGED))
def test_a_change_to_any_one_field_is_found(name, seq):
    chain = list(CHAIN)
    old = chain[seq - 1]
    chain[seq - 1] = old._replace(**{name: CHANGED[name](copy.deepcopy(getattr(old, name)))})
    found = journal.faults(chain, HEAD)
    assert found, f"{name} of entry {seq} was altered unseen"
    assert min(broken.seq for broken in found) >= min(seq, chain[seq - 1].seq)


@pytest.mark.parametrize("key", ["role", "staff", "office"])
def test_a_change_to_who_did_it_is_found(key):
    chain = list(CHAIN)
    chain[2] = chain[2]._replace(by={**chain[2].by, key: None})
    assert journal.Broken(Fault.SEAL, 3) in journal.faults(chain, HEAD)


@pytest.mark.parametrize("seq", range(1, 6))
def test_an_entry_that_was_taken_out_is_missed(seq):
    chain = [sealed for sealed in CHAIN if sealed.seq != seq]
    assert journal.faults(chain, HEAD)


@given(st.permutations(range(5)).filter(lambda order: list(order) != list(range(5))))
def test_entries_in_another_order_are_found(order):
    assert journal.faults([CHAIN[i] for i in order], HEAD)


def test_an_entry_put_in_twice_is_found():
    assert journal.faults([*CHAIN, CHAIN[-1]], HEAD)


def test_an_entry_put_in_place_of_another_is_found():
    """Sealed by the rules, on the right entry; yet the next one was sealed on the true one."""
    other = events.MessageWritten(step="message", stage="filed", text="Never said.")
    forged = journal.seal(_entry(3, other), CHAIN[1].seal, bytes(16))
    found = journal.faults([*CHAIN[:2], forged, *CHAIN[3:]], HEAD)
    assert found == (journal.Broken(Fault.CHAIN, 4),)


def test_an_entry_added_without_the_row_knowing_is_found():
    more = journal.seal(
        _entry(6, events.Withdrawn(step="withdraw", stage="withdrawn")), HEAD, bytes(16)
    )
    assert journal.faults([*CHAIN, more], HEAD) == (journal.Broken(Fault.HEAD, 6),)


def test_a_chain_that_was_cut_short_is_found():
    assert journal.faults(CHAIN[:3], HEAD) == (journal.Broken(Fault.HEAD, 3),)
    assert journal.faults([], HEAD) == (journal.Broken(Fault.HEAD, 0),)


def test_words_erased_by_law_leave_the_chain_whole():
    erased = [sealed._replace(words=None, salt=None) for sealed in CHAIN]
    assert {broken.fault for broken in journal.faults(erased, HEAD)} == {journal.Fault.ERASED}
    assert journal.opened(erased[0]).event.text == ""


def test_words_may_be_gone_where_a_later_entry_tells_of_it():
    """The entry is an act of somebody, sealed like every other."""
    last = CHAIN[-1]
    act = last._replace(seq=last.seq + 1, data={"erased": [1, 2]}, previous=last.seal, seal=b"")
    act = act._replace(seal=journal.seal_over(act.previous, journal.statement(act)))
    erased = [sealed._replace(words=None, salt=None) for sealed in CHAIN[:2]]
    assert journal.faults([*erased, *CHAIN[2:], act], act.seal) == ()
    third = CHAIN[2]._replace(words=None, salt=None)
    chain = [*erased, third, *CHAIN[3:], act]
    assert journal.faults(chain, act.seal) == (journal.Broken(journal.Fault.ERASED, 3),)


def test_words_without_their_salt_are_not_believed():
    for half in ({"salt": None}, {"words": None}):
        chain = [CHAIN[0]._replace(**half), *CHAIN[1:]]
        assert journal.faults(chain, HEAD) == (journal.Broken(Fault.WORDS, 1),)


def test_the_same_moment_in_another_zone_is_the_same():
    from zoneinfo import ZoneInfo

    moved = CHAIN[0]._replace(at=CHAIN[0].at.astimezone(ZoneInfo("Asia/Shanghai")))
    assert journal.faults([moved, *CHAIN[1:]], HEAD) == ()


def test_an_entry_that_tells_of_an_erasure_which_did_not_happen_is_found():
    last = CHAIN[-1]
    act = last._replace(seq=last.seq + 1, data={"erased": [1, 2]}, previous=last.seal, seal=b"")
    act = act._replace(seal=journal.seal_over(act.previous, journal.statement(act)))
    half = CHAIN[0]._replace(words=None, salt=None)
    assert journal.faults([half, *CHAIN[1:], act], act.seal) == (
        journal.Broken(journal.Fault.KEPT, 2),
    )


def test_equal_texts_have_different_digests():
    """Else somebody could tell from the digest what was erased."""
    event = events.MessageWritten(step="message", stage="filed", text="yes")
    one, two = (journal.seal(_entry(1, event), GENESIS, bytes([n]) * 16) for n in (1, 2))
    assert one.words_digest != two.words_digest


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
))  # fmt: skip
def test_what_is_sealed_is_the_json_that_everybody_can_make(value):
    """`verify-receipt` and readers in other languages work the digests out by themselves."""
    plain = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert journal.canonical_text(value) == plain
