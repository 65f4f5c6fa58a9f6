"""Whether the process lives, and whether it can do its work. Other apps add what they know by `check`."""

from collections.abc import Callable

from django.db import connection, transaction
from django.http import JsonResponse

_checks: dict[str, Callable[[], dict]] = {}


def check(name: str):
    """Register the decorated `f() -> dict` under /readyz: figures for operators; an exception marks it not ready."""

    def register(function):
        _checks[name] = function
        return function

    return register


@transaction.non_atomic_requests  # whoever restarts what is not alive must not do so because the database is away
def alive(request):
    """200 while the process answers."""
    return JsonResponse({"status": "alive"})


@transaction.non_atomic_requests
def ready(request):
    """200 with figures when every part can be reached, else 503 naming the part."""
    report, failed = {}, []
    for name, look in {"database": _database, **_checks}.items():
        try:
            report[name] = look()
        except Exception as error:  # noqa: BLE001 any failure of any part means: not ready, and says which
            failed.append(name)
            report[name] = {"error": type(error).__name__}
    return JsonResponse({"status": "not ready" if failed else "ready", **report}, status=503 if failed else 200)


def _database() -> dict:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return {"reachable": True}
