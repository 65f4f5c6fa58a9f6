"""Below /settings/: people, teams, the company, API tokens, the audit log."""

from django.urls import path

from helpdesk.accounts.web import audit, company, invitations, overview, people, teams, tokens

urlpatterns = [
    path("", overview.show, name="settings"),
    path("people/", people.index, name="settings-people"),
    path("people/invitations/new/", invitations.create, name="settings-invite"),
    path("people/invitations/<int:pk>/resent/", invitations.resend, name="settings-invitation-resend"),
    path("people/invitations/<int:pk>/withdrawal/", invitations.withdraw, name="settings-invitation-withdraw"),
    path("people/<int:pk>/", people.edit, name="settings-person"),
    path("people/<int:pk>/deactivation/", people.deactivate, name="settings-person-deactivate"),
    path("people/<int:pk>/return/", people.reactivate, name="settings-person-reactivate"),
    path("teams/", teams.index, name="settings-teams"),
    path("teams/new/", teams.create, name="settings-team-new"),
    path("teams/<int:pk>/", teams.edit, name="settings-team"),
    path("teams/<int:pk>/removal/", teams.remove, name="settings-team-remove"),
    path("company/", company.edit, name="settings-company"),
    path("tokens/", tokens.index, name="settings-tokens"),
    path("tokens/new/", tokens.create, name="settings-token-new"),
    path("tokens/<int:pk>/revocation/", tokens.revoke, name="settings-token-revoke"),
    path("audit/", audit.index, name="settings-audit"),
    path("audit/export/", audit.export, name="settings-audit-export"),
]
