"""Postgres' percentiles in querysets."""

from django.db.models import Aggregate


class Percentile(Aggregate):
    """`Percentile(0.5, "seconds")` is the median; instants are not interpolated but taken from a row."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(%(at)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    allow_distinct = False

    def __init__(self, at: float, expression, **extra):
        super().__init__(expression, at=float(at), **extra)
