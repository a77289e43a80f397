"""Forgetting in the database: warned, erased whole or not at all, and told from tampering."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.cast import DECISION, Drive, accepted, file, served, who

from openredress.cases import actions
from openredress.cases.actions import forgetting
from openredress.cases.journal import entries_of
from openredress.cases.models import Case, JournalEntry, PromisedRemedy, RetentionRule
from openredress.cases.verification import verify
from openredress.core.events import Promise
from openredress.core.facts import replay
from openredress.core.procedure import Period, Span
from openredress.core.refusals import Code, Refusal
from openredress.parties.details import Details
from openredress.parties.models import EarlierDetails, Petitioner

pytestmark = pytest.mark.django_db

STORY, NAME = "The road to our village is broken.", "Wang Fang"
#: Long after everything that these cases are kept for.
AFTER = datetime(2040, 1, 1, tzinfo=UTC)


def closed(cast, **given) -> Drive:
    """A case with a name that was answered and closed; its review can be asked for a month."""
    drive = accepted(cast, identity={"name": NAME, "phone": "0000-5555"}, **given)
    due = Promise(cast.offices["roads"].pk, drive.now.date() + timedelta(days=90))
    drive.must("roads-officer", "decide", **DECISION, remedies=(due,), remedy_texts=("Mend it.",))
    drive.must("roads-officer", "serve", how="post")
    drive.must("roads-officer", "complete-remedy", number=1, note="Mended.")
    return drive.must("roads-officer", "close")


def withdrawn(cast, **given) -> Drive:
    return file(cast, identity={"name": NAME}, **given).must("petitioner", "withdraw")


def fresh(drive: Drive) -> Case:
    return Case.objects.get(pk=drive.case.pk)


def facts(drive: Drive):
    return replay(entries_of(fresh(drive)))


def live(until: datetime, every: timedelta = timedelta(days=30)) -> list[actions.Forgetting]:
    """The worker, from the beginning of 2026 on."""
    found, now = [], datetime(2026, 3, 1, tzinfo=UTC)
    while now < until:
        actions.sweep(now)
        found.append(actions.forget(now))
        now += every
    return found


def wrong() -> list[tuple[str, str, int | None]]:
    return [(d.number, d.what, d.seq) for _, found in verify() for d in found]


def everything_stored() -> str:
    """Whatever the database holds, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace ="
                       " 'public'::regnamespace")  # fmt: skip
        tables = [name for (name,) in cursor.fetchall()]
        rows = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


def test_an_ended_case_says_until_when_it_is_kept(cast):
    drive = closed(cast)
    assert fresh(drive).forget_on == date(2036, 2, 4)
    assert fresh(drive).forget_act_at == datetime(2035, 8, 3, 16, tzinfo=UTC)
    assert accepted(cast).case.forget_act_at is None


def test_it_is_warned_of_and_then_forgotten(cast):
    drive = closed(cast)
    rounds = live(AFTER)
    assert [r.warned for r in rounds if r.warned] == [(drive.case.number,)]
    assert [r.forgotten for r in rounds if r.forgotten] == [(drive.case.number,)]
    assert not any(r.failed or r.waiting for r in rounds)
    case = fresh(drive)
    assert case.is_forgotten
    assert (case.subject, case.outcome, case.office.code) == ("", "upheld", "roads")
    assert case.forget_on is None
    tags = [e.event.tag for e in entries_of(case)]
    assert tags[-2:] == ["retention-warned", "forgotten"]
    assert wrong() == []


def test_nothing_of_what_was_written_and_of_who_wrote_it_is_left(cast):
    drive = closed(cast, wish="A pavement.", place_words="By the old mill")
    actions.change_details(drive.case.number, cast.actor("clerk"), {"phone": "0000-6666"}, (),
                           drive.now)  # fmt: skip
    opened = actions.open_identity(drive.case.number, cast.actor("roads-officer"), "To call her.",
                                   drive.now)  # fmt: skip
    assert opened.details.phone == "0000-6666"
    drive.must("petitioner", "rate", score=4, comment="Late but good.")
    before = everything_stored()
    said = [STORY, "A pavement.", "By the old mill", "Mend it.", "Mended.", "To call her.",
            "Late but good.", *(v for k, v in DECISION.items() if k != "outcome")]  # fmt: skip
    assert all(text in before for text in said)
    live(AFTER)
    after = everything_stored()
    assert [text for text in said if text in after] == []
    assert not Petitioner.objects.exists()
    assert not EarlierDetails.objects.exists()
    assert who(fresh(drive)) == Details()
    assert JournalEntry.objects.filter(case=drive.case).exclude(words=None).exclude(
        words={}).count() == 0  # fmt: skip
    assert PromisedRemedy.objects.get(case=drive.case).text == ""
    assert wrong() == []


def test_the_receipt_still_opens_what_is_left(cast, client):
    drive = closed(cast)
    live(AFTER)
    assert client.post("/case/open/", {"code": drive.code}).status_code == 302
    page = client.get("/case/")
    assert page.status_code == 200
    assert STORY not in page.content.decode()


def test_a_chain_is_forgotten_as_one_and_not_while_any_of_it_goes_on(cast):
    drive = served(cast, outcome="not-upheld")
    below = drive.case
    drive.must("petitioner", "ask-review", reason="I disagree.")
    above = drive.case
    assert fresh(drive).level == 2
    live(datetime(2050, 1, 1, tzinfo=UTC), timedelta(days=700))
    assert not Case.objects.filter(is_forgotten=True).exists()  # Review was never answered.
    drive.now = datetime(2050, 1, 1, tzinfo=UTC)
    drive.must("county-officer", "decide", **{**DECISION, "outcome": "not-upheld"})
    drive.must("county-officer", "serve", how="post").must("county-officer", "close")
    actions.sweep(drive.now + timedelta(days=60))
    assert Case.objects.get(pk=below.pk).forget_on is None
    top = Case.objects.get(pk=above.pk)
    assert top.forget_on.year == 2060
    for years in (9.9, 10.6, 11, 12):
        actions.forget(drive.now + timedelta(days=365 * years))
    assert set(Case.objects.values_list("is_forgotten", flat=True)) == {True}
    assert wrong() == []


def test_what_is_still_promised_below_keeps_the_whole_chain(cast):
    due = Promise(cast.offices["roads"].pk, date(2026, 6, 1))
    drive = served(cast, remedies=(due,), remedy_texts=("Mend it.",))
    below = drive.case.number
    drive.must("petitioner", "ask-review", reason="Not enough.")
    drive.must("petitioner", "withdraw")
    [waits] = list(actions.due(AFTER))
    assert waits.what == "warn"
    actions.forget(AFTER)
    later = AFTER + timedelta(days=300)
    assert [(d.what, d.because) for d in actions.due(later)] == [("wait", "remedy")]
    assert actions.forget(later).waiting == (drive.case.number,)
    assert not Case.objects.filter(is_forgotten=True).exists()
    number = Case.objects.get(number=below)
    assert number.remedies.filter(completed_at=None).exists()


def test_the_round_of_tomorrow_does_nothing_again(cast):
    closed(cast)
    live(AFTER)
    rows = JournalEntry.objects.count()
    again = actions.forget(AFTER + timedelta(days=400))
    assert again == actions.Forgetting((), (), (), ())
    assert JournalEntry.objects.count() == rows


def test_killed_anywhere_it_has_forgotten_all_of_a_case_or_nothing(cast, monkeypatch):
    """The process dies at each of the steps; what is left is whole, and the next round ends it."""
    drive = closed(cast)
    actions.forget(AFTER)
    later = AFTER + timedelta(days=300)
    for name in ("append", "project"):
        monkeypatch.setattr(forgetting, name, dying(getattr(forgetting, name)))
        with pytest.raises(KeyboardInterrupt):
            actions.forget(later)
        monkeypatch.undo()
        assert not fresh(drive).is_forgotten
        assert who(fresh(drive)).name == NAME
        assert wrong() == []
    monkeypatch.setattr(forgetting.identities, "erase", dying(forgetting.identities.erase))
    with pytest.raises(KeyboardInterrupt):
        actions.forget(later)
    monkeypatch.undo()
    assert STORY in everything_stored()
    assert actions.forget(later).forgotten == (drive.case.number,)
    assert wrong() == []


def dying(function):
    def died(*args, **kwargs):
        function(*args, **kwargs)
        raise KeyboardInterrupt  # What Ctrl-C does; SIGKILL leaves less.

    return died


def test_a_case_that_fails_is_set_aside_and_the_others_go_on(cast):
    first, broken, last = closed(cast), closed(cast), closed(cast)
    actions.forget(AFTER)
    later = AFTER + timedelta(days=300)
    with connection.cursor() as cursor:  # Its journal cannot be replayed.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_journalentry DISABLE TRIGGER USER")
        JournalEntry.objects.filter(case=broken.case, seq=1).update(tag="no-such-event")
        cursor.execute("ALTER TABLE cases_journalentry ENABLE TRIGGER USER")
    done = actions.forget(later)
    assert done.failed == (broken.case.number,)
    assert set(done.forgotten) == {first.case.number, last.case.number}


def test_the_work_is_in_proportion_to_what_is_due(cast):
    closed(cast, now=datetime(2026, 1, 28, tzinfo=UTC))
    counted = []
    for more in (0, 30):
        for _ in range(more):
            withdrawn(cast, now=datetime(2039, 1, 1, tzinfo=UTC))
        with CaptureQueriesContext(connection) as asked, transaction.atomic():
            assert len(actions.forget(datetime(2035, 12, 1, tzinfo=UTC)).warned) == 1
            transaction.set_rollback(True)
        counted.append(len(asked))
    assert counted[0] == counted[1]
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT id FROM cases_case WHERE forget_act_at <= now()"
                       " ORDER BY forget_act_at, id LIMIT 200")  # fmt: skip
        assert "what_is_to_be_forgotten" in str(cursor.fetchall())


# Asking ----------------------------------------------------------------------------------


def test_a_withdrawn_case_is_erased_when_that_is_asked_for_and_granted(cast):
    drive = withdrawn(cast)
    petitioner, clerk, number = drive.petitioner, cast.actor("clerk"), drive.case.number
    asked = actions.ask_erasure(number, petitioner, "everything", "I am afraid.", drive.now)
    assert asked.erasure_due_on == date(2026, 2, 28)
    granted = actions.grant_erasure(number, clerk, "everything", "", drive.now)
    assert granted.erasure_due_on is None
    assert granted.forget_on == date(2026, 2, 5)
    assert actions.forget(drive.now + timedelta(days=6)).forgotten == ()
    assert actions.forget(drive.now + timedelta(days=8)).forgotten == (number,)
    assert "I am afraid." not in everything_stored()
    assert wrong() == []


def test_it_can_be_taken_back_until_it_is_done(cast):
    drive = withdrawn(cast)
    number = drive.case.number
    actions.ask_erasure(number, drive.petitioner, "everything", "", drive.now)
    actions.grant_erasure(number, cast.actor("clerk"), "everything", "", drive.now)
    back = actions.take_back_erasure(number, drive.petitioner, drive.now + timedelta(days=6))
    assert back.forget_on == date(2029, 1, 29)
    assert actions.forget(drive.now + timedelta(days=90)).forgotten == ()


def test_a_name_is_erased_at_once_and_can_be_given_anew(cast):
    drive = closed(cast)
    number = drive.case.number
    actions.ask_erasure(number, drive.petitioner, "identity", "", drive.now)
    done = actions.grant_erasure(number, cast.actor("roads-officer"), "identity", "", drive.now)
    assert isinstance(done, Case)
    assert who(fresh(drive)) == Details()
    assert not Petitioner.objects.exists()
    assert facts(drive).memory.identity_erased
    assert STORY in everything_stored()
    assert wrong() == []
    actions.change_details(number, drive.petitioner, {"name": "Anew"}, (), drive.now)
    assert who(fresh(drive)).name == "Anew"
    assert wrong() == []


def test_who_may_ask_answer_and_hold(cast):
    drive = closed(cast)
    number, now = drive.case.number, drive.now
    stranger, housing = file(cast).petitioner, cast.actor("housing-head")
    for actor in (stranger, housing, cast.actor("roads-head"), cast.actor("clerk")):
        assert actions.ask_erasure(number, actor, "identity", "", now) == Refusal(Code.NOT_YOURS)
        assert actions.keep_longer(number, actor, "", now) == Refusal(Code.NOT_YOURS)
        assert actions.own_details(number, actor) == Refusal(Code.NOT_YOURS)
    assert actions.own_details(number, drive.petitioner).name == NAME
    actions.ask_erasure(number, drive.petitioner, "identity", "", now)
    for actor in (drive.petitioner, housing, cast.actor("operator")):
        assert actions.grant_erasure(number, actor, "identity", "", now).code is Code.NOT_YOURS
        assert actions.hold(number, actor, date(2026, 5, 1), "x", now).code is Code.NOT_YOURS
    refused = actions.refuse_erasure(number, cast.actor("roads-head"), "We need it.", now)
    assert refused.erasure_due_on is None


def test_a_hold_is_written_to_every_level_and_goes_up_with_the_case(cast):
    drive = served(cast, outcome="not-upheld")
    held = actions.hold(
        drive.case.number, cast.actor("roads-head"), date(2026, 9, 1), "A suit.", drive.now
    )
    assert held.hold_review_on == date(2026, 9, 1)
    drive.must("petitioner", "ask-review", reason="I disagree.")
    assert set(Case.objects.values_list("hold_review_on", flat=True)) == {date(2026, 9, 1)}
    actions.lift_hold(drive.case.number, cast.actor("county-head"), "It is over.", drive.now)
    assert set(Case.objects.values_list("hold_review_on", flat=True)) == {None}
    assert wrong() == []


def test_what_was_asked_below_can_be_answered_above(cast):
    drive = served(cast, outcome="not-upheld").must("roads-officer", "close")
    actions.ask_erasure(drive.case.number, drive.petitioner, "identity", "", drive.now)
    drive.must("petitioner", "ask-review", reason="I disagree.")
    late = actions.grant_erasure(
        drive.case.number, cast.actor("county-officer"), "identity", "", drive.now
    )
    assert late == Refusal(Code.NOT_ENDED, "scope")
    done = actions.refuse_erasure(
        drive.case.number, cast.actor("county-officer"), "We need to reach you.", drive.now
    )
    assert isinstance(done, Case)
    assert set(Case.objects.values_list("erasure_due_on", flat=True)) == {None}


def test_of_a_forgotten_case_nothing_can_be_done(cast):
    drive = closed(cast)
    live(AFTER)
    number, petitioner, officer = drive.case.number, drive.petitioner, cast.actor("roads-officer")
    for done in (
        actions.take(number, petitioner, "message", {"text": "x"}, AFTER),
        actions.ask_erasure(number, petitioner, "identity", "", AFTER),
        actions.keep_longer(number, petitioner, "", AFTER),
        actions.write_note(number, officer, "x", AFTER),
        actions.open_identity(number, officer, "x", AFTER),
        actions.change_details(number, petitioner, {"name": "x"}, (), AFTER),
        actions.ask_exclusion(number, petitioner, "x", AFTER),
        actions.hold(number, officer, AFTER.date() + timedelta(days=9), "x", AFTER),
    ):
        assert isinstance(done, Refusal), done
    assert wrong() == []


# Rules of the institution -----------------------------------------------------------------


def rule(years: int, outcome: str = "") -> actions.Rule:
    return actions.Rule("cn-2022", outcome, Period(years, Span.YEARS), "The archive asks for it.")


def test_a_rule_of_the_institution_reaches_what_ended_before(cast):
    drive, now = closed(cast), datetime(2026, 6, 1, tzinfo=UTC)
    actions.set_rule(rule(30), now)
    assert sum(actions.apply_rules(batch=1)) == 1
    assert fresh(drive).forget_on == date(2056, 2, 4)
    assert wrong() == []
    actions.set_rule(rule(15, "upheld"), now + timedelta(days=1))
    assert sum(actions.apply_rules()) == 1
    assert fresh(drive).forget_on == date(2041, 2, 4)
    assert actions.end_rule("cn-2022", "upheld", now + timedelta(days=2))
    assert actions.end_rule("cn-2022", "", now + timedelta(days=2))
    assert sum(actions.apply_rules()) == 1
    assert fresh(drive).forget_on == date(2036, 2, 4)
    assert list(actions.apply_rules()) == []
    assert RetentionRule.objects.filter(ended_at=None).count() == 0
    assert RetentionRule.objects.count() == 2
    assert wrong() == []


def test_a_rule_needs_a_reason(cast):
    with pytest.raises(DatabaseError, match="says_how_long_and_why"), transaction.atomic():
        actions.set_rule(replace(rule(30), reason=""), AFTER)


def test_a_shorter_rule_still_warns(cast):
    drive, now = closed(cast), datetime(2030, 6, 1, tzinfo=UTC)
    actions.set_rule(rule(1), now)
    list(actions.apply_rules())
    assert actions.forget(now).warned == (drive.case.number,)
    assert fresh(drive).forget_on == date(2030, 12, 1)
    assert actions.forget(now + timedelta(days=180)).forgotten == ()
    assert actions.forget(now + timedelta(days=190)).forgotten == (drive.case.number,)


# Tampering ---------------------------------------------------------------------------------


@pytest.fixture
def forger(db):
    """Somebody with the rights of the owner, who turns the trigger off."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_journalentry DISABLE TRIGGER USER")
    yield JournalEntry.objects
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_journalentry ENABLE TRIGGER USER")


def test_words_put_back_after_they_were_erased_are_found(cast, forger):
    drive = closed(cast)
    kept = forger.get(case=drive.case, seq=1)
    live(AFTER)
    forger.filter(pk=kept.pk).update(words=kept.words, salt=kept.salt)
    found = {(what, seq) for _, what, seq in wrong()}
    assert ("kept", 1) in found
    forger.filter(pk=kept.pk).update(words={**kept.words, "text": "Lies."}, salt=kept.salt)
    assert {("kept", 1), ("words", 1)} <= {(what, seq) for _, what, seq in wrong()}


def test_words_of_a_case_that_goes_on_are_not_erased_in_the_shadow_of_another(cast, forger):
    gone, open_ = closed(cast), accepted(cast)
    live(AFTER)
    forger.filter(case=open_.case, seq=1).update(words=None, salt=None)
    assert (open_.case.number, "erased", 1) in wrong()
    assert {number for number, _, _ in wrong()} == {open_.case.number}
    assert gone.case.number != open_.case.number


def test_a_case_that_was_forgotten_before_its_time_is_found(cast):
    """The owner of the database runs our own code against a case that is not due."""
    drive = closed(cast)
    case = fresh(drive)
    with transaction.atomic():
        forgetting._forget(case, facts(drive), date(2026, 3, 1), drive.now)
        forgetting.identities.erase(case)
    seq = fresh(drive).version
    assert wrong() == [(drive.case.number, "forgotten-early", seq)]


def test_a_name_that_is_kept_or_gone_against_the_journal_is_found(cast):
    drive, other = closed(cast), closed(cast)
    row = Petitioner.objects.get(case=drive.case)
    Petitioner.objects.filter(case=other.case).delete()
    assert wrong() == [(other.case.number, "identity-gone", None)]
    Petitioner.objects.create(case=other.case, data_key=b"x", key_id="x", sealed=b"x")
    assert wrong() == []  # That it cannot be opened is another matter; the holder is told.
    live(AFTER)
    row.pk = None
    row.save(force_insert=True)
    assert wrong() == [(drive.case.number, "identity-kept", None)]


@pytest.mark.parametrize("change", [
    "words = NULL, salt = NULL, seal = seal || '\\x00'", "words = NULL", "salt = NULL",
    "words = '{}'::jsonb, salt = NULL", "words = NULL, salt = NULL, at = now()",
])  # fmt: skip
def test_the_database_lets_nothing_through_but_words_that_are_told_to_be_erased(cast, change):
    drive = closed(cast)
    live(AFTER)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"UPDATE cases_journalentry SET {change} WHERE case_id = %s AND tag = 'forgotten'",
            [drive.case.pk],
        )


def test_the_database_erases_nothing_that_no_entry_tells_of(cast):
    drive = closed(cast)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE cases_journalentry SET words = NULL, salt = NULL WHERE case_id = %s",
            [drive.case.pk],
        )
    assert wrong() == []
