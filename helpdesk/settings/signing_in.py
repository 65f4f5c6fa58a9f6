"""Settings of sessions, of what browsers are told about them, and of how staff sign in (allauth)."""

from helpdesk.settings.environment import env_number

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
