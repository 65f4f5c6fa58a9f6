from django.db import models
from django.utils.translation import gettext_lazy as _


class Priority(models.IntegerChoices):
    LOW = 1, _("Low")
    NORMAL = 2, _("Normal")
    HIGH = 3, _("High")
    URGENT = 4, _("Urgent")

    @property
    def key(self) -> str:
        """Its name for the API, rules and policies: low, normal, high, urgent."""
        return self.name.lower()

    @classmethod
    def from_key(cls, key: str) -> "Priority":
        """Raises KeyError for an unknown name."""
        return cls[key.upper()]
