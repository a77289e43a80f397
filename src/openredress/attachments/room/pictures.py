"""Photos and pictures: painted anew, turned the right way up, with nothing else left in the file.

Painting anew leaves out whatever a camera or a program puts beside the picture: place, time,
device, owner, comments, small and second pictures, films behind the end.
"""

from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageOps

from .verdict import Clean, damaged, too_complex

#: More than any telephone of today takes by itself; 64 million points need 200 MB to be painted.
MOST_POINTS = 64_000_000
THUMBNAIL = (320, 320)
ORIENTATION = 0x0112
FORMATS = {"JPEG": "jpeg", "MPO": "jpeg", "PNG": "png", "WEBP": "webp"}

Image.MAX_IMAGE_PIXELS = None  # We look at the size ourselves, before anything is unpacked.


def clean(data: bytes) -> Clean:
    with Image.open(BytesIO(data), formats=["JPEG", "PNG", "WEBP"]) as picture:
        kind = FORMATS[picture.format or ""]
        if picture.width * picture.height > MOST_POINTS:
            raise too_complex()
        try:
            picture.load()
        except (OSError, SyntaxError, ValueError) as error:
            raise damaged() from error
        options = _options(picture, kind)
        painted = _upright(picture)
        painted = _plain_colours(painted, kind)
        painted.info = {k: v for k, v in painted.info.items() if k == "transparency"}
        out = BytesIO()
        painted.save(out, {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}[kind], **options)
        return Clean(kind, out.getvalue(), _thumbnail(painted))


def _options(picture: Image.Image, kind: str) -> dict[str, Any]:
    if kind == "jpeg":
        # The same tables as before lose next to nothing; they fit only what was not turned.
        tables = getattr(picture, "quantization", None)
        same = {"qtables": tables} if tables and picture.mode in ("RGB", "L") else {"quality": 92}
        return {**same, "optimize": picture.width * picture.height < 8_000_000}
    if kind == "webp":
        return {"quality": 92, "method": 4}
    return {"compress_level": 6}


def _upright(picture: Image.Image) -> Image.Image:
    turned = picture.getexif().get(ORIENTATION, 1) not in (None, 0, 1)
    return ImageOps.exif_transpose(picture) if turned else picture


def _plain_colours(picture: Image.Image, kind: str) -> Image.Image:
    """Colours as every screen shows them: a colour profile names the device it was made for."""
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA"):
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            ImageCms.profileToProfile(picture, source, target, inPlace=True)
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    if kind == "jpeg" and picture.mode not in ("RGB", "L"):
        return picture.convert("RGB")
    if (
        kind == "png"
        and picture.mode == "P"
        and isinstance(picture.info.get("transparency"), bytes)
    ):
        return picture.convert("RGBA")
    return picture


def _thumbnail(picture: Image.Image) -> bytes:
    try:
        small = picture.copy() if picture.mode in ("RGB", "RGBA", "L") else picture.convert("RGBA")
    except ValueError:
        return b""  # Pictures with sixteen bits a point, as scanners make them.
    small.thumbnail(THUMBNAIL)
    if small.mode == "RGBA":
        ground = Image.new("RGB", small.size, "white")
        ground.paste(small, mask=small.getchannel("A"))
        small = ground
    small.info = {}
    out = BytesIO()
    small.save(out, "JPEG", quality=78, optimize=True)
    return out.getvalue()
