"""How the schema says that callers sign in. Loaded at start, so that drf-spectacular knows it."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class BearerToken(OpenApiAuthenticationExtension):
    target_class = "helpdesk.rest.authentication.TokenAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema):
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "hd_…",
            "description": "A token made in Settings › API tokens. It acts as the agent it was made for.",
        }
