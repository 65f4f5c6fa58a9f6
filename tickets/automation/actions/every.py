"""Makes the actions of tickets itself known; imported when the app starts."""

from tickets.automation.actions import people, properties, telling, words  # noqa: F401 register themselves
