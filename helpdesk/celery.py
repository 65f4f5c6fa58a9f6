"""The Celery app, and every periodic task of the product on this one page.

Beat only says "look now". What is due stands in database rows (spec/sla.md §11), so a lost, late or doubled
beat changes nothing.
"""

import os

from celery import Celery
from celery.fixups import django
from celery.schedules import crontab
from celery.signals import worker_process_init
from django.db import close_old_connections
from kombu.transport import redis

from helpdesk.base.garbage import leave_what_is_loaded_alone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings.dev")


class ForgivingQoS(redis.QoS):
    """Lets go of messages whose connection died under them.

    kombu 5.7 hands them back, or acknowledges them, over a channel that is closed by then, and the worker ends with an
    AttributeError. A message is only a doorbell: the sweeps find what it was rung for.
    """

    restore_at_shutdown = False

    def ack(self, delivery_tag):
        """One that Redis did not hear of counts as done here too: else a worker that has as many of them as it may
        have in its hands asks for no more, which needs no connection, so that it never notices that one broke."""
        try:
            if self.channel.connection is not None:
                super().ack(delivery_tag)
        finally:
            self._quick_ack(delivery_tag)


redis.Channel.QoS = ForgivingQoS


class KeepingConnections(django.DjangoWorkerFixup):
    """Leaves a worker's connection to Postgres open between tasks, as Django does between requests.

    Celery closes it before and after each task, and to open one costs several times what a small task does: a process
    of Postgres is begun, and reads its catalogues and every policy anew. Here it is closed when it is as old as
    CONN_MAX_AGE says, or broken.
    """

    def on_task_prerun(self, sender, **kwargs):
        if not sender.request.is_eager:
            close_old_connections()

    on_task_postrun = on_task_prerun


django.DjangoWorkerFixup = KeepingConnections

app = Celery("helpdesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()  # in every thread, not only the one that imported this
app.autodiscover_tasks()
worker_process_init.connect(lambda **_: leave_what_is_loaded_alone(), weak=False)

app.conf.beat_schedule = {
    "mail that came in unseen": {"task": "tickets.tasks.sweep_raw_mail", "schedule": 5, "options": {"expires": 5}},
    "what the spam filter is to learn": {
        "task": "tickets.tasks.teach_spam_filter",
        "schedule": 30,
        "options": {"expires": 30},
    },
    "mailboxes to look into": {"task": "tickets.tasks.look_into_mailboxes", "schedule": 60, "options": {"expires": 60}},
    "leave to use mailboxes that ends soon": {
        "task": "tickets.tasks.renew_mail_grants",
        "schedule": 120,
        "options": {"expires": 120},
    },
    "mailboxes that fell silent": {
        "task": "tickets.tasks.watch_mailboxes",
        "schedule": 120,
        "options": {"expires": 120},
    },
    "records of senders' domains": {"task": "helpdesk.mailout.tasks.check_domains", "schedule": 3600},
    "outgoing mail that is due": {"task": "helpdesk.mailout.tasks.sweep", "schedule": 5, "options": {"expires": 5}},
    "figures that something happened to": {
        "task": "metrics.tasks.refresh",
        "schedule": 5,
        "options": {"expires": 5},
    },
    "midnights that passed": {"task": "metrics.tasks.close_days", "schedule": 300, "options": {"expires": 300}},
    "surveys that are due": {"task": "metrics.tasks.send_surveys", "schedule": 5, "options": {"expires": 5}},
    "events a dead broker dropped": {"task": "helpdesk.events.tasks.sweep", "schedule": 10, "options": {"expires": 10}},
    "events to seal": {"task": "helpdesk.events.tasks.seal", "schedule": 60, "options": {"expires": 60}},
    "seals against their events": {"task": "helpdesk.events.tasks.check_seals", "schedule": crontab(minute=23)},
    "tickets that nobody took": {"task": "tickets.tasks.sweep_waiting", "schedule": 15, "options": {"expires": 15}},
    "tickets routing looks at again": {
        "task": "tickets.tasks.look_at_routed",
        "schedule": 15,
        "options": {"expires": 15},
    },
    "rules whose time has come": {"task": "tickets.tasks.sweep_rules", "schedule": 10, "options": {"expires": 10}},
    "shifts and leave that begin or end": {
        "task": "sla.tasks.settle_staff",
        "schedule": 15,
        "options": {"expires": 15},
    },
    "solved tickets to close": {"task": "tickets.tasks.close_solved", "schedule": 300, "options": {"expires": 300}},
    "decisions nobody took": {"task": "tickets.tasks.lapse_approvals", "schedule": 30, "options": {"expires": 30}},
    "tickets that come again": {"task": "tickets.tasks.open_recurring", "schedule": 15, "options": {"expires": 15}},
    "answers that were scheduled": {"task": "tickets.tasks.send_scheduled", "schedule": 10, "options": {"expires": 10}},
    "changes of many tickets": {"task": "tickets.tasks.sweep_bulk_changes", "schedule": 30, "options": {"expires": 30}},
    "snoozed tickets to wake": {"task": "tickets.tasks.wake_snoozed", "schedule": 15, "options": {"expires": 15}},
    "webhook messages that are due": {
        "task": "helpdesk.webhooks.tasks.sweep",
        "schedule": 10,
        "options": {"expires": 10},
    },
    # A breach is marked five seconds after it, so a look every five keeps it within fifteen.
    "promises that are due": {"task": "sla.tasks.sweep", "schedule": 5, "options": {"expires": 5}},
    "clocks behind an edited calendar or rule": {
        "task": "sla.tasks.catch_up",
        "schedule": 10,
        "options": {"expires": 10},
    },
    "looks that came to nothing": {"task": "tickets.tasks.forget_looks", "schedule": crontab(hour=2, minute=41)},
    "files that nothing names": {"task": "tickets.tasks.clean_files", "schedule": crontab(hour=3, minute=47)},
    "clocks against their event log": {"task": "sla.tasks.check_drift", "schedule": crontab(hour=3, minute=17)},
    "answers to repeated requests, after a day": {"task": "helpdesk.rest.tasks.forget_old_keys", "schedule": 900},
}
# A flood of mail must not keep deadlines waiting: what comes by the clock goes before what was rung for.
for entry in app.conf.beat_schedule.values():
    entry.setdefault("options", {})["priority"] = 0
