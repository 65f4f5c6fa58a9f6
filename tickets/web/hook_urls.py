"""Below /hooks/: where providers call."""

from django.urls import path

from tickets.web import provider_hooks

urlpatterns = [
    path("<slug:token>/mail/", provider_hooks.mail, name="hook-mail"),
    path("<slug:token>/mail/mime", provider_hooks.mail),
    path("<slug:token>/events/", provider_hooks.events, name="hook-events"),
]
