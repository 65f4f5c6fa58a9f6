"""Beside the ticket: how its customer rated us before."""

from django.db.models import Q

from metrics.models import SurveyResponse
from tickets.models import Ticket
from tickets.panels import panel

SHOWN = 5
SAID = ("score", "comment", "answered_at", "survey__ticket__number")


@panel("past_ratings", template="metrics/ratings_panel.html", position=60)
def past_ratings(ticket, agent):
    """The newest ratings of this ticket and of its requester's others, as far as the agent sees them."""
    about = Q(survey__ticket_id=ticket.pk) | Q(survey__contact_id=ticket.requester_id)
    visible = Ticket.objects.visible_to(agent)
    rows = SurveyResponse.objects.filter(about, survey__ticket__in=visible).select_related("survey__ticket").only(*SAID)
    ratings = list(rows.newest_first()[:SHOWN])
    return {"ratings": ratings} if ratings else None
