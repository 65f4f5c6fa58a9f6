"""The way out of surveys, at /no-surveys/."""

from django.urls import path

from metrics.portal import stopping

urlpatterns = [path("<str:token>", stopping.show, name="no-surveys")]
