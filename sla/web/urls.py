"""Below /settings/: business hours, SLA policies, escalation rules."""

from django.urls import path

from sla.web import (
    calendar_closings,
    calendar_days,
    calendars,
    escalation_questions,
    escalations,
    matrix,
    policies,
    policy_order,
)

urlpatterns = [
    path("calendars/", calendars.index, name="settings-calendars"),
    path("calendars/new/", calendars.create, name="settings-calendar-new"),
    path("calendars/<int:pk>/", calendars.edit, name="settings-calendar"),
    path("calendars/<int:pk>/removal/", calendars.remove, name="settings-calendar-remove"),
    path("calendars/<int:pk>/year/<int:year>/", calendar_days.year, name="settings-calendar-year"),
    path("calendars/<int:pk>/holidays/", calendar_closings.holidays, name="settings-calendar-holidays"),
    path("calendars/<int:pk>/import/", calendar_closings.upload, name="settings-calendar-import"),
    path("policies/", policies.index, name="settings-policies"),
    path("policies/new/", policies.create, name="settings-policy-new"),
    path("policies/<int:pk>/", policies.edit, name="settings-policy"),
    path("policies/<int:pk>/earlier/", policy_order.earlier, name="settings-policy-earlier"),
    path("policies/<int:pk>/later/", policy_order.later, name="settings-policy-later"),
    path("escalations/", escalations.index, name="settings-escalations"),
    path("escalations/new/", escalations.create, name="settings-escalation-new"),
    path("escalations/<int:pk>/", escalations.edit, name="settings-escalation"),
    path("escalations/<int:pk>/removal/", escalations.remove, name="settings-escalation-remove"),
    path("escalation-matrix/", matrix.index, name="settings-matrix"),
    path("escalation-matrix/new/", matrix.create, name="settings-matrix-new"),
    path("escalation-matrix/print/", matrix.printed, name="settings-matrix-print"),
    path("escalation-matrix/questions/new/", escalation_questions.create, name="settings-questions-new"),
    path("escalation-matrix/questions/<int:pk>/", escalation_questions.edit, name="settings-questions"),
    path(
        "escalation-matrix/questions/<int:pk>/removal/", escalation_questions.remove, name="settings-questions-remove"
    ),
    path("escalation-matrix/<int:pk>/", matrix.edit, name="settings-matrix-row"),
    path("escalation-matrix/<int:pk>/removal/", matrix.remove, name="settings-matrix-remove"),
]
