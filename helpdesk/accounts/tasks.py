"""The doorbells of accounts."""

from celery import shared_task

from helpdesk.accounts import finding
from helpdesk.tenancy.tasks import OutsideTask


@shared_task(base=OutsideTask)
def mail_companies(email):
    finding.mail_companies(email)
