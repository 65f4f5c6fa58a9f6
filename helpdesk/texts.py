"""The texts of the interface: `python -m helpdesk.texts collect` gathers them, `compile` makes them ready to be shown.

Gathered from Python and templates into `locale/<language>/LC_MESSAGES/django.po`, which translators edit. What Django
reads is compiled from that whenever the stack starts. Babel does both without the gettext tools, which a fresh
machine does not have.
"""

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
BEGUN = datetime(2026, 11, 22, tzinfo=UTC)
APPS = ("helpdesk", "tickets", "sla", "knowledge", "metrics")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def collect() -> Catalog:
    """Every text of the product that can be translated, with where it stands."""
    found = Catalog(project="helpdesk", charset="utf-8")
    for path in _sources():
        for line, name, text, _comments in extract_python(_as_python(path), KEYWORDS, [], {}):
            _add(found, path, line, name, text)
    return found


def catalog(language: str) -> Catalog:
    """The translations of one language as they are kept."""
    with _po(language).open("rb") as stored:
        return read_po(stored, locale=language, domain="django")


def update(language: str) -> Catalog:
    """Bring the kept translations of a language to the texts of today: new ones empty, gone ones dropped."""
    kept = catalog(language) if _po(language).exists() else Catalog(locale=language, domain="django")
    kept.update(collect(), no_fuzzy_matching=True)
    kept.obsolete.clear()
    save(language, kept)
    return kept


def save(language: str, kept: Catalog) -> None:
    """Write the translations of a language, sorted by text so that two people's changes rarely meet."""
    _po(language).parent.mkdir(parents=True, exist_ok=True)
    # Git knows when; a date in each file would let any two changes collide.
    kept.creation_date = kept.revision_date = BEGUN
    with _po(language).open("wb") as stored:
        write_po(stored, kept, width=120, sort_output=True, no_location=True, omit_header=False)


def compile_stale() -> list[str]:
    """Compile the languages whose translations changed since; returns them."""
    stale = [language for language in languages() if _is_stale(language)]
    for language in stale:
        with _mo(language).open("wb") as made:
            write_mo(made, catalog(language))
    return stale


def languages() -> list[str]:
    """Languages there are translations for; English is what the texts are written in."""
    return sorted(path.parent.parent.name for path in LOCALE.glob("*/LC_MESSAGES/django.po"))


def _is_stale(language: str) -> bool:
    made = _mo(language)
    return not made.exists() or made.stat().st_mtime < _po(language).stat().st_mtime


def _po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def _mo(language: str) -> Path:
    return _po(language).with_suffix(".mo")


def _sources() -> Iterator[Path]:
    for folder in APPS:
        yield from sorted(path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)
    for kind in ("*.html", "*.txt"):
        yield from sorted((ROOT / "templates").rglob(kind))


def _as_python(path: Path) -> io.BytesIO:
    if path.suffix == ".py":
        return io.BytesIO(path.read_bytes())
    # Of a template only the texts are left, as calls; the indentation of the markup means nothing to Python.
    return io.BytesIO(re.sub(r"(?m)^[ \t]+", "", templatize(path.read_text(), origin=str(path))).encode())


def _add(found: Catalog, path: Path, line: int, name: str, text) -> None:
    spec = KEYWORDS[name] or (1,)
    given = text if isinstance(text, tuple) else (text,)
    context = given[0] if isinstance(spec[0], tuple) else None
    words = given[1:] if context else given[: len(spec)]
    if words and all(words):
        found.add(
            words if len(words) > 1 else words[0], context=context, locations=[(str(path.relative_to(ROOT)), line)]
        )


def main() -> None:
    """`collect` or `compile`."""
    if sys.argv[1:] == ["collect"]:
        for language in languages():
            untranslated = sum(not (message.string if isinstance(message.string, str) else all(message.string or [""]))
                               for message in update(language) if message.id)  # fmt: skip
            sys.stdout.write(f"{language}: {untranslated} texts wait for their translation\n")
    elif sys.argv[1:] == ["compile"]:
        compile_stale()
    else:
        sys.exit("python -m helpdesk.texts collect | compile")


if __name__ == "__main__":
    main()
