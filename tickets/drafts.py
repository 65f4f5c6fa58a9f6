"""What an agent was about to say, kept until it is said: one draft for each agent, ticket, kind and place."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from helpdesk.accounts.models import Agent
from helpdesk.base import clock
from helpdesk.base.html import html_to_text, sanitise, text_to_html
from tickets import attachments, pictures_in_words, recipients
from tickets.models import Attachment, Draft, Ticket

_DIVIDER = "<hr>"  # between what was begun in two places that became one


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
    """Keep the draft; an empty one without files is thrown away. Saving the same again writes nothing.

    Without `cc` an answer goes to who is in copy now. `parts` is what was chosen besides the words
    (tickets.answer_parts). One that is scheduled to be sent stays as it is: another tab knows nothing of that.
    """
    scheduled = Draft.objects.filter(ticket=ticket, agent=agent, kind=kind, send_at__isnull=False).first()
    if scheduled is not None:
        return scheduled
    body = pictures_in_words.tidied(sanitise(html)) if html.strip() else text_to_html(text)
    copied = copies_now(ticket) if kind == Draft.Kind.REPLY else []
    if _says_nothing(body) and not bcc and (cc is None or sorted(cc) == copied) and not _has_files(ticket, agent, kind):
        discard(ticket, agent, kind)
        return None
    wanted = {"html": body, "cc": copied if cc is None else list(cc), "bcc": list(bcc), "parts": parts or {}}
    return _keep({"ticket": ticket, "agent": agent, "kind": kind}, wanted)


@transaction.atomic
def save_form(
    ticket: Ticket | None, agent: Agent, kind: str, place: str, *, text: str, html: str, fields: dict, is_begun: bool
) -> Draft | None:
    """Keep what stands in a form that writes: its words and its other `fields`, as they were typed.

    One that is not begun and has neither words nor files is thrown away. Saving the same again writes nothing.
    """
    here = {"ticket": ticket, "agent": agent, "kind": kind, "place": place}
    body = pictures_in_words.tidied(sanitise(html)) if html.strip() else text_to_html(text)
    kept = Draft.objects.select_for_update().filter(**here).first()
    if _says_nothing(body) and not is_begun and not (kept and kept.attachments.filter(is_inline=False).exists()):
        discard(**here)
        return None
    return _keep(here, {"html": body, "parts": fields})


def form_draft(ticket: Ticket | None, agent: Agent, kind: str, place: str) -> Draft | None:
    """What the agent began in that form."""
    here = {"ticket": ticket, "agent": agent, "kind": kind, "place": place}
    return Draft.objects.filter(**here).prefetch_related("attachments").first()


def _keep(here: dict, wanted: dict) -> Draft:
    draft, is_new = Draft.objects.select_for_update().get_or_create(
        **here, defaults={**wanted, "updated_at": clock.now()}
    )
    if not is_new and any(getattr(draft, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(draft, name, value)
        draft.updated_at = clock.now()
        draft.version += 1
        draft.save(update_fields=[*wanted, "updated_at", "version"])
    return draft


@transaction.atomic
def attach(
    ticket: Ticket | None, agent: Agent, kind: str, upload, *, place: str = "", is_among_words: bool = False
) -> Attachment:
    """Keep an uploaded file with the draft, which begins with it where there is none. Raises attachments.FileRefused.

    Without a ticket it is for a new one.

    `is_among_words` is for a picture that the words show where they name it: it leaves with them, or not at all.
    """
    start = {"updated_at": clock.now(), "cc": copies_now(ticket) if kind == Draft.Kind.REPLY else []}
    draft, _is_new = Draft.objects.select_for_update().get_or_create(
        ticket=ticket, agent=agent, kind=kind, place=place, defaults=start
    )
    if draft.send_at is not None:
        raise attachments.FileRefused(_("Your answer waits to be sent. Take it back first, then add files."))
    if draft.attachments.count() >= attachments.MOST_FILES:
        raise attachments.FileRefused(_("At most %(count)s files at once.") % {"count": attachments.MOST_FILES})
    (file,) = attachments.keep_uploads([upload])
    if is_among_words and not (file.is_picture and file.size_bytes <= attachments.LARGEST_AMONG_WORDS_BYTES):
        raise attachments.FileRefused(_("Only pictures of up to 5 MB stand in the text. Attach the file instead."))
    file.draft, file.is_inline = draft, is_among_words
    file.save(update_fields=["draft", "is_inline"])
    return file


def detach(ticket: Ticket | None, agent: Agent, attachment_id: int) -> None:
    """Take a file out of the agent's draft, as long as it is one; what is being sent keeps its files."""
    mine = Attachment.objects.filter(draft__ticket=ticket, draft__agent=agent, draft__send_at=None, message=None)
    mine.filter(pk=attachment_id).delete()


def files_to_send(
    ticket: Ticket | None, agent: Agent, kind: str, chosen: Iterable[int], html: str, *, place: str = ""
) -> list[Attachment]:
    """Those of the draft's files that were chosen to go along, and the pictures that the words show."""
    of_draft = {"draft__agent": agent, "draft__ticket": ticket, "draft__kind": kind, "draft__place": place}
    kept = Attachment.objects.filter(**of_draft, message=None)
    wanted, shown = set(chosen), pictures_in_words.named_in(html)
    return [one for one in kept.order_by("id") if one.pk in (shown if one.is_inline else wanted)]


def copies_now(ticket: Ticket) -> list[str]:
    """The addresses of who is in copy of the ticket."""
    return [person["address"] for person in recipients.people_of(ticket)[1]]


def discard(ticket: Ticket | None, agent: Agent, kind: str, place: str = "") -> None:
    """Throw the draft away; one that is not there is no matter."""
    Draft.objects.filter(ticket=ticket, agent=agent, kind=kind, place=place).delete()


def move(draft: Draft, to: Ticket) -> None:
    """Let a draft go with what it is about; one that its author began there already takes its words in."""
    there = Draft.objects.filter(ticket=to, agent=draft.agent_id, kind=draft.kind, place=draft.place)
    draft.attachments.update(draft=there.first() or draft)
    if not there.update(html=Concat("html", Value(_DIVIDER + draft.html)), updated_at=clock.now()):
        Draft.objects.filter(pk=draft.pk).update(ticket=to, cc=copies_now(to), bcc=[])
    else:
        draft.delete()


def drafts_of(ticket: Ticket, agent: Agent) -> dict[str, Draft]:
    """The agent's drafts in the ticket's composer, by kind."""
    return {draft.kind: draft for draft in Draft.objects.in_composer().filter(ticket=ticket, agent=agent)}


def _says_nothing(html: str) -> bool:
    return not html_to_text(html).strip() and not pictures_in_words.named_in(html)


def _has_files(ticket: Ticket, agent: Agent, kind: str) -> bool:
    kept = Attachment.objects.filter(draft__ticket=ticket, draft__agent=agent, draft__kind=kind, is_inline=False)
    return kept.exists()
