"""Production: everything secret comes from the environment, cookies only travel over TLS."""

from helpdesk.settings.base import *  # noqa: F403
from helpdesk.settings.base import SECRET_KEY
from helpdesk.settings.environment import env_number, env_switch

if not SECRET_KEY:
    raise SystemExit("HELPDESK_SECRET_KEY is not set: give the containers one long random value, the same for all")

_TLS = env_switch("HELPDESK_TLS", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _TLS else None
SECURE_SSL_REDIRECT = False  # the proxy in front redirects; health checks speak plain HTTP inside
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _TLS
SECURE_HSTS_SECONDS = env_number("HSTS_SECONDS", 31_536_000) if _TLS else 0
PUBLIC_SCHEME = "https" if _TLS else "http"
