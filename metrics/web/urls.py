"""The metrics pages, at /metrics/."""

from django.urls import path

from metrics.web import dashboard, exports, tickets

urlpatterns = [
    path("", dashboard.show, name="metrics"),
    path("meanings/", dashboard.meanings, name="metrics-meanings"),
    path("days.csv", exports.days, name="metrics-days-file"),
    path("<slug:key>/tickets", tickets.show, name="metrics-tickets"),
    path("<slug:key>/tickets.csv", exports.tickets, name="metrics-tickets-file"),
]
