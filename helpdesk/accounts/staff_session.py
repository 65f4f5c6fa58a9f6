"""How long a signed-in browser stays signed in, and where: at one company, 8 hours unused, 24 hours at most."""

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY

from helpdesk.base import clock

SESSION_TENANT = "tenant_id"
BEGAN_AT = "began_at"
USED_AT = "used_at"
IDLE = timedelta(hours=8)
LONGEST = timedelta(hours=24)
USE_NOTED_EVERY = timedelta(minutes=5)


def begin(request) -> None:
    """Bind the fresh session to the request's company and start its time."""
    now = clock.now().isoformat()
    request.session[SESSION_TENANT] = request.tenant.pk if request.tenant else None
    request.session[BEGAN_AT] = request.session[USED_AT] = now


def is_open(session_key: str, agent) -> bool:
    """Whether that session has not ended and is the agent's, as seen from a host that its cookie never comes to."""
    told = import_module(settings.SESSION_ENGINE).SessionStore(session_key).load()
    return (told.get(SESSION_KEY), told.get(SESSION_TENANT)) == (str(agent.user_id), agent.tenant_id)


def is_good(request) -> bool:
    """Whether the session belongs to this company and has not run out; notes its use now and then."""
    session = request.session
    if request.tenant is None or session.get(SESSION_TENANT) != request.tenant.pk:
        return False
    now = clock.now()
    if BEGAN_AT not in session:
        begin(request)
    began, used = (datetime.fromisoformat(session[key]) for key in (BEGAN_AT, USED_AT))
    if now - began > LONGEST or now - used > IDLE:
        session.flush()
        return False
    if now - used > USE_NOTED_EVERY:
        session[USED_AT] = now.isoformat()
    return True
