"""Conditions for database constraints, in words."""

from django.db.models import Q


def exactly_when(one: Q, other: Q) -> Q:
    """Both hold or neither does."""
    return (one & other) | (~one & ~other)
