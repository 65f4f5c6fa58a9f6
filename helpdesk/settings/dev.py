"""The embedded stack on one's own machine: demo companies, a secret kept below HELPDESK_HOME, template reloading."""

import secrets

from helpdesk.settings.base import *  # noqa: F403
from helpdesk.settings.base import HELPDESK_HOME, SECRET_KEY
from helpdesk.settings.environment import env_switch

DEMO = True
DEBUG = env_switch("DJANGO_DEBUG")


def _kept_secret() -> str:
    """One secret a checkout, made on first use, so that sessions survive a restart and none is ever committed."""
    HELPDESK_HOME.mkdir(parents=True, exist_ok=True)
    path = HELPDESK_HOME / "secret-key"
    if not path.exists():
        draft = path.with_suffix(f".{secrets.token_hex(4)}")
        draft.write_text(secrets.token_urlsafe(48))
        draft.chmod(0o600)
        try:
            path.hardlink_to(draft)  # the first process wins; the others read its secret
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


SECRET_KEY = SECRET_KEY or _kept_secret()
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # plain http on one's own machine
