"""What was promised: the targets of one published policy, by metric and priority."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

BUSINESS, CALENDAR = "business", "calendar"
CONTINUE, RESTART = "continue", "restart"


@dataclass(frozen=True)
class Target:
    """How much time there is, and which time: business hours or every second."""

    seconds: int
    basis: str = BUSINESS


@dataclass(frozen=True)
class Terms:
    """One policy version as the clocks need it. `calendar` is the key of the calendar for business targets."""

    version: Any
    calendar: Any
    targets: Mapping[tuple[str, str], Target] = field(default_factory=dict)
    on_reopen: str = CONTINUE
    bot_reply_counts: bool = False

    def target(self, metric: str, priority: str) -> Target | None:
        """Return the target, or None where nothing was promised."""
        return self.targets.get((metric, priority))
