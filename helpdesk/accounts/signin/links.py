"""Links to set a new password: good once, for PASSWORD_RESET_TIMEOUT, and only at the company that mailed them."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from helpdesk.tenancy.context import current_tenant_id


class ResetTokens(PasswordResetTokenGenerator):
    def _make_hash_value(self, user, timestamp):
        return f"{super()._make_hash_value(user, timestamp)}/{current_tenant_id()}"
