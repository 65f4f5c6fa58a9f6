"""Below /settings/: how tickets are given out, what channels weigh, and the skills that tickets ask for."""

from django.urls import path

from tickets.web.settings import routing, skills, team_lines

urlpatterns = [
    path("routing/", routing.index, name="settings-routing"),
    path("routing/weights/", routing.weigh, name="settings-routing-weights"),
    path("routing/lines/new/", team_lines.create, name="settings-routing-line-new"),
    path("routing/lines/<int:pk>/", team_lines.edit, name="settings-routing-line"),
    path("routing/lines/<int:pk>/position/", team_lines.place, name="settings-routing-line-position"),
    path("routing/lines/<int:pk>/removal/", team_lines.remove, name="settings-routing-line-remove"),
    path("routing/<int:pk>/", routing.edit, name="settings-routing-team"),
    path("skills/", skills.index, name="settings-skills"),
    path("skills/new/", skills.create, name="settings-skill-new"),
    path("skills/<int:pk>/", skills.edit, name="settings-skill"),
    path("skills/<int:pk>/removal/", skills.remove, name="settings-skill-remove"),
]
