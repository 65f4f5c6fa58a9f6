"""Settings every way of running shares: these, signing_in.py and rest.py. What differs stands in dev, test and prod."""

from pathlib import Path

from helpdesk.settings.environment import ROOT, env, env_number, env_switch, home
from helpdesk.settings.rest import *  # noqa: F403
from helpdesk.settings.signing_in import *  # noqa: F403

BASE_DIR = ROOT
HELPDESK_HOME: Path = home()
HELPDESK_DOMAIN = env("HELPDESK_DOMAIN", "localhost")
# Senders' files are downloaded from a host of their own, which knows no cookies (docs/decisions/0190).
HELPDESK_FILES_DOMAIN = env("HELPDESK_FILES_DOMAIN", f"files.{HELPDESK_DOMAIN}").lower()
PUBLIC_PORT = env_number("PUBLIC_PORT", env_number("PORT", 8000))
PUBLIC_SCHEME = env("PUBLIC_SCHEME", "http")
# Reply addresses live on a domain of their own, never on a tenant's mail domain (spec/security.md row 1).
REPLY_DOMAIN = env("REPLY_DOMAIN", "reply.helpdesk.test")
DEMO = False
OPERATORS_TOKEN = env("OPERATORS_TOKEN")  # opens the figures of /readyz and /operating/

SECRET_KEY = env("HELPDESK_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = [HELPDESK_DOMAIN, f".{HELPDESK_DOMAIN}", HELPDESK_FILES_DOMAIN]
ALLOWED_HOSTS += filter(None, env("HELPDESK_EXTRA_HOSTS").split(","))

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "helpdesk.ui.apps.StaticConfig",
    "django.forms",
    "django_linear_migrations",
    "django_htmx",
    "template_partials",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "helpdesk.tenancy",
    "helpdesk.events",
    "helpdesk.mailout",
    "helpdesk.accounts",
    "helpdesk.ui",
    "helpdesk.rest",
    "helpdesk.notices",
    "helpdesk.webhooks",
    "tickets",
    "sla",
    "knowledge",
    "metrics",
    "helpdesk.demo",
]
FIRST_PARTY_APPS = [
    "helpdesk.tenancy",
    "helpdesk.events",
    "helpdesk.mailout",
    "helpdesk.accounts",
    "helpdesk.rest",
    "helpdesk.notices",
    "helpdesk.webhooks",
    "tickets",
    "sla",
    "knowledge",
    "metrics",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "helpdesk.ui.csp.ContentSecurityPolicyMiddleware",
    "helpdesk.tenancy.middleware.TenantMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "helpdesk.accounts.middleware.AgentMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "helpdesk.urls"
WSGI_APPLICATION = "helpdesk.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "helpdesk.accounts.context.signed_in",
                "helpdesk.ui.chrome.chrome",
            ],
        },
    }
]

FORM_RENDERER = "helpdesk.ui.forms.Renderer"

# The web and the workers are a plain role. Only `manage.py migrate` and its kin run as the owner, and say so.
AS_OWNER = env_switch("HELPDESK_AS_OWNER")
DATABASES = {
    "default": {
        "ENGINE": "helpdesk.tenancy.postgresql",
        "NAME": env("PGDATABASE", "helpdesk"),
        "USER": env("PGUSER", "helpdesk_owner" if AS_OWNER else "helpdesk_app"),
        "PASSWORD": env("PGPASSWORD"),
        "HOST": env("PGHOST"),
        "PORT": env("PGPORT"),
        # DRF rolls back on its own exceptions only where this is set; the tenant's transaction is around it.
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {
            # The server keeps these; how long we wait for a server that keeps nothing: helpdesk/base/patience.py.
            # The second frees the locks of a process whose end the server never heard of.
            "options": f"-c statement_timeout={env('STATEMENT_TIMEOUT_MS', '15000')}"
            " -c idle_in_transaction_session_timeout=60000",
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
        },
    }
}
MIGRATION_MODULES: dict[str, str] = {}

REDIS_URL = env("REDIS_URL", "redis://127.0.0.1:6379/0")
# Rate limits and other short-lived hints only: nothing that must survive lives in the cache.
CACHES = {
    "default": {
        "BACKEND": "helpdesk.base.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL.replace("redis+socket://", "unix://"),
        "KEY_PREFIX": "hd",
        "OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 0.3},
    }
}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_PRIORITY = 6  # behind the sweeps (helpdesk/celery.py), which have 0
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "socket_connect_timeout": 0.5,
    "socket_timeout": 1,  # what a page or a mail program waits, once, for a Redis that takes calls and never answers
    "socket_keepalive": True,
}
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

OUTBOUND_SMTP_HOST = env("OUTBOUND_SMTP_HOST", "127.0.0.1")
OUTBOUND_SMTP_PORT = env_number("OUTBOUND_SMTP_PORT", 25)
OUTBOUND_SMTP_USER = env("OUTBOUND_SMTP_USER")
OUTBOUND_SMTP_PASSWORD = env("OUTBOUND_SMTP_PASSWORD")
OUTBOUND_SMTP_TLS = env_switch("OUTBOUND_SMTP_TLS")
SMTP_PORT = env_number("SMTP_PORT", 2525)
SMTP_BIND = env("SMTP_BIND", "127.0.0.1")
# The mail servers of ours whose Authentication-Results are believed; without one no sender is ever proved.
TRUSTED_AUTHSERV_IDS = env("TRUSTED_AUTHSERV_IDS").split()
# A spam filter of ours: rspamd's controller (http://rspamd:11334), and its password where it wants one.
RSPAMD_URL = env("RSPAMD_URL")
RSPAMD_PASSWORD = env("RSPAMD_PASSWORD")
# Hosts that companies name (IMAP) must be on the open internet, their certificates known to the system or this file.
ALLOW_PRIVATE_HOSTS = env_switch("ALLOW_PRIVATE_HOSTS")
MAIL_CA_FILE = env("MAIL_CA_FILE")
# Where Microsoft's accounts sign in (national clouds have their own), and where Google gives tokens.
MICROSOFT_LOGIN = env("MICROSOFT_LOGIN", "https://login.microsoftonline.com")
GOOGLE_TOKENS = env("GOOGLE_TOKENS", "https://oauth2.googleapis.com")
# The name servers asked about senders' domains; without any, those of this machine.
DNS_SERVERS = env("DNS_SERVERS").replace(",", " ").split()
DNS_PORT = env_number("DNS_PORT", 53)
# What a company's SPF record must hold so that our servers may send for it, such as "include:_spf.example.com".
OUTBOUND_SPF = env("OUTBOUND_SPF")
MAIL_SIZE_LIMIT_BYTES = env_number("MAIL_SIZE_LIMIT_BYTES", 25 * 1024 * 1024)
SMTP_ROOM_MB = env_number("SMTP_ROOM_MB", 1024)
# Mail that Django or allauth writes goes through the same outbox as every other mail.
EMAIL_BACKEND = "helpdesk.mailout.backend.OutboxBackend"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", f"helpdesk@{REPLY_DOMAIN}")

STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HELPDESK_HOME / "files"},
    },
    "staticfiles": {"BACKEND": "helpdesk.ui.sheets.BundlingStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = HELPDESK_HOME / "static"
STATICFILES_DIRS = [ROOT / "helpdesk" / "static"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("ar", "العربية")]
LOCALE_PATHS = [ROOT / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "helpdesk.base.logs.formatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "mail.log": {"level": "WARNING"},
        "aiosmtpd": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}

# Addresses (host:port) beyond the public internet that webhooks may be sent to, as whoever runs this allows.
OUTBOUND_HTTP_TRUSTED = frozenset(env("HELPDESK_TRUSTED_HTTP").replace(",", " ").split())
