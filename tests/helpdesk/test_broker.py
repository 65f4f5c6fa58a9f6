from helpdesk.celery import app


def test_a_task_that_ends_after_its_connection_died_does_not_take_the_worker_with_it():
    # given a message being worked on
    connection = app.connection_for_read()
    queue = connection.SimpleQueue("test-of-a-dead-broker")
    queue.put("ring")
    message = queue.get(timeout=2)
    # when
    connection.close()
    # then
    message.ack()
