"""Migrations that touch rows are tried on rows of the shape before, never on an empty database."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.older import older

TOUCHES = re.compile(r"RunPython|INSERT INTO|UPDATE \w+ SET|DELETE FROM|VACUUM|\bCOPY\b")

#: A new one is added here, with what tries it.
TRIED = {
    "cases/0004_the_wall": "makes a role, which tests/house/test_wall.py looks at",
    "cases/0006_ladder": "test_what_is_owed_is_looked_at_again",
    "cases/0010_unserved": "tests/cases/test_service.py",
    "cases/0011_supervision": "test_what_was_late_before_comes_into_the_register",
    "cases/0022_totals": "test_what_is_there_is_counted_once",
    "cases/0021_panel": "test_who_sat_at_a_hearing_before_finds_it",
    "cases/0025_meetings_told": "test_when_a_mediation_meets_is_told_of_those_before",
    "cases/0016_remedies": "test_what_was_done_before_was_asked_of_nobody",
    "duty/0002_wall_and_records": "test_an_open_case_is_read_for_alerts_once",
    "duty/0004_hours_of_the_office": "test_the_hours_of_a_roster_are_those_of_its_office",
    "offices/0007_state": "makes a row of its own: tests/offices/test_institution.py",
    "parties/0002_sealed_identities": "tests/parties/test_migration.py",
    "parties/0003_readable_rows_gone": "tests/parties/test_migration.py",
    "proof/0001_initial": "tests/parties/test_migration.py",
    "signin/0002_open_to_requests": "test_keys_are_sealed_and_sessions_of_before_end",
}


def test_every_migration_that_touches_data_is_tried_on_data():
    source = Path(__file__).resolve().parents[2] / "src" / "openredress"
    touching = {
        f"{path.parents[1].name}/{path.stem}"
        for path in source.glob("*/migrations/0*.py")
        if TOUCHES.search(path.read_text(encoding="utf-8"))
    }
    assert touching == set(TRIED)


def test_what_is_owed_is_looked_at_again():
    """What is open with a limit, and what was promised and not done; nothing else."""
    later = datetime.now(UTC) + timedelta(days=30)
    with older() as database:
        database.migrate("cases", "0005")
        database.cases([f"2025-{key:06}-0" for key in range(1, 5)])
        change = "UPDATE cases_case SET is_open = %s, next_due_at = %s, act_at = %s WHERE id = %s"
        for key, is_open, due in [(1, True, later), (2, True, None), (3, False, None),
                                  (4, False, None)]:  # fmt: skip
            database.line.execute(change, (is_open, due, due, key))
        database.insert("cases_promisedremedy", case_id=3, number=1, office_id=1)
        database.insert(
            "cases_promisedremedy", case_id=4, number=1, office_id=1, completed_at=later
        )
        database.migrate("cases", "0006")
        waiting = "SELECT id FROM cases_case WHERE act_at <= now() ORDER BY id"
        assert database.all(waiting) == [(1,), (3,)]


def test_what_was_late_before_comes_into_the_register():
    with older() as database:
        database.migrate("cases", "0010")
        database.cases([f"2025-{key:06}-0" for key in range(1, 4)])
        for case, tag in ((1, "limit-breached"), (2, "remedy-overdue"), (3, "limit-reminded")):
            database.insert("cases_journalentry", case_id=case, seq=1, tag=tag)
        database.migrate("cases", "0011")
        waiting = "SELECT id FROM cases_case WHERE act_at <= now() ORDER BY id"
        assert database.all(waiting) == [(1,), (2,)]


def test_an_open_case_is_read_for_alerts_once():
    with older() as database:
        database.migrate("cases", "0009")
        database.cases(["2025-000001-0", "2025-000002-0"])
        database.line.execute("UPDATE cases_case SET is_open = (id = 1)")
        database.migrate("duty", "0002")
        assert database.all("SELECT case_id FROM duty_unread") == [(1,)]


def test_the_hours_of_a_roster_are_those_of_its_office():
    with older() as database:
        database.migrate("duty", "0003")
        database.insert("offices_office", id=1, code="office")
        database.insert("duty_roster", office_id=1, hours="always", opens="08:30", closes="06:00")
        database.migrate("duty", "0004")
        kept = "SELECT office_id, hours, hours_since::text, done_at IS NULL"
        (found,) = database.all(f"{kept} FROM offices_calendarchange")
        assert found == (1, [[["08:30", "06:00"]]] * 7, "2000-01-01", False)


OPENED = """
import os, sys
import django
django.setup()
from openredress.signin.factors import SecondFactors
print(SecondFactors().decrypt(sys.argv[1]))
"""


def test_keys_are_sealed_and_sessions_of_before_end(monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "openredress.settings")
    kept = {"totp": "secret", "recovery_codes": "seed", "webauthn": "credential"}
    with older() as database:
        for step in [("signin", "0001"), ("cases", "0004"), ("mfa", "0003"), ("sessions", "0001")]:
            database.migrate(*step)
        database.insert("offices_staff", id=1, username="wang")
        for kind, name in kept.items():
            data = json.dumps({name: "JBSWY3DPEHPK3PXP"})
            database.insert("mfa_authenticator", user_id=1, type=kind, data=data)
        database.insert("django_session", session_key="of-before", session_data="")
        database.migrate("signin", "0002")
        assert database.all("SELECT * FROM django_session") == []
        found = dict(database.all("SELECT type, data FROM mfa_authenticator"))
        assert found["webauthn"] == {"credential": "JBSWY3DPEHPK3PXP"}
        for kind in ("totp", "recovery_codes"):
            sealed = found[kind][kept[kind]]
            assert "JBSWY3DPEHPK3PXP" not in sealed
            assert database.run("-c", OPENED, sealed).strip() == "JBSWY3DPEHPK3PXP"


def test_what_was_done_before_was_asked_of_nobody():
    """The day is that of the zone in which the case was filed."""
    done = datetime(2026, 1, 1, 20, tzinfo=UTC)
    with older() as database:
        database.migrate("cases", "0015")
        database.cases(["2025-000001-0"])
        where = json.dumps({"time_zone": "Asia/Shanghai"})
        database.insert("cases_journalentry", case_id=1, seq=1, tag="filed", data=where)
        row = {"case_id": 1, "office_id": 1, "due_on": done.date()}
        database.insert("cases_promisedremedy", number=1, **row)
        database.insert("cases_promisedremedy", number=2, completed_at=done, **row)
        database.migrate("cases", "0016")
        rows = "SELECT state, promised_on, done_on, kind FROM cases_promisedremedy ORDER BY number"
        assert database.all(rows) == [
            ("owed", done.date(), None, "other"),
            ("unasked", done.date(), date(2026, 1, 2), "other"),
        ]


def test_who_sat_at_a_hearing_before_finds_it():
    """Who was replaced, or left upon an objection, does not; who was invited is nobody here."""
    acts = (
        ("hearing-ordered", {"hearing": 1}), ("panel-named", {"hearing": 1, "staff": [5, 6, 0]}),
        ("panel-named", {"hearing": 1, "staff": [9, 7, 0, 8]}),
        ("objection-answered", {"hearing": 1, "seat": 5, "leaves": True}),
        ("objection-answered", {"hearing": 1, "seat": 4, "leaves": False}),
        ("hearing-announced", {"hearing": 1}), ("panel-named", {"hearing": 2, "staff": [3]}),
        ("interest-denied", {"hearing": 1, "seat": 4}),
    )  # fmt: skip
    first = datetime(2025, 3, 1, tzinfo=UTC)
    with older() as database:
        database.migrate("cases", "0020")
        database.cases(["2025-000001-0"])
        for number in (1, 2, 3):
            database.insert("cases_hearing", case_id=1, number=number)
        for seq, (tag, data) in enumerate(acts, start=1):
            database.insert(
                "cases_journalentry", case_id=1, seq=seq, tag=tag, data=json.dumps(data),
                at=first + timedelta(days=seq),
            )  # fmt: skip
        database.migrate("cases", "0021")
        found = database.all("SELECT panel, news_at FROM cases_hearing ORDER BY number")
        assert found == [
            ([8, 9], first + timedelta(days=6)), ([3], first + timedelta(days=7)), ([], None),
        ]  # fmt: skip


def test_what_is_there_is_counted_once():
    """Cases and promises of before, without those of a case that somebody is shut out of."""
    due, day = datetime(2026, 3, 4, 16, tzinfo=UTC), date(2026, 2, 5)
    with older() as database:
        database.migrate("cases", "0021")
        database.cases([f"2025-{key:06}-0" for key in range(1, 4)])
        database.line.execute("UPDATE cases_case SET is_open = true, next_due_at = %s", (due,))
        database.line.execute("UPDATE cases_case SET pending_limit = 'answer' WHERE id = 1")
        database.line.execute("UPDATE cases_case SET blocked = '{7}' WHERE id = 3")
        promise = {"number": 1, "office_id": 1, "promised_on": day, "due_on": day, "state": "owed"}
        for key in (1, 3):
            database.insert("cases_promisedremedy", case_id=key, **promise)
        database.migrate("cases", "0022")
        kept = "SELECT promised_by_id, what, is_month, at, count, is_sum FROM cases_total"
        march, february = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
        assert database.all(f"{kept} ORDER BY what, is_month") == [
            (None, "due", False, due, 2, True),
            (None, "due", True, march, 2, True),
            (None, "extension", False, None, 1, True),
            (1, "undone:owed", False, datetime(2026, 2, 5, tzinfo=UTC), 1, True),
            (1, "undone:owed", True, february, 1, True),
        ]


def test_when_a_mediation_meets_is_told_of_those_before():
    """A meeting stands until one is held or it goes to the next rung."""
    first, meets = datetime(2026, 3, 1, tzinfo=UTC), "2026-03-09T10:00:00+08:00"
    acts = {
        1: [("mediation-meeting-set", {"number": 1, "starts_at": meets})],
        2: [("mediation-meeting-set", {"number": 1, "starts_at": meets}),
            ("mediation-handed-on", {"rung": 1}), ("co-mediator-joined", {"office": 5})],
        3: [("mediation-begun", {})],
    }  # fmt: skip
    with older() as database:
        database.migrate("cases", "0024")
        database.cases([f"2026-{key:06}-0" for key in acts])
        for key, told in acts.items():
            database.insert("cases_mediation", case_id=key, office_id=1)
            for seq, (tag, data) in enumerate(told, start=1):
                database.insert(
                    "cases_journalentry", case_id=key, seq=seq, tag=tag, data=json.dumps(data),
                    at=first + timedelta(days=seq),
                )  # fmt: skip
        database.migrate("cases", "0025")
        found = database.all("SELECT meets_at, news_at FROM cases_mediation ORDER BY case_id")
        assert found == [
            (datetime.fromisoformat(meets), first + timedelta(days=1)),
            (None, first + timedelta(days=3)), (None, None),
        ]  # fmt: skip
