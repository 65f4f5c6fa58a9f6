"""`/desk/tickets/<number>/attendance/`: who else is there. An open page says every 15 seconds that it is."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import agent_required
from tickets import attendance
from tickets.access import ticket_for


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("ticket.read")
def show(request, number):
    """GET says who is there; POST says in `doing` what I do (look, reply, note), or that I left."""
    ticket = ticket_for(request.agent, number, to="ticket.read")
    if request.method == "POST":
        doing = request.POST.get("doing", "")
        if doing in attendance.DOINGS:
            attendance.come(ticket, request.agent, doing)
        else:
            attendance.go(ticket, request.agent)
    return render(request, "tickets/_attendance.html", {"others": attendance.others(ticket, request.agent)})
