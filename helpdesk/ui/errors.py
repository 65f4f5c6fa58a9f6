"""The pages people see when something went wrong, each saying what and the way out."""

from django.http import JsonResponse
from django.shortcuts import render


def csrf_failure(request, reason=""):
    """The form was too old or came from elsewhere: nothing was changed, and what was typed is still in the browser."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)


def bad_request(request, exception=None):
    return _page(request, 400, "400.html", "Bad request")


def forbidden(request, exception=None):
    return _page(request, 403, "403.html", "Not allowed")


def not_found(request, exception=None):
    return _page(request, 404, "404.html", "Not found")


def broken(request):
    return _page(request, 500, "500.html", "Server error")


def _page(request, status, template, title):
    """The API answers with a problem document, everything else with a page."""
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": title, "status": status}
        return JsonResponse(problem, status=status, content_type="application/problem+json")
    return render(request, template, status=status)
