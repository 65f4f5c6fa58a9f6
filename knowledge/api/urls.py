from helpdesk.rest.endpoints import endpoint
from knowledge.api.articles import Articles, Sections

urlpatterns = [
    endpoint("articles", Articles, {"get": "list", "post": "create"}, "api-articles"),
    endpoint(
        r"articles/(?P<article_id>[0-9]{1,18})", Articles, {"get": "retrieve", "patch": "partial_update"}, "api-article"
    ),
    endpoint("sections", Sections, {"get": "list"}, "api-sections"),
]
