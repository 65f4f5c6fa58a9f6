from django.urls import path

from helpdesk.notices.web import notices

urlpatterns = [
    path("", notices.index, name="notices"),
    path("count/", notices.count, name="notices-count"),
    path("reading/", notices.read_all, name="notices-read-all"),
    path("<int:pk>/reading/", notices.read_one, name="notice-read"),
    path("wishes/", notices.wishes, name="notices-wishes"),
]
