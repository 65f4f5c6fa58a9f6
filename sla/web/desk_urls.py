"""Below /desk/: what a ticket's promises are made of, and the way up."""

from django.urls import path

from sla.web import hours, ticket_pages

urlpatterns = [
    path("hours/", hours.show, name="desk-hours"),
    path("tickets/<int:number>/promises/", ticket_pages.promises, name="ticket-promises"),
    path("tickets/<int:number>/escalation/", ticket_pages.escalate, name="ticket-escalation"),
]
