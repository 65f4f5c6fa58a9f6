from django.urls import path

from helpdesk.demo.web import front, outbox

urlpatterns = [
    path("", front.show, name="front"),
    path("outbox/", outbox.index, name="outbox"),
    path("outbox/<str:name>/", outbox.show, name="caught-mail"),
    path("outbox/<str:name>/page", outbox.page, name="caught-mail-page"),
    path("outbox/<str:name>/source", outbox.source, name="caught-mail-source"),
]
