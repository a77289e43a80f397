"""Hearings: asked, granted, held, answered, found, published; and what must not be possible."""

from datetime import date, timedelta

import pytest
from tests.cast import DECISION, accepted
from tests.hearings import PANEL, Heard, heard

from openredress.cases import actions, announced, verification
from openredress.cases.actions.sweeping import sweep
from openredress.cases.models import Case, Demand, Hearing
from openredress.cases.naming import telling_parts
from openredress.core.facts import At
from openredress.core.refusals import Code, Refusal
from openredress.offices.models import Post, Staff

pytestmark = pytest.mark.django_db


def code(done) -> str:
    assert isinstance(done, Refusal), done
    return done.code


def holds() -> bool:
    return not [d for _pk, found in verification.verify() for d in found]


def test_a_hearing_goes_from_the_request_to_a_finding_that_the_decision_answers(cast):
    case = heard(cast).asked()
    demand = Demand.objects.get(case=case.drive.case)
    assert (demand.kind, demand.ended_at) == ("hearing", None)
    assert demand.due_on == date(2026, 2, 10)  # asked on 31 January, ten days.
    decision = {**DECISION, "on_hearing": "We follow the panel."}
    assert code(case.drive.step("roads-officer", "decide", 0, **decision)) == Code.HEARING_GOES_ON
    case.granted()
    assert Demand.objects.get(case=case.drive.case).ended_at is not None
    case.with_panel().announced()
    assert Hearing.objects.get().at == At.ANNOUNCED
    case.recorded()
    assert code(case.do(actions.find_at_hearing, PANEL[0], {})) == Code.MINUTES_WAIT
    case.answered().found()
    case.must(actions.write_dissent, "city-supervisor", "I saw no crack.")
    assert code(case.do(actions.write_dissent, "city-supervisor", "Twice.")) == Code.NOT_ON_PANEL
    without = case.drive.step("roads-officer", "decide", 0, **DECISION)
    assert (without.code, without.field) == (Code.MISSING, "on_hearing")
    case.drive.must("roads-officer", "decide", 0, **decision)
    assert holds()


def test_the_minutes_are_not_changed_and_words_of_each_side_stand_beside_them(cast):
    case = heard(cast).asked().granted().with_panel().announced().recorded().answered()
    found = case.hearing
    assert [side for side, _seq in found.notes] == ["petitioner", "office"]
    assert code(case.do(actions.record_hearing, "petitions-officer", case.minutes())) == (
        Code.HEARING_NOT_NOW
    )
    case.must(actions.correct_hearing_minutes, "petitions-officer", "It was over at noon.")
    assert code(case.do(actions.correct_hearing_minutes, "roads-officer", "x")) == Code.NOT_ON_PANEL
    case.found()
    late = case.do(actions.annotate_hearing_minutes, "petitioner", "Too late.")
    assert code(late) == Code.HEARING_NOT_NOW
    assert holds()


def test_silence_is_recorded_as_silence_and_not_as_consent(cast):
    case = heard(cast).asked().granted().with_panel().announced().recorded()
    case.must(actions.confirm_hearing_minutes, "roads-officer")
    sweep(case.drive.now + timedelta(days=7))
    assert case.hearing.answers == {"office": "confirmed"}
    sweep(case.drive.now + timedelta(days=9))
    assert case.hearing.answers == {"office": "confirmed", "petitioner": "silent"}
    case.must(actions.annotate_hearing_minutes, "petitioner", "I was ill.", days=9)
    assert case.hearing.answers["petitioner"] == "annotated"
    assert holds()


def test_a_refusal_has_reasons_and_lets_the_case_go_on(cast):
    case = heard(cast).asked(closed=True)
    again = case.do(actions.ask_hearing, "petitioner", "Once more.", "")
    assert code(again) == Code.HEARING_GOES_ON
    assert code(case.do(actions.refuse_hearing, "roads-officer", "No.")) == Code.NOT_YOURS
    assert code(case.do(actions.refuse_hearing, "roads-head", " ")) == Code.MISSING
    case.must(actions.refuse_hearing, "roads-head", "Nothing is disputed.")
    case.drive.must("roads-officer", "decide", 0, **DECISION)
    assert code(case.do(actions.ask_hearing, "petitioner", "Now?", "")) == Code.NOT_IN_THIS_STAGE


def test_nobody_sits_who_took_a_side_or_may_not_see_the_case(cast):
    case = heard(cast).asked().granted()
    for chair in ("roads-officer", "roads-head", "town-officer", "uk-officer", "operator"):
        keys = [cast.staff(n).pk for n in (chair, *PANEL)]
        assert code(case.do(actions.name_panel, "roads-head", keys, [])) == (
            Code.SEAT_NOT_POSSIBLE
        ), chair
    two = [cast.staff(n).pk for n in PANEL]
    assert code(case.do(actions.name_panel, "roads-head", two, [])) == Code.PANEL_TOO_SMALL
    offered = {m.name for m in actions.panel_candidates(case.facts)}
    assert {"petitions-officer", "city-supervisor"} <= offered
    assert not offered & {"roads-officer", "roads-head", "town-officer", "operator"}
    # Who is shut out later sits no more, and the hearing cannot be held without them.
    case.with_panel().announced()
    supervisor = cast.actor("city-supervisor")
    out = actions.exclude_person(
        case.number, supervisor, cast.staff("petitions-officer").pk, "complained-of", "x",
        case.drive.now,
    )  # fmt: skip
    assert isinstance(out, Case)
    case.drive.now = case.hearing.starts_at + timedelta(hours=3)
    for who in ("petitions-officer", "city-supervisor"):
        done = case.do(actions.record_hearing, who, case.minutes())
        assert code(done) in (Code.NOT_ON_PANEL, Code.NOT_YOURS)


def test_an_objection_is_answered_by_somebody_else_before_it_is_held(cast):
    case = heard(cast).asked().granted().with_panel().announced()
    seat = case.hearing.seat_of(cast.staff("city-supervisor").pk).number
    case.must(actions.object_to_seat, "petitioner", seat, "He is my neighbour.")
    case.drive.now = case.hearing.starts_at + timedelta(hours=3)
    held = case.do(actions.record_hearing, "petitions-officer", case.minutes())
    assert code(held) == Code.OBJECTION_WAITS
    own = case.do(actions.answer_seat_objection, "city-supervisor", seat, "No.", leaves=False)
    assert code(own) == Code.NOT_YOURS
    case.must(actions.answer_seat_objection, "roads-head", seat, "True.", leaves=True)
    keys = [cast.staff(n).pk for n in PANEL]
    again = case.do(actions.name_panel, "roads-head", keys, ["A", "B"])
    assert code(again) == Code.SEAT_NOT_POSSIBLE
    short = case.do(actions.record_hearing, "petitions-officer", case.minutes())
    assert code(short) == Code.PANEL_TOO_SMALL
    case.with_panel(panel=("petitions-officer",), invited=("Wu Min", "Li Qing"))
    assert holds()


def test_notice_comes_in_time_and_is_moved_only_by_another(cast):
    case = heard(cast).asked().granted()
    assert code(case.do(actions.announce_hearing, "roads-head", case.notice())) == (
        Code.PANEL_TOO_SMALL
    )
    case.with_panel()
    soon = case.do(actions.announce_hearing, "roads-head", case.notice(days=6))
    assert (soon.code, soon.params["earliest"]) == (Code.NOTICE_TOO_SHORT, "2026-02-08")
    case.announced()
    again = case.do(actions.announce_hearing, "roads-head", case.notice(days=6))
    assert code(again) == Code.NOTICE_TOO_SHORT
    case.announced(days=20)
    assert len(case.hearing.announced) == 2
    case.must(actions.cancel_hearing, "roads-head", "It was settled.")
    assert holds()


def test_documents_of_both_sides_until_the_day_before_or_with_leave(cast):
    case = heard(cast).asked().granted().with_panel()
    case.drive.add("photo.txt", b"A hole.")
    case.drive.add("plan.txt", b"No hole.", who="roads-officer")
    # Neither side puts in what is the other one's.
    assert code(case.do(actions.put_documents, "petitioner", [2])) == Code.NO_SUCH_FILE
    assert code(case.do(actions.put_documents, "petitions-officer", [2])) == Code.NOT_YOURS
    case.must(actions.put_documents, "petitioner", [1])
    assert case.facts.file(2).given_with is None
    case.must(actions.put_documents, "roads-officer", [2])
    assert case.facts.file(2).given_with is not None
    case.announced(days=8)
    case.drive.add("late.txt", b"Another hole.")
    late = case.do(actions.put_documents, "petitioner", [3], days=7.9)
    assert code(late) == Code.DOCUMENTS_LATE
    no = case.do(actions.allow_late_documents, "city-supervisor", "petitioner", "Ill.")
    assert code(no) == Code.NOT_ON_PANEL
    case.must(actions.allow_late_documents, PANEL[0], "petitioner", "Ill.")
    case.must(actions.put_documents, "petitioner", [3])
    assert holds()


def test_somebody_comes_along_named_or_not(cast):
    case = heard(cast).asked().granted().with_panel()
    none = case.do(actions.announce_companion, "petitioner", "", comes=False)
    assert code(none) == Code.NOTHING_CHANGED
    assert code(case.do(actions.announce_companion, "roads-head", "Chen")) == Code.NOT_YOURS
    case.must(actions.announce_companion, "petitioner", "")
    assert case.hearing.companion
    case.must(actions.announce_companion, "petitioner", "Aunt Chen")
    case.must(actions.announce_companion, "petitioner", "", comes=False)
    assert not case.hearing.companion
    case.announced().recorded()
    late = case.do(actions.announce_companion, "petitioner", "Chen")
    assert code(late) == Code.HEARING_NOT_NOW
    assert holds()


def at_the_third_level(cast) -> Heard:
    """A re-review at the city; the county answered the review."""
    drive = accepted(cast).must("roads-officer", "decide", **DECISION)
    drive.must("roads-officer", "serve", how="post").must("petitioner", "ask-review", reason="No.")
    drive.case = Case.objects.get(level=2)
    drive.must("county-officer", "decide", **DECISION).must("county-officer", "serve", how="post")
    drive.must("petitioner", "ask-re-review", reason="No.")
    drive.case = Case.objects.get(level=3)
    return Heard(drive)


def test_its_time_is_not_counted_where_the_law_says_so_and_only_there(cast):
    first = heard(cast)
    before = first.situation.clock("decide").due_on()
    first.asked().granted().with_panel().announced()
    assert first.situation.clock("decide").due_on() == before
    top = at_the_third_level(cast)
    before = top.situation.clock("re-review").due_on()
    by = "city-head"
    head = Staff.objects.create_user(by, "x", name=by)
    Post.objects.create(staff=head, office=cast.offices["city"], role="head")
    top.must(actions.order_hearing, by, "Art. 36.")
    assert top.hearing.side == cast.offices["county"].pk
    assert top.hearing.side in top.facts.co_handlers
    keys = [cast.staff(n).pk for n in ("city-officer",)]
    top.must(actions.name_panel, by, keys, ["Wu Min", "Li Qing"])
    for seat in top.hearing.seats:
        top.must(actions.deny_interest, "city-officer", seat.number)
    top.announced(by=by, days=8)
    assert top.facts.paused == "re-review"
    top.drive.now = top.hearing.starts_at + timedelta(days=3)
    top.must(actions.record_hearing, "city-officer", top.minutes())
    assert top.facts.paused == ""
    # 30 days from 6 February are 8 March, a Sunday, so Monday. Eight days from the notice to the
    # hearing are not counted; that the minutes were written three days later adds nothing.
    assert before == date(2026, 3, 9)
    assert top.situation.clock("re-review").due_on() == date(2026, 3, 16)
    days = top.situation.clock("re-review").counted_days()
    assert sum(day.reason == "paused" for day in days) == 8
    top.must(actions.confirm_hearing_minutes, "county-officer")
    assert holds()


def named(cast, **given) -> Heard:
    return heard(cast, identity={"name": "Zhao Lanhua", "phone": "13800002222"}, **given)


def test_a_public_one_is_announced_without_names_and_closed_on_a_wish(cast):
    case = named(cast).asked().granted().with_panel()
    given = {"is_public": True, "title": "The road of Zhao Lanhua"}
    kept = case.do(actions.announce_hearing, "roads-head", case.notice(**given))
    assert code(kept) == Code.TELLS_WHO
    assert case.drive.case.journal.filter(tag="public-text-held").count() == 1
    case.announced(is_public=True, title="The road to a village")
    assert [h.title for h in announced.ahead(case.drive.now)] == ["The road to a village"]
    case.must(actions.wish_hearing_closed, "petitioner")
    assert announced.ahead(case.drive.now) == ()
    again = case.do(actions.announce_hearing, "roads-head", case.notice(days=9, **given))
    assert code(again) == Code.HEARING_STAYS_CLOSED
    assert holds()


def test_a_finding_is_published_without_names_and_goes_when_somebody_is_shut_out(cast):
    case = named(cast).asked().granted().with_panel()
    case.announced(is_public=True, title="The road to a village").recorded().answered().found()
    number = case.number
    for text in ("ZHAO was right.", "Miss Lanhua came.", f"Case {number}.", "Call 13800002222."):
        done = case.do(actions.publish_finding, "roads-head", "The road", text)
        assert code(done) == Code.TELLS_WHO, text
    # A name inside another word gives nobody away.
    case.must(actions.publish_finding, "roads-head", "The Zhaotong road", "It is broken.")
    case.must(actions.publish_finding, "roads-head", "The road", "The road is broken.")
    (one,) = announced.findings()
    assert announced.finding(one.key).text == "The road is broken."
    out = actions.exclude_person(
        case.number, cast.actor("city-supervisor"), cast.staff("town-officer").pk,
        "complained-of", "x", case.drive.now,
    )  # fmt: skip
    assert isinstance(out, Case)
    assert announced.findings() == ()
    assert announced.finding(one.key) is None
    again = case.do(actions.publish_finding, "roads-head", "The road", "It is.")
    assert code(again) == Code.HEARING_STAYS_CLOSED
    assert holds()


def test_what_looks_like_a_name_is_pointed_out_without_asking_what_is_sealed():
    parts = telling_parts("Yesterday Wang Fang called 13800001111 from the road.")
    assert any("Wang" in part for part in parts)
    assert any("13800001111" in part for part in parts)


def test_the_clock_is_not_stopped_by_hand_while_a_hearing_stops_it(cast):
    top = at_the_third_level(cast)
    head = Staff.objects.create_user("city-head", "x", name="city-head")
    Post.objects.create(staff=head, office=cast.offices["city"], role="head")
    given = {"ground": "hearing", "reason": "A hearing."}
    top.must(actions.order_hearing, "city-head", "Art. 36.")
    done = actions.take(top.number, cast.actor("city-officer"), "pause", given, top.drive.now)
    assert code(done) == Code.HEARING_STOPS_IT
    top.must(actions.cancel_hearing, "city-head", "Settled.")
    done = actions.take(top.number, cast.actor("city-officer"), "pause", given, top.drive.now)
    assert isinstance(done, Case), done
    assert top.facts.paused == "re-review"
