"""Makes the fields of tickets itself known; imported when the app starts."""

from tickets.automation.conditions import (  # noqa: F401 register themselves
    counts,
    references,
    sender_checks,
    tagged,
    texts,
    words,
)
