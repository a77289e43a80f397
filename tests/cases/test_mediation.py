"""A dispute on the rungs: consent, withdrawal, what is said alone, and what leads on."""

from datetime import timedelta

import pytest
from django.db import connection
from tests.cast import accepted
from tests.disputes import Dispute, make_mediators
from tests.house.test_wall import reading

from openredress.cases import actions, verification
from openredress.cases.access import NotHere, case_for, mediation_for
from openredress.cases.mediated import for_mediator, for_other_side, mine
from openredress.cases.models import Case, JournalEntry, Mediation
from openredress.core.access import Actor
from openredress.core.alerts import Need
from openredress.core.facts import OTHER, PETITIONER
from openredress.core.refusals import Code, Refusal
from openredress.duty.actions import raise_and_climb
from openredress.duty.models import Alert
from openredress.parties import sides
from openredress.parties.models import OtherSide, WordAlone

pytestmark = pytest.mark.django_db


def code_of(done):
    assert isinstance(done, Refusal), done
    return done.code


def test_it_climbs_every_rung_and_never_ends_the_case(cast):
    """Refused below, failed at the committee, timed out above; the ordinary day stays the same."""
    dispute = Dispute.begun(cast)
    due_on = Case.objects.get(pk=dispute.drive.case.pk).next_due_on
    dispute.come()
    dispute.must(actions.answer_mediation(dispute.number, OTHER, dispute.now, agrees=False))
    now = dispute.mediation
    assert (now.rung, now.office) == (1, cast.offices["committee"].pk)
    assert now.consents == {}
    assert now.passed[0].ground == "consent"
    assert now.owed is None
    dispute.mediator = "committee-officer"
    dispute.both_agree()
    assert code_of(actions.hand_mediation_on(dispute.number, dispute.actor, " ", dispute.now)) is (
        Code.MISSING
    )
    dispute.must(actions.hand_mediation_on(
        dispute.number, dispute.actor, "They are half a metre apart.", dispute.now
    ))  # fmt: skip
    assert dispute.mediation.office == cast.offices["town"].pk
    assert dispute.mediation.passed[1].report
    assert dispute.mediation.owed is None
    # The day on which it comes to the township is not counted, and the last is theirs to its end.
    dispute.sweep(days=15)
    assert dispute.mediation.is_running
    dispute.sweep(days=1)
    now = dispute.mediation
    assert (now.ended, now.passed[2].ground, now.readers) == ("competent", "time", ())
    case = Case.objects.get(pk=dispute.drive.case.pk)
    assert (case.stage, case.is_open, case.next_due_on) == ("accepted", True, due_on)
    dispute.verified()


def test_the_committee_owes_its_report_where_time_or_a_side_ended_it(cast):
    dispute = Dispute.begun(cast)
    dispute.sweep(days=8)
    dispute.sweep(days=16)
    now = dispute.mediation
    assert now.owed
    assert now.owed.office == cast.offices["committee"].pk
    # It reads what it has to report on, and does nothing else there any more.
    committee = cast.actor("committee-officer")
    _file, shown = for_mediator(committee, dispute.number, dispute.now)
    assert shown.owes_report
    assert not shown.is_at_work
    assert shown.asides == ()
    assert code_of(actions.invite_other_side(dispute.number, committee, dispute.now)) is (
        Code.NOT_YOURS
    )
    dispute.sweep(days=4)
    assert dispute.mediation.owed
    assert dispute.mediation.owed.is_missed
    dispute.must(actions.report_mediation(dispute.number, committee, "Both want it.", dispute.now))
    assert dispute.mediation.owed is None
    assert dispute.mediation.passed[1].report
    with pytest.raises(NotHere):
        mediation_for(committee, dispute.number, dispute.now)
    dispute.verified()


def test_a_rung_that_ends_by_itself_alerts_whoever_answers_until_it_is_taken_up(cast):
    dispute = Dispute.begun(cast)
    dispute.sweep(days=8)
    raise_and_climb(dispute.now)
    alert = Alert.objects.get(need=Need.MEDIATION)
    assert (alert.office.code, alert.settled_at) == ("roads", None)
    dispute.must(actions.answer_mediation(dispute.number, PETITIONER, dispute.now, agrees=True))
    raise_and_climb(dispute.now)
    assert Alert.objects.get(need=Need.MEDIATION).settled_at is not None


def test_a_side_can_go_at_any_time_and_needs_no_reason(cast):
    dispute = Dispute.begun(cast)
    dispute.come()
    dispute.both_agree()
    dispute.must(actions.answer_mediation(dispute.number, PETITIONER, dispute.now, agrees=False))
    assert dispute.mediation.rung == 1
    dispute.must(actions.leave_mediation(dispute.number, PETITIONER, dispute.now))
    assert dispute.mediation.ended == "competent"
    assert dispute.facts.stage == "accepted"
    told = [e.tag for e in JournalEntry.objects.filter(case=dispute.drive.case.pk)]
    assert told.count("mediation-handed-on") == 2
    done = actions.answer_mediation(dispute.number, OTHER, dispute.now, agrees=True)
    assert code_of(done) is Code.NO_MEDIATION
    dispute.verified()


def test_what_both_confirm_binds_after_three_days_and_becomes_what_the_case_tracks(cast):
    dispute = Dispute.begun(cast)
    dispute.come()
    dispute.both_agree()
    dispute.draft()
    dispute.both_confirm()
    assert code_of(
        actions.hand_mediation_on(dispute.number, dispute.actor, "No.", dispute.now)
    ) is Code.AGREEMENT_WAITS  # fmt: skip
    # Even where the days of the rung are over meanwhile.
    dispute.sweep(days=3)
    assert dispute.mediation.is_running
    assert dispute.facts.outcome is None
    dispute.sweep(days=1)
    facts = dispute.facts
    assert (facts.stage, facts.outcome, facts.mediation.ended) == ("served", "settled", "settled")
    assert [r.text for r in facts.remedies] == [
        "The other side: Moves the wall by half a metre.",
        "The petitioner: Pays half.",
    ]
    assert facts.served_on is not None
    for number in (1, 2):
        dispute.drive.must("roads-officer", "complete-remedy", number=number, note="Seen.")
    dispute.drive.must("roads-officer", "close")
    dispute.verified()
    # What is forgotten takes the other side, and what was said alone, with it.
    assert OtherSide.objects.exists()
    for years in (5, 11, 30, 31):
        actions.forget(dispute.now + timedelta(days=366 * years))
    assert dispute.facts.is_forgotten
    assert not OtherSide.objects.exists()
    dispute.verified()


def test_either_side_takes_it_back_in_time_and_mediation_goes_on(cast):
    dispute = Dispute.begun(cast)
    dispute.come()
    dispute.both_agree()
    dispute.draft()
    dispute.both_confirm()
    dispute.wait(days=2)
    dispute.must(actions.take_agreement_back(dispute.number, OTHER, 1, dispute.now))
    assert dispute.mediation.is_running
    assert dispute.mediation.draft is None
    dispute.draft()
    assert code_of(
        actions.answer_agreement(dispute.number, OTHER, 1, dispute.now, agrees=True)
    ) is Code.AGREEMENT_OVER  # fmt: skip
    dispute.sweep(days=9)
    assert dispute.mediation.rung == 1
    assert dispute.facts.outcome is None
    dispute.verified()


def test_paper_needs_a_witness_and_says_that_it_was_paper(cast):
    dispute = Dispute.begun(cast)
    done = actions.consent_on_paper(
        dispute.number, dispute.actor, OTHER, " ", dispute.now, agrees=True
    )
    assert code_of(done) is Code.MISSING
    dispute.must(actions.consent_on_paper(
        dispute.number, dispute.actor, OTHER, "Zhao, head of the village", dispute.now, agrees=True
    ))  # fmt: skip
    said = JournalEntry.objects.get(case=dispute.drive.case.pk, tag="mediation-consented")
    assert (said.data["how"], said.words["witness"]) == ("paper", "Zhao, head of the village")
    assert dispute.mediation.both_agree


def test_what_is_said_alone_stays_with_that_side_and_the_mediator(cast):
    dispute = Dispute.begun(cast)
    dispute.come()
    dispute.both_agree()
    secret, other = "I would take 300.", "I would pay 500."
    dispute.must(actions.write_to_mediator(
        dispute.number, PETITIONER, secret, dispute.now, goes_on=False
    ))  # fmt: skip
    dispute.must(actions.note_alone(
        dispute.number, dispute.actor, OTHER, other, dispute.now, goes_on=True
    ))  # fmt: skip
    _file, shown = for_mediator(dispute.actor, dispute.number, dispute.now)
    assert {a.text for a in shown.asides} == {secret, other}
    seen = for_other_side(dispute.number, dispute.now)
    assert [a.text for a in seen.asides] == [other]
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(e)::text FROM cases_journalentry e")
        written = "".join(row for (row,) in cursor.fetchall())
        cursor.execute("SELECT row_to_json(w)::text FROM parties_wordalone w")
        written += "".join(row for (row,) in cursor.fetchall())
    assert secret not in written
    assert other not in written
    assert "Sun Daming" not in written
    # The next mediator reads what may go on, and nothing else.
    dispute.must(actions.hand_mediation_on(dispute.number, dispute.actor, "No.", dispute.now))
    _file, shown = for_mediator(cast.actor("committee-officer"), dispute.number, dispute.now)
    assert [a.text for a in shown.asides] == [other]
    with pytest.raises(NotHere):
        mediation_for(dispute.actor, dispute.number, dispute.now)
    dispute.verified()


def test_a_letter_opens_once_and_the_receipt_was_seen_by_no_office(cast):
    dispute = Dispute.begun(cast)
    letter = dispute.must(actions.invite_other_side(dispute.number, dispute.actor, dispute.now))
    again = dispute.must(actions.invite_other_side(dispute.number, dispute.actor, dispute.now))
    assert sides.by_code(letter) is None
    assert sides.by_code(again).is_letter
    came = dispute.must(actions.open_letter(again, "mine", dispute.now))
    assert actions.open_letter(again, "mine", dispute.now) == came
    assert sides.by_code(again) is None
    assert not sides.by_code(came.code).is_letter
    assert code_of(actions.open_letter(again, "thief", dispute.now)) is Code.INVITATION_OVER
    # A new letter ends the receipt, and the journal tells of it.
    dispute.must(actions.invite_other_side(dispute.number, dispute.actor, dispute.now))
    assert sides.by_code(came.code) is None
    dispute.verified()


def test_who_is_shut_out_neither_mediates_nor_sees_and_it_goes_on_without_them(cast):
    dispute = Dispute.begun(cast)
    head = cast.actor("county-head")
    assert code_of(
        actions.hand_mediation_on(dispute.number, head, "No.", dispute.now)
    ) is Code.NOT_YOURS  # fmt: skip
    dispute.must(actions.exclude_office(
        dispute.number, cast.actor("clerk"), cast.offices["village"].pk, "interest",
        "The mediator is his brother.", dispute.now,
    ))  # fmt: skip
    with pytest.raises(NotHere):
        mediation_for(dispute.actor, dispute.number, dispute.now)
    dispute.sweep(minutes=1)
    assert dispute.mediation.office == cast.offices["committee"].pk
    assert dispute.mediation.passed[0].ground == "recused"
    dispute.verified()


def test_an_office_of_another_area_sees_the_mediation_and_not_the_case(cast):
    dispute = Dispute.begun(cast)
    far = cast.actor("far-village-officer")
    with pytest.raises(NotHere):
        mediation_for(far, dispute.number, dispute.now)
    dispute.must(actions.mediate_along(
        dispute.number, dispute.actor, cast.offices["far-village"].pk, dispute.now
    ))  # fmt: skip
    assert for_mediator(far, dispute.number, dispute.now)[1].is_at_work
    # A meeting that is set or moved is told to all who mediate, and is new to them since then.
    dispute.come()
    dispute.both_agree()
    for days in (2, 3):
        dispute.wait(hours=1)
        meets = dispute.now + timedelta(days=days)
        dispute.must(actions.set_mediation_meeting(
            dispute.number, dispute.actor, meets, "Village hall", dispute.now
        ))  # fmt: skip
        row = mine(far).get()
        assert (row.meets_at, row.news_at) == (meets, dispute.now)
    dispute.verified()
    for actor in (far, dispute.actor):
        with pytest.raises(NotHere):
            case_for(actor, dispute.number, dispute.now)
    dispute.sweep(days=8)
    with pytest.raises(NotHere):
        mediation_for(far, dispute.number, dispute.now)


def test_a_group_is_not_settled_by_one_of_them(cast):
    dispute = Dispute.begun(cast)
    done = actions.open_group(
        dispute.number, Actor.petitioner(dispute.number), "Together.", dispute.now
    )
    assert code_of(done) is Code.MEDIATION_RUNS


def test_it_begins_where_somebody_mediates_and_the_case_is_dealt_with(cast):
    make_mediators(cast)
    drive = accepted(cast)
    actor = Actor.petitioner(drive.case.number)
    for office, name, wrong in [("roads", "Sun", Code.NO_MEDIATOR), ("village", " ", Code.MISSING)]:
        wanted = actions.Wanted(cast.offices[office].pk, "The wall.", name)
        done = actions.begin_mediation(drive.case.number, actor, wanted, drive.now)
        assert code_of(done) is wrong
    assert not OtherSide.objects.exists()
    stranger = cast.actor("housing-officer")
    wanted = actions.Wanted(cast.offices["village"].pk, "The wall.", "Sun")
    done = actions.begin_mediation(drive.case.number, stranger, wanted, drive.now)
    assert code_of(done) is Code.NOT_YOURS


@pytest.mark.parametrize("harm", [
    "UPDATE cases_mediation SET office_id = (SELECT id FROM offices_office WHERE code = 'roads')",
    "DELETE FROM cases_mediation",
    "UPDATE parties_otherside SET letter_hash = NULL",
    "DELETE FROM parties_otherside",
    "UPDATE parties_wordalone SET number = 7",
    "DELETE FROM parties_wordalone",
])  # fmt: skip
def test_verify_finds_what_was_altered(cast, harm):
    dispute = Dispute.begun(cast)
    dispute.must(actions.invite_other_side(dispute.number, dispute.actor, dispute.now))
    dispute.must(actions.write_to_mediator(
        dispute.number, PETITIONER, "Alone.", dispute.now, goes_on=False
    ))  # fmt: skip
    dispute.verified()
    with connection.cursor() as cursor:
        cursor.execute(harm)
    assert [d for _k, found in verification.verify(number=dispute.number) for d in found]
    assert Mediation.objects.count() + OtherSide.objects.count() + WordAlone.objects.count()


def test_the_wall_shows_a_mediation_to_those_who_mediate_and_to_nobody_else(cast):
    """The database by itself, with no filter of a view."""
    dispute = Dispute.begun(cast)
    other = Dispute(cast, accepted(cast))
    other.begin()

    def seen(name):
        with reading(cast.actor(name)):
            return set(Mediation.objects.values_list("number", flat=True))

    assert seen("village-officer") == {dispute.number, other.number}
    for name in ("far-village-officer", "committee-officer", "roads-officer", "clerk",
                 "city-supervisor", "operator"):  # fmt: skip
        assert seen(name) == set()
    village = cast.staff("village-officer")
    dispute.must(actions.exclude_person(
        dispute.number, cast.actor("clerk"), village.pk, "interest", "Her brother.", dispute.now
    ))  # fmt: skip
    assert seen("village-officer") == {other.number}
    with reading(Actor.petitioner(dispute.number)):
        assert not Mediation.objects.exists()
    done = actions.hand_mediation_on(
        dispute.number, cast.actor("village-officer"), "No.", dispute.now
    )
    assert code_of(done) is Code.NOT_YOURS
