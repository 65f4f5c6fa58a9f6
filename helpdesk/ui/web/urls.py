from django.conf import settings
from django.urls import path

from helpdesk.ui.web import appearance, styleguide

urlpatterns = [path("appearance/", appearance.update, name="appearance")]
if settings.DEMO:
    urlpatterns.append(path("styleguide", styleguide.show, name="styleguide"))
