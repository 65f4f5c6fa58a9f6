"""Three months of a company's support, played through the real actions under a moved clock.

Nothing here writes a result: tickets are opened, routed, answered and solved by the same functions the pages call, and
clocks, facts and histories come from the events of that. Only the mails are not sent: nobody is there to read them.
"""

import heapq
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

from helpdesk.base import causes, clock
from helpdesk.demo.playing import Stage
from helpdesk.demo.worlds.world import World
from helpdesk.events.delivering import deliver_all
from helpdesk.events.recording import quietly
from helpdesk.mailout.writing import muted
from helpdesk.notices.models import Notice
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from metrics import refreshing

DAYS = 91
BEFORE = timedelta(days=DAYS + 1)  # the company was founded a day before its first ticket
STEPS_A_TRANSACTION = 40


class Agenda:
    """What is going to happen when; doing one thing may put further ones on it."""

    def __init__(self):
        self._due: list[tuple[datetime, int, Callable]] = []
        self._tie = count()

    def at(self, instant: datetime, do: Callable) -> None:
        heapq.heappush(self._due, (instant, next(self._tie), do))

    def until(self, end: datetime):
        """Take things off in order, those up to `end`."""
        while self._due and self._due[0][0] <= end:
            instant, _, do = heapq.heappop(self._due)
            yield instant, do


def play(world: World, tenant: Tenant, until: datetime, seed: int = 7) -> int:
    """Play the months before `until`; returns the number of things that happened. The same seed, the same history."""
    agenda = Agenda()
    begin = until - timedelta(days=DAYS)
    with use_tenant(tenant):
        stage = Stage(world, agenda, random.Random(seed), begin, until)  # noqa: S311 a play, not a secret
        stage.announce()
    happened, things = 0, agenda.until(until)
    with muted(), quietly():
        while _play_some(tenant, stage, things):
            happened += STEPS_A_TRANSACTION
    with use_tenant(tenant):
        refreshing.refresh()
        # Nobody comes back to three months of unread notices.
        Notice.objects.filter(read_at=None, created_at__lt=until - timedelta(days=2)).update(read_at=until)
    return happened


def _play_some(tenant: Tenant, stage: Stage, things) -> bool:
    """One transaction's worth of steps: a commit each would cost more than the steps themselves."""
    with use_tenant(tenant):
        for _ in range(STEPS_A_TRANSACTION):
            step = next(things, None)
            if step is None:
                return False
            instant, do = step
            stage.let_clocks_run(instant)
            with causes.cause(), clock.at(instant):
                do()
                deliver_all()
    return True
