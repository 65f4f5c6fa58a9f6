"""What metrics gives a new company: an example of a rule about ratings, switched off."""

from helpdesk.events.actors import Actor
from tickets.automation import rules

NOTE = (
    "A low rating: read what the customer wrote, and get in touch within a day. Ask what would have helped, "
    "not for another rating."
)
LOW_RATING = {
    "name": "Low rating",
    "events": ["rated"],
    "conditions": {"all": [{"field": "rating", "op": "less", "value": ["3"]}], "any": []},
    "actions": [
        {"do": "tag", "text": "low-rating"},
        {"do": "note", "text": NOTE},
        {"do": "notify", "who": ["lead", "assignee"]},
    ],
    "once_per_ticket": True,
}


def install() -> None:
    """Give the open tenant the example. For a tenant that has none yet."""
    rules.make(LOW_RATING, by=Actor.system("starter set"))
