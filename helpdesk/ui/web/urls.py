from django.conf import settings
from django.urls import path

from helpdesk.ui.web import appearance, keys, styleguide

urlpatterns = [path("appearance/", appearance.update, name="appearance"), path("keys/", keys.show, name="keys")]
if settings.DEMO:
    urlpatterns.append(path("styleguide", styleguide.show, name="styleguide"))
