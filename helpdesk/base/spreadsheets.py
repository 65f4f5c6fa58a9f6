"""Tables for spreadsheet programs, in which no cell becomes a formula (spec/security.md row 20)."""

import csv
import io
from collections.abc import Iterable

# Also as full-width letters, which some programs read alike.
_STARTS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def safe_cell(value) -> str:
    """The value as text; one that a program would calculate gets an apostrophe in front and stays text.

    Numbers of our own stay numbers: only text that came from somebody can be a formula.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    text = "" if value is None else str(value)
    bare = text.lstrip(" '\"\u00a0\ufeff")
    return f"'{text}" if bare.startswith(_STARTS_A_FORMULA) or text.startswith(("\t", "\r", "\n")) else text


def csv_text(header: Iterable, rows: Iterable[Iterable]) -> str:
    """A CSV file with a byte order mark, so that every program reads it as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe_cell(cell) for cell in header])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()
