"""What a new company's help centre starts with: places to put articles, and no article it did not write."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from helpdesk.events.actors import Actor
from helpdesk.tenancy.models import Tenant
from knowledge import sections
from knowledge.models import Audience


def install(tenant: Tenant) -> None:
    """Give the open tenant its first sections, in its language. For a tenant that has none yet."""
    starter = Actor.system("starter")
    with override(tenant.language):
        sections.add(
            _("Getting started"), by=starter, position=1, description=_("First steps, accounts and signing in")
        )
        sections.add(_("Questions and answers"), by=starter, position=2, description=_("What is asked most often"))
        sections.add(
            _("For agents"),
            by=starter,
            position=3,
            audience=Audience.INTERNAL,
            description=_("How we work; only agents see this"),
        )
