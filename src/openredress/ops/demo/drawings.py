"""Photos and papers of the demonstration, drawn when it is loaded: nothing is copied from anywhere.

A photo carries what a telephone puts into it, place and owner included, so that one can see it go.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from PIL import Image, ImageDraw, ImageFilter

SIZE = (1200, 900)


@dataclass(frozen=True)
class Drawn:
    """A file as it arrives."""

    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    def chunks(self) -> Iterator[bytes]:
        yield self.content


def draw(what: str, lines: Sequence[str] = ()) -> Drawn:
    """A photo of a broken "road" or of a "wall" with mould, or a "paper" with Latin letters."""
    return Drawn(_paper(lines) if what == "paper" else _photo(what))


def _photo(what: str) -> bytes:
    chance = random.Random(what)  # noqa: S311
    picture = _road(chance) if what == "road" else _wall(chance)
    told = Image.Exif()
    told[0x010F], told[0x0110], told[0x013B] = "Telephone", "Model 7", "Owner of the telephone"
    told.get_ifd(0x8825).update({1: "N", 2: (0.0, 0.0, 1.0), 3: "E", 4: (0.0, 0.0, 1.0)})
    out = BytesIO()
    picture.filter(ImageFilter.GaussianBlur(1.2)).save(out, "JPEG", quality=82, exif=told)
    return out.getvalue()


def _road(chance: random.Random) -> Image.Image:
    """A grey road that runs to the horizon, with holes full of water."""
    picture = Image.new("RGB", SIZE, (164, 188, 206))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 380, 1200, 900), fill=(106, 122, 78))
    pen.polygon([(520, 380), (680, 380), (1180, 900), (20, 900)], fill=(112, 110, 106))
    for _ in range(9000):
        x, y = chance.randint(0, 1199), chance.randint(380, 899)
        shade = chance.randint(-14, 14)
        red, green, blue = picture.getpixel((x, y))  # type: ignore[misc]
        pen.ellipse((x, y, x + 3, y + 2), fill=(red + shade, green + shade, blue + shade))
    for x, y, width in ((560, 760, 330), (420, 610, 170), (640, 540, 120), (560, 470, 60)):
        pen.ellipse((x, y, x + width, y + width // 3), fill=(74, 66, 56))
        pen.ellipse((x + 12, y + 9, x + width - 14, y + width // 3 - 8), fill=(134, 146, 150))
    return picture


def _wall(chance: random.Random) -> Image.Image:
    """A pale wall with a skirting board, dark spots spreading from its corner."""
    picture = Image.new("RGB", SIZE, (222, 216, 200))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 800, 1200, 830), fill=(240, 238, 230))
    pen.rectangle((0, 830, 1200, 900), fill=(150, 118, 84))
    for _ in range(2600):
        far = abs(chance.gauss(0, 260))
        x, y = int(chance.random() * far * 1.9), int(798 - chance.random() * far * 1.5)
        size, dark = chance.randint(2, 13), chance.randint(46, 108)
        pen.ellipse((x, y - size, x + size, y), fill=(dark, dark, dark - 8))
    return picture


def _paper(lines: Sequence[str]) -> bytes:
    """One page of A4. Its letters are those that every reader of PDF has."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1,
                              BaseFont=pikepdf.Name.Helvetica)  # fmt: skip
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    escaped = (line.replace("\\", "").replace("(", "").replace(")", "") for line in lines)
    rows = " ".join(f"({line}) Tj T*" for line in escaped)
    page.obj.Contents = pdf.make_stream(f"BT /F1 13 Tf 20 TL 70 770 Td {rows} ET".encode())
    pdf.docinfo["/Author"] = "Owner of the computer"
    out = BytesIO()
    pdf.save(out)
    return out.getvalue()
