"""ETag, If-None-Match and If-Match: reading again costs nothing, and nobody overwrites what they have not seen.

A tag is "version-digest". The digest of the whole answer decides whether a copy is still fresh; only the version,
which counts the thing's own events, decides whether an edit is stale: a renamed team must not refuse an edit.
What keeps no version is judged by its digest.
"""

import hashlib

from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from helpdesk.events.models import Event
from helpdesk.rest.refusals import Stale

MOST_CHANGES_TOLD = 50


def etag(thing, shown: dict) -> str:
    """The tag of `thing` as it is `shown` now."""
    digest = hashlib.sha256(JSONRenderer().render(shown)).hexdigest()[:16]
    return f'"{getattr(thing, "version", "")}-{digest}"'


def answer(request, thing, shown: dict, **response) -> Response:
    """The thing with its ETag, or an empty 304 where the caller holds the same."""
    tag = etag(thing, shown)
    if request.method in ("GET", "HEAD") and _holds(request.headers.get("If-None-Match", ""), tag):
        return Response(status=304, headers={"ETag": tag})
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", **response.pop("headers", {})}
    return Response(shown, headers=headers, **response)


def require_match(request, thing, show) -> None:
    """Refuse a change of `thing` (locked by the caller) where If-Match names another state. Without one anything goes.

    `show()` gives the present state, for the tag and for the 412's "current".
    """
    wanted = request.headers.get("If-Match")
    if wanted is None or wanted.strip() == "*":
        return
    shown = show()
    present = etag(thing, shown)
    versions = [_judged(tag) for tag in _tags(wanted)]
    if _judged(present) not in versions:
        known = [int(version) for version in versions if version.isdigit()]
        raise Stale(
            _("It was changed since you read it. Nothing was done: look at “current” and “changes” and try again."),
            current=shown,
            etag=present,
            changes=_changes_since(thing, max(known)) if known else [],
        )


def _judged(tag: str) -> str:
    """The part of a tag that an edit is judged by."""
    version, _dash, digest = tag.strip('"').partition("-")
    return version or digest


def _tags(header: str) -> list[str]:
    return [tag.strip().removeprefix("W/") for tag in header.split(",") if tag.strip()]


def _holds(header: str, tag: str) -> bool:
    return header.strip() == "*" or tag in _tags(header)


def _changes_since(thing, version: int) -> list[dict]:
    """What happened after `version`, as the history tells it."""
    if version >= 2**31:
        return []
    events = Event.objects.about(thing).filter(seq__gt=version).in_order()[:MOST_CHANGES_TOLD]
    return [
        {"seq": each.seq, "kind": each.kind, "says": each.sentence, "by": each.actor_name, "at": each.occurred_at}
        for each in events
    ]
