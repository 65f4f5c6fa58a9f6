"""A flood of rings does not keep the sweeps, and with them every deadline, waiting."""

from helpdesk.celery import app
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
