"""The pages as a WSGI application, for asgi.py's thread pool or any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings.dev")


def _loaded():
    """The application with every view imported: nobody's first click pays for that."""
    from django.urls import get_resolver

    from helpdesk.base.garbage import leave_what_is_loaded_alone

    application = get_wsgi_application()
    for urls in (None, "helpdesk.bare_urls"):
        _ = get_resolver(urls).url_patterns
    leave_what_is_loaded_alone()
    return application


application = _loaded()
