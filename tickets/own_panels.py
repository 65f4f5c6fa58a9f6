"""The panels that tickets itself puts beside a ticket: the customer, the details, the people who listen in.

What they show of the ticket's surroundings was read along with it (tickets.beside).
"""

from zoneinfo import ZoneInfo

from helpdesk.accounts.permissions import allow
from helpdesk.base import clock
from helpdesk.tenancy.context import current_tenant
from tickets import checklists, fields, handling, linking
from tickets.panels import panel


@panel("customer", "tickets/panels/customer.html", position=10)
def customer(ticket, agent):
    """Who asks, where they are, and what else they asked."""
    contact = ticket.requester
    organization = ticket.organization
    return {
        "contact": contact,
        "href": f"/desk/contacts/{contact.pk}/",
        "line": " · ".join(filter(None, [organization.name, organization.tier])) if organization else "",
        "address": ticket.address or "",
        "local_time": _local_time(contact.time_zone),
        "fields": [*fields.in_words(contact), *(fields.in_words(organization) if organization else ())],
        "others": ticket.others,
    }


@panel("details", "tickets/panels/details.html", position=50)
def details(ticket, agent):
    """Properties, tags and the company's own fields in words."""
    return {"fields": fields.in_words(ticket), "tags": ticket.tag_names}


@panel("links", "tickets/panels/links.html", position=30)
def links(ticket, agent):
    """The tickets it has to do with; nothing where there are none."""
    found = linking.neighbours(ticket, agent)
    return {"links": found, "href": f"/desk/tickets/{ticket.number}/links/"} if found else None


@panel("checklists", "tickets/panels/checklists.html", position=20)
def checklists_of_ticket(ticket, agent):
    """What is to be looked at, and how far it is; nothing where the company keeps no checklists."""
    rows, offered = checklists.as_read(ticket), checklists.usable()
    if not rows and not offered:
        return None
    return {
        "rows": rows,
        "href": f"/desk/tickets/{ticket.number}/checklists/",
        "may_tick": allow(agent, "ticket.edit") and ticket.merged_into_id is None and not ticket.is_closed,
    }


@panel("time", "tickets/panels/time.html", position=70)
def time_on_ticket(ticket, agent):
    """Who spent how long."""
    parts = [*ticket.time_measured, *ticket.time_corrected]
    shares = handling.added_up((part["agent"], part["name"], part["seconds"]) for part in parts)
    return {
        "shares": shares,
        "idle_seconds": handling.idle_seconds(),
        "total": sum(share.minutes for share in shares),
        "href": f"/desk/tickets/{ticket.number}/time/",
    }


@panel("people", "tickets/panels/people.html", position=60)
def people(ticket, agent):
    """Who gets the answers in copy, and which colleagues follow."""
    is_alone = not ticket.copies and not ticket.followed_by
    return None if is_alone else {"copies": ticket.copies, "followers": ticket.followed_by}


def _local_time(zone: str) -> str:
    """The time of day where the customer is; empty where nobody knows, or it is the company's own zone."""
    if not zone or zone == current_tenant().time_zone:
        return ""
    return clock.now().astimezone(ZoneInfo(zone)).strftime("%H:%M")
