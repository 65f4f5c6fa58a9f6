"""Second factors: their secrets lie sealed in the database, so that a stolen copy of it opens no account."""

from allauth.mfa.adapter import DefaultMFAAdapter

from helpdesk.accounts import second_factors
from helpdesk.base.sealing import seal, unseal
from helpdesk.tenancy.context import current_tenant

# Logins are global, so this is not sealed for one company.
OWNER = "second-factors"


class SecondFactors(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return seal(OWNER, text)

    def decrypt(self, encrypted_text: str) -> str:
        secret = unseal(OWNER, encrypted_text)
        if not secret:
            # An empty secret has codes, too, and everybody can compute them.
            raise ValueError("this second factor was sealed under a secret key that is no longer known")
        return secret

    def can_delete_authenticator(self, authenticator) -> bool:
        """The last one stays where the company wants one of everybody: add another first."""
        is_last = authenticator.type in second_factors.REAL and second_factors.count_of(authenticator.user) == 1
        return not (is_last and current_tenant().needs_second_factor)

    def get_totp_issuer(self) -> str:
        return current_tenant().name
