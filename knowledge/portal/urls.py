"""The help centre, at /help/."""

from django.urls import path

from knowledge.portal import feedback, reading, searching

urlpatterns = [
    path("", reading.sections, name="help"),
    path("search/", searching.results, name="help-search"),
    path("sections/<str:slug>/", reading.section, name="help-section"),
    path("articles/<str:slug>/", reading.article, name="help-article"),
    path("articles/<str:slug>/feedback/", feedback.create, name="help-feedback"),
]
