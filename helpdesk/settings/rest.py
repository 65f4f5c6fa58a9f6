"""Settings of the API: DRF, its limits and its schema."""

from helpdesk.settings.environment import env_number

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": ["helpdesk.rest.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["helpdesk.rest.parsing.StrictJSON"],
    "DEFAULT_PAGINATION_CLASS": "helpdesk.rest.pagination.CursorPages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_THROTTLE_CLASSES": ["helpdesk.rest.throttling.TokenRate"],
    "EXCEPTION_HANDLER": "helpdesk.rest.errors.problem",
    "PAGE_SIZE": 50,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
# Each API token's share: a steady rate, and how much of it may come at once (helpdesk/rest/throttling.py).
API_REQUESTS_PER_MINUTE = env_number("API_REQUESTS_PER_MINUTE", 1200)
API_BURST = env_number("API_BURST", 300)
SPECTACULAR_SETTINGS = {
    "TITLE": "Helpdesk API",
    "DESCRIPTION": "Tickets, the people who ask and answer, and what is known. A tour stands in docs/api.md.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "MessageKindEnum": "tickets.api.inputs.MESSAGE_KINDS",
        "ArticleStateEnum": "knowledge.models.Article.State",
        "LeaveKindEnum": "sla.models.Leave.Kind",
        "ChannelEnum": "tickets.models.Channel",
    },
    "DISABLE_DOCSTRING_DESCRIPTIONS": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PREPROCESSING_HOOKS": ["helpdesk.rest.schema.without_last_slash"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "helpdesk.rest.schema.say_what_all_share",
    ],
}
