"""The API, /api/v1/: each app's endpoints, and the schema that describes them."""

from django.urls import include, re_path

from helpdesk.rest.errors import missing
from helpdesk.rest.schema import schema

urlpatterns = [
    re_path(r"^schema/?$", schema, name="api-schema"),
    re_path("", include("tickets.api.urls")),
    re_path("", include("sla.api.urls")),
    re_path("", include("knowledge.api.urls")),
    re_path("", include("metrics.api.urls")),
    re_path("", include("helpdesk.accounts.api.urls")),
    # Last: what is not there answers in the API's own shape, and is never redirected to a page.
    re_path("", missing),
]
