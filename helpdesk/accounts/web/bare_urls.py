from django.urls import path

from helpdesk.accounts.web import finder

urlpatterns = [path("find/", finder.show, name="finder")]
