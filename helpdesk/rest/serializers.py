"""Bases of what comes in and goes out: every field is named, an unknown one is refused, ids are looked up by sight."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from helpdesk.rest.authentication import Caller

LARGEST_ID = 2**63 - 1
_UNSEEN = {"Zs", "Cf", "Cc"}  # spaces, zero-width and direction marks, control characters


class Instant(serializers.DateTimeField):
    """A moment, always written in UTC whatever zone the caller's agent works in."""

    def __init__(self, **kwargs):
        super().__init__(default_timezone=UTC, **kwargs)


class Line(serializers.CharField):
    """Text on one line, with something in it that can be seen: a name, a subject."""

    def to_internal_value(self, data):
        text = " ".join(super().to_internal_value(data).split())
        if all(unicodedata.category(letter) in _UNSEEN for letter in text):
            self.fail("blank")
        return text


class Output(serializers.Serializer):
    """What an endpoint answers. Read only; it never sees a request's body."""


class Input(serializers.Serializer):
    """What an endpoint takes: a body with a field that is not named here is refused, whatever else is in it."""

    def to_internal_value(self, data):
        unknown = {}
        if isinstance(data, Mapping):
            unknown = {str(name): [_("There is no such field.")] for name in data if name not in self.fields}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**error.detail, **unknown}) from error
        if unknown:
            raise serializers.ValidationError(unknown)
        return values


@extend_schema_field(OpenApiTypes.INT64)
class Known(serializers.Field):
    """A row named by its id, found among those `seen_by(agent)`; any other id reads as one that does not exist."""

    default_error_messages = {
        "no_id": _("Send an id: a whole number."),
        "unknown": _("There is nothing with the id {id} that you could see."),
    }

    def __init__(self, seen_by: Callable[..., QuerySet], **kwargs):
        self.seen_by = seen_by
        super().__init__(**kwargs)

    def to_internal_value(self, data):
        number = _whole_number(data)
        if number is None:
            self.fail("no_id")
        row = self.seen_by(caller_of(self).agent).filter(pk=number).first()
        if row is None:
            self.fail("unknown", id=number)
        return row


def caller_of(field: serializers.Field) -> Caller:
    return field.context["request"].user


def _whole_number(data) -> int | None:
    if isinstance(data, str) and data.isascii() and data.isdigit() and len(data) < 20:
        data = int(data)
    if isinstance(data, bool) or not isinstance(data, int) or not 0 < data <= LARGEST_ID:
        return None
    return data
