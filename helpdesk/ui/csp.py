"""Content Security Policy: what a page of ours may load and run.

Nothing inline runs except the import map, which carries the request's nonce. Style attributes are refused too:
a measure travels in an SVG attribute or a `<meter>`, a hue in `data-hue` (docs/decisions, "front end").
"""

import secrets
from functools import wraps

from django.utils.functional import SimpleLazyObject

NONCE = "<nonce>"
SELF = "'self'"
NONE = "'none'"

POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, NONCE],
    "style-src": [SELF, NONCE],  # the nonce is for the element that Trix adds when the composer opens
    "img-src": [SELF, "data:", "blob:"],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}

# What a stored file or a mail's own HTML is served with: it may show pictures and its own styles, nothing else.
SEALED = {
    "default-src": [NONE],
    "style-src": ["'unsafe-inline'"],
    "img-src": [SELF, "data:"],
    "form-action": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": [],
}


class ContentSecurityPolicyMiddleware:
    """Gives each request a nonce and each answer its policy. A view overrides parts with `csp_override`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.csp_nonce = SimpleLazyObject(lambda: secrets.token_urlsafe(16))
        response = self.get_response(request)
        if "Content-Security-Policy" not in response:
            changes = getattr(response, "csp_changes", {})
            response["Content-Security-Policy"] = header({**POLICY, **changes}, str(request.csp_nonce))
        return response


def header(policy, nonce):
    """The policy as a header value, the nonce put in its place."""
    directives = []
    for directive, sources in policy.items():
        words = [f"'nonce-{nonce}'" if source == NONCE else source for source in sources]
        directives.append(" ".join([directive, *words]))
    return "; ".join(directives)


def csp_override(**changes):
    """Decorate a view whose page needs other sources: `@csp_override(frame_ancestors=["https://…"])`."""
    parts = {directive.replace("_", "-"): sources for directive, sources in changes.items()}

    def decorate(view):
        @wraps(view)
        def shown(request, *args, **kwargs):
            response = view(request, *args, **kwargs)
            response.csp_changes = parts
            return response

        return shown

    return decorate
