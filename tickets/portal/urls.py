"""The customers' side of tickets: asking, following, answering, signing in by a mailed link."""

from django.urls import path

from tickets.portal import answers, files, new, requests, signin

urlpatterns = [
    path("requests/", requests.index, name="portal-requests"),
    path("requests/new/", new.page, name="portal-new"),
    path("requests/new/suggestions/", new.suggestions, name="portal-suggestions"),
    path("requests/sent/<str:reference>/", new.sent, name="portal-sent"),
    path("requests/<int:number>/", requests.show, name="portal-request"),
    path("requests/<int:number>/messages/", answers.create, name="portal-answer"),
    path("requests/<int:number>/resolution/", answers.resolve, name="portal-resolve"),
    path("requests/<int:number>/reopening/", answers.reopen, name="portal-reopen"),
    path("requests/<int:number>/files/<int:file_id>/", files.show, name="portal-file"),
    path("requests/<int:number>/files/<int:file_id>/inline/", files.inline, name="portal-picture"),
    path("sign-in/", signin.page, name="portal-sign-in"),
    path("sign-in/sent/", signin.sent, name="portal-sign-in-sent"),
    path("sign-in/<str:token>/", signin.link, name="portal-link"),
    path("sign-out/", signin.sign_out, name="portal-sign-out"),
]
