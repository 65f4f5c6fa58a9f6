"""Tries to sign in, to be counted: in the database, because a limit that a dead Redis lifts is none."""

from django.db import models

from helpdesk.tenancy.models import TenantModel


class SignInAttempt(TenantModel):
    """One try that was not (yet) a success; successes take theirs back."""

    purpose = models.CharField(max_length=10)  # password, code, reset
    account_digest = models.CharField(max_length=64)  # of the address that was typed, known here or not
    address = models.CharField(max_length=45)  # where from
    attempted_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "attempted_at"], name="sign_in_attempt_by_time")]

    def __str__(self):
        return f"{self.purpose} from {self.address} at {self.attempted_at:%F %T}"
