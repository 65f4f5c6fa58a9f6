"""The pages as a WSGI application, for asgi.py's thread pool or any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings.dev")
application = get_wsgi_application()
