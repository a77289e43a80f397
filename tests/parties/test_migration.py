"""Names that an earlier release kept readable are sealed by an upgrade, all of them, for good."""

import json
import os
from pathlib import Path

import pytest
from tests.older import older

from openredress.core.receipt import case_number

FIELDS = ("name", "phone", "email", "address", "helper_name", "helper_relation")
#: Who was on file: everything, nothing, one thing; the longest there may be; signs of all kinds.
PEOPLE = [
    ("Zhang Weiming 张伟明", "0000-5551234", "weiming@example.org", "17 Persimmon Lane",
     "Ouyang Meihua", "sister-in-law"),
    ("", "", "", "", "", ""),
    ("", "0000-5559876", "", "", "", ""),
    ("龘" * 200, "9" * 60, "e" * 242 + "@example.org", "𠮷" * 400, "ß" * 200, "\u202eعلي" * 50),
    ("O'Brien \"Bob\"; DROP TABLE cases_case; --", "", "", "line one\nline two\t\\", "*•", "{}"),
]  # fmt: skip

OPEN_ALL = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "openredress.settings"
import django
django.setup()
from openredress.cases.models import Case
from openredress.parties import identities
from dataclasses import asdict
print(json.dumps({case.number: asdict(identities.open_for(case)) for case in
                  Case.objects.only("pk", "number")}))
"""

#: How far an installation had come, and how many people it had: more than one batch of the
#: migration, so that none is left behind between two; and a few, with all but the sealing.
BEFORE = {
    "the first release": (1203, [("parties", "0001")]),
    "with the wall": (7, [("parties", "0001"), ("cases", "0004")]),
}


def number(key: int) -> str:
    return case_number(2025, key)


def person(key: int) -> tuple[str, ...]:
    if key <= len(PEOPLE):
        return PEOPLE[key - 1]
    return (f"Somebody Unmistakable {key}", f"0000-{key:07}", "", "", "", "")


@pytest.fixture(scope="module", params=BEFORE, ids=lambda name: name.replace(" ", "-"))
def upgraded(request):
    """A database with people in it in the old shape, and the same one brought up to date."""
    count, steps = BEFORE[request.param]
    with older() as database:
        for words in steps:
            database.migrate(*words)
        database.people = range(1, count + 1)
        database.cases([number(key) for key in database.people])
        for key in database.people:
            database.insert(
                "parties_petitioner", case_id=key, **dict(zip(FIELDS, person(key), strict=True))
            )
        assert "Somebody Unmistakable 6" in everything(database)
        database.migrate()
        yield database


def everything(database) -> str:
    """Each row of each table, as a thief would read it."""
    return "\n".join(
        text for table in database.tables()
        for (text,) in database.all(f'SELECT t::text FROM "{table}" t')
    )  # fmt: skip


def test_everybody_is_sealed_and_nobody_was_lost(upgraded):
    rows = upgraded.all("SELECT case_id, data_key, key_id, sealed, version FROM parties_petitioner")
    assert sorted(row[0] for row in rows) == list(upgraded.people)
    assert all(data_key and key_id and sealed for _, data_key, key_id, sealed, _ in rows)
    assert {version for *_, version in rows} == {1}
    assert len({sealed for _, _, _, sealed, _ in rows}) == len(upgraded.people)
    # Whoever gave nothing looks like somebody who gave a little.
    lengths = {key: len(sealed) for key, _, _, sealed, _ in rows}
    assert lengths[2] == lengths[3] == lengths[6]


def test_what_was_on_file_can_be_read_again_word_for_word(upgraded):
    opened = json.loads(upgraded.run("-c", OPEN_ALL))
    for key in upgraded.people:
        found = opened[number(key)]
        assert tuple(found[name] for name in FIELDS) == person(key)
        assert found["revealing"] == ""


def test_nothing_is_left_in_the_clear_in_any_table(upgraded):
    kept = everything(upgraded)
    for key in upgraded.people:
        for value in person(key):
            # A value of one sign stands everywhere by chance.
            assert len(value) < 4 or value not in kept, value
    columns = upgraded.all(
        "SELECT column_name FROM information_schema.columns WHERE table_name LIKE 'parties_%%'"
    )
    assert {name for (name,) in columns}.isdisjoint(FIELDS)


def test_nothing_is_left_in_the_file_of_the_table(upgraded):
    """A dropped column stays in the file until the table is written anew."""
    upgraded.line.execute("CREATE TABLE control (name text)")
    upgraded.line.execute("INSERT INTO control VALUES ('Somebody Unmistakable 0')")
    upgraded.line.execute("VACUUM FULL control")
    assert b"Unmistakable" in file_of(upgraded, "control")  # The test can read such a file.
    kept = file_of(upgraded, "parties_petitioner")
    assert len(kept) >= 8192
    for text in ("Unmistakable", "Persimmon", "5559876", "龘龘", "O'Brien"):
        assert text.encode() not in kept
    upgraded.line.execute("DROP TABLE control")


def file_of(database, table: str) -> bytes:
    """The table as it lies on the disk: the main file and that of its long values."""
    folder, found = _folder(database), b""
    query = (
        "SELECT pg_relation_filepath(c.oid), pg_relation_filepath(nullif(c.reltoastrelid, 0)) "
        "FROM pg_class c WHERE c.relname = %s"
    )
    for path in filter(None, database.all(query, table)[0]):
        if folder:
            found += (folder / path).read_bytes()
        else:
            found += bytes(database.all("SELECT pg_read_binary_file(%s)", path)[0][0])
    return found


def _folder(database) -> Path | None:
    """Where the embedded database lies; another one is asked for its file."""
    folder = Path(os.environ["OPENREDRESS_HOME"]) / "pgdata"
    return folder if folder.is_dir() else None


def test_the_journal_of_that_time_waits_for_its_place_in_the_tree():
    """The tree over the journal came later: entries of before it wait, each once, in order."""
    with older() as database:
        database.migrate("cases", "0005")
        database.cases([number(1), number(2)])
        for key, (case, seq) in enumerate([(1, 1), (1, 2), (2, 1)], start=1):
            database.insert("cases_journalentry", id=key, case_id=case, seq=seq)
        database.migrate("proof", "0001")
        assert database.all("SELECT entry FROM proof_unplaced ORDER BY 1") == [(1,), (2,), (3,)]
        database.insert("cases_journalentry", id=4, case_id=2, seq=2)
        assert len(database.all("SELECT entry FROM proof_unplaced")) == 4
