"""`winmail.dat` ends wherever it breaks off, whatever lengths it claims; what was read until then is kept."""

import random
import struct
import time

import pytest

from tests.tickets.channels.email.packing import GUID, a_file, attribute, properties, stored_rtf, tnef, words
from tickets.channels.email import rtf
from tickets.channels.email.tnef import unpack

WHOLE = tnef(
    words((0x1000, 0x1E, b"Hello\x00"), (0x8001, 0x3, b"\x00" * 28)),
    a_file("a.txt", b"words", (0x3712, 0x1E, b"<one@x>\x00")),
)


@pytest.mark.parametrize(
    ("_case", "content"),
    [
        ("nothing", b""),
        ("only the mark", tnef()[:5]),
        ("an attribute of four gigabytes", tnef(attribute(0x800F, b"")[:5] + b"\xff\xff\xff\xff")),
        ("a billion properties", tnef(attribute(0x9003, struct.pack("<I", 1_000_000_000)))),
        ("a property of a billion values", tnef(attribute(0x9003, struct.pack("<IHHI", 1, 0x1E, 0x1000, 1 << 30)))),
        ("a type nobody knows", tnef(attribute(0x9003, struct.pack("<IHH", 1, 0x77, 0x1000)))),
    ],
)
def test_row_11_absurd_streams_end(_case, content):
    began = time.monotonic()
    found = unpack(content)
    assert (found.files, found.text) == ([], "")
    assert time.monotonic() - began < 0.5


def test_row_11_messages_packed_in_messages_end():
    nested = tnef(attribute(0x800C, b"deepest"))
    for _ in range(50):
        nested = tnef(a_file("m", b"", (0x3701, 0xD, GUID + nested)))
    began = time.monotonic()
    assert len(unpack(nested).files) <= 5
    assert time.monotonic() - began < 0.5


def test_row_11_no_mutation_makes_the_readers_fail():
    chance = random.Random(20261122)  # noqa: S311 the same mutants in every run
    packed = stored_rtf(b"{\\rtf1 hello}").replace(struct.pack("<I", 0x414C454D), struct.pack("<I", 0x75465A4C))
    for original in (WHOLE, tnef(words((0x1009, 0x102, packed)))):
        for _ in range(1_000):
            mutant = bytearray(original)
            for _ in range(chance.randint(1, 6)):
                mutant[chance.randrange(len(mutant))] = chance.randrange(256)
            found = unpack(bytes(mutant))
            rtf.words_of(found.rtf)
            assert len(found.files) <= 3


def test_compressed_rich_text_is_unwound():
    """ "ab" and a step back to them eight times over, as [MS-OXRTFCP] writes it."""
    start = len(rtf._DICTIONARY)
    back = struct.pack(">H", start << 4 | 14)
    end = struct.pack(">H", (start + 18) << 4)
    data = struct.pack("<IIII", 0, 18, 0x75465A4C, 0) + bytes([0b1100]) + b"ab" + back + end
    assert rtf.decompressed(data) == b"ab" * 9


def test_a_property_before_an_own_name_does_not_shift_what_follows():
    found = unpack(WHOLE)
    assert (found.text, found.is_whole) == ("Hello", True)
    assert [(one.name, one.content, one.content_id) for one in found.files] == [("a.txt", b"words", "one@x")]


def test_text_in_unicode_and_fixed_values_are_read():
    rows = properties((0x0E07, 0x3, b"\x01\x00\x00\x00"), (0x1000, 0x1F, "Grüße\x00".encode("utf-16-le")))
    assert unpack(tnef(attribute(0x9003, rows))).text == "Grüße"
