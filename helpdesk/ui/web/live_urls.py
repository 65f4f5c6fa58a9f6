from django.urls import path

from helpdesk.ui.web import stream

urlpatterns = [path("token/", stream.token, name="live_token")]
