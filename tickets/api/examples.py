"""What the schema shows as examples: one ticket's story, so that the pages of the documentation fit together."""

from drf_spectacular.utils import OpenApiExample

REQUESTER = OpenApiExample(
    "Somebody by mail address", request_only=True, value={"email": "hans@northwind.test", "name": "Hans Berger"}
)
IN_COPY = OpenApiExample(
    "A contact in copy",
    response_only=True,
    value={"id": 8, "name": "Hans Berger", "email": "hans@northwind.test", "since": "2026-06-01T09:15:00Z"},
)
TICKET = OpenApiExample(
    "A ticket",
    response_only=True,
    value={
        "number": 42,
        "reference": "ACME-42",
        "subject": "The export stops",
        "channel": "api",
        "kind": "problem",
        "status": {"id": 2, "name": "Open", "category": "open"},
        "priority": "high",
        "category": {"id": 3, "path": "Product › Exports"},
        "team": {"id": 1, "name": "Support"},
        "assignee": {"id": 4, "name": "Bo"},
        "requester": {"id": 7, "name": "Grace Hopper", "email": "grace@northwind.test"},
        "organization": {"id": 2, "name": "northwind.test"},
        "tags": ["export", "vip"],
        "custom_fields": {"order_number": "A-1007"},
        "language": "en",
        "is_open": True,
        "is_spam": False,
        "is_private": False,
        "merged_into": None,
        "follows_up": None,
        "reopened_count": 0,
        "due_at": "2026-06-01T12:00:00Z",
        "is_breached": False,
        "created_at": "2026-06-01T08:00:00Z",
        "updated_at": "2026-06-01T08:05:00Z",
        "last_message_at": "2026-06-01T08:00:00Z",
        "last_customer_message_at": "2026-06-01T08:00:00Z",
        "first_reply_at": None,
        "resolved_at": None,
        "closed_at": None,
        "version": 5,
    },
)
NEW_TICKET = OpenApiExample(
    "Grace asks through our own form",
    request_only=True,
    value={
        "subject": "The export stops",
        "requester": {"email": "grace@northwind.test", "name": "Grace Hopper"},
        "message": {"text": "It stops after 30 seconds."},
        "priority": "high",
        "tags": ["export"],
    },
)
CHANGES = OpenApiExample(
    "Bo takes it, and waits for Grace",
    request_only=True,
    value={"assignee": 4, "status": "pending", "add_tags": ["vip"]},
)
MESSAGE = OpenApiExample(
    "A reply",
    response_only=True,
    value={
        "id": 101,
        "kind": "reply",
        "channel": "api",
        "author": {"kind": "agent", "id": 4, "name": "Bo"},
        "subject": "",
        "text": "We found it: the job ran out of time.",
        "html": "",
        "quoted_text": "",
        "quoted_html": "",
        "machine": "",
        "is_verified": True,
        "to": [],
        "cc": [],
        "attachments": [],
        "created_at": "2026-06-01T08:20:00Z",
    },
)
NEW_MESSAGE = OpenApiExample(
    "Answer, and wait for the customer",
    request_only=True,
    value={"kind": "reply", "text": "We found it: the job ran out of time.", "status": "pending"},
)
EVENT = OpenApiExample(
    "An event",
    response_only=True,
    value={
        "seq": 3,
        "kind": "ticket.assigned",
        "says": "Bo assigned the ticket to Bo (by hand)",
        "actor": {"kind": "agent", "id": 4, "name": "Bo"},
        "data": {"old": None, "new": "Bo", "agent": 4, "reason": "by hand"},
        "is_public": False,
        "cause": "5f0c3b0e-5d55-4d3c-8f9e-0f4f3f0c9f4e",
        "occurred_at": "2026-06-01T08:05:00Z",
    },
)
CONTACT = OpenApiExample(
    "A contact",
    response_only=True,
    value={
        "id": 7,
        "name": "Grace Hopper",
        "addresses": [
            {"address": "grace@northwind.test", "is_primary": True, "verified_at": None, "suspended_because": ""}
        ],
        "organization": {"id": 2, "name": "northwind.test"},
        "language": "en",
        "time_zone": "Europe/Berlin",
        "phone": "",
        "segment": "",
        "notes": "",
        "custom_fields": {"customer_number": "K-1007"},
        "is_blocked": False,
        "wants_surveys": True,
        "merged_into": None,
        "created_at": "2026-05-01T08:00:00Z",
        "updated_at": "2026-05-01T08:00:00Z",
        "version": 1,
    },
)
NEW_CONTACT = OpenApiExample(
    "A new contact",
    request_only=True,
    value={"name": "Grace Hopper", "addresses": ["grace@northwind.test"], "language": "en"},
)
ORGANIZATION = OpenApiExample(
    "An organisation",
    response_only=True,
    value={
        "id": 2,
        "name": "Northwind",
        "domains": ["northwind.test"],
        "tier": "gold",
        "segment": "",
        "notes": "",
        "custom_fields": {"contract": "Premium", "seats": 250},
        "merged_into": None,
        "created_at": "2026-05-01T08:00:00Z",
    },
)
