"""Files as people have them, with everything they give away; made here, copied from nowhere.

Each `SECRET` stands where a real file names its maker, a place or a device. None of them may be
found in what is kept.
"""

import io
import struct
import wave
import zipfile
from collections.abc import Callable

import pikepdf
from mutagen.apev2 import APEv2
from mutagen.id3 import APIC, ID3, TPE1, TXXX
from mutagen.ogg import OggPage
from PIL import Image, ImageDraw, PngImagePlugin

SECRET = "Zhang-Wei-of-Qingshi"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def picture(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """Red on its left, blue on its right, so that turning it shows."""
    drawn = Image.new(mode, (width, height), "blue")
    ImageDraw.Draw(drawn).rectangle((0, 0, width // 2 - 1, height), fill="red")
    return drawn


def exif() -> Image.Exif:
    """Turned by a quarter, with owner, device, place and time."""
    told = Image.Exif()
    told[0x0112] = 6
    told[0x010F], told[0x013B] = SECRET, SECRET
    told.get_ifd(0x8825).update({1: "N", 2: (30.0, 15.0, 12.5), 3: "E", 4: (120.0, 9.0, 1.0)})
    told.get_ifd(0x8769).update({0xA431: SECRET, 0x9003: "2026:01:28 04:00:00"})
    return told


def jpeg(width: int = 64, height: int = 48, **more: object) -> bytes:
    out = io.BytesIO()
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRET}</x:xmpmeta>".encode()
    picture(width, height).save(out, "JPEG", exif=exif(), xmp=xmp, comment=SECRET, **more)
    return out.getvalue() + b"a film behind the end: " + SECRET.encode()


def png() -> bytes:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", SECRET)
    told.add_itxt("XML:com.adobe.xmp", SECRET, zip=True)
    out = io.BytesIO()
    picture().save(out, "PNG", pnginfo=told, exif=exif())
    return out.getvalue() + SECRET.encode()


def webp() -> bytes:
    out = io.BytesIO()
    picture().save(out, "WEBP", exif=exif(), xmp=SECRET.encode())
    return out.getvalue()


def pdf(pages: int = 1, password: str = "") -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(200, 200))
    page = document.pages[0]
    plain = io.BytesIO()
    picture().save(plain, "JPEG", exif=exif())
    image = pikepdf.Stream(document, plain.getvalue(), Type=pikepdf.Name.XObject,
                           Subtype=pikepdf.Name.Image, Width=64, Height=48, BitsPerComponent=8,
                           ColorSpace=pikepdf.Name.DeviceRGB,
                           Filter=pikepdf.Name.DCTDecode)  # fmt: skip
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
    page.Contents = document.make_stream(b"q 64 0 0 48 0 0 cm /Im0 Do Q")
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, T=SECRET,
                              Rect=[0, 0, 10, 10], Contents="A remark", M="D:20260128")  # fmt: skip
    page.obj.Annots = pikepdf.Array([note])
    page.obj.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=SECRET))
    document.docinfo["/Author"] = SECRET
    with document.open_metadata() as meta:
        meta["dc:creator"] = [SECRET]
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{SECRET}')")
    document.Root.OpenAction = script
    document.attachments["own.txt"] = SECRET.encode()
    out = io.BytesIO()
    encryption = pikepdf.Encryption(owner=password, user=password) if password else False
    document.save(out, encryption=encryption)
    return out.getvalue()


def zipped(parts: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def docx_parts() -> dict[str, bytes | str]:
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return {
        "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'content-types"><Default Extension="xml" ContentType="application/xml"/><Override '
        f'PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="a" Type="{OFFICE}/'
        f'officeDocument" Target="word/document.xml"/><Relationship Id="b" Type="{OFFICE}/metadata/'
        f'thumbnail" Target="docProps/thumbnail.jpeg"/></Relationships>',
        "docProps/core.xml": f"<cp:coreProperties xmlns:cp='x' xmlns:dc='y'><dc:creator>{SECRET}"
        f"</dc:creator></cp:coreProperties>",
        "docProps/app.xml": f"<Properties><Company>{SECRET}</Company></Properties>",
        "docProps/thumbnail.jpeg": jpeg(),
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body><w:p w:rsidR="00A1B2C3">'
        f'<w:ins w:id="1" w:author="{SECRET}" w:date="2026-01-28T04:00:00Z"><w:r><w:t>The road is '
        f"broken.</w:t></w:r></w:ins></w:p></w:body></w:document>",
        "word/settings.xml": f'<w:settings xmlns:w="{W}" xmlns:r="{OFFICE}"><w:attachedTemplate '
        f'r:id="t"/><w:rsids><w:rsid w:val="00A1B2C3"/></w:rsids></w:settings>',
        "word/_rels/settings.xml.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="t" '
        f'Type="{OFFICE}/attachedTemplate" Target="file:///C:/Users/{SECRET}/a.dotx" TargetMode='
        f'"External"/></Relationships>',
        "word/comments.xml": f'<w:comments xmlns:w="{W}"><w:comment w:id="0" w:author="{SECRET}" '
        f'w:initials="{SECRET}"><w:p/></w:comment></w:comments>',
        "word/people.xml": f'<x:people xmlns:x="p"><x:person x:author="{SECRET}"/></x:people>',
        "word/media/image1.jpg": jpeg(),
    }  # fmt: skip


def docx() -> bytes:
    return zipped(docx_parts())


def xlsx() -> bytes:
    """A workbook as openpyxl writes it, with a comment of somebody."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment

    book = Workbook()
    book.properties.creator = book.properties.lastModifiedBy = SECRET
    book.active["A1"] = "120"
    book.active["A1"].comment = Comment("Too much", SECRET)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def odt() -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    dc, manifest = "http://purl.org/dc/elements/1.1/", "urn:oasis:names:tc:opendocument:xmlns:"
    return zipped({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f'<o:document-content xmlns:o="{office}" xmlns:dc="{dc}" xmlns:x="x">'
        f'<o:body><o:annotation><dc:creator>{SECRET}</dc:creator><dc:date>2026-01-28T04:00</dc:date>'
        f'</o:annotation><p x:rsid="1">The road is broken.</p></o:body></o:document-content>',
        "meta.xml": f"<m><author>{SECRET}</author></m>",
        "settings.xml": f'<s xmlns:c="c"><c:config-item c:name="PrinterName">{SECRET}'
        f"</c:config-item></s>",
        "Thumbnails/thumbnail.png": png(),
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{manifest}manifest:1.0"><m:file-entry '
        f'm:full-path="/"/><m:file-entry m:full-path="Thumbnails/thumbnail.png"/></m:manifest>',
    })  # fmt: skip


def text() -> bytes:
    return "路面坏了。\nThe road is broken.\n".encode()


def mp3() -> bytes:
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    file = io.BytesIO(frame * 40)
    tags = ID3()
    tags.add(TPE1(encoding=3, text=SECRET))
    tags.add(TXXX(encoding=3, desc="place", text=SECRET))
    tags.add(APIC(encoding=3, mime="image/jpeg", type=3, desc="", data=jpeg()))
    tags.save(file, v1=2)
    ape = APEv2()
    ape["Artist"] = SECRET
    file.seek(0)
    ape.save(file)
    return file.getvalue()


def wav() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(1600))
    plain, name = out.getvalue(), SECRET.encode()
    info = b"INFOIART" + struct.pack("<I", len(name)) + name + b"\0" * (len(name) % 2)
    whole = plain[12:] + b"LIST" + struct.pack("<I", len(info)) + info
    return b"RIFF" + struct.pack("<I", len(whole) + 4) + b"WAVE" + whole


def flac() -> bytes:
    info = struct.pack(">HH", 4096, 4096) + bytes(6)
    info += (8000 << 44 | 15 << 36 | 800).to_bytes(8, "big") + bytes(16)
    comment = SECRET.encode()
    tags = struct.pack("<I", len(comment)) + comment + struct.pack("<I", 0)
    blocks = b"\x00" + len(info).to_bytes(3, "big") + info
    blocks += b"\x84" + len(tags).to_bytes(3, "big") + tags
    return b"fLaC" + blocks + b"\xff\xf8" + bytes(200)


def ogg() -> bytes:
    """Opus, page by page: what it is, the tags, and one page of silence."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48000, 0, 0)
    name = f"ARTIST={SECRET}".encode()
    tags = b"OpusTags" + struct.pack("<I", len(SECRET)) + SECRET.encode()
    tags += struct.pack("<I", 1) + struct.pack("<I", len(name)) + name
    out = b""
    for number, (packet, position) in enumerate([(head, 0), (tags, 0), (b"\xf8\xff\xfe", 960)]):
        page = OggPage()
        page.serial, page.sequence, page.packets, page.position = 7, number, [packet], position
        page.first, page.last = number == 0, number == 2
        out += page.write()
    return out


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


def m4a(handler: bytes = b"soun") -> bytes:
    """An MP4 with one track: made in 2026, somewhere, by somebody."""
    made = struct.pack(">II", 3_850_000_000, 3_850_000_000)
    mdhd = box(b"mdhd", bytes(4) + made + struct.pack(">IIHH", 8000, 8000, 0, 0))
    hdlr = box(b"hdlr", bytes(8) + handler + bytes(13))
    entry = box(b"mp4a", bytes(6) + b"\0\1" + bytes(8) + b"\0\1\0\x10" + bytes(4) + b"\x1f\x40\0\0")
    stsd = box(b"stsd", bytes(4) + struct.pack(">I", 1) + entry)
    stbl = box(b"stbl", stsd + box(b"stco", bytes(8)))
    mdia = box(b"mdia", mdhd + hdlr + box(b"minf", stbl))
    tkhd = box(b"tkhd", bytes(4) + made + bytes(72))
    place = box(b"udta", box(b"\xa9xyz", SECRET.encode()))
    mvhd = box(b"mvhd", bytes(4) + made + struct.pack(">II", 8000, 8000) + bytes(80))
    moov = box(b"moov", mvhd + box(b"trak", tkhd + mdia + place) + place)
    return box(b"ftyp", b"M4A \0\0\0\0M4A ") + moov + box(b"mdat", bytes(100))


#: A file of each kind.
ALL: dict[str, Callable[[], bytes]] = {
    "jpeg": jpeg, "png": png, "webp": webp, "pdf": pdf, "docx": docx, "xlsx": xlsx, "odt": odt,
    "txt": text, "mp3": mp3, "m4a": m4a, "ogg": ogg, "wav": wav, "flac": flac,
}  # fmt: skip
