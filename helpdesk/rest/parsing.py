"""Request bodies: capped in size before they are read, strict JSON, nothing the database could not store."""

import json
import re
from collections.abc import Iterable

from django.core.exceptions import SuspiciousOperation
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, MultiPartParser

from helpdesk.rest.refusals import TooLarge, invalid

JSON_LIMIT_BYTES = 2 * 1024 * 1024
FORM_LIMIT_BYTES = 25 * 1024 * 1024
# A NUL, or half a surrogate pair: valid JSON, but no text in Postgres.
_SUSPECT = re.compile(rb"\\u(0000|[dD][89a-fA-F])|\x00")


class StrictJSON(BaseParser):
    """`application/json` in UTF-8, at most JSON_LIMIT_BYTES; NaN and Infinity are refused as the standard does."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        raw = _read(stream, JSON_LIMIT_BYTES)
        try:
            text = raw.decode("utf-8")
            data = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_each_once)
        except UnicodeDecodeError as error:
            raise ParseError(_("The body is not UTF-8 text.")) from error
        except RecursionError as error:
            raise ParseError(_("The JSON is nested too deeply.")) from error
        except ValueError as error:
            raise ParseError(_("The body is not JSON: %(reason)s") % {"reason": error}) from error
        if _SUSPECT.search(raw):
            _require_storable(data)
        return data


class Form(MultiPartParser):
    """`multipart/form-data`, for what carries files."""

    def parse(self, stream, media_type=None, parser_context=None):
        refuse_announced(stream, FORM_LIMIT_BYTES)
        try:
            form = super().parse(stream, media_type, parser_context)
        except SuspiciousOperation as error:  # too many or too large fields
            raise TooLarge(_("The form has too many or too large fields.")) from error
        _each_once((name, value) for name, values in form.data.lists() for value in values)
        return form


def refuse_announced(request, limit_bytes: int) -> None:
    """Raise TooLarge by the announced length, before a byte is read."""
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        announced = 0
    if announced > limit_bytes:
        raise TooLarge(_("The body may have at most %(limit)s bytes.") % {"limit": limit_bytes})


def _read(stream, limit_bytes: int) -> bytes:
    if hasattr(stream, "META"):
        refuse_announced(stream, limit_bytes)
    raw = stream.read(limit_bytes + 1)
    if len(raw) > limit_bytes:
        raise TooLarge(_("The body may have at most %(limit)s bytes.") % {"limit": limit_bytes})
    return raw


def _each_once(pairs: Iterable[tuple[str, object]]) -> dict:
    """A field given twice would be half read: a note could become a reply."""
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise invalid(name, _("Give this field once."))
        found[name] = value
    return found


def _refuse_constant(name: str):
    raise ValueError(f"{name} is no JSON number")


def _require_storable(data) -> None:
    """Walk the parsed body without recursion and refuse text that no database would take."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and not is_storable(value):
            raise ParseError(_("Text may not contain NUL or half a surrogate pair."))


def is_storable(text: str) -> bool:
    """Whether Postgres takes the text: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
