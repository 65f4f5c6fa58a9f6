"""Below /settings/staffing/: coverage, and each agent's weeks and leave."""

from django.urls import path

from sla.web import staffing, staffing_leave, staffing_person

urlpatterns = [
    path("", staffing.index, name="settings-staffing"),
    path("<int:pk>/", staffing_person.show, name="settings-staffing-person"),
    path("<int:pk>/leave/", staffing_person.add_leave, name="settings-staffing-leave"),
    path("leave/<int:pk>/removal/", staffing_person.remove_leave, name="settings-staffing-leave-remove"),
    path("leave/<int:pk>/decision/", staffing_leave.decide, name="settings-staffing-leave-decision"),
    path("rules/", staffing_leave.rules, name="settings-staffing-rules"),
    path("weeks/<int:pk>/removal/", staffing_person.remove_week, name="settings-staffing-week-remove"),
]
