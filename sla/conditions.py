"""For which tickets a policy or an escalation rule is meant: the common language, and which of its fields fit here."""

from collections.abc import Mapping
from typing import Any

from tickets.automation.conditions import reading
from tickets.automation.conditions.judging import Verdict, judge
from tickets.automation.conditions.reading import ConditionsRefused, fields_read, in_words
from tickets.automation.conditions.registry import Field, fields_among

__all__ = ["ConditionsRefused", "Verdict", "fields_read", "in_words", "judge", "policy_fields", "read"]

# What may choose a policy (sla.md §3.2). Priority is none of them: it chooses the target inside the policy. A field
# that changes by itself or with every message is none either: a policy is chosen anew at certain events only (§3.3).
OF_POLICIES = ("type", "category", "segment", "organization", "tier", "tags", "channel", "mailbox", "team", "language")


def policy_fields() -> dict[str, Field]:
    """The fields that conditions of policies may look at, the company's own ones included."""
    return fields_among(OF_POLICIES)


def read(conditions: Any, known: Mapping[str, Field] | None = None) -> dict[str, list[dict[str, Any]]]:
    """Return clean conditions of a policy, or over the `known` fields. Raises ConditionsRefused."""
    return reading.read(conditions, policy_fields() if known is None else known)
