"""Where Microsoft and Google ask people for leave, give tokens, and keep their mail servers (checked November 2026)."""

from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings

from tickets.models import Mailbox


@dataclass(frozen=True)
class Provider:
    """One provider; addresses with {directory} in them are the company's own at the provider."""

    key: str
    label: str
    consent: str
    tokens: str
    scope: str
    imap_host: str
    smtp_host: str
    own_hosts: tuple[str, ...]  # a token goes nowhere else (endings; national clouds have their own)
    extra: tuple[tuple[str, str], ...] = ()

    def consent_address(self, directory: str) -> str:
        return self.consent.format(login=settings.MICROSOFT_LOGIN, directory=quote(directory or "organizations"))

    def token_address(self, directory: str) -> str:
        names = {"login": settings.MICROSOFT_LOGIN, "google": settings.GOOGLE_TOKENS}
        return self.tokens.format(**names, directory=quote(directory or "organizations"))


PROVIDERS = {
    Mailbox.Access.MICROSOFT: Provider(
        key="microsoft",
        label="Microsoft",
        consent="{login}/{directory}/oauth2/v2.0/authorize",
        tokens="{login}/{directory}/oauth2/v2.0/token",
        scope="https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
        imap_host="outlook.office365.com",
        smtp_host="smtp.office365.com",
        own_hosts=(".office365.com", ".office365.us", ".partner.outlook.cn"),
        extra=(("prompt", "select_account"),),
    ),
    Mailbox.Access.GOOGLE: Provider(
        key="google",
        label="Google",
        consent="https://accounts.google.com/o/oauth2/v2/auth",
        tokens="{google}/token",
        scope="https://mail.google.com/",
        imap_host="imap.gmail.com",
        smtp_host="smtp.gmail.com",
        own_hosts=(".gmail.com",),
        # Without these Google gives nothing to renew with when somebody connects a second time.
        extra=(("access_type", "offline"), ("prompt", "consent")),
    ),
}
