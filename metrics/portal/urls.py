"""The survey page, at /survey/."""

from django.urls import path

from metrics.portal import surveys

urlpatterns = [path("<str:token>", surveys.show, name="survey")]
