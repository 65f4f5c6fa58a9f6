"""Pictures of others: drawn anew with nothing beside the pixels, or not at all, in little time (row 15)."""

import time

import pytest
from PIL import Image, UnidentifiedImageError

from helpdesk.base import pictures, redrawing
from tests.pdfs import a_pdf, a_pdf_bomb, an_encrypted_pdf
from tests.pictures import RED, a_bomb, a_photo, a_picture, moving, opened, written

SCRIPT = b"*/=1;alert('canary')//<script>alert(1)</script>"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_stays_what_it_is_and_loses_what_hides_behind_it(kind):
    drawn = opened(again := redrawing.redraw(a_picture(kind, (6, 4)) + SCRIPT))
    assert b"canary" not in again
    assert (drawn.format, drawn.size) == (kind, (6, 4))
    assert all(abs(is_now - was) < 12 for is_now, was in zip(drawn.convert("RGB").getpixel((3, 2)), RED, strict=True))


def test_a_gif_that_is_a_script_too_loses_the_script():
    # "GIF89a/*" is a GIF of 10,799 columns and the beginning of a remark; the script follows the picture.
    plain = a_picture("GIF", comment=SCRIPT)
    polyglot = plain[:6] + b"/*" + plain[8:] + SCRIPT
    assert polyglot.startswith(b"GIF89a/*")
    drawn = redrawing.redraw(polyglot)
    assert opened(drawn).size == (10_799, 2)
    assert b"canary" not in drawn
    assert b"canary" not in redrawing.redraw(plain)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_profiles_and_notes_stay_out(kind):
    options = {"icc_profile": b"canary" * 20, "exif": b"Exif\0\0canary"}
    drawn = redrawing.redraw(a_picture(kind, **options))
    assert b"canary" not in drawn
    assert not {"icc_profile", "exif", "comment", "xmp"} & set(opened(drawn).info)


def test_a_photo_is_turned_upright_and_does_not_tell_where_it_was_taken():
    photo = a_photo()
    assert opened(photo).getexif().get_ifd(0x8825)
    again = redrawing.redraw(photo)
    drawn = opened(again)
    assert drawn.size == (16, 32)
    red, _green, blue = drawn.getpixel((8, 4))
    assert blue > red  # what was on the left is on top
    assert not drawn.getexif()
    assert b"taken at home" not in again
    assert b"canary" not in again


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_sort_of_png_keeps_its_look(mode):
    grey = Image.new("L", (3, 3), 255)
    was = Image.new("I;16", (3, 3), 65_535) if mode == "I;16" else grey.convert(mode)
    drawn = opened(redrawing.redraw(written(was, "PNG")))
    assert drawn.convert("RGB").getpixel((1, 1)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_what_is_seen_through_stays_so(kind):
    clear = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    clear.paste((10, 200, 10, 255), (0, 0, 2, 4))
    drawn = opened(redrawing.redraw(written(clear, kind, lossless=True))).convert("RGBA")
    assert (drawn.getpixel((3, 1))[3], drawn.getpixel((0, 1))[3]) == (0, 255)


def test_a_jpeg_for_printers_is_shown_in_the_colors_of_screens():
    assert opened(redrawing.redraw(written(Image.new("CMYK", (4, 4)), "JPEG"))).mode == "RGB"


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_what_moves_keeps_moving_as_long_as_it_is_small(kind, monkeypatch):
    film = moving(kind, ["red", "blue", "green"])
    drawn = opened(redrawing.redraw(film))
    assert (drawn.n_frames, drawn.info["loop"]) == (3, 0)
    drawn.seek(1)
    assert drawn.convert("RGB").getpixel((4, 4))[2] > 200
    assert drawn.info["duration"] == 100
    monkeypatch.setattr(redrawing, "MOST_FRAMES", 2)
    assert opened(redrawing.redraw(film)).n_frames == 1


def test_a_large_picture_is_shown_smaller(monkeypatch):
    monkeypatch.setattr(redrawing, "SHOWN_PIXELS", 100)
    for kind in ("PNG", "JPEG", "WEBP", "GIF"):
        drawn = opened(redrawing.redraw(a_picture(kind, (40, 10))))
        assert drawn.width * drawn.height <= 100
        assert 3 <= drawn.width / drawn.height <= 5


def canvas_bomb() -> bytes:
    webp = bytearray(written(Image.new("RGBA", (4, 4)), "WEBP", lossless=True, exif=b"Exif\0\0x"))
    webp[24:30] = b"\xff\x3f\0\xff\x3f\0"
    return bytes(webp)


BOMBS = {
    "900 megapixels": lambda: a_bomb(30_000, 30_000),
    "as wide as can be": lambda: a_bomb(2**31 - 1, 1),
    "no height": lambda: a_bomb(2**31 - 1, 0),
    "a canvas of gigabytes": canvas_bomb,
    "more rows than it has": lambda: a_bomb(4_000, 4_000),
    "cut off": lambda: a_picture("PNG", (300, 300))[:-40],
    "half a photo": lambda: a_picture("JPEG", (300, 300))[:-900],
    "only a beginning": lambda: b"\x89PNG\r\n\x1a\n" + b"x" * 40,
    "a script that starts like a GIF": lambda: b"GIF89a/*<script>*/=1;alert(1)",
    "two million remarks": lambda: b"GIF89a\2\0\2\0\0\0\0" + b"\x21\xfe\x01a\0" * 400_000 + b";",
    "another kind": lambda: written(Image.new("RGB", (4, 4)), "BMP"),
    "a page": lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "PostScript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
    "too many bytes": lambda: a_picture() + bytes(pictures.MOST_BYTES),
    "nothing": lambda: b"",
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_is_no_picture_of_ours_is_refused_in_little_time(name):
    began = time.monotonic()
    assert pictures.redrawn(BOMBS[name]()) is None
    assert time.monotonic() - began < pictures.MOST_SECONDS


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "PPM", "ICO"])
def test_no_other_decoder_is_even_asked(kind):
    with pytest.raises(UnidentifiedImageError):
        redrawing.redraw(written(Image.new("RGB", (4, 4)), kind))


def test_what_takes_too_long_is_stopped_by_the_system(monkeypatch):
    # A photo in a few hundred thousand passes; the process that draws it may only take so many seconds.
    photo = a_picture("JPEG", (400, 400), progressive=True)
    scan = photo[photo.rindex(b"\xff\xda") : -2]
    endless = photo[: photo.rindex(b"\xff\xda")] + scan * (9_000_000 // len(scan)) + photo[-2:]
    began = time.monotonic()
    monkeypatch.setattr(pictures, "CPU_SECONDS", 1)
    assert pictures.redrawn(endless) is None
    assert time.monotonic() - began < pictures.MOST_SECONDS


def test_a_program_that_fails_says_nothing_about_the_picture(monkeypatch, tmp_path):
    broken = tmp_path / "broken.py"
    broken.write_text("import no_such_library")
    monkeypatch.setattr(pictures, "_PROGRAM", str(broken))
    with pytest.raises(pictures.NotDrawn):
        pictures.redrawn(a_picture())


def test_a_page_of_a_pdf_is_a_picture_to_be_read_on_a_screen():
    first, second = (opened(pictures.page_drawn(a_pdf(2), number)) for number in (1, 2))
    assert (first.format, first.size) == ("WEBP", (1190, 1684))
    red, green, blue = first.convert("RGB").getpixel((900, 300))
    assert red > 240
    assert max(green, blue) < 15
    assert first.convert("L").getpixel((100, 1600)) < second.convert("L").getpixel((100, 1600))
    assert pictures.page_drawn(a_pdf(2), 3) is None


@pytest.mark.parametrize("size", [(1_000_000, 1_000_000), (14_400, 3)])
def test_a_huge_page_is_drawn_small(size):
    drawn = opened(pictures.page_drawn(a_pdf(size=size), 1))
    assert drawn.width * drawn.height <= redrawing.PAGE_PIXELS * 1.01
    assert max(drawn.size) <= redrawing.PAGE_SIDE + 1


def test_thousands_of_pages_cost_no_more_than_one():
    began = time.monotonic()
    assert pictures.page_drawn(a_pdf(2_000), 1)
    assert time.monotonic() - began < 2


HOSTILE_PDFS = {
    "only a beginning": lambda: b"%PDF-1.4",
    "noise": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 500,
    "encrypted": an_encrypted_pdf,
    "a page of gigabytes": a_pdf_bomb,
}


@pytest.mark.parametrize("name", HOSTILE_PDFS)
def test_a_hostile_pdf_has_no_page_to_show_and_costs_little(name, monkeypatch):
    monkeypatch.setattr(pictures, "CPU_SECONDS", 1)
    began = time.monotonic()
    assert pictures.page_drawn(HOSTILE_PDFS[name](), 1) is None
    assert time.monotonic() - began < pictures.MOST_SECONDS


def test_a_pdf_is_no_picture():
    assert pictures.redrawn(a_pdf()) is None
