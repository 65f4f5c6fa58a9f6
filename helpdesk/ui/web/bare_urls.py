from django.urls import path

from helpdesk.ui.web import operating

urlpatterns = [path("operating/", operating.show, name="operating")]
