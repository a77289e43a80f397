"""Whatever is changed in one row, behind the program's back, `openredress verify` finds.

Each column below is changed to random values, each row is taken out, rows change places. A column
that is not in the table fails the suite, and so does a table that is in neither list.
"""

import random
import string
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from psycopg.types.json import Jsonb
from tests.cast import accepted, file, served
from tests.disputes import Dispute
from tests.hearings import heard
from tests.helping import agreed, helper_at

from openredress.cases import actions, projection
from openredress.cases import verification as replayed
from openredress.cases.models import Case, JournalEntry, PromisedRemedy
from openredress.core.events import Promise
from openredress.offices.models import Post, Staff
from openredress.offices.tree import actor_of
from openredress.proof import checkpoints
from openredress.proof import verification as tree
from openredress.proof.models import Checkpoint, Leaf

pytestmark = pytest.mark.django_db

SEEDS = range(6)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

#: Every column of every table that follows from the journal, or is the journal, or proves it.
COLUMNS = """
cases_case            id number root_id origin_id level pack_id stage is_open outcome office_id
                      registrar_id co_handlers matter_id place_id subject channel language source
                      filed_at served_on next_limit next_due_on next_due_at act_at pending_limit
                      question identity_waits exclusion_asked blocked blocked_offices rating version
                      head changed_at escalated taken_up_by_id forget_on forget_act_at
                      hold_review_on erasure_due_on is_forgotten is_reprisal about_id
                      exclusion_office_id exclusion_due_at unserved_since cause
cases_journalentry    id case_id seq at recorded_at by tag data words salt words_digest
                      is_imported previous seal
attachments_attachment  id* case_id number uid scan key_id data_key
cases_packversion     digest pack version text
cases_promisedremedy  id* case_id number text kind amount office_id promised_on due_on
                      completed_at done_on answer_by state
cases_demand          id* case_id number kind office_id asked_by_id asked_at due_on ended_at
cases_breach          id* case_id seq limit remedy office_id due_on ended_on explained
cases_hearing         id* case_id number office_id at starts_at title venue headline finding
                      published_at panel news_at
cases_total           id* office_id promised_by_id what is_month at count is_sum*
cases_mediation       case_id number office_id joint owed_by_id rung since due_on ended meets_at
                      news_at blocked blocked_offices
cases_helping         case_id root number level staff_id scope until ends_at asked_at accepted_at
                      office_id matter_id asks blocked apart working
proof_unplaced        entry
proof_leaf            index entry number seq seal padding
proof_node            level number hash
proof_checkpoint      number day made_at size root peaks note
"""
#: The columns with a star: whatever they hold, nothing refers to them.
MEANINGLESS = {
    (table, "id") for table in ("cases_promisedremedy", "attachments_attachment", "cases_demand",
                                "cases_breach", "cases_hearing", "cases_total")
} | {("cases_total", "is_sum")}  # fmt: skip

#: Tables that the journal does not tell of, and why.
NOT_JOURNALLED = {
    "parties_petitioner": "who somebody is has to be erasable without a trace; it is sealed by "
    "itself, so a change to it is a row that cannot be opened any more. That it is there, or was "
    "erased, the journal tells: tests/cases/test_forgetting.py",
    "cases_retentionrule": "a rule of the institution, stated by the operator and not by an act in "
    "a case; what follows from it stands in columns of the case, and is replayed",
    "parties_earlierdetails": "as parties_petitioner",
    "parties_receipt": "holds a keyed hash that the journal must not repeat, since whoever could "
    "read it there could test codes; a changed one opens nothing, and its holder notices",
    "parties_member": "as parties_petitioner; that it is there, is whose the journal says and "
    "holds the receipt that was given for it, verify proves: tests/cases/test_group.py",
    "parties_groupword": "as parties_member, and of what it says the journal tells a digest",
    "parties_otherside": "as parties_member: tests/cases/test_mediation.py",
    "parties_wordalone": "as parties_groupword: tests/cases/test_mediation.py",
    "parties_invitation": "as parties_receipt; which one it is, verify proves",
    "parties_replacedreceipt": "as parties_receipt, of receipts that open nothing any more",
    "parties_proxy": "as parties_member: tests/follow/test_proxy.py",
    "parties_endedproxy": "as parties_replacedreceipt; that each is there, verify proves",
    "parties_lostreceipt": "somebody asks, and nobody has answered yet",
    "parties_replacementcode": "as parties_receipt, of codes that were sent",
    "notices_template": "how messages are worded is set by the operator",
    "cases_searchrow": "words of the journal once more, to be found by; `openredress search "
    "rebuild` makes them anew, and that no erased word is kept is proved by verify: "
    "tests/cases/test_search.py",
    "cases_searchword": "as cases_searchrow",
    "coordination_meeting": "who meets when is no act in a case; what was decided is in the "
    "journal of each",
    "coordination_series": "as coordination_meeting: which of them come again",
    "coordination_item": "an agenda; that its confirmed text is what the journals say, verify "
    "proves: tests/coordination/test_actions.py",
    "notices_notice": "what is sent tells of an act, and is none; it is forgotten after a month",
    "cases_sheet": "what cases_total comes to on one day, which verify proves: "
    "tests/cases/test_totals.py. One that is not there is added up anew",
    "cases_setaside": "where the program failed on a case; the case itself is as its journal says",
    "cases_publicissue": "what the cases of a cause say, once more, for the public page; it is "
    "made anew each day",
    "cases_overduefigures": "what was published on a day; the journals tell it again",
    "worker_run": "when the worker ran last, which is no act in any case",
    "duty_roster": "who is on duty is set by the office, and is no act in a case",
    "duty_shift": "as duty_roster",
    "duty_absence": "as duty_roster",
    "duty_swap": "as duty_roster",
    "duty_change": "the record of what was changed in a roster",
    "duty_dutykey": "a keyed hash of the address of somebody's calendar",
    "duty_alert": "tells somebody of what a journal tells; it goes when that is done",
    "duty_alertrung": "as duty_alert",
    "incoming_replyaddress": "a keyed hash of an address that takes messages for a case",
    "incoming_setasidemail": "mail that nobody has decided about is not in any case yet",
    "incoming_takenmail": "a keyed hash of the mail that was taken, so that it is taken once",
    "duty_unread": "the journals that no alert was raised from yet; they are read again",
    "attachments_upload": "as intake_draft",
    "intake_draft": "what nobody has filed yet is not a case",
    "offices_office": "who exists and what it is called is set by the operator, not by an act in "
    "a case; events name offices by their key",
    "offices_place": "as offices_office",
    "offices_matter": "as offices_office",
    "offices_post": "as offices_office",
    "offices_helper": "as offices_office: what everybody reads about who helps",
    "offices_staff": "as offices_office",
    "signin_directorylink": "how staff sign in is no act in a case",
    "signin_failures": "as signin_directorylink; it is forgotten after a month",
    "signin_session": "as signin_directorylink; it ends after a day at most",
    "signin_record": "as signin_directorylink; its owner and the heads of their offices see it",
    "suggestions_routingmodel": "what was learnt from cases suggests and decides nothing, and is "
    "trained anew from them",
    "offices_calendarchange": "as offices_office; what a change did to a case is in its journal, "
    "and one that is altered shows, because the stored dates do not fit any more",
    "offices_officialcalendar": "as offices_calendarchange",
    "reception_room": "as duty_roster, of when people are received",
    "reception_hours": "as reception_room",
    "reception_headday": "as reception_room",
    "reception_booking": "an hour; that one of a case says what its journal does, verify proves: "
    "tests/reception/test_actions.py",
    "reception_bookedcase": "as reception_booking",
    "reception_ticket": "a number of the day, of nobody in particular",
    "reception_arrival": "how an office met people who came; what they were answered about a case "
    "is in its journal",
    "reception_arrivalrung": "as reception_arrival",
    "rounds_round": "as duty_roster, of where an office goes; the journal names it by its key",
    "rounds_roundchange": "as rounds_round",
    "rounds_kit": "a key and numbers, none of them of a case until something is filed by them",
    "rounds_held": "what nobody has taken in yet is in no case",
    "rounds_arrived": "that a record came in a case; that it says what the journal does, verify "
    "proves: tests/rounds/test_arriving.py",
}


def listed() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in COLUMNS.split():
        if "_" in word and word in TABLES:
            columns = found[word] = []
        else:
            columns.append(word.rstrip("*"))
    return found


TABLES = {m._meta.db_table: m for m in apps.get_models() if m.__module__.startswith("openredress.")}
LISTED = listed()


def test_every_column_is_changed_here():
    actual = {
        table: [f.column for f in TABLES[table]._meta.concrete_fields if f.column]
        for table in LISTED
    }
    assert {t: sorted(c) for t, c in LISTED.items()} == {t: sorted(c) for t, c in actual.items()}


def test_every_table_is_journalled_or_says_why_not():
    assert set(LISTED).isdisjoint(NOT_JOURNALLED)
    assert set(TABLES) - set(LISTED) - set(NOT_JOURNALLED) == set()


def above(cast):
    """A supervisor of the county."""
    staff, _made = Staff.objects.get_or_create(username="county-supervisor")
    Post.objects.get_or_create(staff=staff, office=cast.offices["county"], role="supervisor")
    return actor_of(staff)


@pytest.fixture
def world(cast):
    """Cases of two institutions with everything a case can have, over three checkpoints; one of
    them is too new for any. The triggers are off, and so is the condition on leaves.
    """
    due = date(2026, 6, 1)
    plant = [file(cast, text=f"The plant roars, {n}.") for n in range(2)]
    linked = actions.link_cases([d.case.number for d in plant], above(cast), "x", plant[0].now)
    assert isinstance(linked, tuple), linked
    promises = tuple(Promise(cast.offices[name].pk, due) for name in ("roads", "housing"))
    drive = served(cast, remedies=promises, remedy_texts=("Mend the road.", "Mend the house."))
    drive.must("petitioner", "rate", score=2)
    drive.add("road.txt", b"The road is broken.")
    file(cast, office=cast.offices["borough"].pk)
    late = accepted(cast)
    for days in (10, 12):
        due_on = (late.now + timedelta(days=days)).date()
        asked = actions.demand_report(late.case.number, above(cast), "Why?", due_on, late.now)
        assert isinstance(asked, Case), asked
    agreed(late, helper_at(cast), "write", until=due)
    public = {"is_public": True, "title": "The road to a village"}
    road = heard(cast).asked().granted().with_panel().announced(**public)
    road.recorded().answered().found()
    road.must(actions.publish_finding, "roads-head", "The road", "It is broken.")
    actions.sweep(late.now + timedelta(days=14))
    Dispute.begun(cast)
    Dispute(cast, accepted(cast)).begin()
    checkpoints.make(NOON)
    drive.must("petitioner", "ask-review", reason="I disagree.")
    checkpoints.make(NOON + timedelta(hours=1))
    file(cast, place_words="By the old mill", wish="A pavement.")
    checkpoints.make(NOON + timedelta(days=1))
    file(cast)
    assert found() == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("cases_journalentry", "proof_leaf", "proof_node", "proof_checkpoint"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE proof_leaf DROP CONSTRAINT entry_or_padding")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return drive


def found():
    projection.procedure_of.cache_clear()  # The command is a process of its own and starts empty.
    try:
        cases = [each for _, several in replayed.verify() for each in several]
        return [*cases, *replayed.packs(), *replayed.kept_totals(), *tree.verify()]
    finally:
        projection.procedure_of.cache_clear()


def run(query, *values) -> list:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall() if cursor.description else []


class Refused(Exception):  # noqa: N818
    """The database does not take the value at all."""


def found_after(*changes):
    """What is found after the changes, which are then undone."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                for query, *values in changes:
                    run(query, *values)
        except DatabaseError as error:
            raise Refused from error
        differences = found()
        transaction.set_rollback(True)
    return differences


def rows(table) -> list[str]:
    """Where each row is. Of padding, of which there is much, a few rows stand for all."""
    few = "WHERE padding IS NULL OR mod(index, 50) = 0" if table == "proof_leaf" else ""
    return [at for (at,) in run(f"SELECT ctid::text FROM {table} {few} ORDER BY 1")]


# Another value for a column --------------------------------------------------------------


def another(field: models.Field, value, chance: random.Random):
    """Another value that the column could hold; `None` where it may be empty."""
    if field.null and value is not None and chance.random() < 0.2:
        return None
    kind = next(kind for kind in OTHERS if isinstance(field, kind))
    return OTHERS[kind](field, value, chance)


def _key(field, value, chance):
    keys = [key for (key,) in run(f"SELECT {field.target_field.column} FROM "
                                  f"{field.related_model._meta.db_table}")]  # fmt: skip
    return chance.choice([key for key in keys if key != value] or [None])


def _moment(field, value, chance):
    step = chance.choice([timedelta(microseconds=1), timedelta(seconds=1), timedelta(days=30)])
    return (value or NOON) + step * chance.choice([-1, 1])


def _bytes(field, value, chance):
    value = bytes(value or b"")
    if value and chance.random() < 0.5:
        place = chance.randrange(len(value))
        return value[:place] + bytes([value[place] ^ 1 << chance.randrange(8)]) + value[place + 1 :]
    return chance.choice([chance.randbytes(len(value) or 16), value[:-1], value + b"\0", b""])


def _number(field, value, chance):
    top = 32_000 if isinstance(field, models.PositiveSmallIntegerField) else 2_000_000_000
    return chance.choice([(value or 0) + 1, max(0, (value or 0) - 1), 0, chance.randrange(top)])


def _text(field, value, chance):
    letters = string.ascii_letters + "路’ \n"
    fresh = "".join(chance.choices(letters, k=chance.randrange(1, 9)))[: field.max_length or 99]
    if not value:
        return fresh
    place = chance.randrange(len(value))
    other_sign = value[:place] + chance.choice(letters) + value[place + 1 :]
    return chance.choice([fresh, other_sign, value[:-1], "", (value + " ")[: field.max_length]])


def _json(field, value, chance):
    value = dict(value or {})
    name = chance.choice([*value, "more"])
    if name in value and chance.random() < 0.3:
        del value[name]
    else:
        value[name] = _inside(value.get(name), chance)
    return value


def _inside(value, chance):
    if isinstance(value, bool) or value is None:
        return chance.choice([not value, 1, "x"])
    if isinstance(value, int):
        return chance.choice([value + 1, float(value), str(value), None])
    if isinstance(value, list):
        return [*value, chance.randrange(9)]
    return chance.choice([value + " ", value[:-1] + "é", None, 7])


def _array(field, value, chance):
    return chance.choice([[*value, chance.randrange(1, 9)], [chance.randrange(1, 9)]])


OTHERS = {
    models.ForeignKey: _key,
    models.BooleanField: lambda field, value, chance: not value,
    models.DateTimeField: _moment,
    models.DateField: lambda f, v, chance: (
        (v or NOON.date()) + timedelta(days=chance.choice([-1, 1, 40]))
    ),
    models.BinaryField: _bytes,
    models.IntegerField: _number,
    models.JSONField: _json,
    models.CharField: _text,
    models.TextField: _text,
    models.Field: _array,
}


@pytest.mark.parametrize(("table", "column"), [
    pytest.param(table, column, id=f"{table}.{column}")
    for table, columns in LISTED.items() for column in columns
    if (table, column) not in MEANINGLESS
])  # fmt: skip
def test_a_change_to_the_column_is_found(world, table, column):
    field = next(f for f in TABLES[table]._meta.concrete_fields if f.column == column)
    tried = 0
    for seed in SEEDS:
        chance = random.Random(f"{table}.{column}.{seed}")
        at = chance.choice(rows(table))
        ((value,),) = run(f'SELECT "{column}" FROM {table} WHERE ctid = %s', at)
        value = _loaded(field, value)
        for _ in range(20):
            other = another(field, value, chance)
            if other == value and type(other) is type(value):
                continue
            stored = Jsonb(other) if isinstance(other, dict) else other
            try:
                differences = found_after(
                    (f'UPDATE {table} SET "{column}" = %s WHERE ctid = %s', stored, at)
                )
            except Refused:
                continue
            assert differences, (at, value, other)
            tried += 1
            break
    assert tried >= 3


def _loaded(field, value):
    if isinstance(value, memoryview):
        return bytes(value)
    if isinstance(field, models.JSONField) and isinstance(value, str):
        return field.from_db_value(value, None, connection)
    return value


@pytest.mark.parametrize("table", LISTED)
def test_a_row_that_is_taken_out_is_found(world, table):
    for at in rows(table):
        assert found_after((f"DELETE FROM {table} WHERE ctid = %s", at)), at


#: What a second row needs of its own, so that the table lets it in.
OWN = {
    "cases_case": {"id": "(SELECT max(id) + 1 FROM cases_case)", "number": "'2026-999999-9'",
                   "origin_id": "NULL", "source": "''"},
    "cases_journalentry": {"id": "(SELECT max(id) + 1 FROM cases_journalentry)", "seq": "99"},
    "attachments_attachment": {"id": "(SELECT max(id) + 1 FROM attachments_attachment)",
                               "number": "7"},
    "cases_packversion": {"digest": "repeat('e', 64)"},
    "cases_promisedremedy": {"id": "(SELECT max(id) + 1 FROM cases_promisedremedy)",
                             "number": "7"},
    "cases_demand": {"id": "(SELECT max(id) + 1 FROM cases_demand)", "number": "7"},
    "cases_breach": {"id": "(SELECT max(id) + 1 FROM cases_breach)", "seq": "77"},
    "cases_hearing": {"id": "(SELECT max(id) + 1 FROM cases_hearing)", "number": "7"},
    "cases_total": {"id": "(SELECT max(id) + 1 FROM cases_total)"},
    "cases_mediation": {"case_id": "(SELECT min(id) FROM cases_case)"},
    "cases_helping": {"case_id": "(SELECT min(id) FROM cases_case)"},
    "proof_unplaced": {"entry": "(SELECT min(entry) FROM proof_leaf)"},
    "proof_leaf": {"index": "(SELECT max(index) + 1 FROM proof_leaf)", "entry": "NULL"},
    "proof_node": {"level": "16"},
    "proof_checkpoint": {"number": "(SELECT max(number) + 1 FROM proof_checkpoint)",
                         "day": "NULL"},
}  # fmt: skip


@pytest.mark.parametrize("table", LISTED)
def test_a_row_that_is_put_in_twice_is_found(world, table):
    columns = ", ".join(f'"{name}"' for name in LISTED[table])
    values = ", ".join(OWN[table].get(name, f'"{name}"') for name in LISTED[table])
    assert found_after((
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} ORDER BY ctid LIMIT 1",
    ))  # fmt: skip


#: What is exchanged between two rows so that they change places.
PLACES = {
    "cases_case": "id", "cases_journalentry": "id", "cases_packversion": "digest",
    "cases_promisedremedy": "number", "proof_leaf": "index", "proof_node": "number",
    "proof_checkpoint": "number",
}  # fmt: skip


@pytest.mark.parametrize("table", PLACES)
@pytest.mark.parametrize("seed", SEEDS)
def test_rows_that_change_places_are_found(world, table, seed):
    column, chance = PLACES[table], random.Random(seed)
    one, other = chance.sample(rows(table), 2)
    same = f"SELECT {column} FROM {table} WHERE ctid = %s"
    ((first,),), ((second,),) = run(same, one), run(same, other)
    spare = "spare" if isinstance(first, str) else 30_000
    update = f"UPDATE {table} SET {column} = %s WHERE {column} = %s"
    assert found_after((update, spare, first), (update, first, second), (update, second, spare)), (
        first,
        second,
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_entries_of_a_case_in_another_order_are_found(world, seed):
    chance = random.Random(seed)
    one, other = chance.sample(range(1, 7), 2)
    update = "UPDATE cases_journalentry SET seq = %s WHERE case_id = %s AND seq = %s"
    case = Case.objects.order_by("pk").first().pk
    assert found_after(
        (update, 900, case, one), (update, one, case, other), (update, other, case, 900)
    )


# More than one row -----------------------------------------------------------------------


def all_of(case) -> list[tuple]:
    """Takes a case out of every table that has a word of it, but for the tree."""
    return [
        (f"DELETE FROM {table} WHERE {column} = %s", case.pk)
        for table, column in [
            ("cases_promisedremedy", "case_id"), ("cases_journalentry", "case_id"),
            ("cases_demand", "case_id"), ("cases_breach", "case_id"),
            ("cases_hearing", "case_id"),
            ("cases_searchrow", "case_id"),
            ("parties_receipt", "case_id"), ("parties_petitioner", "case_id"),
            ("cases_case", "id"),
        ]
    ]  # fmt: skip


def test_a_case_that_was_taken_out_whole_is_named(world):
    for case in Case.objects.filter(went_up=None, origin=None).exclude(pk=world.case.pk):
        entries = JournalEntry.objects.filter(case=case).count()
        differences = found_after(*all_of(case))
        named = [d for d in differences if d.number == case.number and d.what == "deleted"]
        waited = [d for d in differences if d.what == "waiting-deleted"]
        assert len(named) + len(waited) == entries == len(differences)


def test_it_is_missed_even_when_its_places_are_taken_out_too(world):
    case = Case.objects.filter(origin=None).last()
    number = Case.objects.filter(pk=case.pk - 1).get()
    places = ("DELETE FROM proof_leaf WHERE number = %s", number.number)
    assert "leaf-missing" in {d.what for d in found_after(*all_of(number), places)}


def test_a_journal_that_was_written_anew_is_found(world):
    """All of a case sealed again, row and places with it: each is sound, the tree another."""
    entry = JournalEntry.objects.filter(case=world.case).last()
    forged = b"\x07" * 32
    differences = found_after(
        ("UPDATE proof_leaf SET seal = %s WHERE entry = %s", forged, entry.pk),
        ("UPDATE cases_journalentry SET seal = %s WHERE id = %s", forged, entry.pk),
        ("UPDATE cases_case SET head = %s WHERE id = %s", forged, world.case.pk),
    )
    assert {"tree", "node"} <= {d.what for d in differences}
    assert [d.number for d in differences if d.what == "tree"] == ["checkpoint 2"]


def cut_off(size):
    """Everything since the checkpoint of this size, gone from every table."""
    entries = "SELECT entry FROM proof_leaf WHERE index >= %s"
    return [
        ("DELETE FROM cases_promisedremedy",), ("DELETE FROM cases_demand",),
        ("DELETE FROM cases_breach",), ("DELETE FROM cases_searchrow",),
        ("DELETE FROM cases_hearing",),
        (f"DELETE FROM parties_receipt WHERE case_id IN (SELECT case_id FROM cases_journalentry "
         f"WHERE seq = 1 AND id IN ({entries}))", size),
        (f"DELETE FROM cases_case WHERE id IN (SELECT case_id FROM cases_journalentry "
         f"WHERE seq = 1 AND id IN ({entries}))", size),
        (f"DELETE FROM cases_journalentry WHERE id IN ({entries})", size),
        ("DELETE FROM proof_leaf WHERE index >= %s", size),
        ("DELETE FROM proof_node WHERE (number + 1) << level > %s", size),
        ("DELETE FROM proof_checkpoint WHERE size > %s", size),
    ]  # fmt: skip


def test_an_end_that_was_cut_off_is_found_by_whoever_kept_a_checkpoint(world):
    last = Checkpoint.objects.last()
    changes = cut_off(Checkpoint.objects.get(number=2).size)
    with transaction.atomic():
        for query, *values in changes:
            run(query, *values)
        assert list(tree.verify()) == []
        differences = list(tree.verify({"the newspaper's": last.note}))
        transaction.set_rollback(True)
    assert [(d.number, d.what) for d in differences] == [("the newspaper's", "size")]


def test_an_end_that_was_cut_off_is_found_by_the_files_beside_the_database(world):
    for checkpoint in Checkpoint.objects.all():
        checkpoints._keep(checkpoint)
    assert found() == []
    differences = found_after(*cut_off(Checkpoint.objects.get(number=2).size))
    assert ("checkpoint 3", "kept") in [(d.number, d.what) for d in differences]


def test_padding_cannot_be_turned_into_an_entry(world):
    """Nor can an entry be kept ready in the tree, to be shown when it is convenient."""
    leaf = Leaf.objects.exclude(padding=None).first()
    differences = found_after(
        ("UPDATE proof_leaf SET padding = NULL, entry = 900, number = '2026-000900-1', seq = 1 "
         "WHERE index = %s", leaf.index)
    )  # fmt: skip
    assert [(d.number, d.what) for d in differences] == [("2026-000900-1", "deleted")]


def test_a_checkpoint_of_another_tree_is_not_taken_for_ours(world, tmp_path, monkeypatch):
    theirs = Checkpoint.objects.last().note.replace("journal-", "journal-f", 1)
    assert [d.what for d in tree.verify({"theirs": theirs})] == ["signature"]


def test_a_remedy_of_another_case_is_found(world):
    remedy = PromisedRemedy.objects.first()
    other = Case.objects.last()
    query = "UPDATE cases_promisedremedy SET case_id = %s WHERE id = %s"
    assert found_after((query, other.pk, remedy.pk))
