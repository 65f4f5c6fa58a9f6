"""The test suite: real Postgres and Valkey, cheap password hashing, files below the run's own folder."""

import os

import tests.servers  # noqa: F401 exports the addresses of the suite's Postgres and Valkey, started if none run
from helpdesk.settings.base import *  # noqa: F403
from helpdesk.settings.base import CACHES, HELPDESK_HOME, STORAGES

SECRET_KEY = "only-for-tests"  # noqa: S105
DEMO = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Each worker has a database of its own, with the same ids as the others': nor do they share what is kept in Valkey.
CACHES["default"]["KEY_PREFIX"] = f"hd-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
# A busy machine is no reason to go on without the cache: what was kept would be asked for again.
CACHES["default"]["OPTIONS"] |= {"socket_connect_timeout": 10, "socket_timeout": 10}
STORAGES = STORAGES | {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HELPDESK_HOME / "test-files" / os.environ.get("PYTEST_XDIST_WORKER", "main")},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # plain http on one's own machine
