"""Ways to say no that DRF has no exception for."""

from rest_framework import exceptions


class TooLarge(exceptions.APIException):
    status_code = 413
    default_code = "too-large"


class Conflict(exceptions.APIException):
    """The request is fine, the state of things is not: a closed ticket, a key in use."""

    status_code = 409
    default_code = "conflict"


class KeyReused(exceptions.APIException):
    status_code = 422
    default_code = "idempotency-key-reused"


class Stale(exceptions.APIException):
    """The thing was changed since the caller read it; `extra` holds what it is now and what happened meanwhile."""

    status_code = 412
    default_code = "stale"

    def __init__(self, detail: str, **extra):
        super().__init__(detail)
        self.extra = extra


def invalid(field: str | None, message: str) -> exceptions.ValidationError:
    """A 400 that names one field (dotted for nested ones)."""
    return exceptions.ValidationError({field or "non_field_errors": [message]})
