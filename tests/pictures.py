"""Small real pictures, and hostile ones."""

import struct
import zlib
from io import BytesIO

from PIL import Image

RED = (200, 30, 30)


def a_picture(kind: str = "PNG", size: tuple[int, int] = (2, 2), color=RED, **options) -> bytes:
    """A picture of one color, as `kind` ("PNG", "JPEG", "GIF", "WEBP")."""
    return written(Image.new("RGB", size, color), kind, **options)


def moving(kind: str, colors, size: tuple[int, int] = (8, 8), **options) -> bytes:
    """A picture that changes its color each tenth of a second."""
    first, *rest = [Image.new("RGB", size, color) for color in colors]
    return written(first, kind, save_all=True, append_images=rest, duration=100, loop=0, **options)


def a_photo() -> bytes:
    """A JPEG taken with the camera on its side: wider than high in its bytes, with where it was taken."""
    picture = Image.new("RGB", (32, 16), RED)
    picture.paste((20, 20, 220), (0, 0, 16, 16))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x010E] = "taken at home"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0)})
    return written(picture, "JPEG", exif=exif, comment=b"canary-comment", quality=95)


def a_bomb(width: int, height: int) -> bytes:
    """A PNG that says it is that large; its few bytes unpack to rows of nothing."""
    packed = zlib.compress(b"\0" * 1_000_000)
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def opened(content: bytes) -> Image.Image:
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture


def written(picture: Image.Image, kind: str, **options) -> bytes:
    out = BytesIO()
    picture.save(out, format=kind, **options)
    return out.getvalue()


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
