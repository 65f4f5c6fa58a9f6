"""The first page of a company's address."""

from django.urls import path

from knowledge.portal import home

urlpatterns = [path("", home.show, name="portal-home")]
