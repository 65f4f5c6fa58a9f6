"""Below /settings/: mailboxes and quarantine."""

from django.urls import path

from tickets.web import mailboxes, quarantine

urlpatterns = [
    path("mailboxes/", mailboxes.index, name="settings-mailboxes"),
    path("mailboxes/new/", mailboxes.create, name="settings-mailbox-new"),
    path("mailboxes/<int:pk>/", mailboxes.edit, name="settings-mailbox"),
    path("mailboxes/<int:pk>/removal/", mailboxes.remove, name="settings-mailbox-remove"),
    path("quarantine/", quarantine.index, name="settings-quarantine"),
    path("quarantine/<int:pk>/", quarantine.show, name="settings-quarantined"),
    path("quarantine/<int:pk>/ticket/", quarantine.ticket, name="settings-quarantined-ticket"),
    path("quarantine/<int:pk>/retry/", quarantine.retry, name="settings-quarantined-retry"),
    path("quarantine/<int:pk>/discard/", quarantine.discard, name="settings-quarantined-discard"),
]
