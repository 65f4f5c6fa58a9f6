"""The API, /api/v1/: each app's endpoints, and the schema that describes them."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("", include("tickets.api.urls")),
    path("", include("sla.api.urls")),
    path("", include("knowledge.api.urls")),
    path("", include("metrics.api.urls")),
    path("", include("helpdesk.accounts.api.urls")),
]
