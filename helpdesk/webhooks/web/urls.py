from django.urls import path

from helpdesk.webhooks.web import webhooks

urlpatterns = [
    path("", webhooks.index, name="settings-webhooks"),
    path("new/", webhooks.create, name="settings-webhook-new"),
    path("<int:pk>/", webhooks.show, name="settings-webhook"),
    path("<int:pk>/details/", webhooks.edit, name="settings-webhook-edit"),
    path("<int:pk>/secret/", webhooks.secret, name="settings-webhook-secret"),
    path("<int:pk>/removal/", webhooks.remove, name="settings-webhook-remove"),
    path("<int:pk>/calls/", webhooks.calls, name="settings-webhook-calls"),
]
