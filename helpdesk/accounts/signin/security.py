"""`/accounts/security/`: a person's password, second factors and sessions."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from helpdesk.accounts import second_factors
from helpdesk.accounts.access import agent_required
from helpdesk.accounts.events import SESSIONS_ENDED
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record

# Each says it is the ones below it as well: the order decides.
BROWSERS = [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]
SYSTEMS = [
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
]  # fmt: skip


@agent_required()
def show(request):
    factors = Authenticator.objects.filter(user=request.user)
    codes = next((f for f in factors if f.type == Authenticator.Type.RECOVERY_CODES), None)
    context = {
        "title": _("Sign-in and security"),
        "totp": next((f for f in factors if f.type == Authenticator.Type.TOTP), None),
        "passkeys": [f.wrap() for f in factors if f.type == Authenticator.Type.WEBAUTHN],
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else None,
        "sessions": [_row(session) for session in UserSession.objects.purge_and_list(request.user)],
        "is_owed": second_factors.is_owed(request),
        "this_session": request.session.session_key,
    }
    return render(request, "accounts/security.html", context)


def _row(session):
    return {
        "browser": browser_words(session.user_agent),
        "agent": session.user_agent,
        "ip": session.ip,
        "since": session.created_at,
        "key": session.session_key,
    }


def browser_words(user_agent: str) -> str:
    """`Firefox on Windows`, as far as a browser says so; it is a help to remember by, not a proof."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), _("A program"))
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system} if system else browser


def show_instead(request):
    """allauth's own overviews lead to ours."""
    return HttpResponseRedirect(reverse("security"))


@require_POST
@agent_required()
def end_sessions(request):
    """Sign this person out everywhere else."""
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    count = len(others)
    for session in others:
        session.end()
    if count:
        record(SESSIONS_ENDED, request.agent, by=Actor.agent(request.agent), count=count)
    messages.success(
        request,
        ngettext("Signed out of one other session.", "Signed out of %(count)s other sessions.", count)
        % {"count": count},
    )
    return HttpResponseRedirect(reverse("security"))
