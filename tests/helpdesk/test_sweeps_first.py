"""A flood of rings does not keep the sweeps, and with them every deadline, waiting."""

from helpdesk.celery import app
from helpdesk.mailout import tasks as mailout_tasks
from helpdesk.tenancy import tasks
from tickets.tasks import process_raw_mail, sweep_raw_mail

QUEUE = "test-sweeps-first"


def test_what_comes_by_the_clock_is_taken_before_what_was_rung_for():
    options = {**app.conf.beat_schedule["mail that came in unseen"]["options"], "queue": QUEUE}
    with app.connection_for_write() as connection:
        process_raw_mail.apply_async((1, 1), queue=QUEUE, connection=connection)
        sweep_raw_mail.apply_async(connection=connection, **options)
        queue = connection.SimpleQueue(QUEUE)
        taken = [queue.get(timeout=5) for _ in range(2)]
        for message in taken:
            message.ack()
    assert [message.headers["task"] for message in taken] == [sweep_raw_mail.name, process_raw_mail.name]


def test_a_queue_that_is_long_is_not_made_longer(monkeypatch):
    monkeypatch.setattr(tasks, "MOST_WAITING", 0)
    monkeypatch.setattr(tasks, "QUEUE", QUEUE)
    rung = []
    monkeypatch.setattr(mailout_tasks.send, "ring", lambda *ids: rung.append(ids))
    monkeypatch.setattr(mailout_tasks, "due_by_tenant", lambda *_: {1: [1]})
    with app.connection_for_write() as connection:
        queue = connection.SimpleQueue(QUEUE)
        queue.put("something to do")
        mailout_tasks.sweep()
        assert rung == []
        queue.get(timeout=5).ack()
    mailout_tasks.sweep()
    assert rung == [(1, 1)]
