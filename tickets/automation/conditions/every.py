"""Makes the fields of tickets itself known; imported when the app starts."""

from tickets.automation.conditions import counts, references, tagged, texts, words  # noqa: F401 register themselves
