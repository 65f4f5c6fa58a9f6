"""What a caller may do: its agent's role by the one table of accounts.permissions, and the token's own scope."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission

from helpdesk.accounts.models import Agent
from helpdesk.accounts.permissions import allow


def require(agent: Agent, capability: str) -> None:
    """Raise a 403 unless the agent's role has the capability: for what only the body tells."""
    if not allow(agent, capability):
        raise PermissionDenied(_("Your role does not allow this."))


class MayDo(BasePermission):
    """Lets a request through when the token may write (for unsafe methods) and the role has the endpoint's capability.

    Each endpoint names one capability for each of its actions: `capabilities = {"list": "ticket.read", …}`; a missing
    one is a programming error and raises KeyError.
    """

    message = ""

    def has_permission(self, request, view) -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        if request.method not in SAFE_METHODS and request.auth.scope != "write":
            self.message = _("This token can only read.")
            return False
        if view.action in (None, "metadata"):  # a method the endpoint does not have: 405 is the better answer
            return True
        self.message = _("Your role does not allow this.")
        return allow(request.user.agent, view.capabilities[view.action])
