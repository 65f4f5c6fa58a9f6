from django.urls import path

from helpdesk.accounts.web import presence

urlpatterns = [path("presence/", presence.update, name="presence")]
