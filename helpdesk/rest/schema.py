"""The schema at /api/v1/schema/: made once a process, since it is the same for everybody and takes a second to make."""

from functools import cache

from django.http import HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer

PROBLEM = {
    "type": "object",
    "description": "Every answer of 400 and above (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "The kind of problem; stable, for programs."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What went wrong, for people."},
        "instance": {"type": "string", "format": "uri", "description": "Names this one request in our logs."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {
                    "field": {"type": ["string", "null"], "description": "Dotted path; null for the whole body."},
                    "message": {"type": "string"},
                },
            },
        },
        "current": {"type": "object", "description": "Only of 412: the thing as it is now."},
        "etag": {"type": "string", "description": "Only of 412: the tag to send with the next try."},
        "changes": {
            "type": "array",
            "items": {"type": "object"},
            "description": "Only of 412: what happened since the version you sent.",
        },
    },
    "example": {
        "type": "urn:helpdesk:problem:invalid",
        "title": "Bad Request",
        "status": 400,
        "detail": "Nothing was changed: see the fields named in “errors”.",
        "instance": "urn:uuid:5f0c3b0e-5d55-4d3c-8f9e-0f4f3f0c9f4e",
        "errors": [{"field": "requester.email", "message": "Enter a valid email address."}],
    },
}
REFUSALS = {
    "400": "The body or a parameter is wrong; `errors` names each field.",
    "401": "No token, or one that is unknown, expired or revoked.",
    "403": "The token can only read, or the agent's role does not allow it.",
    "404": "There is no such thing, or not for this agent.",
    "409": "The state of things forbids it: the ticket is closed, or the key is in use.",
    "412": "If-Match names another state; `current` and `changes` say what it is now.",
    "413": "The body is too large.",
    "415": "The body has another type than the endpoint takes.",
    "422": "The Idempotency-Key was used for another request.",
    "429": "Too many requests; Retry-After says when to go on.",
    "503": "The database is away; Retry-After says when to try again.",
}
HEADERS_IN = {
    "post": {
        "Idempotency-Key": "1–255 characters, best a UUID. Repeats within 24 hours get the first answer and do nothing."
    },
    "patch": {"If-Match": "The ETag you last read. Where it is stale you get 412 and nothing is changed."},
    "get": {"If-None-Match": "The ETag you hold. Where it is fresh you get an empty 304."},
}
RATE_HEADERS = {
    "RateLimit-Limit": "How many requests may come at once.",
    "RateLimit-Remaining": "How many are left now.",
    "RateLimit-Reset": "Seconds until all are there again.",
}


@require_safe
def schema(request):
    """OpenAPI 3.1, as YAML, or as JSON with `?format=json` or by the Accept header."""
    wants_json = request.GET.get("format") == "json" or "json" in request.headers.get("Accept", "")
    body, content_type = _rendered(wants_json)
    return HttpResponse(body, content_type=content_type, headers={"Cache-Control": "public, max-age=300"})


@cache
def _rendered(as_json: bool) -> tuple[bytes, str]:
    renderer = OpenApiJsonRenderer() if as_json else OpenApiYamlRenderer()
    return renderer.render(document(), renderer_context={}), renderer.media_type


def document() -> dict:
    """The schema as a value: of the API's addresses only, so that nothing else can slip in."""
    patterns = [path("api/v1/", include("helpdesk.api_urls"))]
    return SchemaGenerator(patterns=patterns).get_schema(request=None, public=True)


def without_last_slash(endpoints):
    """Preprocessing: addresses as people write them; the slash at their end is allowed, not needed."""
    return [(address.rstrip("/"), *rest) for address, *rest in endpoints]


def say_what_all_share(result, generator, request, public):
    """Postprocessing: the errors, request headers and answer headers that every operation has, said once."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components["responses"] = {f"Problem{status}": _refusal(text) for status, text in REFUSALS.items()}
    components["headers"] = {name: _header(text, "integer") for name, text in RATE_HEADERS.items()}
    for operations in result["paths"].values():
        for method, operation in operations.items():
            _complete(method, operation)
    return result


def _complete(method: str, operation: dict) -> None:
    is_list = any(parameter["name"] == "cursor" for parameter in operation.get("parameters", []))
    takes_body = "requestBody" in operation
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":  # the addresses' patterns take digits only
            parameter["schema"] = {"type": "integer"}
    if not is_list:
        for name, text in HEADERS_IN.get(method, {}).items():
            operation.setdefault("parameters", []).append(
                {"name": name, "in": "header", "required": False, "description": text, "schema": {"type": "string"}}
            )
    for response in operation["responses"].values():
        rate = {name: {"$ref": f"#/components/headers/{name}"} for name in RATE_HEADERS}
        tag = {} if is_list else {"ETag": _header("Names this state; for If-None-Match and If-Match.", "string")}
        response["headers"] = {**rate, **tag}
    for status in _statuses(method, takes_body):
        operation["responses"].setdefault(status, {"$ref": f"#/components/responses/Problem{status}"})
    if method == "get" and not is_list:
        operation["responses"]["304"] = {"description": "What you hold is still fresh."}


def _statuses(method: str, takes_body: bool) -> list[str]:
    every = ["400", "401", "403", "404", "429", "503"]
    with_body = ["409", "413", "415"] if takes_body else []
    return every + with_body + {"post": ["422"], "patch": ["412"]}.get(method, [])


def _refusal(text: str) -> dict:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": text, "content": content}


def _header(text: str, type_: str) -> dict:
    return {"description": text, "schema": {"type": type_}}
