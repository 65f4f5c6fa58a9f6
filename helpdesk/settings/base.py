"""Settings every way of running shares. What differs between them stands in dev.py, test.py and prod.py."""

from pathlib import Path

from helpdesk.settings.environment import ROOT, env, env_number, env_switch, home

BASE_DIR = ROOT
HELPDESK_HOME: Path = home()
HELPDESK_DOMAIN = env("HELPDESK_DOMAIN", "localhost")
PUBLIC_PORT = env_number("PUBLIC_PORT", env_number("PORT", 8000))
PUBLIC_SCHEME = env("PUBLIC_SCHEME", "http")
# Reply addresses live on a domain of their own, never on a tenant's mail domain (spec/security.md row 1).
REPLY_DOMAIN = env("REPLY_DOMAIN", "reply.helpdesk.test")
DEMO = False

SECRET_KEY = env("HELPDESK_SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = [HELPDESK_DOMAIN, f".{HELPDESK_DOMAIN}", *filter(None, env("HELPDESK_EXTRA_HOSTS").split(","))]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
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
# Hosts that companies name (IMAP) must be on the open internet, their certificates known to the system or this file.
ALLOW_PRIVATE_HOSTS = env_switch("ALLOW_PRIVATE_HOSTS")
MAIL_CA_FILE = env("MAIL_CA_FILE")
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

# Host-only cookies: a session made at one tenant's address is never sent to another's.
SESSION_COOKIE_NAME = "staff_session"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 24 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "helpdesk.ui.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

AUTHENTICATION_BACKENDS = ["helpdesk.accounts.signin.backend.StaffBackend"]
# Memory-hard and a fifth of PBKDF2's time for the same resistance; older hashes are renewed at the next sign-in.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_ADAPTER = "helpdesk.accounts.signin.adapter.StaffAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a mail about every change of password or second factor
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "helpdesk.accounts.signin.links.ResetTokens"  # noqa: S105 a name
PASSWORD_RESET_TIMEOUT = 30 * 60
ACCOUNT_FORMS = {
    "login": "helpdesk.accounts.signin.forms.SignInForm",
    "reset_password": "helpdesk.accounts.signin.forms.ResetForm",
}
# Guessing is limited in the database (signin/attempts.py): a cache that is away must not open the door.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "reset_password": None}
ALLAUTH_TRUSTED_PROXY_COUNT = env_number("TRUSTED_PROXIES", 0)
MFA_ADAPTER = "helpdesk.accounts.signin.mfa.SecondFactors"
MFA_FORMS = {
    "authenticate": "helpdesk.accounts.signin.forms.SecondStepForm",
    "reauthenticate": "helpdesk.accounts.signin.forms.SecondStepAgainForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses of staff are proved by the invitation's link
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": ["helpdesk.rest.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["helpdesk.rest.parsing.StrictJSON"],
    "DEFAULT_PAGINATION_CLASS": "helpdesk.rest.pagination.CursorPages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_THROTTLE_CLASSES": ["helpdesk.rest.throttling.TokenRate"],
    "EXCEPTION_HANDLER": "helpdesk.rest.errors.problem",
    "PAGE_SIZE": 50,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
# Each API token's share: a steady rate, and how much of it may come at once (helpdesk/rest/throttling.py).
API_REQUESTS_PER_MINUTE = env_number("API_REQUESTS_PER_MINUTE", 1200)
API_BURST = env_number("API_BURST", 300)
SPECTACULAR_SETTINGS = {
    "TITLE": "Helpdesk API",
    "DESCRIPTION": "Tickets, the people who ask and answer, and what is known. A tour stands in docs/api.md.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "MessageKindEnum": "tickets.api.inputs.MESSAGE_KINDS",
        "ArticleStateEnum": "knowledge.models.Article.State",
    },
    "DISABLE_DOCSTRING_DESCRIPTIONS": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PREPROCESSING_HOOKS": ["helpdesk.rest.schema.without_last_slash"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "helpdesk.rest.schema.say_what_all_share",
    ],
}

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
