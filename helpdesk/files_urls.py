"""Addresses at the host of senders' files (docs/decisions/0190)."""

from django.urls import include, path

urlpatterns = [path("", include("tickets.web.download_urls"))]

handler400 = handler403 = handler404 = "tickets.web.downloads.gone"
handler500 = "helpdesk.ui.errors.broken"
