"""Sums by local day, so that a year is a few thousand rows. Percentiles are never kept here: they do not add up."""

from django.db import models

from helpdesk.tenancy.models import TenantManager, TenantModel
from metrics.models.dimensions import DimensionQuerySet, Dimensions


class DailyRollup(Dimensions):
    """`numerator` of `denominator` for a share; for a count the numerator alone."""

    day = models.DateField()
    measure = models.CharField(max_length=40)
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField(default=0)

    objects = TenantManager.from_queryset(DimensionQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "day", "measure", "team_id", "channel", "priority"],
                nulls_distinct=False,
                name="one_rollup_per_day_measure_and_dimension",
            )
        ]

    def __str__(self):
        return f"{self.measure} {self.day}: {self.numerator}/{self.denominator}"
