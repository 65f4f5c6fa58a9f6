"""Task bases: the tenant and the cause travel in the message's headers, so no task can forget or mix them."""

import logging
import time

from amqp.exceptions import ChannelError
from celery import Task, current_app
from kombu.exceptions import OperationalError

from helpdesk.base import causes
from helpdesk.tenancy.context import current_tenant_id, has_tenant, use_tenant

log = logging.getLogger(__name__)
REST_SECONDS = 5.0
MOST_WAITING = 1_000
QUEUE = "celery"
_broker_rests_until = 0.0


def is_backed_up() -> bool:
    """Whether more waits in the queue than a worker does in a while: ringing again for what is due helps nobody then.

    A broker that is away has nothing waiting.
    """
    try:
        with current_app.connection_for_read() as connection:
            return connection.default_channel.queue_declare(QUEUE, passive=True).message_count > MOST_WAITING
    except (OperationalError, ChannelError, OSError):
        return False


class CausedTask(Task):
    """Carries the cause id of what set it off."""

    abstract = True

    def apply_async(self, args=None, kwargs=None, headers=None, **options):
        headers = {"cause": str(causes.current_cause()), **self._tenant_header(), **(headers or {})}
        return super().apply_async(args, kwargs, headers=headers, **options)

    def ring(self, *args, **kwargs) -> bool:
        """Ask a worker to run this soon. Says False, at once, while the broker is away: a sweep finds the work later.

        Never raises: what must happen stands in a database row, the message is only a doorbell.
        """
        return self.ring_in(0, *args, **kwargs)

    def ring_in(self, seconds: float, *args, **kwargs) -> bool:
        """The same in some seconds."""
        global _broker_rests_until
        if time.monotonic() < _broker_rests_until:
            return False
        try:
            self.apply_async(args, kwargs, countdown=seconds or None)
            return True
        except (OperationalError, OSError) as error:
            _broker_rests_until = time.monotonic() + REST_SECONDS
            log.warning("broker unreachable, %s waits for its sweep: %s", self.name, error)
            return False

    def __call__(self, *args, **kwargs):
        with causes.cause(self._header("cause")):
            return self._run(*args, **kwargs)

    def _run(self, *args, **kwargs):
        return super().__call__(*args, **kwargs)

    def _header(self, name):
        value = (self.request.headers or {}).get(name) if self.request.headers else None
        return value if value is not None else self.request.get(name)

    def _tenant_header(self) -> dict:
        return {"tenant": current_tenant_id()} if has_tenant() else {}


class TenantTask(CausedTask):
    """Runs in its tenant's transaction. For tasks that only touch the database."""

    abstract = True

    def _run(self, *args, **kwargs):
        tenant_id = self._header("tenant")
        if tenant_id is None:
            tenant_id = current_tenant_id()  # called directly, inside a scope
        with use_tenant(int(tenant_id)):
            return super()._run(*args, **kwargs)


class OutsideTask(CausedTask):
    """Talks to the outside or to many tenants: takes the tenant as an argument and opens scopes around its parts."""

    abstract = True
