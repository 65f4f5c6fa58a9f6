from django.urls import path

from tickets.web import downloads

urlpatterns = [path("<str:token>/", downloads.show)]
