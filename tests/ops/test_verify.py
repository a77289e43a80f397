"""An altered row does not go unnoticed: each is changed behind the program's back and named."""

import json
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, models, transaction
from tests.cast import START, Drive, file, served

from openredress.cases.models import Case, JournalEntry, PackVersion, PromisedRemedy
from openredress.cases.verification import Difference, packs, parts, verify
from openredress.core.events import Promise
from openredress.offices.models import Matter, Office, Place
from openredress.ops.verify import FAULTS, command, in_words

pytestmark = pytest.mark.django_db

ELSEWHERE = datetime(2031, 5, 6, 7, 8, tzinfo=UTC)


@pytest.fixture
def drive(cast) -> Drive:
    """A case that was served, with one remedy, and a second case beside it."""
    promise = Promise(cast.offices["roads"].pk, date(2026, 4, 1))
    file(cast)
    return served(cast, remedies=(promise,), remedy_texts=("Mend the road.",))


def found() -> list[Difference]:
    return [difference for _, differences in verify() for difference in differences]


def test_it_finds_nothing_where_nothing_was_altered(drive):
    drive.must("petitioner", "ask-review", reason="I disagree.")
    assert found() == []
    assert packs() == ()


def _other(field: models.Field, value, cast):
    """Another value that the column would take."""
    if field.name in ("root", "origin", "about"):
        return file(cast).case.pk
    if isinstance(field, models.ForeignKey):
        rows = {Office: cast.offices, Matter: cast.matters, Place: cast.places}
        if field.related_model is PackVersion:
            return _other_pack(value)
        return next(row.pk for row in rows[field.related_model].values() if row.pk != value)
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateTimeField):
        return ELSEWHERE
    if isinstance(field, models.DateField):
        return ELSEWHERE.date()
    if isinstance(field, models.BinaryField):
        return b"\x01" * 32
    if isinstance(field, models.JSONField):
        return {**(value or {}), "text": "altered", "role": "head"}
    if isinstance(field, models.IntegerField):
        return (value or 0) + 1
    if isinstance(field, models.CharField | models.TextField):
        return "altered"
    return [1]


def _other_pack(digest: str) -> str:
    pack = PackVersion.objects.get(digest=digest)
    other = PackVersion(digest="f" * 64, pack=pack.pack, version=9, text=pack.text)
    other.save()
    return other.pk


def columns(model, *without: str) -> list[str]:
    return [f.name for f in model._meta.concrete_fields if f.name not in ("id", *without)]


@pytest.mark.parametrize("name", columns(Case))
def test_it_finds_an_altered_column_of_a_case(drive, cast, name):
    field = Case._meta.get_field(name)
    value = _other(field, getattr(drive.case, field.attname), cast)
    Case.objects.filter(pk=drive.case.pk).update(**{field.attname: value})
    differences = found()
    assert differences
    numbers = {drive.case.number, "altered"}
    assert {difference.number for difference in differences} <= numbers
    named = {difference.what for difference in differences}
    assert named & {name, field.attname, *FAULTS}


@pytest.mark.parametrize("name", columns(PromisedRemedy, "case"))
def test_it_finds_an_altered_column_of_a_remedy(drive, cast, name):
    field = PromisedRemedy._meta.get_field(name)
    row = PromisedRemedy.objects.get(case=drive.case)
    value = _other(field, getattr(row, field.attname), cast)
    PromisedRemedy.objects.filter(pk=row.pk).update(**{field.attname: value})
    assert any(difference.what.startswith("remedy") for difference in found())


def test_it_finds_a_remedy_that_was_taken_away_or_given_to_another_case(drive):
    other = Case.objects.exclude(pk=drive.case.pk).get()
    PromisedRemedy.objects.filter(case=drive.case).update(case=other)
    assert {(d.number, d.what) for d in found()} == {
        (drive.case.number, "remedy 1"),
        (other.number, "remedy 1"),
    }
    PromisedRemedy.objects.all().delete()
    assert [(d.number, d.what, d.journal) for d in found()] == [
        (drive.case.number, "remedy 1", "Mend the road.")
    ]


@pytest.fixture
def forger():
    """The journal without its trigger: what the owner of the database could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_journalentry DISABLE TRIGGER journal_is_append_only")
        yield JournalEntry.objects
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_journalentry ENABLE TRIGGER journal_is_append_only")


@pytest.mark.parametrize("name", columns(JournalEntry))
@pytest.mark.parametrize("seq", [1, 3])
def test_it_finds_an_altered_column_of_an_entry(drive, cast, forger, name, seq):
    field = JournalEntry._meta.get_field(name)
    row = forger.get(case=drive.case, seq=seq)
    other = Case.objects.exclude(pk=drive.case.pk).get().pk
    value = (
        {"case": other, "seq": 100}.get(name)
        if name in ("case", "seq")
        else _other(field, getattr(row, field.attname), cast)
    )
    if name == "case":
        forger.filter(pk=row.pk).update(seq=100)
    forger.filter(pk=row.pk).update(**{field.attname: value})
    differences = [d for d in found() if d.number == drive.case.number]
    assert {d.what for d in differences} & set(FAULTS)
    if name not in ("case", "seq"):
        assert seq in {d.seq for d in differences}


@pytest.mark.parametrize("seq", [1, 2, 4])
def test_it_finds_a_missing_entry(drive, forger, seq):
    forger.filter(case=drive.case, seq=seq).delete()
    assert {"gap", "chain"} <= {d.what for d in found()}


def test_it_finds_that_the_last_entry_is_missing(drive, forger):
    forger.filter(case=drive.case).order_by("seq").last().delete()
    assert "head" in {d.what for d in found()}


def test_it_finds_a_journal_that_was_emptied(drive, forger):
    forger.filter(case=drive.case).delete()
    assert {d.what for d in found()} == {"head", "unreadable"}


def test_it_finds_two_entries_that_changed_places(drive, forger):
    first, second = forger.filter(case=drive.case, seq__in=(2, 3)).order_by("seq")
    for pk, seq in ((first.pk, 100), (second.pk, 2), (first.pk, 3)):
        forger.filter(pk=pk).update(seq=seq)
    assert {"chain", "seal"} <= {d.what for d in found()}


def test_it_finds_an_entry_that_was_put_in(drive, forger):
    last = forger.filter(case=drive.case).order_by("seq").last()
    last.pk, last.seq, last.previous = None, last.seq + 1, last.seal
    last.save(force_insert=True)
    assert ("seal", last.seq) in {(d.what, d.seq) for d in found()}


def test_it_finds_words_that_were_erased_without_an_entry_that_tells_of_it(drive, forger):
    entry = forger.get(case=drive.case, tag="accepted")
    forger.filter(pk=entry.pk).update(words=None, salt=None)
    assert [(d.number, d.what, d.seq) for d in found()] == [
        (drive.case.number, "erased", entry.seq)
    ]


def test_it_finds_an_altered_text_of_a_procedure(drive):
    pack = PackVersion.objects.get(digest=drive.case.pack_id)
    PackVersion.objects.filter(pk=pack.pk).update(text=pack.text.replace("15", "90"))
    assert [(d.number, d.what) for d in packs()] == [("cn-2022 1", "pack text")]


@pytest.mark.parametrize("change", [
    "UPDATE cases_journalentry SET at = now()", "DELETE FROM cases_journalentry",
])  # fmt: skip
def test_the_database_refuses_to_change_the_journal(drive, change):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    assert found() == []


# The command -----------------------------------------------------------------------------


@pytest.fixture
def run(monkeypatch):
    """Runs the command over the database of the test."""
    monkeypatch.setattr("openredress.ops.setup.start", lambda: None)
    return lambda *words: CliRunner().invoke(command, words)


def test_the_command_says_that_all_is_well(drive, run):
    done = run()
    assert done.exit_code == 0
    assert "2 cases replayed: no difference." in done.stderr
    assert done.stdout == ""


def test_the_command_names_what_is_wrong_in_words(drive, run):
    Case.objects.filter(pk=drive.case.pk).update(stage="closed")
    done = run()
    assert done.exit_code == 1
    expected = f"{drive.case.number}: stage: stored is “closed”, the journal says “served”."
    assert expected in done.stdout
    assert "2 cases replayed: 1 difference." in done.stderr


def test_the_command_speaks_json(drive, run):
    Case.objects.filter(pk=drive.case.pk).update(stage="closed")
    line = json.loads(run("--json").stdout)
    assert line == {
        "number": drive.case.number, "what": "stage", "stored": "closed", "journal": "served",
        "seq": None,
    }  # fmt: skip


def test_the_command_looks_at_one_case(drive, run):
    Case.objects.filter(pk=drive.case.pk).update(stage="closed")
    other = Case.objects.exclude(pk=drive.case.pk).get()
    assert run("--case", other.number).exit_code == 0
    assert run("--case", drive.case.number).exit_code == 1


def test_the_command_does_not_call_an_unknown_case_proved(drive, run):
    done = run("--case", "2026-999999-0")
    assert done.exit_code == 1
    assert "no case with the number" in done.stderr


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_said_in_words(fault):
    assert FAULTS[fault] in in_words(Difference("2026-000001-1", fault, seq=2))


def test_a_case_from_long_ago_replays(cast):
    file(cast, START.replace(year=2003))
    assert found() == []


@pytest.mark.django_db
def test_the_parts_that_processes_share_are_all_there_is(cast):
    keys = [file(cast).case.pk for _ in range(5)]
    ranges = parts(2)
    checked = [pk for after, upto in ranges for pk, _ in verify(after, upto=upto)]
    assert len(ranges) > 2
    assert checked == sorted(keys)


@pytest.mark.django_db(transaction=True)
def test_several_processes_look_at_every_case_once_and_find_what_one_finds(cast, monkeypatch):
    """Each process has a connection of its own, so what they read has to be committed."""
    monkeypatch.setattr("openredress.ops.setup.start", lambda: None)
    monkeypatch.setattr("openredress.ops.verify.PART", 2)
    wrong = [file(cast).case.number for _ in range(5)][::2]
    Case.objects.filter(number__in=wrong).update(subject="altered")
    done = {
        n: CliRunner().invoke(command, ["--json", "--without-files", "--processes", n])
        for n in ("1", "2")
    }
    for each in done.values():
        assert each.exit_code == 1, each.output
        lines = [json.loads(line) for line in each.stdout.splitlines() if line.startswith("{")]
        assert sorted(line["number"] for line in lines) == sorted(wrong)
        assert "5 cases replayed: 3 differences." in each.stderr
