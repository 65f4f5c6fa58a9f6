"""What a new company's tickets start with: one status in each category, a first team, a few categories."""

from helpdesk.accounts.models import Team
from helpdesk.accounts.models.team import USUAL_LOAD
from tickets.models import ApprovalKind, Category, Status, StatusCategory

STATUSES = (
    (StatusCategory.NEW, "New", "Received"),
    (StatusCategory.OPEN, "Open", "Being worked on"),
    (StatusCategory.PENDING, "Waiting for customer", "Waiting for your answer"),
    (StatusCategory.ON_HOLD, "On hold", "Being worked on with others"),
    (StatusCategory.RESOLVED, "Solved", "Solved"),
    (StatusCategory.CLOSED, "Closed", "Closed"),
)
CATEGORIES = ("Question", "Problem", "Billing", "Account")


def install() -> None:
    """Give the open tenant its starter set. For a tenant that has none yet."""
    Status.objects.bulk_create(
        Status(name=name, customer_label=label, category=category, position=position, is_default=True)
        for position, (category, name, label) in enumerate(STATUSES)
    )
    Category.objects.bulk_create(Category(name=name, path=name) for name in CATEGORIES)
    # An example, to be switched on with the company's own amounts.
    limits = {"agent": "50", "manager": "500", "admin": "5000"}
    ApprovalKind.objects.create(name="Goodwill credit", unit="EUR", limits=limits, is_active=False)
    Team.objects.create(name="Support", is_default=True, most_open_tickets=USUAL_LOAD)
