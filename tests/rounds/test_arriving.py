"""What devices bring back: once each, whatever comes twice, and nothing lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.cast import START, file
from tests.field import records
from tests.field.records import code, filing, record
from tests.rounds.conftest import MONDAY

from openredress.cases.access import case_for
from openredress.cases.models import Case, JournalEntry
from openredress.core.access import Actor
from openredress.core.field import Kind, merged, read_all, written
from openredress.core.receipt import verifier
from openredress.field.merging import file_held, form_of, merge, merge_text, opened
from openredress.offices.models import Matter, Post, Staff
from openredress.offices.tree import actor_of
from openredress.parties import keys, receipts, rotation
from openredress.parties.models import Receipt
from openredress.rounds import actions, verification
from openredress.rounds.models import Arrived, Held
from openredress.rounds.wording import why_text

WEDNESDAY, FRIDAY = MONDAY + timedelta(days=2), MONDAY + timedelta(days=4)


def told(number: str) -> dict:
    return JournalEntry.objects.get(case__number=number, tag="brought-from-round").data


def test_a_draft_makes_one_case_however_often_and_in_whatever_pieces_it_comes(cast, kit):
    clerk = cast.actor("clerk")
    lines = [written(filing(kit, n, WEDNESDAY)) for n in range(3)]
    whole = "\n".join(lines)
    merge_text(clerk, whole[: len(whole) // 2], FRIDAY)
    for _again in range(2):
        done = merge_text(clerk, "\n".join(reversed(lines)) + '\n{"kit":"torn', FRIDAY)
    assert (len(done.filed), len(done.known), done.strange) == (0, 3, 1)
    assert sorted(Case.objects.values_list("number", flat=True)) == sorted(kit.numbers[:3])
    for n in range(3):
        assert receipts.find(code(n)).case.number == kit.numbers[n]
    assert list(verification.differences()) == []
    Arrived.objects.filter(case__number=kit.numbers[0]).delete()
    assert [number for number, _what in verification.differences()] == [kit.numbers[0]]


def test_the_days_count_from_when_it_was_received_and_the_journal_says_both(cast, kit):
    known = {"matter": str(cast.matters["roads"].pk), "place": str(cast.places["linjiang"].pk)}
    (came,) = merge(cast.actor("clerk"), [filing(kit, 0, WEDNESDAY, **known)], FRIDAY).filed
    there = file(cast, now=WEDNESDAY, office=None)
    brought, at_the_counter = Case.objects.get(number=came.number), there.case
    assert brought.next_due_on == at_the_counter.next_due_on
    assert brought.filed_at == WEDNESDAY
    entry = brought.journal.get(seq=1)
    assert (entry.at, entry.recorded_at) == (WEDNESDAY, FRIDAY)
    said = told(came.number)
    assert (said["told_at"], said["kit_revoked"]) == (WEDNESDAY.isoformat(), False)
    assert brought.journal.get(tag="brought-from-round").at == FRIDAY
    assert brought.channel == "round"


@pytest.mark.parametrize(
    ("told_at", "counts"),
    [
        # The clock of the device had stopped years ago: it is not believed further back than the
        # kit, nor further ahead than now.
        (START - timedelta(days=900), MONDAY),
        (FRIDAY + timedelta(days=30), FRIDAY),
        (WEDNESDAY, WEDNESDAY),
    ],
)
def test_the_clock_of_a_device_is_believed_within_bounds(cast, kit, told_at, counts):
    (came,) = merge(cast.actor("clerk"), [filing(kit, 0, told_at)], FRIDAY).filed
    assert Case.objects.get(number=came.number).filed_at == counts
    assert told(came.number)["told_at"] == told_at.isoformat()


def test_two_devices_with_one_kit_give_two_cases_and_both_receipts_open(cast, kit):
    one, other = filing(kit, 0, WEDNESDAY), filing(kit, 1, WEDNESDAY)
    content = {"answers": records.ANSWERS, "verifier": verifier(code(1))}
    other = record(kit, content, WEDNESDAY, number=kit.numbers[0])
    merge(cast.actor("clerk"), [one], FRIDAY)
    merge(cast.actor("clerk"), [other], FRIDAY)
    found = {receipts.find(code(n)).case.number for n in (0, 1)}
    assert len(found) == 2
    assert kit.numbers[0] in found


def test_a_number_of_another_kit_or_of_nobody_is_not_taken(cast, kit):
    theirs = actions.take_kit(cast.actor("clerk"), kit.round_id, MONDAY)
    claimed = [theirs.numbers[0], "2026-000001-0", ""]
    drafts = [
        record(kit, {"answers": records.ANSWERS, "verifier": verifier(code(n))}, WEDNESDAY,
               number=number)
        for n, number in enumerate(claimed)
    ]  # fmt: skip
    assert len(merge(cast.actor("clerk"), drafts, FRIDAY).filed) == 3
    assert not set(claimed) & set(Case.objects.values_list("number", flat=True))


def test_what_cannot_be_taken_in_waits_and_is_put_right(cast, kit):
    clerk, matter = cast.actor("clerk"), cast.matters["damp"]
    draft = filing(kit, 0, WEDNESDAY, matter=str(matter.pk), name="Zhang Wei")
    Matter.objects.filter(pk=matter.pk).delete()
    for _twice in range(2):
        assert len(merge(clerk, [draft], FRIDAY).held) == 1
    row = Held.objects.get()
    assert (row.why, Case.objects.count()) == ("form", 0)
    assert "put it right" in why_text(row.why)
    content = opened(row)
    assert content["answers"]["name"] == "Zhang Wei"
    form = form_of({"answers": {**content["answers"], "matter": ""}})
    done = file_held(clerk, row, form, FRIDAY)
    assert done.number == kit.numbers[0]
    assert receipts.find(code(0)).case.number == done.number
    assert actions.settle(clerk, row.uid, "Filed.", FRIDAY)
    assert merge(clerk, [draft], FRIDAY).known
    row.refresh_from_db()
    assert (row.line, row.settled) == ("", "Filed."), "what it said is in the case alone"


def test_what_waits_is_read_by_its_holder_those_who_register_and_the_head(cast, sit_down):
    """Somebody else of the office may be whom it is about."""
    planned = records.a_round(cast, "roads-officer", "roads", timezone.now())
    officer, now = cast.actor("roads-officer"), timezone.now()
    kit = actions.take_kit(officer, planned.pk, now)
    colleague = Staff.objects.create_user("colleague")
    Post.objects.create(staff=colleague, office=cast.offices["roads"], role="officer")
    draft = filing(kit, 0, now, text="", wish="Not to be shown to my neighbour.")
    merge(officer, [draft], now)
    path = f"/desk/rounds/held/filing:{draft.draft}/"
    for name, status in (("roads-officer", 200), ("roads-head", 200), ("colleague", 404)):
        person = sit_down(name).client
        assert person.get(path).status_code == status, name
        assert person.post(path, {"text": "x"}).status_code in (status, 422)
        listed = person.get("/desk/rounds/held/").content.decode()
        assert (path in listed) is (status == 200)
    with pytest.raises(actions.NotHere):
        actions.settle(actor_of(colleague), f"filing:{draft.draft}", "Gone.", now)
    fixed = sit_down("roads-head").client.post(
        path, {"text": "The road.", "language": "en"}, follow=True
    )
    assert kit.numbers[0] in fixed.content.decode()
    assert receipts.find(code(0)).case.number == kit.numbers[0]


def test_a_revoked_kit_brings_what_was_before_with_a_mark_and_holds_what_is_later(cast, kit):
    clerk = cast.actor("clerk")
    assert actions.revoke(clerk, kit.uid, "Left on the bus.", WEDNESDAY)
    before, after = (filing(kit, n, WEDNESDAY + timedelta(hours=h)) for n, h in ((0, -1), (1, 1)))
    done = merge(clerk, [before, after], FRIDAY)
    assert told(done.filed[0].number)["kit_revoked"] is True
    assert [c.why for c in done.held] == ["late"]
    assert receipts.find(code(1)) is None
    row = Held.objects.get()
    assert file_held(clerk, row, form_of(opened(row)), FRIDAY).number == kit.numbers[1]
    assert not actions.revoke(clerk, kit.uid, "Again.", FRIDAY)


def test_the_code_given_last_counts_until_somebody_holds_one(cast, kit):
    clerk, first = cast.actor("clerk"), filing(kit, 0, WEDNESDAY)
    again = record(kit, {"verifier": verifier(code(1))}, WEDNESDAY, Kind.RECEIPT, first.draft,
                   revision=2)  # fmt: skip
    third = record(kit, {"verifier": verifier(code(2))}, WEDNESDAY, Kind.RECEIPT, first.draft,
                   revision=3)  # fmt: skip
    handed = record(kit, {}, WEDNESDAY, Kind.HANDED, first.draft, revision=2)
    merge(clerk, [first], FRIDAY)
    assert receipts.find(code(0))
    merge(clerk, [first, again, handed], FRIDAY)
    assert receipts.find(code(0)) is None
    assert receipts.find(code(1))
    tags = list(JournalEntry.objects.values_list("tag", flat=True))
    assert tags.count("receipt-given-on-round") == 1
    merge(clerk, [first], FRIDAY)  # An older file after a newer one.
    merge(clerk, [first, again, third], FRIDAY)
    assert receipts.find(code(1)), "the petitioner holds this one"
    assert Case.objects.count() == 1


def test_what_is_added_goes_into_the_case_its_receipt_opens_or_waits(cast, kit):
    clerk, old = cast.actor("clerk"), file(cast, now=START)
    new = filing(kit, 0, WEDNESDAY)
    added = [
        record(kit, {"code": c, "text": f"More, {n}."}, WEDNESDAY - timedelta(hours=1),
               Kind.ADDITION, number="")
        for n, c in enumerate((old.code, code(0), code(9)))
    ]  # fmt: skip
    done = merge(clerk, [*added, new], FRIDAY)
    assert {c.number for c in done.filed} == {kit.numbers[0], old.case.number}
    assert [c.why for c in done.held] == ["code"]
    assert len(merge(clerk, [*added, new], FRIDAY).known) == 3
    words = JournalEntry.objects.filter(tag="message-written", case=old.case).values("words__text")
    assert [w["words__text"] for w in words] == ["More, 0."]
    assert told(old.case.number)["round"] == kit.round_id


def test_nothing_is_taken_from_whoever_has_nothing_to_do_with_the_kit(cast, kit):
    draft = filing(kit, 0, WEDNESDAY)
    for name in ("roads-officer", "city-supervisor", "operator", "uk-clerk"):
        done = merge(cast.actor(name), [draft], FRIDAY)
        assert (done.foreign, done.came) == (1, []), name
        with pytest.raises(actions.NotHere):
            actions.revoke(cast.actor(name), kit.uid, "x", FRIDAY)
        with pytest.raises(actions.NotHere):
            actions.take_kit(cast.actor(name), kit.round_id, MONDAY)
    assert Held.objects.count() == Case.objects.count() == 0


@pytest.mark.parametrize("changed", ["at", "number", "draft", "sealed"])
def test_a_record_under_another_header_or_altered_is_held_and_never_filed(cast, kit, changed):
    draft = filing(kit, 0, WEDNESDAY)
    value = {
        "at": WEDNESDAY - timedelta(hours=3), "number": kit.numbers[5],
        "draft": "00000000-0000-4000-8000-000000000000", "sealed": draft.sealed[:-8] + "AAAAAAA=",
    }[changed]  # fmt: skip
    (came,) = merge(cast.actor("clerk"), [replace(draft, **{changed: value})], FRIDAY).held
    assert (came.why, Case.objects.count()) == ("unreadable", 0)


def test_the_code_is_not_in_what_comes_and_a_copied_verifier_makes_no_second_receipt(cast, kit):
    clerk, first = cast.actor("clerk"), filing(kit, 0, WEDNESDAY)
    thief = record(kit, {"answers": records.ANSWERS, "verifier": verifier(code(0))}, WEDNESDAY)
    done = merge(clerk, [first, thief], FRIDAY)
    assert [len(done.filed), len(done.held)] == [1, 1]
    stored = bytes(Receipt.objects.get().code_hash)
    assert verifier(code(0)) not in written(first)
    assert stored.hex() != verifier(code(0))


def test_a_petitioner_is_shown_on_their_page_where_it_was_received(cast, kit):
    (came,) = merge(cast.actor("clerk"), [filing(kit, 0, WEDNESDAY)], FRIDAY).filed
    file = case_for(Actor.petitioner(came.number), came.number, FRIDAY)
    assert file.facts.filed_at == WEDNESDAY


def test_kits_move_to_a_new_master_key(cast, kit, tmp_path, monkeypatch):
    monkeypatch.setenv("OPENREDRESS_HOME", str(tmp_path))
    fresh = actions.take_kit(cast.actor("clerk"), kit.round_id, MONDAY)
    kit.delete()
    rotation.begin()
    rotation.finish()
    fresh.refresh_from_db()
    assert fresh.key_id == keys.keeper().key_id()
    draft = filing(fresh, 0, WEDNESDAY)
    assert actions.opener(fresh)(draft)["verifier"] == verifier(code(0))


def test_records_read_back_as_they_were_written_and_torn_ones_are_counted(cast, kit):
    found, torn = read_all(written(filing(kit, 0, WEDNESDAY)) + "\n{}\nnothing\n\n")
    assert (len(found), torn) == (1, 2)
    (draft,) = merged([*found, *found])
    assert draft.is_handed is False
