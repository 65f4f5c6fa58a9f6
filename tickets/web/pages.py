"""Every page an agent may go to, for the palette: also those the page at hand does not link to."""

from django.shortcuts import render

from helpdesk.accounts.access import agent_required
from helpdesk.ui import menus
from tickets import queues


@agent_required()
def index(request):
    """Areas, queues and settings as links without words around them; the palette reads them once a page."""
    entries = menus.areas(request.agent) + [
        {"href": f"/desk/queues/{queue.key}/", "label": queue.name, "icon": queue.icon}
        for queue in queues.queues_for(request.agent)
    ]
    for group in menus.settings_sections(request.agent):
        entries += [entry | {"label": f"{entry['label']} · {group['title']}"} for entry in group["entries"]]
    return render(request, "tickets/_pages.html", {"entries": entries})
