"""Below /settings/: mailboxes, what mails say, domains, imported mail, quarantine, spam and outgoing mail."""

from django.urls import path

from tickets.web import (
    domains,
    mail_connections,
    mail_import,
    mailbox_provider,
    mailboxes,
    outgoing,
    quarantine,
    spam_settings,
)
from tickets.web.settings import mail_texts

_PLACE = "mail-texts/<slug:kind>/<slug:language>/<int:mailbox>/"

urlpatterns = [
    path("mailboxes/", mailboxes.index, name="settings-mailboxes"),
    path("mailboxes/new/", mailboxes.create, name="settings-mailbox-new"),
    path("mailboxes/<int:pk>/", mailboxes.edit, name="settings-mailbox"),
    path("mailboxes/<int:pk>/removal/", mailboxes.remove, name="settings-mailbox-remove"),
    path("mailboxes/<int:pk>/provider/", mailbox_provider.edit, name="settings-mailbox-provider"),
    path("mailboxes/<int:pk>/provider/renewal/", mailbox_provider.renew, name="settings-mailbox-provider-renew"),
    path("mailboxes/connected/", mail_connections.back, name="settings-mailbox-connected"),
    path("mailboxes/<int:pk>/connection/", mail_connections.begin, name="settings-mailbox-connect"),
    path("mailboxes/<int:pk>/connection/removal/", mail_connections.end, name="settings-mailbox-disconnect"),
    path("mailboxes/clients/<slug:provider>/", mail_connections.client, name="settings-mail-client"),
    path("mail-texts/", mail_texts.index, name="settings-mail-texts"),
    path(_PLACE, mail_texts.edit, name="settings-mail-text"),
    path(f"{_PLACE}preview/", mail_texts.preview, name="settings-mail-text-preview"),
    path(f"{_PLACE}trial/", mail_texts.trial, name="settings-mail-text-trial"),
    path(f"{_PLACE}default/", mail_texts.default, name="settings-mail-text-default"),
    path("mail-import/", mail_import.index, name="settings-mail-import"),
    path("domains/", domains.index, name="settings-domains"),
    path("quarantine/", quarantine.index, name="settings-quarantine"),
    path("quarantine/<int:pk>/", quarantine.show, name="settings-quarantined"),
    path("quarantine/<int:pk>/ticket/", quarantine.ticket, name="settings-quarantined-ticket"),
    path("quarantine/<int:pk>/retry/", quarantine.retry, name="settings-quarantined-retry"),
    path("quarantine/<int:pk>/discard/", quarantine.discard, name="settings-quarantined-discard"),
    path("spam/", spam_settings.index, name="settings-spam"),
    path("spam/filters/", spam_settings.filters, name="settings-spam-filters"),
    path("spam/senders/new/", spam_settings.create, name="settings-spam-senders-new"),
    path("spam/senders/<int:pk>/removal/", spam_settings.remove, name="settings-spam-sender-remove"),
    path("outgoing/", outgoing.index, name="settings-outgoing"),
    path("outgoing/<int:pk>/", outgoing.show, name="settings-outgoing-mail"),
    path("outgoing/<int:pk>/cancellation/", outgoing.cancel, name="settings-outgoing-cancel"),
    path("outgoing/<int:pk>/retry/", outgoing.send_again, name="settings-outgoing-again"),
]
