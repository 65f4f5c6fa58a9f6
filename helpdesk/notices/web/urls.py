from django.urls import path

from helpdesk.notices.web import devices, notices

urlpatterns = [
    path("", notices.index, name="notices"),
    path("count/", notices.count, name="notices-count"),
    path("reading/", notices.read_all, name="notices-read-all"),
    path("<int:pk>/reading/", notices.read_one, name="notice-read"),
    path("worker.js", devices.worker),
    path("newest/", devices.newest),
    path("devices/", devices.update, name="notices-devices"),
    path("wishes/", notices.wishes, name="notices-wishes"),
]
