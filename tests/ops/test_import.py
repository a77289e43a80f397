"""Earlier complaints, dirt and all: what is loaded, what is said about it, what is refused."""

import csv
import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from tests.cast import who

from openredress.cases.access import File
from openredress.cases.history import history
from openredress.cases.journal import entries_of
from openredress.cases.models import Case, JournalEntry
from openredress.cases.verification import verify
from openredress.core.access import SYSTEM
from openredress.core.events import EarlierRecordImported, Filed
from openredress.offices.models import Matter, Office, Place
from openredress.ops.importing.files import BadFile
from openredress.ops.importing.maps import BadMap, read_map
from openredress.ops.importing.run import Reports, Summary, load
from openredress.parties.models import Petitioner, Receipt

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

MAP = """
source = "old"
time_zone = "Asia/Shanghai"
id = "no"
text = ["title", "detail"]
keep = [{ column = "target", heading = "Target" }]
answer = "reply"

[filed_at]
column = "opened"
format = "%Y-%m-%d %H:%M:%S"

[closed_at]
column = "closed"

[outcome]
column = "result"
values = { "Right" = "upheld", "Wrong" = "not-upheld" }

[matter]
levels = ["category", "kind"]
create = true
under = "old"
name = { en = "Old categories" }

[place]
levels = ["where"]
create = true

[office]
code = "town-hall"
name = { en = "Town Hall", zh = "镇政府" }
levels = ["department"]
create = true
procedure = "cn-2022"
calendar = "CN"

[channel]
column = "came"
values = { "Call" = "telephone" }
"""

HEADER = ["no", "title", "detail", "opened", "closed", "reply", "result", "category", "kind",
          "where", "department", "came", "target"]  # fmt: skip

ROW = {
    "no": "17", "title": "Broken lamp", "detail": "Since May.", "opened": "2019-05-06 08:30:00",
    "closed": "2019-06-01 17:00:00", "reply": "It was mended.", "result": "right",
    "category": "Streets", "kind": "Lamps", "where": "North", "department": "Works",
    "came": "call", "target": "2030-01-01",
}  # fmt: skip


@pytest.fixture
def old(tmp_path):
    """Writes a file of rows, each given by what differs from `ROW`, and imports it."""
    return Import(tmp_path)


class Import:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.map = MAP
        self.rejected: list[tuple[int, str]] = []
        self.odd: list[tuple[int, str]] = []

    def csv(self, *rows: dict[str, str], name="old.csv") -> Path:
        path = self.folder / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, HEADER)
            writer.writeheader()
            writer.writerows({**ROW, **row} for row in rows)
        return path

    def load(self, *rows: dict[str, str], **options) -> Summary:
        return self.load_file(self.csv(*rows), **options)

    def load_file(self, path: Path, **options) -> Summary:
        place = self.folder / "map.toml"
        place.write_text(self.map, encoding="utf-8")
        self.rejected.clear()
        self.odd.clear()
        reports = Reports(
            lambda row, reason: self.rejected.append((row.number, reason)),
            lambda row, what: self.odd.append((row.number, what)),
        )
        at = options.pop("at", AT)
        return load(path, read_map(place), at, lambda table: reports, **options)


def the_case(number: str = "17") -> Case:
    return Case.objects.get(source=f"old:{number}")


def proved() -> bool:
    return not any(differences for _, differences in verify())


# What is kept ------------------------------------------------------------------------------


def test_a_row_becomes_a_case_with_its_own_dates(old):
    summary = old.load({})
    assert (summary.loaded, summary.rejected, summary.odd) == (1, 0, {})
    case = the_case()
    # 08:30 in Shanghai is 00:30 in UTC.
    assert case.filed_at == datetime(2019, 5, 6, 0, 30, tzinfo=UTC)
    assert case.number.startswith("2019-")
    assert (case.outcome, case.stage, case.is_open) == ("upheld", "closed", False)
    assert (case.channel, case.language, case.subject) == ("telephone", "en", "Broken lamp")
    assert proved()


def test_the_journal_says_that_it_was_imported_and_when(old):
    old.load({})
    filed, record = entries_of(the_case())
    assert isinstance(filed.event, Filed)
    assert isinstance(record.event, EarlierRecordImported)
    assert all(entry.is_imported and entry.recorded_at == AT for entry in (filed, record))
    assert record.at == datetime(2019, 6, 1, 9, 0, tzinfo=UTC)
    assert (record.event.answer, record.event.outcome) == ("It was mended.", "upheld")
    lines = history(File(the_case(), entries_of(the_case()), SYSTEM, AT), with_office_notes=True)
    assert all(line.imported_at == AT for line in lines)


def test_other_columns_stay_in_the_text_under_their_headings(old):
    old.load({})
    text = JournalEntry.objects.get(case=the_case(), seq=1).words["text"]
    assert text == (
        "Broken lamp\nSince May.\n\nFrom the earlier system:\nTarget: 2030-01-01"
    )  # A target in 2030 is what somebody promised then, and no limit of ours.


def test_a_case_that_is_open_there_is_open_here_and_its_clock_runs(old):
    old.load({"closed": "", "result": "", "opened": "2026-02-27 10:00:00"})
    case = the_case()
    assert case.is_open
    assert case.stage == "filed"
    assert case.next_limit == "register"
    text = JournalEntry.objects.get(case=case, seq=1).words["text"]
    assert "Answer so far: It was mended." in text


def test_matters_places_and_offices_are_made_once(old):
    old.load({}, {"no": "18", "category": "STREETS ", "kind": "lamps", "department": "works"})
    assert [m.code for m in Matter.objects.order_by("id")] == [
        "old", "old-streets", "old-streets-lamps",
    ]  # fmt: skip
    assert the_case().matter == the_case("18").matter
    assert [o.code for o in Office.objects.order_by("id")] == ["town-hall", "town-hall-works"]
    assert the_case("18").office.name_en == "Works"
    assert the_case().registrar.code == "town-hall"
    assert Place.objects.get().name_en == "North"


def test_names_in_chinese_have_codes_and_chinese_names(old):
    old.map = MAP.replace('source = "old"', 'source = "old"\nlanguage = "zh-hans"')
    old.load({"category": "城乡建设", "kind": "", "detail": "路灯坏了。"})
    matter = the_case().matter
    assert (matter.name_zh, matter.name_en) == ("城乡建设", "")
    assert matter.code.isascii()
    assert "来自原" in JournalEntry.objects.get(case=the_case(), seq=1).words["text"]


def test_there_is_no_receipt_and_no_petitioner_unless_the_map_names_contacts(old):
    old.load({})
    assert not Receipt.objects.exists()
    assert not Petitioner.objects.exists()
    old.map = MAP.replace('source = "old"', 'source = "second"') + '[petitioner]\nname = "came"\n'
    old.load({"came": "Wang Fang"}, {"no": "18", "came": ""})
    kept = Petitioner.objects.order_by("id")
    assert [who(p.case).name for p in kept] == ["Wang Fang", ""]
    assert "Wang Fang" not in str(list(JournalEntry.objects.values("data", "words")))


def test_a_workbook_is_read_as_well_with_real_dates_and_numbers(old, tmp_path):
    book = Workbook()
    book.active.append(HEADER)
    cells = {**ROW, "no": 17.0, "opened": datetime(2019, 5, 6, 8, 30), "closed": None}  # noqa: DTZ001
    book.active.append([cells[name] for name in HEADER])
    book.active.append([None] * len(HEADER))
    book.save(tmp_path / "old.xlsx")
    assert old.load_file(tmp_path / "old.xlsx").loaded == 1
    assert the_case("17").filed_at == datetime(2019, 5, 6, 0, 30, tzinfo=UTC)


def test_a_gzipped_file_another_encoding_and_another_separator(old, tmp_path):
    path = tmp_path / "old.csv.gz"
    text = ";".join(HEADER) + "\n" + ";".join({**ROW, "title": "路灯"}[h] for h in HEADER)
    path.write_bytes(gzip.compress(text.encode("gb18030")))
    old.map = 'encoding = "gb18030"\ndelimiter = ";"\n' + MAP
    assert old.load_file(path).loaded == 1
    assert the_case().subject == "路灯"


# Dirt that is loaded -----------------------------------------------------------------------


DIRT = [
    ({"title": "", "detail": ""}, "no-text"),
    ({"opened": "", "closed": ""}, "no-filing-time"),
    ({"closed": "2019-05-01 00:00:00"}, "closed-before-filed"),
    ({"closed": "2030-01-01 00:00:00"}, "closed-in-future"),
    ({"opened": "2027-01-01 00:00:00", "closed": ""}, "filed-in-future"),
    ({"category": ""}, "empty-level"),
    ({"came": "Pigeon"}, "unknown-value"),
    ({"result": "Perhaps"}, "unknown-value"),
    ({"detail": "a\x00b\x07c"}, "control-characters"),
    ({"detail": "a\ufffdb"}, "unreadable-characters"),
]


@pytest.mark.parametrize(("row", "what"), DIRT, ids=[str(row) for row, _ in DIRT])
def test_dirt_is_loaded_and_said(old, row, what):
    summary = old.load(row)
    assert summary.loaded == 1
    assert old.odd == [(2, what)]
    assert proved()


def test_a_row_without_text_says_so(old):
    old.load({"title": "", "detail": " "})
    assert the_case().subject == "(no text in the source)"


def test_a_row_without_a_time_is_filed_at_the_import_and_says_so(old):
    old.load({"opened": "", "closed": ""})
    assert the_case().filed_at == AT
    text = JournalEntry.objects.get(case=the_case(), seq=1).words["text"]
    assert "The earlier system does not say when it was filed." in text


def test_what_was_closed_before_it_was_opened_is_closed_when_filed_with_a_note(old):
    old.load({"closed": "2019-05-01 00:00:00"})
    record = entries_of(the_case())[1]
    assert record.at == the_case().filed_at
    assert "closed at 2019-05-01 00:00:00, before it was filed" in record.event.note


def test_what_is_closed_without_a_time_is_closed_when_filed_with_a_note(old):
    old.map = MAP + '[closed_when]\ncolumn = "result"\nvalues = ["WRONG"]\n'
    old.load({"closed": "", "result": "wrong"})
    assert old.odd == [(2, "closed-undated")]
    record = entries_of(the_case())[1]
    assert record.at == the_case().filed_at
    assert record.event.outcome == "not-upheld"
    assert "and not when" in record.event.note


def test_an_odd_matter_is_left_out_and_the_text_keeps_it(old):
    old.load({"category": ""})
    assert the_case().matter is None


def test_a_row_that_is_too_short_and_blank_rows_do_no_harm(old, tmp_path):
    path = tmp_path / "short.csv"
    path.write_text(",".join(HEADER) + "\n17,Broken lamp\n\n,,,\n18,Hole,Deep\n")
    summary = old.load_file(path)
    assert (summary.rows, summary.loaded) == (2, 2)
    assert old.odd[0] == (2, "short-row")


# What is refused ---------------------------------------------------------------------------


REJECTED = [
    ({"opened": "06/05/2019"}, "“06/05/2019” in the column “opened” is not a date."),
    ({"closed": "soon"}, "“soon” in the column “closed” is not a date."),
    ({"opened": "0019-05-06 00:00:00"}, "lies in an impossible year"),
    ({"opened": "9999-12-31 23:59:59"}, "lies in an impossible year"),
    ({"no": ""}, "There is no id in the column “no”."),
    ({"detail": "x" * 50_001}, "A text is longer than 50000 characters."),
    ({"no": "9" * 250}, "The id is longer than 200 characters."),
]


@pytest.mark.parametrize(("row", "reason"), REJECTED, ids=[reason for _, reason in REJECTED])
def test_a_row_that_cannot_be_loaded_is_rejected_with_the_reason(old, row, reason):
    summary = old.load({"no": "1"}, row, {"no": "3"})
    assert (summary.loaded, summary.rejected) == (2, 1)
    ((number, said),) = old.rejected
    assert number == 3
    assert reason in said


def test_an_id_that_comes_twice_is_rejected_every_time(old):
    rows = ({}, {"no": "18"}, {"title": "Another lamp"})
    for loaded in (2, 0):
        summary = old.load(*rows)
        assert (summary.loaded, summary.rejected) == (loaded, 1)
        assert old.rejected == [(4, "The id “17” stands in row 2 already; each needs its own.")]


def test_a_row_with_too_many_cells_is_rejected(old, tmp_path):
    path = tmp_path / "long.csv"
    path.write_text(",".join(HEADER) + "\n" + ",".join([*ROW.values(), "more"]) + "\n")
    assert old.load_file(path).rejected == 1
    assert "The row has 14 cells and the header 13" in old.rejected[0][1]


def test_a_matter_that_is_not_known_is_rejected_where_none_may_be_made(old):
    Matter.objects.create(code="streets", name_en="Streets", name_zh="街道")
    old.map = MAP.replace(
        'levels = ["category", "kind"]\ncreate = true\nunder = "old"\n'
        'name = { en = "Old categories" }',
        'levels = ["category"]\nvalues = { "Roads" = "Streets" }',
    )
    categories = ["STREETS", "街道", "streets", "roads", "", "Parks"]
    rows = [{"no": str(i), "category": category} for i, category in enumerate(categories)]
    assert old.load(*rows).loaded == 5
    assert [Case.objects.get(source=f"old:{i}").matter_id is None for i in range(5)] == [
        False, False, False, False, True,
    ]  # fmt: skip
    assert "No matter here is called “Parks”." in old.rejected[0][1]


def test_a_file_that_breaks_off_loads_what_came_before(old, tmp_path):
    path = tmp_path / "old.csv.gz"
    rows = [{"no": str(i), "detail": str(hash(i)) * 50} for i in range(300)]
    whole = gzip.compress(old.csv(*rows).read_bytes())
    path.write_bytes(whole[: len(whole) // 2])
    summary = old.load_file(path)
    assert summary.loaded > 0
    assert "The file breaks off at line" in summary.broken
    assert proved()


@pytest.mark.parametrize(("name", "content", "reason"), [
    ("old.csv", b"", "The file is empty"),
    ("old.csv", b"no,no\n1,2\n", "Two columns are called"),
    ("old.xlsx", b"no workbook", "This is not a workbook"),
    ("old.xls", b"\xd0\xcf", "Save it as XLSX or CSV"),
])  # fmt: skip
def test_a_file_that_cannot_be_read_is_said(old, tmp_path, name, content, reason):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadFile, match=reason):
        old.load_file(path)


def test_a_column_that_the_file_lacks_is_said_before_anything_is_loaded(old):
    old.map = MAP.replace('column = "opened"', 'column = "opned"')
    with pytest.raises(BadMap) as error:
        old.load({})
    (problem,) = error.value.problems
    assert problem.place == "[filed_at]"
    assert problem.reason.startswith("The file has no column “opned”. It has: no, title,")
    assert not Case.objects.exists()


# Again, and dry ----------------------------------------------------------------------------


def test_a_second_run_loads_only_what_is_new(old):
    old.load({}, {"no": "18"})
    summary = old.load({}, {"no": "18"}, {"no": "19"})
    assert (summary.loaded, summary.already) == (1, 2)
    assert Case.objects.count() == 3


def test_a_dry_run_writes_nothing_and_says_what_would_be(old):
    summary = old.load({}, {"no": "18", "opened": "never"}, dry_run=True)
    assert (summary.loaded, summary.rejected) == (1, 1)
    assert summary.made == {"office": 2, "matter": 3, "place": 1}
    for model in (Case, JournalEntry, Matter, Office, Place):
        assert not model.objects.exists()


def test_a_limit_stops_after_so_many_rows(old):
    assert old.load(*({"no": str(i)} for i in range(9)), limit=4).loaded == 4


def test_a_tree_of_matters_is_loaded_level_by_level(old, tmp_path):
    path = tmp_path / "tree.csv"
    path.write_text("a,b,c\n农村,土地,承包\n农村,土地,征用\n农村,水利,\n,土地,承包\n")
    old.map = (
        'kind = "matters"\nlanguage = "zh-hans"\n'
        '[matter]\nlevels = ["a", "b", "c"]\ncreate = true\n'
    )
    summary = old.load_file(path)
    assert (summary.rows, summary.rejected, summary.made) == (4, 1, {"matter": 5})
    contract = Matter.objects.get(name_zh="承包")
    assert (contract.parent.name_zh, contract.parent.parent.name_zh) == ("土地", "农村")
    assert old.load_file(path).made == {"matter": 0}
