"""Idempotency-Key: however often and however simultaneously a POST is repeated, it is done once.

The key's row is written first, inside the request's transaction. A second request with the key waits on that row
until the first has committed, then gets its answer; if the first failed, its row is gone and the second does the work.
Only successes are kept: a refused request changed nothing and may be repeated, corrected, under the same key.
"""

import hashlib
import json
from datetime import timedelta

from django.db import OperationalError, connection
from django.http import HttpResponse
from django.utils.translation import gettext as _
from psycopg2.errorcodes import QUERY_CANCELED
from rest_framework.renderers import JSONRenderer

from helpdesk.base import clock
from helpdesk.rest.models import IdempotencyKey
from helpdesk.rest.refusals import Conflict, KeyReused, invalid

KEPT = timedelta(hours=24)
KEPT_HEADERS = ("Location", "ETag")

# A row older than a day counts as none: it is taken over as if it were new.
CLAIM = """
insert into rest_idempotencykey as kept (tenant_id, token_id, key, fingerprint, headers, body, created_at)
values (%(tenant)s, %(token)s, %(key)s, %(fingerprint)s, '{}', '', %(now)s)
on conflict (tenant_id, token_id, key) do update
set fingerprint = excluded.fingerprint, status = null, headers = '{}', body = '', created_at = excluded.created_at
where kept.created_at <= %(expired)s
returning id
"""


def done_once(request, work):
    """The response of `work()`, or of the earlier request that carried the same key."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return work()
    if not (1 <= len(key) <= 255 and key.isascii() and key.isprintable()):
        raise invalid("Idempotency-Key", _("1 to 255 printable ASCII characters, best a random UUID."))
    fingerprint = _fingerprint(request)
    row_id = _claim(request.auth, key, fingerprint)
    if row_id is None:
        return _repeat(IdempotencyKey.objects.get(token=request.auth, key=key), fingerprint)
    response = work()
    body = JSONRenderer().render(response.data).decode()
    headers = {name: response[name] for name in KEPT_HEADERS if response.has_header(name)}
    IdempotencyKey.objects.filter(pk=row_id).update(status=response.status_code, headers=headers, body=body)
    return response


def _claim(token, key: str, fingerprint: str) -> int | None:
    """The id of the key's new row, or None where an earlier request already has it. Waits for one still at work."""
    now = clock.now()
    values = {
        "tenant": token.tenant_id,
        "token": token.pk,
        "key": key,
        "fingerprint": fingerprint,
        "now": now,
        "expired": now - KEPT,
    }
    try:
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, values)
            row = cursor.fetchone()
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) != QUERY_CANCELED:
            raise
        raise Conflict(_("A request with this Idempotency-Key is still being worked on.")) from error
    return row[0] if row else None


def _repeat(kept: IdempotencyKey, fingerprint: str) -> HttpResponse:
    if kept.fingerprint != fingerprint:
        raise KeyReused(_("This Idempotency-Key was used for another request. Take a new key for a new request."))
    headers = {**kept.headers, "Idempotent-Replayed": "true"}
    return HttpResponse(kept.body, status=kept.status, headers=headers, content_type="application/json")


def _fingerprint(request) -> str:
    """What makes two requests the same: method, address and content; not the order of keys or a form's boundary."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path().rstrip('/')}\n".encode())
    if hasattr(request.data, "lists"):
        for name, values in sorted(request.data.lists()):
            for value in values:
                digest.update(f"{name}={_content_of(value)}\n".encode())
    else:
        digest.update(json.dumps(request.data, sort_keys=True).encode())
    return digest.hexdigest()


def _content_of(value) -> str:
    if not hasattr(value, "chunks"):
        return str(value)
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return f"{value.name} {digest.hexdigest()}"
