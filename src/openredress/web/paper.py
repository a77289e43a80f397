"""Paper that looks the same on every machine: one font, which lies in a package and goes into the
file as far as it is used. What it has no sign for is shown as a box.
"""

import logging
from importlib.resources import as_file, files
from typing import Any

from fpdf import FPDF
from fpdf.enums import WrapMode

FONT, PLAIN_SIZE, LINE = "text", 10.5, 1.55
INK, SOFT, RULE = (28, 32, 38), (90, 96, 106), (200, 205, 212)
BOX = "□"
#: Millimetres in a point.
POINT = 0.3528

# It would write signs out of somebody's words into the log.
logging.getLogger("fpdf").setLevel(logging.ERROR)
logging.getLogger("fontTools").setLevel(logging.ERROR)


class Sheet(FPDF):  # type: ignore[misc]
    """An A4 sheet with the font. `has_boxes` is true once a sign was missing."""

    def __init__(self) -> None:
        super().__init__(format="A4")
        self.has_boxes = False
        with as_file(_font()) as path:
            self.add_font(FONT, fname=str(path))
        self.set_font(FONT, size=PLAIN_SIZE)

    def printable(self, text: str) -> str:
        """The text with a box for each sign that the font does not have."""
        text = text.replace("\r\n", "\n").replace("\t", "    ")
        done = "".join(s if s == "\n" or ord(s) in self.fonts[FONT].cmap else BOX for s in text)
        self.has_boxes = self.has_boxes or done != text
        return done


def wrapping(text: str) -> WrapMode:
    """Chinese is broken between any two signs, other text between words."""
    return WrapMode.CHAR if any("\u3000" <= sign <= "\u9fff" for sign in text) else WrapMode.WORD


def _font() -> Any:
    return files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf"
