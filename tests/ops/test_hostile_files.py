"""Files for every reader of files, broken in every way: a clear error, never a traceback.

Charts of offices, maps of imports, tables as CSV and workbooks, procedure packs, proofs: cut short,
of another encoding, with the character 0, with keys twice, with what does not fit. Most are made at
random from good ones; the seed is fixed, FUZZ_EXAMPLES=500 tries more.
"""

import gzip
import io
import os
import random
import zipfile
from contextlib import suppress
from datetime import date
from importlib import resources

import pytest
from click.testing import CliRunner
from openpyxl import Workbook
from tests.ops.test_import import HEADER, MAP, ROW

from openredress.cases.models import Case
from openredress.cases.verification import verify
from openredress.core.pack import read_pack
from openredress.core.pack_reader import BadPack
from openredress.ops import importing, offices, procedures, verify_receipt
from openredress.ops.importing.maps import BadMap, read_map
from openredress.procedures import library

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "40"))
SIGNS = ["\x00", "\ufeff", "\u202e", "\ud7ff", "\uffff", "路" * 500, "9" * 400, "-1", "1e999",
         "nan", "true", '"', "'", "\\", "{}", "[]", "[[", "]]", "= ", "\n", "\r", "\t", "#", "..",
         "../x", "2026-02-30", "0x7fffffffffffffff", "%s", "{0}", "<script>", '"""']  # fmt: skip


def broken(good: str, seed: int) -> bytes:
    """A good file with some of it changed, or as bytes that are no text."""
    chance, text = random.Random(seed), good
    for _ in range(chance.choice([1, 1, 2, 5])):
        at = chance.randrange(len(text) + 1)
        lines = text.splitlines(keepends=True) or [""]
        line = chance.randrange(len(lines))
        text = chance.choice([
            lambda: text[:at] + chance.choice(SIGNS) + text[at:],  # noqa: B023
            lambda: text[:at] + text[at + chance.randrange(40) :],  # noqa: B023
            lambda: "".join([*lines[:line], lines[line], *lines[line:]]),  # noqa: B023
            lambda: "".join(lines[:line] + lines[line + 1 :]),  # noqa: B023
            lambda: _another_value(lines, line, chance),  # noqa: B023
        ])()  # fmt: skip
    data = text.encode("utf-8", errors="surrogatepass")
    if chance.random() < 0.15:
        data = chance.choice([
            data[: chance.randrange(len(data) + 1)], text.encode("utf-16"), b"", bytes(range(256)),
            text.encode("gb18030", errors="replace"), b"\xff\xfe" + data, data + b"\x80",
        ])  # fmt: skip
    return data


def _another_value(lines: list[str], line: int, chance: random.Random) -> str:
    key, equals, _value = lines[line].partition("=")
    if not equals:
        return "".join(lines)
    value = chance.choice(["1", '"x"', "[]", "{}", "true", "1.5", "2026-01-01", "[1]", '[["x"]]',
                           "{a = 1}", '""', "-9", "99999999999999999999", "inf"])  # fmt: skip
    return "".join([*lines[:line], f"{key}= {value}\n", *lines[line + 1 :]])


@pytest.fixture
def run(monkeypatch):
    """Runs a command over the database of the test; anything but an ordinary end fails."""
    monkeypatch.setattr("openredress.ops.setup.start", lambda: None)
    monkeypatch.setattr("openredress.ops.setup.migrate", lambda: None)

    def run(command, *words):
        done = CliRunner().invoke(command, [str(word) for word in words])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise AssertionError(f"{words}: {done.exception!r}") from done.exception
        assert done.exit_code in (0, 1, 2), (done.exit_code, done.output)
        if done.exit_code:
            assert done.output.strip(), "It fails and does not say why."
        assert "Traceback" not in done.output
        return done

    return run


# Charts of offices, packs, maps -----------------------------------------------------------


def chart() -> str:
    data = resources.files("openredress.ops.demo") / "data" / "harbourne.toml"
    return data.read_text(encoding="utf-8").partition("[[staff]]")[0]


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_a_broken_chart_is_refused_whole_with_its_reasons(run, tmp_path, seed):
    file = tmp_path / "chart.toml"
    file.write_bytes(broken(chart(), seed))
    run(offices.command, "load", file)


CHARTS = {
    "not utf-8": b"\xff", "not toml": b"office = ", "an office that is no table": b"office = 1",
    "offices that are no list": b"[office]\ncode = 'x'", "a list of numbers": b"office = [1, 2]",
    "a code that is a number": b"[[office]]\ncode = 7\nen = 'x'",
    "a code that is a list": b"[[office]]\ncode = ['x']\nen = 'x'",
    "a name that is a table": b"[[place]]\ncode = 'x'\nen = {a = 1}",
    "a name too long": b"[[place]]\ncode = 'x'\nen = '" + b"y" * 5000 + b"'",
    "a code too long": b"[[place]]\nen = 'x'\ncode = '" + b"y" * 5000 + b"'",
    "a name with NUL": b'[[place]]\ncode = "x"\nen = "a\\u0000b"',
    "within itself": b"[[place]]\ncode = 'x'\nen = 'x'\nin = 'x'",
    "in that is a list": b"[[place]]\ncode = 'x'\nen = 'x'\nin = ['x']",
    "registers that is a text": b"[[office]]\ncode = 'x'\nen = 'x'\nregisters = 'yes'",
    "places that are a number": b"[[office]]\ncode = 'x'\nen = 'x'\nplaces = 3",
    "a zone that is a number": b"[[office]]\ncode = 'x'\nen = 'x'\ntime_zone = 3",
    "a zone that is a path": b"[[office]]\ncode = 'x'\nen = 'x'\ntime_zone = '../../etc/passwd'",
    "a calendar that is a list": b"[[office]]\ncode = 'x'\nen = 'x'\ncalendar = ['CN']",
    "a procedure that is a table": b"[[office]]\ncode = 'x'\nen = 'x'\nprocedure = {a = 1}",
    "hours too long": b"[[office]]\ncode = 'x'\nen = 'x'\nhours = '" + b"y" * 5000 + b"'",
    "a phone that is a number": b"[[office]]\ncode = 'x'\nen = 'x'\nphone = 12345",
    "an address with NUL": b'[[office]]\ncode = "x"\nen = "x"\naddress = "a\\u0000"',
    "matters that are tables": b"[[office]]\ncode = 'x'\nen = 'x'\nmatters = [{a = 1}]",
}  # fmt: skip


@pytest.mark.parametrize("name", CHARTS)
def test_what_no_chart_says_is_refused_with_its_reason(run, tmp_path, name):
    file = tmp_path / "chart.toml"
    file.write_bytes(CHARTS[name])
    done = run(offices.command, "load", file)
    assert done.exit_code == 1, done.output
    assert "was not loaded" in done.output


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_a_broken_pack_is_refused_with_its_reasons(run, tmp_path, seed):
    packs = sorted(library().values(), key=lambda found: found[0].id)
    _procedure, text = packs[seed % len(packs)]
    file, data = tmp_path / "pack.toml", broken(text, seed)
    file.write_bytes(data)
    run(procedures.command, "check", file)
    with suppress(BadPack):
        read_pack(data.decode("utf-8", errors="replace"))


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_a_broken_map_is_refused_with_its_reasons(tmp_path, seed):
    file = tmp_path / "map.toml"
    file.write_bytes(broken(MAP, seed))
    with suppress(BadMap):
        read_map(file)


MAPS = {
    "an encoding of bytes": 'encoding = "zlib"', "no encoding": 'encoding = "x\\u0000"',
    "a quote between cells": "delimiter = '\"'", "NUL between cells": 'delimiter = "\\u0000"',
    "a separator that is a line": 'delimiter = "\\n"', "a form that is none": 'format = "%Q"',
    "another sheet": 'sheet = "x"', "a source with NUL": 'source = "a\\u0000"',
    "a language that is none": 'language = "xx"', "a zone that is a path": 'time_zone = "/etc"',
}  # fmt: skip


@pytest.mark.parametrize("name", MAPS)
def test_a_map_that_no_file_fits_is_refused(run, tmp_path, name):
    key = MAPS[name].partition(" ")[0]
    kept = [line for line in MAP.splitlines() if line.partition(" ")[0] != key or key == "format"]
    text = "\n".join(kept)
    text = text.replace('format = "%Y-%m-%d %H:%M:%S"', MAPS[name]) if key == "format" else (
        f"{MAPS[name]}\n{text}")  # fmt: skip
    (tmp_path / "map.toml").write_text(text, encoding="utf-8")
    (tmp_path / "old.csv").write_text(table(), encoding="utf-8")
    run(importing.command, tmp_path / "old.csv", "--map", tmp_path / "map.toml")


# Tables -----------------------------------------------------------------------------------


def table(**more: str) -> str:
    rows = [HEADER, [{**ROW, **more}[name] for name in HEADER], [ROW[name] for name in HEADER]]
    return "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows)


def load(run, folder, data: bytes, name: str = "old.csv"):
    (folder / "map.toml").write_text(MAP, encoding="utf-8")
    (folder / name).write_bytes(data)
    reports = ("--rejects", folder / "rejects.csv", "--warnings", folder / "warnings.csv")
    done = run(importing.command, folder / name, "--map", folder / "map.toml", *reports)
    assert not any(differences for _, differences in verify())
    return done


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_a_broken_table_is_loaded_as_far_as_it_can_be(run, tmp_path, seed):
    chance = random.Random(seed)
    data = broken(table(no="0"), seed)
    if chance.random() < 0.2:
        zipped = gzip.compress(data)
        data = zipped[: chance.randrange(len(zipped))] if chance.random() < 0.5 else zipped
    load(run, tmp_path, data)


CELLS = ["\x00", "a\x00b", "路" * 60_000, "\u202egnp\u202c", "\ufeff", "9" * 5000, "=cmd|'/C x'!A0",
         "-1", "1e999", "\x1b[31m", "0000-00-00 00:00:00", "9999-12-31 23:59:59",
         "0001-01-01 00:00:00",
         "2026-02-30 10:00:00", "<script>", "\u200b", "../../x", "NaN", "a\rb",
         "é" * 300]  # fmt: skip


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: repr(cell)[:20])
@pytest.mark.parametrize("column", HEADER)
def test_a_hostile_cell_is_loaded_or_rejected_with_a_reason(run, tmp_path, column, cell):
    done = load(run, tmp_path, table(**{column: cell}).encode("utf-8", errors="surrogatepass"))
    assert "rows read" in done.output
    rejected = (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig")
    assert Case.objects.count() + max(0, len(rejected.splitlines()) - 1) >= 1


def workbook(*rows) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in (HEADER, *rows):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def spoilt(inner: str, content: bytes) -> bytes:
    """A workbook with another content in one of its parts."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([ROW[n] for n in HEADER]))) as good,
        zipfile.ZipFile(out, "w") as bad,
    ):
        for name in good.namelist():
            bad.writestr(name, content if name == inner else good.read(name))
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
ENTITY = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
LAUGHS = (b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "' + b"x" * 1000 + b'">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8))
    + b"]><worksheet><sheetData><row><c><v>&i;</v></c></row></sheetData></worksheet>")  # fmt: skip
BOOKS = {
    "no zip": b"PK\x03\x04 and then nothing", "empty": b"", "a text": b"a,b\n1,2\n",
    "an empty zip": b"PK\x05\x06" + b"\x00" * 18,
    "cut short": workbook([ROW[n] for n in HEADER])[:2000],
    "a sheet that is no XML": spoilt(SHEET, b"<<<"), "an empty sheet": spoilt(SHEET, b""),
    "an outside entity": spoilt(SHEET, ENTITY), "a million laughs": spoilt(SHEET, LAUGHS),
    "no strings": spoilt("xl/sharedStrings.xml", b"<x/>"),
    "no workbook": spoilt("xl/workbook.xml", b"<x/>"),
    "no types": spoilt("[Content_Types].xml", b"<x/>"),
    "dates beyond": workbook([ROW[n] if n != "opened" else 1e15 for n in HEADER]),
    "the first day": workbook([ROW[n] if n != "opened" else date(1900, 1, 1) for n in HEADER]),
}  # fmt: skip


@pytest.mark.parametrize("name", BOOKS)
def test_a_broken_workbook_is_refused_with_its_reason(run, tmp_path, name):
    done = load(run, tmp_path, BOOKS[name], "old.xlsx")
    assert "root:" not in done.output
    for report in tmp_path.glob("*.csv"):
        assert "root:" not in report.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_a_workbook_with_changed_bytes_is_refused_or_loaded(run, tmp_path, seed):
    chance, data = random.Random(seed), bytearray(workbook([ROW[n] for n in HEADER]))
    for _ in range(chance.choice([1, 3, 20])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    load(run, tmp_path, bytes(data), "old.xlsx")


# Proofs -----------------------------------------------------------------------------------

PROOFS = [b"", b"\xff", b"null", b"[]", b"{}", b"[" * 50_000, b'{"number": 1}', b"\x00" * 9999,
          b'{"a": ' + b"9" * 6000 + b"}", b'{"a": "\\ud800"}', "路".encode("utf-16")]  # fmt: skip


@pytest.mark.parametrize("data", PROOFS, ids=range(len(PROOFS)))
def test_what_is_no_proof_is_told_so(run, tmp_path, data):
    (tmp_path / "proof.json").write_bytes(data)
    done = run(verify_receipt.command, tmp_path / "proof.json")
    assert done.exit_code in (1, 2)


def test_the_good_ones_are_good(run, tmp_path):
    """What the broken ones are made of is taken: else nothing above would prove anything."""
    (tmp_path / "chart.toml").write_text(chart(), encoding="utf-8")
    assert run(offices.command, "load", tmp_path / "chart.toml").exit_code == 0
    assert load(run, tmp_path, table(no="0").encode()).exit_code == 0
    assert load(run, tmp_path, workbook([ROW[n] for n in HEADER]), "old.xlsx").exit_code == 0
