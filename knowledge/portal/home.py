"""`/`: search first, then sections, then one's own requests."""

from django.views.decorators.http import require_safe

from knowledge.audiences import articles_for
from knowledge.portal.shelves import shelves
from tickets.models import Ticket
from tickets.portal_frame import contact_of
from tickets.portal_frame import show as show_page

MOST_HELPFUL = 6
NEWEST_REQUESTS = 3


@require_safe
def show(request):
    contact = contact_of(request)
    mine = Ticket.objects.asked_by(contact).present() if contact else Ticket.objects.none()
    context = {
        "shelves": shelves(),
        "popular": articles_for(None).only("title", "slug").most_helpful_first()[:MOST_HELPFUL],
        "requests": mine.select_related("status").newest_activity_first()[:NEWEST_REQUESTS],
        "prefix": request.tenant.ticket_prefix,
    }
    return show_page(request, "knowledge/portal/home.html", context)
