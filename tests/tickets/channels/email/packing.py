"""Packs a `winmail.dat` as Outlook does, as far as the tests need one."""

import struct

GUID = bytes.fromhex("0703020000000000c000000000000046")


def tnef(*attributes: bytes) -> bytes:
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(attributes)


def attribute(name: int, data: bytes, level: int = 1, kind: int = 6) -> bytes:
    return struct.pack("<BHHI", level, name, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def properties(*rows: tuple[int, int, bytes]) -> bytes:
    out = struct.pack("<I", len(rows))
    for name, kind, value in rows:
        out += struct.pack("<HH", kind, name)
        if kind in (0x1E, 0x1F, 0x102, 0xD):
            out += struct.pack("<II", 1, len(value)) + value.ljust((len(value) + 3) & ~3, b"\x00")
        else:
            out += value.ljust(4, b"\x00")
    return out


def a_file(short: str, content: bytes, *rows: tuple[int, int, bytes]) -> bytes:
    """An attached file; `rows` are further properties of it."""
    return (
        attribute(0x9002, b"\x01\x00" + b"\x00" * 12, 2)
        + attribute(0x8010, short.encode() + b"\x00", 2)
        + attribute(0x800F, content, 2)
        + (attribute(0x9005, properties(*rows), 2) if rows else b"")
    )


def words(*rows: tuple[int, int, bytes]) -> bytes:
    return attribute(0x9003, properties(*rows))


def stored_rtf(rtf: bytes) -> bytes:
    return struct.pack("<IIII", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf
