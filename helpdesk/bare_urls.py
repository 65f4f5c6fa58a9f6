"""Addresses at the bare domain, where no company is: front page, figures for operators, the caught mail of the demo."""

from django.urls import include, path

urlpatterns = [
    path("", include("helpdesk.accounts.web.bare_urls")),
    path("", include("helpdesk.ui.web.bare_urls")),
    path("", include("helpdesk.demo.web.urls")),
]

handler400 = "helpdesk.ui.errors.bad_request"
handler403 = "helpdesk.ui.errors.forbidden"
handler404 = "helpdesk.ui.errors.not_found"
handler500 = "helpdesk.ui.errors.broken"
