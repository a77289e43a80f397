"""Letters as a PDF, one a page, for envelopes with a window.

The sheet is that of DIN 5008, form B: a window of 85 × 45 mm that begins 20 mm from the left and
45 mm from the top, marks to fold it at 105 and 210 mm, and nothing in the window but the address
and, small above it, where it goes back to.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from openredress.web.paper import FONT, INK, LINE, PLAIN_SIZE, POINT, RULE, SOFT, Sheet, wrapping

from .kinds import Message

LEFT, RIGHT, BOTTOM = 25.0, 20.0, 25.0
WINDOW_LEFT, WINDOW_TOP, WINDOW_WIDTH, WINDOW_HEIGHT = 20.0, 45.0, 85.0, 45.0
#: The part of the window for where it goes back to, and the margin within it.
BACK_HEIGHT, INSIDE = 17.7, 5.0
BODY_TOP, FOLDS = 103.5, (105.0, 210.0)
#: The lines of a window; what is more stands together in the last one.
MOST_LINES = 6
#: Type sizes for the address, the first one with which it fits.
SIZES = (10.5, 9.0, 8.0, 7.0)


@dataclass(frozen=True)
class Posted:
    """One letter: to whom, where it goes back to, what it says, in which language."""

    name: str
    address: str
    back_to: str
    reference: str
    on: date
    message: Message
    language: str


def pdf(letters: Iterable[Posted]) -> bytes:
    sheet = _Letters()
    for letter in letters:
        with translation.override(letter.language):
            sheet.letter(letter)
    return bytes(sheet.output())


class _Letters(Sheet):
    def __init__(self) -> None:
        super().__init__()
        self.set_margins(LEFT, 20, RIGHT)
        self.set_auto_page_break(True, BOTTOM)
        self.set_title(_("Letters"))
        self.set_creator("OpenRedress")

    def letter(self, letter: Posted) -> None:
        self.add_page()
        self._window(letter)
        self._marks()
        self.set_xy(LEFT, BODY_TOP - 8)
        self._soft(_("Reference: %(reference)s") % {"reference": letter.reference})
        self.set_xy(LEFT, BODY_TOP - 8)
        self._soft(date_format(letter.on, "DATE_FORMAT"), "R")
        self.set_xy(LEFT, BODY_TOP)
        self._text(letter.message.subject, 12.5)
        self.ln(4)
        self._text(letter.message.text.strip(), PLAIN_SIZE)

    def _window(self, letter: Posted) -> None:
        left, width = WINDOW_LEFT + INSIDE, WINDOW_WIDTH - INSIDE
        self.set_font(FONT, size=6.5)
        self.set_text_color(*SOFT)
        self.set_xy(left, WINDOW_TOP + BACK_HEIGHT - 4.5)
        self.cell(width, 3.5, self._cut(self.printable(letter.back_to), width))
        self.set_draw_color(*RULE)
        self.line(left, WINDOW_TOP + BACK_HEIGHT - 0.7, left + width - INSIDE,
                  WINDOW_TOP + BACK_HEIGHT - 0.7)  # fmt: skip
        self.set_text_color(*INK)
        self.set_xy(left, WINDOW_TOP + BACK_HEIGHT)
        text = self.printable("\n".join(lines_of(letter.name, letter.address)))
        size = self._fitting(text, width)
        self.set_font(FONT, size=size)
        self.multi_cell(width, size * 1.3 * POINT, text, align="L", wrapmode=wrapping(text))

    def _fitting(self, text: str, width: float) -> float:
        room = WINDOW_HEIGHT - BACK_HEIGHT
        for size in SIZES:
            self.set_font(FONT, size=size)
            rows = self.multi_cell(width, size * 1.3 * POINT, text, align="L", dry_run=True,
                                   output="LINES", wrapmode=wrapping(text))  # fmt: skip
            if len(rows) * size * 1.3 * POINT <= room:
                return size
        return SIZES[-1]

    def _cut(self, text: str, width: float) -> str:
        text = " · ".join(text.split("\n"))
        while text and self.get_string_width(text) > width:
            text = text[:-1]
        return text

    def _marks(self) -> None:
        self.set_draw_color(*RULE)
        for y in FOLDS:
            self.line(4, y, 9, y)

    def _text(self, text: str, size: float) -> None:
        text = self.printable(text)
        self.set_font(FONT, size=size)
        self.set_text_color(*INK)
        self.multi_cell(0, size * LINE * POINT, text, align="L", new_x="LMARGIN", new_y="NEXT",
                        wrapmode=wrapping(text))  # fmt: skip

    def _soft(self, text: str, align: str = "L") -> None:
        self.set_font(FONT, size=9)
        self.set_text_color(*SOFT)
        self.cell(0, 5, self.printable(text), align=align)


def lines_of(name: str, address: str) -> Sequence[str]:
    """The lines of an address, which people often type as one."""
    parts = [part.strip() for part in re.split(r"\r?\n|,\s+|，", address)]
    lines = [line for line in (name.strip(), *parts) if line]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], ", ".join(lines[MOST_LINES - 1 :])]
    return lines
