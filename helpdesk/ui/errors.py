"""Pages for what went wrong: each says what happened and what to do next."""

import sys

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import get_template

from helpdesk.base.outage import DATABASE_AWAY, unavailable


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def csrf_failure(request, reason=""):
    """A form that outlived its session: nothing was changed, and the way back keeps what was typed."""
    return render(request, "403_csrf.html", status=403)


def broken(request):
    """Asks nothing of the request, the session or the database: any of them may be what broke."""
    error = sys.exception()
    if isinstance(error, DATABASE_AWAY):
        return unavailable(request, error)
    return HttpResponseServerError(get_template("500.html").render())
