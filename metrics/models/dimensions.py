"""By what figures can be told apart. Teams and agents are kept as bare ids: a snapshot outlives what it names."""

from django.db import models

from helpdesk.tenancy.models import TenantModel, TenantQuerySet


class DimensionQuerySet(TenantQuerySet):
    def within(self, scope):
        """Only what the scope asks for and its agent may see (metrics.scopes)."""
        rows = self.filter(**scope.wanted)
        return rows.exclude(team_id__in=scope.left_out_teams) if scope.left_out_teams else rows


class Dimensions(TenantModel):
    team_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=10)
    priority = models.PositiveSmallIntegerField()

    class Meta(TenantModel.Meta):
        abstract = True


NAMES = ("team_id", "channel", "priority")
