"""A worker's connection to Postgres outlives its tasks, and not its own death."""

import psycopg2
import pytest
from celery.fixups import django
from django.db import connection

from helpdesk.celery import app
from tickets.tasks import process_raw_mail


@pytest.fixture
def worker(committed_db):
    return django.DjangoWorkerFixup(app)


def test_a_worker_keeps_its_connection_from_task_to_task(worker):
    assert done_by_a_task(worker, backend) == done_by_a_task(worker, backend)


def test_a_connection_that_broke_between_two_tasks_is_opened_anew(worker):
    # given
    before = done_by_a_task(worker, backend)
    # when
    end(before)
    # then
    assert done_by_a_task(worker, backend) != before


def test_a_connection_that_broke_within_a_task_fails_only_that_one(worker):
    # given
    def broken():
        end(backend())
        backend()

    # when
    with pytest.raises(Exception, match="terminating connection"):
        done_by_a_task(worker, broken)
    # then
    assert done_by_a_task(worker, backend)


def done_by_a_task(worker, work):
    """What Celery does around a task."""
    worker.on_task_prerun(sender=process_raw_mail)
    try:
        return work()
    finally:
        worker.on_task_postrun(sender=process_raw_mail)


def backend():
    """The process of Postgres that serves this one."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return cursor.fetchone()[0]


def end(process):
    other = psycopg2.connect(**connection.get_connection_params())
    other.autocommit = True
    with other.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s, 5000)", [process])
    other.close()
