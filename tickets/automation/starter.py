"""Examples of rules for a new company, switched off: to be read, tried on past tickets, changed and switched on."""

from helpdesk.events.actors import Actor
from tickets.automation import rules

BY = Actor.system("starter set")
HOUR = 3600


def _any(*predicates: tuple) -> dict:
    return {"all": [], "any": [{"field": field, "op": op, "value": list(value)} for field, op, value in predicates]}


SECURITY_WORDS = ("security incident", "data breach", "hacked", "phishing", "vulnerability", "stolen password")
SECURITY_NOTE = (
    "Possibly a security incident: say nothing in public before it is understood, and hand it over to those who may "
    "see such tickets. Your restricted team can be one more action of this rule."
)
SECURITY = {
    "name": "Security incident",
    "events": ["opened", "customer_wrote"],
    "conditions": _any(("subject", "contains", SECURITY_WORDS), ("message", "contains", SECURITY_WORDS)),
    "actions": [
        {"do": "set_priority", "to": "urgent"},
        {"do": "tag", "text": "security"},
        {"do": "note", "text": SECURITY_NOTE},
        {"do": "notify", "who": ["lead", "team"]},
    ],
    "once_per_ticket": True,
}
VIP = {
    "name": "VIP customers first",
    "events": ["opened"],
    "conditions": _any(("tier", "in", ("VIP", "Platinum", "Gold")), ("segment", "in", ("VIP",))),
    "actions": [
        {"do": "raise_priority", "to": "high"},
        {"do": "tag", "text": "vip"},
        {"do": "notify", "who": ["lead"]},
    ],
    "once_per_ticket": True,
}
BILLING_WORDS = ("invoice", "billing", "refund", "payment", "charged twice")
BILLING_NOTE = (
    "Billing: compare the invoice number, the amount and the date before anything is promised. "
    "A credit above your own limit needs an approval."
)
REMINDER = (
    "Hello {{contact.first_name}},\n\nwe asked you something about “{{ticket.subject}}” and have not heard from you "
    "yet. Answer this mail whenever it suits you and we go on.\n\n{{company.name}}"
)
STILL_WAITING = {
    "name": "Still waiting for the customer",
    "since": "status",
    "wait_seconds": 72 * HOUR,
    "basis": "business",
    "conditions": {"all": [{"field": "status", "op": "in", "value": ["pending"]}], "any": []},
    "actions": [
        {"do": "answer", "text": REMINDER},
    ],
}


BILLING = {
    "name": "Billing",
    "events": ["opened", "type"],
    "conditions": _any(("subject", "contains", BILLING_WORDS), ("type", "in", ("billing",))),
    "actions": [
        {"do": "type", "text": "billing"},
        {"do": "tag", "text": "billing"},
        {"do": "note", "text": BILLING_NOTE},
    ],
    "once_per_ticket": True,
}


def install() -> None:
    """Give the open tenant its examples. For a tenant that has no rules yet."""
    for example in (SECURITY, VIP, BILLING, STILL_WAITING):
        rules.make(example, by=BY)
