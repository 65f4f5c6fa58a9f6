"""One picture, or one page of a PDF, drawn anew: a program of its own, so that a hostile one harms nobody but itself.

`helpdesk.base.pictures` starts it, with the number of a page for a PDF. The file comes on standard input, the picture
leaves on standard output; exit status 3 says that there is none to show. The system stops it where it takes too much
time or memory.
"""

import resource
import sys
import time
from contextlib import suppress
from io import BytesIO
from math import inf
from typing import Any

from PIL import Image, ImageOps

REFUSED = 3
MEMORY_BYTES = 1024**3
# Phones take pictures of 50 megapixels as JPEG; the largest screens have 33.
MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 36_000_000, "GIF": 36_000_000, "WEBP": 36_000_000}
SHOWN_PIXELS = 12_000_000
# What moves is as quick as a still picture, or it stands still.
MOVING_PIXELS = {"GIF": 24_000_000, "WEBP": 6_000_000}
MOST_FRAMES = 200
MOVING_SECONDS = 1.0
# A page of a letter is 1190 by 1684: to be read on a screen.
PAGE_PIXELS = 2_200_000
PAGE_SCALE = 2.0  # points of 1/72 inch become 144 a inch
PAGE_SIDE = 8_000
_WRITTEN: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 88},
    "PNG": {"compress_level": 1},
    "GIF": {"optimize": False},
    "WEBP": {"quality": 85, "method": 1},
}


class NotShown(ValueError):
    """The bytes are no picture that we show; the message says why."""


def redraw(content: bytes) -> bytes:
    """Return the same picture in our own bytes: turned upright, nothing beside the pixels. Raises NotShown, or what
    the decoder stumbled over."""
    picture = Image.open(BytesIO(content), formats=list(MOST_PIXELS))
    kind = str(picture.format)
    if picture.width * picture.height > MOST_PIXELS[kind]:
        raise NotShown("too many pixels")
    if kind in ("GIF", "WEBP"):
        rounds = picture.info.get("loop")
        frames, pauses = _frames(picture)
        if len(frames) > 1:
            return _moving(kind, frames, pauses, rounds)
        picture = Image.open(BytesIO(content), formats=[kind])
    if kind == "JPEG":
        picture.draft(None, _fitting(picture))
    return _written(_still(picture), kind, **_WRITTEN[kind])


def draw_page(content: bytes, number: int) -> bytes:
    """Return the page of a PDF (the first is 1) as a picture. Raises NotShown, or what the decoder stumbled over."""
    # Not loaded for pictures.
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    if number > len(document):
        raise NotShown("no such page")
    document.init_forms()  # what was filled in is drawn
    page = document[number - 1]
    drawn = page.render(scale=_page_scale(*page.get_size())).to_pil()
    return _written(drawn.convert("RGB"), "WEBP", **_WRITTEN["WEBP"])


def _page_scale(width: float, height: float) -> float:
    if not (0 < width < inf and 0 < height < inf):
        raise NotShown("a page without a size")
    return min(PAGE_SCALE, (PAGE_PIXELS / (width * height)) ** 0.5, PAGE_SIDE / max(width, height))


def _still(picture: Image.Image) -> Image.Image:
    bare = _plain(_upright(picture))
    size = _fitting(bare)
    if size == bare.size:
        return bare
    return _plain(bare.convert("RGBA") if bare.mode == "P" else bare).resize(size, reducing_gap=2.0)


def _upright(picture: Image.Image) -> Image.Image:
    picture.load()
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # noqa: BLE001  notes that cannot be read say nothing about which side is up
        return picture


def _fitting(picture: Image.Image) -> tuple[int, int]:
    """The size it is shown at: its own, or one with fewer pixels."""
    scale = min(1.0, (SHOWN_PIXELS / (picture.width * picture.height)) ** 0.5)
    return max(1, int(picture.width * scale)), max(1, int(picture.height * scale))


def _plain(picture: Image.Image) -> Image.Image:
    """Only the pixels, in a form that all four kinds can be written from."""
    if picture.mode.startswith("I"):  # sixteen bits a pixel
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif "transparency" in picture.info or picture.mode in ("LA", "PA", "La", "RGBa"):
        picture = picture.convert("RGBA")
    elif picture.mode not in ("L", "P", "RGB", "RGBA"):
        picture = picture.convert("L" if picture.mode == "1" else "RGB")
    else:
        picture.load()
    bare = picture.copy()
    bare.info = {}
    return bare


def _frames(picture: Image.Image) -> tuple[list[Image.Image], list[int]]:
    """What moves, and how long each stays; a single frame where it is too much to move."""
    ends = time.monotonic() + MOVING_SECONDS
    frames: list[Image.Image] = []
    pauses: list[int] = []
    pixels = 0
    with suppress(EOFError):
        while True:
            pixels += picture.width * picture.height
            if pixels > MOVING_PIXELS[str(picture.format)] or len(frames) == MOST_FRAMES or time.monotonic() > ends:
                return frames[:1], pauses[:1]
            frame = picture.convert("RGBA")
            frame.info = {}
            frames.append(frame)
            pauses.append(min(60_000, max(0, int(picture.info.get("duration", 100)))))
            picture.seek(picture.tell() + 1)
    return frames, pauses


def _moving(kind: str, frames: list[Image.Image], pauses: list[int], rounds: int | None) -> bytes:
    options: dict[str, Any] = {"disposal": 2, "optimize": False} if kind == "GIF" else {"quality": 85, "method": 0}
    if rounds is not None:
        options["loop"] = rounds & 0xFFFF
    return _written(frames[0], kind, save_all=True, append_images=frames[1:], duration=pauses, **options)


def _written(picture: Image.Image, kind: str, **options) -> bytes:
    if kind == "JPEG" and picture.mode not in ("L", "RGB"):
        picture = picture.convert("RGB")
    written = BytesIO()
    picture.save(written, format=kind, **options)
    return written.getvalue()


def _hold_back(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    with suppress(ValueError, OSError):  # macOS knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def main() -> int:
    _hold_back(int(sys.argv[1]))
    try:
        content = sys.stdin.buffer.read()
        drawn = draw_page(content, int(sys.argv[2])) if len(sys.argv) > 2 else redraw(content)
    except ImportError:  # of our installation, not of the file
        raise
    except Exception:  # noqa: BLE001  decoders stumble over hostile bytes in every way there is
        return REFUSED
    sys.stdout.buffer.write(drawn)
    return 0


if __name__ == "__main__":
    sys.exit(main())
