"""Letters as a PDF: the address where the window is, and nothing else there."""

from datetime import date
from io import BytesIO

import pikepdf
import pytest

from openredress.notices import sheets
from openredress.notices.kinds import Message
from openredress.web.paper import POINT

TEXT = "An answer for you is ready to be read.\n\nYou can read it at the counter.\n"


def letter(**more):
    given = {
        "name": "Zhang Wei", "address": "12 Mill Lane, Linjiang, 431 000", "back_to": "Mill Rd 3",
        "reference": "ABCD-EFGH", "on": date(2026, 2, 1),
        "message": Message("There is news for you", TEXT), "language": "en",
    }  # fmt: skip
    return sheets.Posted(**{**given, **more})


def drawn(monkeypatch, *letters):
    """Each text that is put on paper, as (page, left, top, text), in millimetres."""
    found = []

    class Watched(sheets._Letters):
        busy = False

        def cell(self, w=None, h=None, text="", *args, **kwargs):
            found.append((self.page, self.get_x(), self.get_y(), text))
            return super().cell(w, h, text, *args, **kwargs)

        def multi_cell(self, w, h=None, text="", *args, **kwargs):
            """To measure, the library calls itself."""
            if not kwargs.get("dry_run") and not self.busy:
                self.busy = True
                rows = super().multi_cell(w, h, text, dry_run=True, output="LINES",
                                          wrapmode=kwargs["wrapmode"])  # fmt: skip
                found.extend((self.page, self.get_x(), self.get_y() + n * h, row)
                             for n, row in enumerate(rows))  # fmt: skip
                self.busy = False
            before, self.busy = self.busy, True
            done = super().multi_cell(w, h, text, *args, **kwargs)
            self.busy = before
            return done

    monkeypatch.setattr(sheets, "_Letters", Watched)
    return sheets.pdf(letters), found


def test_a_letter_a_page_and_a_whole_pdf(monkeypatch):
    made, _found = drawn(monkeypatch, letter(), letter(language="zh-hans"), letter())
    assert len(pikepdf.open(BytesIO(made)).pages) == 3


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Zhang Wei", "12 Mill Lane, Linjiang, 431 000"),
        ("张伟", "云川市临江县清石镇第三村民小组十二号院二号楼三单元四零二室，邮编431000"),
        ("", "12 Mill Lane"),
        ("A name " * 28, "A very long street name that goes on " * 10),
        ("Zhang Wei", "\n".join(f"Line {n}" for n in range(9))),
    ],
)
def test_the_address_is_in_the_window_and_nothing_else_is(monkeypatch, name, address):
    made, found = drawn(monkeypatch, letter(name=name, address=address))
    assert made.startswith(b"%PDF")
    lines = list(sheets.lines_of(name, address))
    inside = [
        (left, top, text)
        for _page, left, top, text in found
        if sheets.WINDOW_TOP <= top < sheets.WINDOW_TOP + sheets.WINDOW_HEIGHT
    ]
    said = "".join(text for _left, _top, text in inside)
    for word in ("Reference", "ABCD", "news", "answer"):
        assert word not in said
    assert inside[0][2].startswith("Mill Rd 3")
    for left, _top, _text in inside:
        assert left >= sheets.WINDOW_LEFT
    if len(address) < 200:
        put = "".join(text for _left, _top, text in inside[1:]).replace(" ", "")
        assert put == "".join(lines).replace(" ", "")
        last = max(top for _left, top, _text in inside)
        assert last + sheets.SIZES[0] * POINT <= sheets.WINDOW_TOP + sheets.WINDOW_HEIGHT + 1


def test_the_text_begins_below_the_window_and_a_fold(monkeypatch):
    _made, found = drawn(monkeypatch, letter())
    below = [top for _page, _left, top, text in found if text.startswith(("There", "An answer"))]
    assert min(below) > sheets.WINDOW_TOP + sheets.WINDOW_HEIGHT
    reference = next(text for *_where, text in found if "ABCD-EFGH" in text)
    assert reference == "Reference: ABCD-EFGH"


def test_signs_that_the_font_does_not_have_stop_no_letter(monkeypatch):
    made, _found = drawn(monkeypatch, letter(name="Ṩomeone 😀 \u202e", address="ደብረ"))
    assert made.startswith(b"%PDF")


def test_an_address_typed_as_one_line_becomes_several():
    assert sheets.lines_of(" Zhang ", "12 Mill Lane, Linjiang") == [
        "Zhang", "12 Mill Lane", "Linjiang",
    ]  # fmt: skip
    assert sheets.lines_of("", "临江县，清石镇\n三组") == ["临江县", "清石镇", "三组"]
