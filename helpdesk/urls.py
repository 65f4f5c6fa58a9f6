"""All addresses at a company's own host; each app's list stands in its web, portal or api package."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("helpdesk.accounts.signin.urls")),
    path("desk/", include("tickets.web.urls")),
    path("desk/", include("sla.web.desk_urls")),
    path("desk/", include("helpdesk.ui.web.urls")),
    path("live/", include("helpdesk.ui.web.live_urls")),
    path("desk/notices/", include("helpdesk.notices.web.urls")),
    path("desk/knowledge/", include("knowledge.web.urls")),
    path("settings/", include("helpdesk.accounts.web.urls")),
    path("settings/webhooks/", include("helpdesk.webhooks.web.urls")),
    path("settings/", include("tickets.web.settings_urls")),
    path("settings/", include("tickets.web.mail_settings_urls")),
    path("settings/", include("tickets.web.routing_settings_urls")),
    path("settings/", include("sla.web.urls")),
    path("settings/staffing/", include("sla.web.staffing_urls")),
    path("metrics/", include("metrics.web.urls")),
    path("hooks/", include("tickets.web.hook_urls")),
    path("api/v1/", include("helpdesk.api_urls")),
    path("survey/", include("metrics.portal.urls")),
    path("no-surveys/", include("metrics.portal.stopping_urls")),
    path("help/", include("knowledge.portal.urls")),
    path("", include("knowledge.portal.home_urls")),
    path("", include("tickets.portal.urls")),
]

handler400 = "helpdesk.ui.errors.bad_request"
handler403 = "helpdesk.ui.errors.forbidden"
handler404 = "helpdesk.ui.errors.not_found"
handler500 = "helpdesk.ui.errors.broken"
