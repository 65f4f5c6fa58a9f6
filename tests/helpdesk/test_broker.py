import pytest
import redis

from helpdesk.celery import app


@pytest.fixture
def queue():
    return app.connection_for_read().SimpleQueue("test-of-a-dead-broker")


def test_a_task_that_ends_after_its_connection_died_does_not_take_the_worker_with_it(queue):
    # given a message being worked on
    queue.put("ring")
    message = queue.get(timeout=2)
    # when
    queue.channel.connection.client.close()
    # then
    message.ack()


def test_a_worker_whose_broker_did_not_hear_of_an_end_asks_for_more(queue):
    # given a worker that may have one message in its hands, and has it
    queue.channel.basic_qos(0, 1, False)
    queue.put("ring")
    message = queue.get(timeout=2)
    assert not queue.channel.qos.can_consume()
    # when the broker is not where it was
    pool = queue.channel.pool
    pool.reset()
    place = "path" if "path" in pool.connection_kwargs else "host"
    pool.connection_kwargs[place] = "/gone"
    with pytest.raises(redis.ConnectionError):
        message.ack()
    # then
    assert queue.channel.qos.can_consume()
