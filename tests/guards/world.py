"""One of everything at a company, so that every address of the product can be filled with something that exists."""

import re
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

from django.core.files.base import File
from django.test import Client
from django.urls import URLResolver, get_resolver

from helpdesk.accounts import invitations, tokens
from helpdesk.accounts.middleware import SESSION_TENANT
from helpdesk.accounts.models import Agent, Skill, Team
from helpdesk.base import clock
from helpdesk.base.mail import Draft
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from helpdesk.mailout.writing import new_message_id, write
from helpdesk.notices.models import Notice
from helpdesk.notices.telling import tell
from helpdesk.tenancy.context import current_tenant
from helpdesk.webhooks import endpoints
from knowledge import sections, writing
from knowledge.models import Section
from metrics.models import Survey
from metrics.surveys import links, stopping
from sla.models import BulkWaiver, Calendar, EscalationRule, EscalationTemplate, Leave, MatrixRow, Policy, ShiftPattern
from tests.factories.tickets import make_ticket
from tests.pictures import a_picture
from tickets import attachments, bulk, checklists, contact_sessions, conversation, drafts, side_conversations, tags
from tickets.automation import rules
from tickets.channels.spam import senders
from tickets.conversation import Words
from tickets.models import (
    Approval,
    ApprovalKind,
    Category,
    Checklist,
    Contact,
    ContactMerge,
    Field,
    Macro,
    Mailbox,
    MailGrant,
    Merge,
    Organization,
    OrganizationMerge,
    OwnQueue,
    RawMail,
    RecurringTicket,
    Status,
    Tag,
    TeamLine,
    Ticket,
)
from tickets.portal_frame import COOKIE

BLANK = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^()]*\)")


@dataclass(frozen=True)
class Route:
    """One address of the product as it stands in the URL lists, and its view."""

    pattern: str
    view: object

    @property
    def blanks(self) -> list[str]:
        return [one or other for one, other in BLANK.findall(self.pattern)]

    def path(self, values) -> str:
        """The address with its blanks filled from `values(pattern, blank)`."""
        filled = BLANK.sub(lambda found: str(values(self.pattern, found[1] or found[2])), self.pattern)
        return "/" + filled.replace("^", "").replace("/?$", "/").replace("$", "")


def routes(urlconf="helpdesk.urls") -> list[Route]:
    return [Route(pattern, view) for pattern, view in _walk(get_resolver(urlconf), "")]


def _walk(resolver, prefix):
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, pattern)
        else:
            yield pattern, entry.callback


class World:
    """Build it inside the company's scope; `world(pattern, blank)` is what belongs into an address."""

    def __init__(self, requester: Contact, worker: Agent):
        self.requester, self.worker = requester, worker
        self.tenant = current_tenant()
        actor = Actor.agent(worker)
        # Numbers are counted in each company: those of a foreigner must not happen to exist here as well.
        for _more in range(3):
            self.ticket = make_ticket(requester, subject=f"Seen at {self.tenant.name} only")
        self.message = conversation.reply(self.ticket, Words(text="Hello", html="<p>Hello</p>"), by=worker)
        picture = '<img data-remote-src="http://127.0.0.1/x.png">'
        self.mail = conversation.receive(self.ticket, requester, Words(text="Look", html=picture))
        self.draft = drafts.save(self.ticket, worker, "note", text="draft")
        self.attachment = attachments.keep(a_picture("GIF"), "a.gif", "image/gif", draft=self.draft)
        self.attachment.message, self.attachment.draft = self.message, None
        self.attachment.save()
        self.merge = Merge.objects.create(
            ticket=Ticket.objects.get(number=self.ticket.number - 1), into=self.ticket, merged_at=clock.now()
        )
        self.other_contact = Contact.objects.create(name="Seen", created_at=clock.now())
        self.contact_merge = ContactMerge.objects.create(
            one=self.requester, into=self.other_contact, by_name="x", merged_at=clock.now(), undone_at=clock.now()
        )
        self.organization = Organization.objects.first()
        self.other_organization = Organization.objects.create(name="Seen", created_at=clock.now())
        self.organization_merge = OrganizationMerge.objects.create(
            one=self.organization, into=self.other_organization, merged_at=clock.now(), undone_at=clock.now()
        )
        self.tag = tags.make("seen-only-here", by=actor)
        self.other_tag = Tag.objects.create(name="another")
        self.field = Field.objects.create(key="seen", label="Seen", kind="text")
        self.checklist = Checklist.objects.create(name="Seen", items=["x"])
        self.ticket_checklist = checklists.add(self.ticket, self.checklist, by=actor)
        self.own_queue = OwnQueue.objects.create(name="Seen only here")
        self.side = side_conversations.start(self.ticket, ["a@b.test"], "Seen only here", Words("x"), by=worker)
        self.bulk = bulk.begin([self.ticket.pk], {"add_tags": ["seen-only-here"]}, by=worker)
        self.macro = Macro.objects.create(name="Seen", text="x")
        values = {"name": "Seen", "events": ["opened"], "actions": [{"do": "tag", "text": "seen-only-here"}]}
        self.rule = rules.make(values, by=actor)
        self.status = Status.objects.create(name="Seen", customer_label="x", category="open", position=9)
        self.team = Team.objects.create(name="Seen")
        about = {"all": [{"field": "channel", "op": "in", "value": ["phone"]}], "any": []}
        self.team_line = TeamLine.objects.create(position=0, team=self.team, conditions=about)
        day = clock.now().date()
        self.leave = Leave.objects.create(agent=worker, first_day=day, last_day=day)
        self.shifts = ShiftPattern.objects.create(agent=worker, effective_from=day, zone="UTC", week={})
        self.skill = Skill.objects.create(name="Seen")
        self.bulk_waiver = BulkWaiver.objects.create(
            by_agent=worker, by_name=worker.name, because="x", clocks=[], started_at=clock.now()
        )
        self.matrix_row = MatrixRow.objects.create(level=9, team=self.team)
        self.escalation_template = EscalationTemplate.objects.create(
            level=9, questions=[{"label": "Seen only here", "help": "", "required": True}]
        )
        self.mailbox = Mailbox.objects.create(address=f"seen@{self.tenant.slug}.test", name="Seen", access="google")
        self.grant = MailGrant.objects.create(mailbox=self.mailbox, provider="google", begun_at=clock.now())
        self.approval_kind = ApprovalKind.objects.create(name="Seen only here")
        self.approval = Approval.objects.create(
            ticket=self.ticket, kind=self.approval_kind, because="x", asked_by=worker, asked_at=clock.now(),
            decide_by=clock.now(),
        )  # fmt: skip
        self.webhook = endpoints.make({"name": "Seen only here", "url": "https://seen.example/"}, by=actor)
        self.recurring = RecurringTicket.objects.create(
            subject="Seen only here", text="x", requester=requester, at_time="09:00", starts_on=clock.now().date()
        )
        self.token, self.secret = tokens.make(worker, "seen", by=actor)
        self.invitation = self._invitation()
        self.notice = self._notice()
        self.section = sections.add("Seen only here", by=actor)
        self.article = writing.draft("Seen only here", "Words", section=self.section, by=worker)
        self.article = writing.publish(self.article, by=worker)
        self.survey_token = self._survey()
        self.raw_mail = self._quarantined()
        self.listed_sender = senders.put("seen-only-here.test", is_allowed=False, by=actor)
        self.outgoing_mail = self._outgoing()

    def _invitation(self):
        inviter = Agent.objects.select_related("user").get(role="owner")
        with _captured_token() as caught:
            row = invitations.invite(f"new@{self.tenant.slug}.test", "agent", by=inviter)
        self.invitation_token = caught[0]
        return row

    def _notice(self):
        event = Event.objects.filter(actor_kind="contact").latest("id")
        return tell([self.worker], Notice.Kind.SYSTEM, event, text="Seen", path="/desk/")[0]

    def _survey(self):
        end = clock.now().replace(year=clock.now().year + 1)
        survey = Survey.objects.create(
            ticket=self.ticket, contact=self.requester, resolve_seq=1, resolved_at=clock.now(), resolved_by="agent",
            state="sent", due_at=clock.now(), sent_at=clock.now(), expires_at=end,
        )  # fmt: skip
        token, survey.token_digest = links.make(survey, end)
        survey.save()
        return token

    def _quarantined(self):
        return RawMail.objects.create(
            digest="0" * 64, dedupe_key="seen", storage_key=_kept(b"Subject: x\r\n\r\nx"), size_bytes=15, source="smtp",
            received_at=clock.now(), next_attempt_at=clock.now(), state="quarantined", reason="unreadable",
        )  # fmt: skip

    def _outgoing(self):
        draft = Draft(
            sender=("Seen", self.mailbox.address), to=[("", "grace@seen.test")], subject="Seen", text="x",
            message_id=new_message_id(), date=clock.now(),
        )  # fmt: skip
        return write(draft, "grace@seen.test", purpose="reply", not_before=clock.now() + timedelta(days=1))

    def __call__(self, pattern: str, blank: str):
        """The longest prefix wins; a blank that nobody knows fails with its name."""
        known = [(prefix, value) for (prefix, name), value in self._values().items() if name == blank]
        fitting = [(prefix, value) for prefix, value in known if pattern.startswith(prefix)]
        if not fitting:
            raise LookupError(f"tests/guards/world.py knows no {blank!r} for {pattern!r}")
        return max(fitting, key=lambda row: len(row[0]))[1]

    def _values(self):
        """(prefix of the address, name of the blank) → something that exists."""
        return {
            ("", "number"): self.ticket.number,
            ("desk/knowledge/", "number"): 1,
            ("", "leave_id"): self.leave.pk,
            ("", "shifts_id"): self.shifts.pk,
            ("", "into"): self.ticket.number - 1,
            ("api/v1/^contacts/", "into_id"): self.other_contact.pk,
            ("api/v1/^organizations/", "into_id"): self.other_organization.pk,
            ("api/v1/^organizations/", "merge_id"): self.organization_merge.pk,
            ("api/v1/^contacts/", "merge_id"): self.contact_merge.pk,
            ("", "merge_id"): self.merge.pk,
            ("", "checklist_id"): self.ticket_checklist.pk,
            ("settings/mailboxes/clients/", "provider"): "microsoft",
            ("settings/mail-texts/", "kind"): "acknowledgement",
            ("settings/mail-texts/", "language"): "en",
            ("settings/mail-texts/", "mailbox"): self.mailbox.pk,
            ("", "draft_id"): self.draft.pk,
            ("", "rule_id"): self.rule.pk,
            ("", "sender_id"): self.listed_sender.pk,
            ("hooks/", "token"): "nobody-was-given-this",
            ("", "skill_id"): self.skill.pk,
            ("", "recurring_id"): self.recurring.pk,
            ("desk/messages/<int:message_id>/images/", "message_id"): self.mail.pk,
            ("desk/messages/<int:message_id>/trust/", "message_id"): self.mail.pk,
            ("", "message_id"): self.message.pk,
            ("", "index"): 0,
            ("", "approval_id"): self.approval.pk,
            ("settings/webhooks/", "pk"): self.webhook.pk,
            ("settings/recurring/", "pk"): self.recurring.pk,
            ("desk/missed/waivers/", "pk"): self.bulk_waiver.pk,
            ("settings/approvals/", "pk"): self.approval_kind.pk,
            ("", "attachment_id"): self.attachment.pk,
            ("", "file_id"): self.attachment.pk,
            ("", "macro_id"): self.macro.pk,
            ("", "bulk_id"): self.bulk.pk,
            ("", "side_id"): self.side.pk,
            ("", "contact_id"): self.requester.pk,
            ("", "organization_id"): self.organization.pk,
            ("", "article_id"): self.article.pk,
            ("", "section_id"): self.section.pk,
            ("", "agent_id"): self.worker.pk,
            ("", "team_id"): self.team.pk,
            ("help/sections/", "slug"): self.section.slug,
            ("help/articles/", "slug"): self.article.slug,
            ("desk/queues/", "key"): "open",
            ("metrics/", "key"): "created",
            ("requests/sent/", "reference"): f"{self.tenant.ticket_prefix}-{self.ticket.number}",
            ("accounts/^password/", "uidb36"): "1",
            ("accounts/^password/", "key"): "x-y",
            ("accounts/2fa/", "pk"): 1,
            ("accounts/invitation/", "token"): self.invitation_token,
            ("survey/", "token"): self.survey_token,
            ("no-surveys/", "token"): stopping.token_for(self.requester),
            ("sign-in/", "token"): "nobody-ever-sent-this",
            ("desk/notices/", "pk"): self.notice.pk,
            ("settings/people/", "pk"): self.worker.pk,
            ("settings/people/invitations/", "pk"): self.invitation.pk,
            ("settings/teams/", "pk"): self.team.pk,
            ("settings/routing/", "pk"): self.team.pk,
            ("settings/routing/lines/", "pk"): self.team_line.pk,
            ("settings/skills/", "pk"): self.skill.pk,
            ("settings/staffing/", "pk"): self.worker.pk,
            ("settings/staffing/leave/", "pk"): self.leave.pk,
            ("settings/staffing/weeks/", "pk"): self.shifts.pk,
            ("settings/tokens/", "pk"): self.token.pk,
            ("settings/statuses/", "pk"): self.status.pk,
            ("settings/categories/", "pk"): Category.objects.first().pk,
            ("settings/fields/", "pk"): self.field.pk,
            ("settings/tags/", "pk"): self.tag.pk,
            ("settings/checklists/", "pk"): self.checklist.pk,
            ("settings/queues/", "pk"): self.own_queue.pk,
            ("settings/macros/", "pk"): self.macro.pk,
            ("settings/rules/", "pk"): self.rule.pk,
            ("settings/rules/", "number"): 1,
            ("settings/mailboxes/", "pk"): self.mailbox.pk,
            ("settings/quarantine/", "pk"): self.raw_mail.pk,
            ("settings/spam/senders/", "pk"): self.listed_sender.pk,
            ("settings/outgoing/", "pk"): self.outgoing_mail.pk,
            ("settings/calendars/", "pk"): Calendar.objects.first().pk,
            ("settings/calendars/", "year"): 2026,
            ("settings/policies/", "pk"): Policy.objects.first().pk,
            ("settings/escalations/", "pk"): EscalationRule.objects.first().pk,
            ("settings/escalation-matrix/", "pk"): self.matrix_row.pk,
            ("settings/escalation-matrix/questions/", "pk"): self.escalation_template.pk,
            ("settings/sections/", "pk"): Section.objects.first().pk,
        }


def browser_of(agent: Agent, host: str = "", **more) -> Client:
    """A browser signed in as `agent`, at its own company or carried to another host."""
    client = Client(SERVER_NAME=host or f"{agent.tenant.slug}.localhost", raise_request_exception=False, **more)
    client.force_login(agent.user)
    session = client.session
    session[SESSION_TENANT] = agent.tenant_id
    session.save()
    return client


def browser_of_contact(contact: Contact, host: str) -> Client:
    """A browser of a customer who used a mailed link. Needs the contact's company's scope."""
    address = contact.addresses.first().address
    _, token = contact_sessions.make_link(address)
    _, _, session = contact_sessions.use_link(token)
    client = Client(SERVER_NAME=host, raise_request_exception=False)
    client.cookies[COOKIE] = session
    return client


def _kept(content: bytes) -> str:
    from helpdesk.tenancy import storage

    return storage.keep("raw", File(BytesIO(content)).read())


class _captured_token:
    """Reads the secret of a link where it is made: it is stored nowhere."""

    def __enter__(self):
        self.caught, self.real = [], invitations.secrets.token_urlsafe
        invitations.secrets.token_urlsafe = lambda size: self.caught.append(self.real(size)) or self.caught[-1]
        return self.caught

    def __exit__(self, *_error):
        invitations.secrets.token_urlsafe = self.real
