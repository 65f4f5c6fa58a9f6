"""What an agent was about to say, kept until it is said: one draft for each agent, ticket and kind."""

from collections.abc import Iterable

from django.db import transaction

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.base.html import html_to_text, sanitise, text_to_html
from tickets import recipients
from tickets.models import Draft, Ticket


@transaction.atomic
def save(
    ticket: Ticket,
    agent: Agent,
    kind: str,
    *,
    text: str = "",
    html: str = "",
    cc: list[str] | None = None,
    bcc: Iterable[str] = (),
    parts: dict | None = None,
) -> Draft | None:
    """Keep the draft; an empty one is thrown away. Saving the same again writes nothing.

    Without `cc` an answer goes to who is in copy now. `parts` is what was chosen besides the words
    (tickets.answer_parts). One that is scheduled to be sent stays as it
    is: another tab knows nothing of that.
    """
    scheduled = Draft.objects.filter(ticket=ticket, agent=agent, kind=kind, send_at__isnull=False).first()
    if scheduled is not None:
        return scheduled
    body = sanitise(html) if html.strip() else text_to_html(text)
    copied = copies_now(ticket) if kind == Draft.Kind.REPLY else []
    if not html_to_text(body).strip() and not bcc and (cc is None or sorted(cc) == copied):
        discard(ticket, agent, kind)
        return None
    wanted = {"html": body, "cc": copied if cc is None else list(cc), "bcc": list(bcc), "parts": parts or {}}
    draft, is_new = Draft.objects.select_for_update().get_or_create(
        ticket=ticket, agent=agent, kind=kind, defaults={**wanted, "updated_at": clock.now()}
    )
    if not is_new and any(getattr(draft, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(draft, name, value)
        draft.updated_at = clock.now()
        draft.version += 1
        draft.save(update_fields=[*wanted, "updated_at", "version"])
    return draft


def copies_now(ticket: Ticket) -> list[str]:
    """The addresses of who is in copy of the ticket."""
    return [person["address"] for person in recipients.people_of(ticket)[1]]


def discard(ticket: Ticket, agent: Agent, kind: str) -> None:
    """Throw the draft away; one that is not there is no matter."""
    Draft.objects.filter(ticket=ticket, agent=agent, kind=kind).delete()


def drafts_of(ticket: Ticket, agent: Agent) -> dict[str, Draft]:
    """The agent's drafts on the ticket by kind."""
    return {draft.kind: draft for draft in Draft.objects.filter(ticket=ticket, agent=agent)}
