"""Domains in other letters than English ones, as servers know them."""

import unicodedata

# Letters of their own since IDNA 2008. Python's codec writes ss and σ as in 2003: another domain.
_KEPT = frozenset("ßς")


def to_ascii(domain: str) -> str:
    """The domain as it stands on the wire (bücher.de is xn--bcher-kva.de). Raises UnicodeError for what is none."""
    if not _KEPT & set(domain.lower()):
        return domain.encode("idna").decode()
    return ".".join(_label(label) for label in unicodedata.normalize("NFC", domain.lower()).split("."))


def _label(label: str) -> str:
    if not _KEPT & set(label):
        return label.encode("idna").decode()
    return f"xn--{label.encode('punycode').decode()}"
