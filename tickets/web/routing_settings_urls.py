"""Below /settings/: how tickets are given out, what channels weigh, and the skills that tickets ask for."""

from django.urls import path

from tickets.web.settings import routing, skills

urlpatterns = [
    path("routing/", routing.index, name="settings-routing"),
    path("routing/weights/", routing.weigh, name="settings-routing-weights"),
    path("routing/<int:pk>/", routing.edit, name="settings-routing-team"),
    path("skills/", skills.index, name="settings-skills"),
    path("skills/new/", skills.create, name="settings-skill-new"),
    path("skills/<int:pk>/", skills.edit, name="settings-skill"),
    path("skills/<int:pk>/removal/", skills.remove, name="settings-skill-remove"),
]
