"""Below /desk/: what a ticket's promises are made of, and the way up."""

from django.urls import path

from sla.web import hours, missed, ticket_pages, waivers, working_time

urlpatterns = [
    path("hours/", hours.show, name="desk-hours"),
    path("working-time/", working_time.show, name="desk-working-time"),
    path("working-time/leave/<int:leave_id>/", working_time.cancel, name="desk-leave"),
    path("missed/", missed.index, name="desk-missed"),
    path("missed/all.csv", missed.file, name="desk-missed-file"),
    path("missed/waivers/", waivers.create, name="desk-waivers"),
    path("missed/waivers/<int:pk>/", waivers.show, name="desk-waiver"),
    path("tickets/<int:number>/promises/", ticket_pages.promises, name="ticket-promises"),
    path("tickets/<int:number>/escalation/", ticket_pages.escalate, name="ticket-escalation"),
]
