"""The mail that invites a colleague, and what stands between double braces in it."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.base.letters import Link, Value
from helpdesk.mailout.kinds import MailKind, declare
from helpdesk.tenancy.context import current_tenant
from helpdesk.tenancy.directory import base_url

HOURS = 72


def _text() -> str:
    names = {"who": "{{agent.name}}", "company": "{{company.name}}", "role": "{{invitation.role}}"}
    lasts = _("The link works once and for %(hours)s hours. If you did not expect this mail, ignore it.")
    return "\n\n".join([
        _("%(who)s invites you to work at the help desk of %(company)s (%(role)s).") % names,
        _("Join here:") + "\n{{link}}",
        lasts % {"hours": "{{link.hours}}"},
    ])  # fmt: skip


def values(inviter: str, role: str, address: str) -> Callable[[str], Value]:
    """The value of each blank for one invitation."""
    known: dict[str, Value] = {
        "agent.name": inviter,
        "company.name": current_tenant().name,
        "invitation.role": role,
        "link": Link(address),
        "link.hours": str(HOURS),
    }
    return known.__getitem__


INVITATION = declare(MailKind(
    key="invitation",
    label=gettext_lazy("Invitation"),
    says=gettext_lazy("When a colleague is invited to the desk."),
    subject=lambda: _("%(who)s invites you to %(company)s")
    % {"who": "{{agent.name}}", "company": "{{company.name}}"},
    text=_text,
    blanks={
        "agent.name": gettext_lazy("Who invites"),
        "company.name": gettext_lazy("Name of the company"),
        "invitation.role": gettext_lazy("As what"),
        "link": gettext_lazy("The link"),
        "link.hours": gettext_lazy("How many hours the link works"),
    },
    needs=("link",),
    is_for_staff=True,
    sample=lambda ticket, agent: values(
        agent.name, agent.get_role_display().lower(), f"{base_url(current_tenant())}/accounts/invitation/example/"
    ),
))  # fmt: skip
