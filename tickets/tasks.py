"""The doorbells of tickets: mail that came in, mailboxes to look into, solved tickets to close, ones without owner."""

import contextlib

from celery import shared_task

from helpdesk.accounts.models import Team
from helpdesk.base import causes, clock
from helpdesk.base.http import NoAnswer
from helpdesk.events.tasks import then_deliver
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from helpdesk.tenancy.sweeping import due_by_tenant
from helpdesk.tenancy.tasks import OutsideTask, is_backed_up
from tickets import bulk, closing, orphans, scheduling, snoozing
from tickets.approvals import asking
from tickets.automation import forgetting, schedules
from tickets.channels import watching
from tickets.channels.email import fetch, grants, processing, rawmail
from tickets.channels.providers import amazon
from tickets.channels.spam import lessons
from tickets.recurring import opening as recurring
from tickets.routing import again, alarms, waiting

MOST_ROUNDS = 50


@shared_task(base=OutsideTask)
def process_raw_mail(tenant_id, raw_id):
    then_deliver(lambda: processing.process(tenant_id, raw_id))


@shared_task(base=OutsideTask)
def sweep_raw_mail():
    """Ring for mail that was stored and not placed: the broker was away, or a worker died."""
    if is_backed_up():
        return
    for tenant_id, ids in due_by_tenant("pending_raw_mail", 500).items():
        with use_tenant(tenant_id):
            rawmail.note_rung(ids)
        for raw_id in ids:
            process_raw_mail.ring(tenant_id, raw_id)


@shared_task(base=OutsideTask)
def teach_spam_filter():
    """Hand on what agents decided about spam."""
    for tenant_id, ids in due_by_tenant("mail_to_learn", 100).items():
        for raw_id in ids:
            lessons.teach(tenant_id, raw_id)


@shared_task(base=OutsideTask)
def fetch_sns_certificate(address):
    """Fetch what Amazon signs its calls with; whoever called is told to come again."""
    amazon.fetch_certificate(address)


@shared_task(base=OutsideTask, autoretry_for=(NoAnswer,), retry_backoff=True, max_retries=6)
def confirm_sns_subscription(address):
    amazon.confirm(address)


@shared_task(base=OutsideTask)
def look_into_mailboxes():
    for tenant_id, ids in due_by_tenant("mailboxes_to_fetch", 200).items():
        for mailbox_id in ids:
            fetch_mailbox.ring(tenant_id, mailbox_id)


@shared_task(base=OutsideTask)
def fetch_mailbox(tenant_id, mailbox_id):
    for raw_id in fetch.fetch(tenant_id, mailbox_id):
        process_raw_mail.ring(tenant_id, raw_id)


@shared_task(base=OutsideTask)
def renew_mail_grant(tenant_id, grant_id):
    """Exchange what a provider sent back, or get a new token before the old one ends."""
    with contextlib.suppress(grants.Refused, grants.NotNow):  # both stand where people look; the sweep comes again
        grants.renew(tenant_id, grant_id)


@shared_task(base=OutsideTask)
def renew_mail_grants():
    for tenant_id, ids in due_by_tenant("mail_grants_to_renew", 200).items():
        for grant_id in ids:
            renew_mail_grant.ring(tenant_id, grant_id)


@shared_task(base=OutsideTask)
def watch_mailboxes():
    """Look whether mail still comes where it always came, and whether we are still let in."""
    for tenant_id, ids in due_by_tenant("mailboxes_to_watch", 5_000).items():
        with causes.cause(), use_tenant(tenant_id):
            watching.consider(ids)


@shared_task(base=OutsideTask)
def close_solved():
    """Close what has been solved long enough, some hundred at a time so that no tenant's rows stay locked long."""
    for tenant_id, ids in due_by_tenant("tickets_to_close", 300).items():
        with causes.cause(), use_tenant(tenant_id):
            closing.close_due(ids)


@shared_task(base=OutsideTask)
def lapse_approvals():
    """End what nobody decided in time."""
    for tenant_id, ids in due_by_tenant("approvals_to_lapse", 300).items():
        with causes.cause(), use_tenant(tenant_id):
            asking.lapse_due(ids)


@shared_task(base=OutsideTask)
def open_recurring():
    """Open the tickets that come again now."""
    for tenant_id, ids in due_by_tenant("recurring_tickets_due", 200).items():
        for pk in ids:
            with causes.cause(), use_tenant(tenant_id):
                recurring.open_due([pk])


@shared_task(base=OutsideTask)
def send_scheduled():
    """Send the answers whose hour has come."""
    for tenant_id, ids in due_by_tenant("scheduled_answers_due", 200).items():
        for pk in ids:
            with causes.cause(), use_tenant(tenant_id):
                scheduling.send_due([pk])


@shared_task(base=OutsideTask)
def send_held(tenant_id, draft_id):
    """Send an answer that was held so that it could be taken back."""
    with use_tenant(tenant_id):
        scheduling.send_due([draft_id])


@shared_task(base=OutsideTask)
def change_in_bulk(tenant_id, bulk_id):
    """Work a change of many tickets off, a batch in each transaction."""
    more = True
    while more:
        with use_tenant(tenant_id):
            more = bulk.go_on(bulk_id)


@shared_task(base=OutsideTask)
def sweep_bulk_changes():
    """Ring for changes that lost their worker."""
    for tenant_id, ids in due_by_tenant("bulk_changes_to_go_on", 50).items():
        for bulk_id in ids:
            change_in_bulk.ring(tenant_id, bulk_id)


@shared_task(base=OutsideTask)
def wake_snoozed():
    """Wake the tickets whose hour has come."""
    for tenant_id, ids in due_by_tenant("snoozed_tickets_due", 300).items():
        for pk in ids:
            with causes.cause(), use_tenant(tenant_id):
                snoozing.wake_due([pk])


@shared_task(base=OutsideTask)
def forget_looks():
    """Forget old looks of rules that came to nothing."""
    forgetting.forget_looks()


@shared_task(base=OutsideTask)
def clean_files():
    """Let each company's files be looked through for those that nothing names."""
    for tenant_id in Tenant.objects.values_list("pk", flat=True):
        clean_files_of.ring(tenant_id)


@shared_task(base=OutsideTask)
def clean_files_of(tenant_id):
    with use_tenant(tenant_id):
        day = clock.now().toordinal()
    orphans.clean(tenant_id, day=day)


@shared_task(base=OutsideTask)
def sweep_waiting():
    """Hand out what no event did: a broker was away, or room came in a way that nobody is told of."""
    for tenant_id, ids in due_by_tenant("teams_with_waiting_tickets", 200).items():
        for team_id in ids:
            with causes.cause(), use_tenant(tenant_id):
                team = Team.objects.filter(pk=team_id).first()
                if team is not None:
                    waiting.drain(team)


@shared_task(base=OutsideTask)
def look_at_routed():
    """Look at tickets whose wait, or whose agent's time to look at them, is over; and at teams that nobody is in."""
    for tenant_id, ids in due_by_tenant("routing_looks_due", 200).items():
        for ticket_id in ids:
            with causes.cause(), use_tenant(tenant_id):
                again.look(ticket_id)
    for tenant_id, ids in due_by_tenant("teams_left_alone", 200).items():
        with causes.cause(), use_tenant(tenant_id):
            alarms.consider(ids)


@shared_task(base=OutsideTask)
def sweep_rules():
    """Let rules on time look at tickets whose time has come, some of each company in turn, and plan edited ones."""
    for tenant_id, ids in due_by_tenant("rules_to_place", 50).items():
        for rule_id in ids:
            has_more = True
            while has_more:
                with causes.cause(), use_tenant(tenant_id):
                    has_more = schedules.place_some(rule_id)
    for _round in range(MOST_ROUNDS):
        looked = 0
        for tenant_id in due_by_tenant("due_rules", 500):
            with causes.cause(), use_tenant(tenant_id):
                looked += schedules.fire_due()
        if not looked:
            break
