"""The Celery app, and every periodic task of the product on this one page.

Beat only says "look now". What is due stands in database rows (spec/sla.md §11), so a lost, late or doubled
beat changes nothing.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings.dev")

app = Celery("helpdesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()  # in every thread, not only the one that imported this
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "events a dead broker dropped": {"task": "helpdesk.events.tasks.sweep", "schedule": 10, "options": {"expires": 10}},
    "answers to repeated requests, after a day": {"task": "helpdesk.rest.tasks.forget_old_keys", "schedule": 900},
}
