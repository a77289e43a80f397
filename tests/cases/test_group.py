"""A group in one case: joining and leaving, representatives, and a settlement that some refuse."""

from datetime import timedelta

import pytest
from django.db import connection
from tests.cast import DECISION, accepted

from openredress.cases import actions, verification
from openredress.cases.access import case_for
from openredress.cases.actions import Joining
from openredress.cases.history import history
from openredress.cases.models import Case, JournalEntry
from openredress.core import group as rules
from openredress.core.access import Actor
from openredress.core.refusals import Code, Refusal
from openredress.parties import members
from openredress.parties.keys import Altered
from openredress.parties.models import Member

pytestmark = pytest.mark.django_db


class Group:
    """A case that others joined. `first` is the petitioner, `others` in the order they came."""

    def __init__(self, drive, others=2):
        self.drive, self.others = drive, []
        done = actions.open_group(drive.case.number, self.actor, "Mend the road.", drive.now)
        assert isinstance(done, Case), done
        self.codes = []
        for n in range(others):
            self.join(f"Say {n}")

    @property
    def actor(self):
        return Actor.petitioner(self.drive.case.number)

    @property
    def first(self):
        return members.first_of(self.drive.case.number)

    @property
    def everybody(self):
        return [self.first, *self.others]

    @property
    def facts(self):
        return case_for(self.actor, self.drive.case.number, self.drive.now).facts

    @property
    def group(self):
        return self.facts.group

    def invitation(self):
        return members.invitation_code(self.drive.case.number, self.group.invitation)

    def join(self, say="", name="", shown=(), form=""):
        form = form or f"form {len(self.codes)}"
        given = Joining(form, name=name, say=say, shown=shown)
        done = actions.join_group(self.invitation(), given, self.drive.now)
        assert isinstance(done, actions.Joined), done
        self.codes.append(done.code)
        self.others.append(done.member)
        return done.member

    def stand(self, member, calls="Auntie Wang"):
        assert isinstance(actions.stand(member, calls, "", self.drive.now), Case)
        return actions.stands_as(member, self.facts)

    def mandate(self, number, givers, scope=rules.SCOPES, until=None):
        for member in givers:
            done = actions.give_mandate(member, number, scope, until, self.drive.now)
            assert isinstance(done, Case), done

    def offer(self, terms="We mend it by summer.", days=7):
        today = self.drive.now.date()
        done = actions.offer_settlement(
            self.drive.case.number, self.drive.cast.actor("roads-officer"),
            today + timedelta(days=days), today + timedelta(days=60), terms, self.drive.now,
        )  # fmt: skip
        assert isinstance(done, Case), done

    def answer(self, member, agrees):
        number = self.drive.case.number
        return actions.answer_settlement(member, number, 1, self.drive.now, agrees=agrees)


@pytest.fixture
def road(cast):
    return Group(accepted(cast))


def found():
    return [d for _pk, differences in verification.verify() for d in differences]


def refused(done) -> Code:
    assert isinstance(done, Refusal), done
    return done.code


def test_each_joins_with_a_receipt_of_their_own_and_the_journal_knows_no_one(road):
    one = road.join("My wall cracked.", name="Zhao Yiming", shown=("say",))
    assert road.group.tally == 4
    assert members.by_code(road.codes[-1]).kept.name == "Zhao Yiming"
    again = actions.join_group(road.invitation(), Joining("form 2"), road.drive.now)
    assert (again.code, again.member.pk) == (road.codes[-1], one.pk)  # What is sent twice.
    assert road.group.tally == 4
    for entry in JournalEntry.objects.filter(tag__in=("member-joined", "mandate-given")):
        assert "Zhao" not in f"{entry.data} {entry.words}"
        assert "cracked" not in f"{entry.data} {entry.words}"
    assert found() == []


def test_the_office_and_the_petitioner_read_nothing_of_who_decides_what(road):
    number = road.stand(road.others[0])
    road.mandate(number, road.everybody)
    for actor in (road.actor, road.drive.cast.actor("roads-head")):
        opened = case_for(actor, road.drive.case.number, road.drive.now)
        tags = {line.tag for line in history(opened, with_office_notes=True)}
        assert {"group-opened", "representative-chosen"} <= tags
        assert tags.isdisjoint({"member-joined", "mandate-given", "representative-stood"})


def test_nobody_can_tell_which_tokens_are_one_members(road):
    number = road.stand(road.others[0])
    road.mandate(number, road.everybody)
    told = [v for e in JournalEntry.objects.all() for k, v in e.data.items() if k == "token"]
    assert len(told) == len(set(told)) == 3 + 1 + 3


def test_an_invitation_that_was_renewed_or_closed_opens_nothing(road):
    before = road.invitation()
    assert isinstance(actions.change_invitation(road.first, road.drive.now, is_open=True), Case)
    late = Joining("late")
    assert refused(actions.join_group(before, late, road.drive.now)) is Code.INVITATION_OVER
    actions.change_invitation(road.first, road.drive.now, is_open=False)
    done = actions.join_group(road.invitation(), late, road.drive.now)
    assert refused(done) is Code.INVITATION_OVER
    other = actions.change_invitation(road.others[0], road.drive.now, is_open=True)
    assert refused(other) is Code.NOT_YOURS
    assert Member.objects.count() == 3
    assert found() == []


def test_whoever_leaves_leaves_no_row_and_no_mandate(road):
    number = road.stand(road.others[0])
    road.mandate(number, road.everybody)
    assert road.group.seated == (number,)
    for member in (road.others[0], road.first):
        assert isinstance(actions.leave_group(member, road.drive.now), Case)
    assert road.group.tally == 1
    assert road.group.seated == ()
    assert set(road.group.mandates) == set()
    assert members.by_code(road.codes[0]) is None
    assert refused(actions.leave_group(road.others[0], road.drive.now)) is Code.NOT_A_MEMBER
    assert found() == []


def test_one_member_cannot_end_what_is_everybodys(road):
    assert refused(road.drive.step("petitioner", "withdraw", reason="I was told to.")) is (
        Code.GROUP_GOES_ON
    )
    for member in road.others:
        actions.leave_group(member, road.drive.now)
    road.drive.must("petitioner", "withdraw", reason="We moved away.")


def test_whoever_goes_alone_has_a_case_that_nothing_links(road):
    member = road.join("My wall cracked.", name="Zhao Yiming")
    filed = actions.go_alone(member, "My wall cracked.", "en", road.drive.now)
    assert road.group.tally == 3
    case = Case.objects.get(number=filed.case.number)
    assert (case.about_id, case.origin_id, case.root_id) == (None, None, case.pk)
    with connection.cursor() as cursor:
        for mine, theirs in ((case, road.drive.case), (road.drive.case, case)):
            cursor.execute("SELECT string_agg(data::text || coalesce(words::text, ''), ' ') FROM "
                           "cases_journalentry WHERE case_id = %s", [mine.pk])  # fmt: skip
            assert theirs.number not in cursor.fetchone()[0]
    assert found() == []


# Representatives ---------------------------------------------------------------------------


def test_more_than_half_choose_and_below_half_it_ends(road):
    road.join()
    number = road.stand(road.others[0])
    road.mandate(number, road.everybody[:2])
    assert road.group.seated == ()  # Two of four are not more than half.
    road.mandate(number, road.everybody[2:3])
    assert road.group.seated == (number,)
    actions.take_mandate_back(road.everybody[0], number, road.drive.now)
    assert road.group.seated == (number,)  # Half stand behind them still.
    actions.take_mandate_back(road.everybody[1], number, road.drive.now)
    assert road.group.seated == ()
    assert found() == []


def test_a_crowd_that_is_sent_in_unseats_nobody(road):
    number = road.stand(road.others[0])
    road.mandate(number, road.everybody)
    for _ in range(20):
        road.join()
    assert road.group.seated == (number,)


def test_no_more_than_the_pack_allows_and_the_next_takes_a_place_that_is_free(cast):
    village = Group(accepted(cast), others=6)
    numbers = [village.stand(member) for member in village.others]
    for number in numbers:
        village.mandate(number, village.everybody)
    assert village.group.seated == (1, 2, 3, 4, 5)
    actions.stand_down(village.others[1], village.drive.now)
    assert village.group.seated == (1, 3, 4, 5, 6)
    assert found() == []


def test_a_representative_does_what_the_mandates_allow_and_no_more(road):
    number = road.stand(road.others[0])
    road.mandate(number, road.everybody, scope=("receive",))
    one = road.others[0]
    assert refused(actions.write_for_group(one, "We agree!", road.drive.now)) is (
        Code.NOT_IN_MANDATE
    )
    other = actions.write_for_group(road.others[1], "Hello", road.drive.now)
    assert refused(other) is Code.NOT_REPRESENTING
    road.mandate(number, road.everybody, scope=("speak",))
    assert isinstance(actions.write_for_group(one, "When?", road.drive.now), Case)
    actions.report_back(one, "They said in May.", road.drive.now)
    texts = members.words_of(road.drive.case.pk)
    assert [members.text_of(text) for text in texts.values()] == ["They said in May."]
    assert not JournalEntry.objects.filter(words__icontains="May").exists()
    assert found() == []


def test_a_mandate_ends_on_its_day(road):
    number = road.stand(road.others[0])
    until = road.drive.now.date() + timedelta(days=10)
    road.mandate(number, road.everybody, until=until)
    road.drive.now += timedelta(days=12)
    actions.sweep(road.drive.now)
    assert road.group.seated == ()
    assert not road.group.mandates
    assert found() == []


# Settlement --------------------------------------------------------------------------------


def test_a_settlement_binds_those_who_agreed_and_the_case_goes_on_for_the_others(road):
    due = Case.objects.get(pk=road.drive.case.pk).next_due_on
    road.offer()
    road.answer(road.first, True)
    road.answer(road.others[0], True)
    road.answer(road.others[0], False)  # Thought better of it, in time.
    road.drive.now += timedelta(days=9)
    actions.sweep(road.drive.now)
    settled = road.group.settlements[0]
    assert (settled.agreed, settled.refused, settled.silent) == (1, 1, 1)
    assert [r.text for r in road.facts.remedies] == ["We mend it by summer."]
    case = Case.objects.get(pk=road.drive.case.pk)
    assert (case.is_open, case.next_due_on) == (True, due)
    done = road.drive.step("roads-officer", "decide", **{**DECISION, "outcome": "settled"})
    assert refused(done) is Code.NOT_ALL_AGREED
    assert refused(road.answer(road.others[1], True)) is Code.SETTLEMENT_OVER
    assert found() == []


def test_where_everybody_agrees_it_is_settled_at_once(road):
    road.offer()
    for member in road.everybody:
        road.answer(member, True)
    assert road.group.settlements[0].concluded_at is not None
    road.drive.must("roads-officer", "decide", **{**DECISION, "outcome": "settled"})
    assert found() == []


def test_paper_counts_in_the_same_tally_and_agrees_to_nothing(road):
    clerk, number = road.drive.cast.actor("clerk"), road.drive.case.number
    officer = road.drive.cast.actor("roads-officer")
    assert refused(actions.count_signatures(number, officer, 9, None, road.drive.now)) is (
        Code.NOT_YOURS
    )
    assert isinstance(actions.count_signatures(number, clerk, 9, None, road.drive.now), Case)
    assert road.group.tally == 12
    paper = actions.join_at_counter(number, clerk, Joining("p"), rules.SHEET, road.drive.now)
    walked = actions.join_at_counter(number, clerk, Joining("w"), rules.COUNTER, road.drive.now)
    assert road.group.tally == 13
    road.offer()
    for member in (*road.everybody, paper.member, walked.member):
        road.answer(member, True)
    assert road.group.settlements[0].concluded_at is None  # Eight on paper have not answered.
    actions.leave_group(paper.member, road.drive.now)
    assert road.group.tally == 12
    assert found() == []


# Beside ------------------------------------------------------------------------------------


def test_the_group_goes_up_with_the_case_and_any_member_can_take_it_there(road):
    number = road.stand(road.others[0])
    road.mandate(number, road.everybody)
    road.drive.must("roads-officer", "decide", **DECISION).must(
        "roads-officer", "serve", how="post"
    )
    last = road.others[1]
    assert refused(actions.go_on(last, "withdraw", "x", road.drive.now)) is Code.UNKNOWN_STEP
    above = actions.go_on(last, "ask-review", "It is not enough.", road.drive.now)
    assert isinstance(above, Case), above
    carried = case_for(road.actor, above.number, road.drive.now).facts.group
    assert (carried.tally, carried.seated) == (3, (number,))
    actions.leave_group(last, road.drive.now)
    for case in (road.drive.case, above):
        assert case_for(road.actor, case.number, road.drive.now).facts.group.tally == 2
    assert refused(actions.go_on(last, "ask-review", "x", road.drive.now)) is Code.NOT_A_MEMBER
    assert found() == []


def test_forgetting_takes_the_members_with_it(road):
    road.join("My wall cracked.", name="Zhao Yiming")
    road.drive.must("roads-officer", "decide", **DECISION).must(
        "roads-officer", "serve", how="post"
    )
    road.drive.must("roads-officer", "close")
    for days in (40, 365 * 9 + 200, 365 * 10, 365 * 11, 365 * 12):
        actions.sweep(road.drive.now + timedelta(days=days))
        actions.forget(road.drive.now + timedelta(days=days))
    assert Case.objects.get(pk=road.drive.case.pk).is_forgotten
    assert not Member.objects.exists()
    assert found() == []


def test_rows_that_were_taken_out_or_exchanged_are_found(road):
    assert found() == []
    one, other = Member.objects.exclude(code_hash=None)
    codes = bytes(one.code_hash), bytes(other.code_hash)
    Member.objects.filter(pk=one.pk).update(code_hash=b"x" * 32)
    Member.objects.filter(pk=other.pk).update(code_hash=codes[0])
    Member.objects.filter(pk=one.pk).update(code_hash=codes[1])
    assert {d.what for d in found()} == {"member altered"}
    with pytest.raises(Altered):  # Nobody reads with another's receipt what is not theirs.
        members.by_code(road.codes[0])
    members.erase(road.drive.case)
    assert {d.what for d in found()} == {"member gone", "invitation"}
