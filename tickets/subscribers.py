"""What tickets does when something happened, registered by the app's start."""

from helpdesk.accounts import events as accounts_events
from helpdesk.accounts.events import AGENT_CHANGED, AGENT_WENT_ON_DUTY, COMPANY_FOUNDED
from helpdesk.accounts.models import Agent, Team
from helpdesk.events.actors import Actor
from helpdesk.events.subscribers import after, within
from helpdesk.mailout.events import MAIL_FAILED
from tickets import checklists, linking, noticing, privacy, snoozing, starter
from tickets.automation import starter as rule_starter
from tickets.channels import outbox, side_mail, watching
from tickets.channels.spam import lessons
from tickets.events import (
    CATEGORY_CHANGED,
    FOLLOWER_REMOVED,
    KIND_CHANGED,
    MAILBOX_ALARM,
    MARKED_SPAM,
    MESSAGE_RECEIVED,
    MESSAGE_SENT,
    NOTE_ADDED,
    RESTORED,
    SIDE_RECEIVED,
    SIDE_SENT,
    TEAM_CHANGED,
    TICKET_ASSIGNED,
    TICKET_CLOSED,
    TICKET_MADE_PRIVATE,
    TICKET_MERGED,
    TICKET_OPENED,
    TICKET_REOPENED,
    TICKET_RESOLVED,
    TICKET_UNASSIGNED,
    WAITING_ALONE,
)
from tickets.models import Message, Ticket
from tickets.routing import alarms, deputies, lines, looks, waiting
from tickets.routing.next import route


@within(COMPANY_FOUNDED)
def install_starter_set(event, tenant):
    starter.install()
    rule_starter.install()


@within(MESSAGE_RECEIVED)
def wake_by_answer(event, ticket):
    if not event.data.get("needs_no_reply"):
        snoozing.wake_locked(ticket, snoozing.ANSWER)


@within(TICKET_ASSIGNED)
def wake_for_a_new_owner(event, ticket):
    """What somebody put aside for themselves must not sleep in another's queue. Taking it oneself wakes nothing."""
    if event.data["agent"] != event.actor_id or event.actor_kind != "agent":
        snoozing.wake_locked(ticket, snoozing.OWNER)


@within(TICKET_RESOLVED, TICKET_CLOSED, MARKED_SPAM, TICKET_MERGED)
def end_snooze_with_the_work(event, ticket):
    snoozing.end_locked(ticket)


@within(CATEGORY_CHANGED, KIND_CHANGED)
def put_checklists_on_the_ticket(event, ticket):
    checklists.add_fitting(ticket)


@within(NOTE_ADDED)
def let_in_whom_a_note_calls(event, ticket):
    # What came by mail calls nobody in: it may be forged, or written by somebody outside.
    noted = Message.objects.filter(pk=event.data["message"], raw_id=None)
    note = noted.first() if ticket.is_private else None
    if note is not None and "@" in note.text:
        author = Actor(event.actor_kind, event.actor_id, event.actor_name)
        privacy.let_in_mentioned(ticket, noticing.mentioned_in(note.text), by=author)


@after(TICKET_MADE_PRIVATE, TEAM_CHANGED, TICKET_ASSIGNED, TICKET_UNASSIGNED, FOLLOWER_REMOVED)
def withdraw_what_others_were_told(event):
    """From whoever has no business with the ticket any more."""
    ticket = Ticket.objects.select_related("team").filter(pk=event.subject_id).first()
    if ticket is not None and (ticket.is_private or (ticket.team_id and ticket.team.is_restricted)):
        privacy.withdraw_notices(ticket)


@after(accounts_events.TEAM_CHANGED)
def withdraw_what_those_were_told_who_left_the_team(event):
    """Its tickets, if it is restricted, do not exist for them any more."""
    team = Team.objects.filter(pk=event.subject_id, is_restricted=True).first()
    if team is not None:
        privacy.withdraw_notices_of(team)


@after(TICKET_OPENED, TICKET_REOPENED, RESTORED, TICKET_UNASSIGNED, TEAM_CHANGED)
def route_to_next_agent(event):
    ticket = Ticket.objects.filter(pk=event.subject_id).one()
    if ticket is not None:
        lines.place(ticket, event)
        route(ticket)


@after(AGENT_WENT_ON_DUTY, AGENT_CHANGED)
def drain_what_waits_for_the_agent(event):
    """Somebody is there again, or may carry more."""
    waiting.drain_teams_of(event.subject_id)


@after(TICKET_ASSIGNED)
def pass_on_to_a_deputy(event):
    """Whoever assigned it may not know of the leave; routing itself asks nobody who is away."""
    agent = Agent.objects.filter(pk=event.data["agent"], on_leave_until__isnull=False).first()
    ticket = Ticket.objects.filter(pk=event.subject_id).first()
    if agent is not None and ticket is not None:
        deputies.pass_on(ticket, agent)


@after(TICKET_RESOLVED)
def drain_what_waits_for_whoever_solved(event):
    """Its owner has room for another. Other ways to room (waiting for the customer, spam) are left to the sweep."""
    owner = Ticket.objects.filter(pk=event.subject_id).values_list("assignee", flat=True).first()
    if owner is not None:
        waiting.drain_teams_of(owner)


@after(accounts_events.TEAM_CHANGED)
def drain_what_waits_for_the_team(event):
    """New members, a higher limit, other rules."""
    team = Team.objects.filter(pk=event.subject_id).first()
    if team is not None:
        looks.plan_for_waiting(team)
        waiting.drain(team)


@after(TICKET_RESOLVED)
def tell_the_whole_that_a_part_is_done(event):
    part = Ticket.objects.filter(pk=event.subject_id).first()
    if part is not None:
        linking.tell_wholes(part)


@after(WAITING_ALONE)
def tell_of_tickets_that_wait_alone(event):
    alarms.tell(event)


@after(MARKED_SPAM, RESTORED)
def teach_the_spam_filter(event):
    """What a person decided; what the filter itself said teaches it nothing."""
    if event.actor_kind == "agent":
        lessons.plan(event.subject_id, is_spam=event.kind == MARKED_SPAM.name)


@after(MESSAGE_SENT)
def send_reply_by_mail(event):
    message = Message.objects.select_related("ticket__requester").filter(pk=event.data["message"]).first()
    if message is not None:
        outbox.send_reply(message)


@after(MAILBOX_ALARM)
def tell_of_mailbox(event):
    watching.tell(event)


@after(SIDE_SENT)
def send_side_mail(event):
    message = Message.objects.select_related("ticket", "side").filter(pk=event.data["message"]).first()
    if message is not None:
        side_mail.send(message)


@within(SIDE_RECEIVED)
def wake_by_answer_beside(event, ticket):
    if not event.data.get("machine"):
        snoozing.wake_locked(ticket, snoozing.BESIDE)


@after(MAIL_FAILED)
def show_failed_reply(event):
    if event.data["purpose"] in (outbox.PURPOSE, side_mail.PURPOSE):
        outbox.note_failure(
            message_id=event.data["belongs_to"], address=event.data["address"], reason=event.data["reason"]
        )
