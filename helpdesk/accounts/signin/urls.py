"""Below /accounts/: signing in, out and back in, the second factors, and the page a person keeps them on.

allauth's own pages, by name, instead of its whole list: nobody signs up here, and addresses are changed by invitation.
"""

from allauth.account import views as account
from django.urls import include, path, re_path

from helpdesk.accounts.signin import invitation, security

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("security/", security.show, name="security"),
    path("security/sessions/", security.end_sessions, name="security-sessions"),
    path("2fa/", security.show_instead, name="mfa_index"),
    path("2fa/webauthn/", security.show_instead, name="mfa_list_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
    path("invitation/<str:token>/", invitation.accept, name="invitation"),
]
