"""Every request of a tenant's address runs inside that tenant's transaction."""

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpResponse

from helpdesk.base import causes
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.directory import is_files_host, tenant_for_host

WITHOUT_TENANT = "/static/"


class TenantMiddleware:
    """Sets `request.tenant` (None on the bare domain) and opens its scope around the view and the middleware below.

    An answer of 500 and above undoes the request's writes. A view's exception never reaches this middleware's
    `except` (Django turns it into a response further in), hence `process_exception`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.tenant = None
        with causes.cause() as cause:
            request.cause = cause
            if request.path.startswith(WITHOUT_TENANT):
                return self.get_response(request)
            if is_files_host(request.get_host()):
                return self._without_cookies(request)
            request.tenant = tenant_for_host(request.get_host())
            if request.tenant is None:
                request.urlconf = "helpdesk.bare_urls"
                return self.get_response(request)
            return self._inside(request)

    def _without_cookies(self, request) -> HttpResponse:
        """Senders' files: whatever cookies a browser brings, nobody is signed in there, and it is given none."""
        request.COOKIES, request.urlconf = {}, "helpdesk.files_urls"
        response = self.get_response(request)
        response.cookies.clear()
        return response

    def _inside(self, request) -> HttpResponse:
        with use_tenant(request.tenant):
            response = self.get_response(request)
            if hasattr(response, "render") and not response.is_rendered:
                response = response.render()
            if response.status_code >= 500:
                connection.set_rollback(True)
            return response

    def process_exception(self, request, exception):
        # ATOMIC_REQUESTS has already undone what a refusing view wrote; the session must still be saved after it.
        refused = isinstance(exception, Http404 | PermissionDenied)
        if request.tenant is not None and not refused and connection.in_atomic_block:
            connection.set_rollback(True)
