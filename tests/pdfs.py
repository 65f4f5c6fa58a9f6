"""Small real PDFs, and hostile ones."""

import zlib

LETTER = (595, 842)


def a_pdf(
    pages: int = 1, size: tuple[float, float] = LETTER, content: bytes = b"", about: bytes = b"", encrypted: bytes = b""
) -> bytes:
    """Red pages, each with a square of the next grey; `content` is drawn instead where it is given (`about` says how it
    is packed)."""
    drawn = [content or b"1 0 0 rg 0 0 600 850 re f %.2f g 0 0 300 300 re f" % (n / 20) for n in range(pages)]
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(pages))
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>".encode(),
    ]
    for n, each in enumerate(drawn):
        box = f"/MediaBox [0 0 {size[0]} {size[1]}]"
        parts.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {4 + 2 * n} 0 R >>".encode())
        parts.append(b"<< /Length %d %s>>\nstream\n" % (len(each), about) + each + b"\nendstream")
    return _written(parts, encrypted)


def an_encrypted_pdf() -> bytes:
    """Nobody has its password: what is compared with it are zeros."""
    lock = f"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <{'00' * 32}> /U <{'00' * 32}> >>"
    return a_pdf(encrypted=f"/Encrypt {lock} /ID [<00> <00>]".encode())


def a_pdf_bomb(megabytes: int = 3_000) -> bytes:
    """A page whose few bytes of drawing unpack, twice, to gigabytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    million = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    twice = zlib.compress(b"\x78\x9c" + million * megabytes + b"\x03\x00", 9)
    return a_pdf(content=twice, about=b"/Filter [/FlateDecode /FlateDecode] ")


def _written(parts: list[bytes], encrypted: bytes) -> bytes:
    written, places = bytearray(b"%PDF-1.7\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(written))
        written += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    end = b"trailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, encrypted, len(written))
    return bytes(written + head + table + end)
