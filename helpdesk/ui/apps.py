from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class UiConfig(AppConfig):
    """Templates' vocabulary: icons, forms, lists, pages' chrome. Holds no tables."""

    name = "helpdesk.ui"
    label = "ui"
    default = True


class StaticConfig(StaticFilesConfig):
    """Collects what our pages use: pages of the API we do not offer, and other builds of htmx, stay where they are.

    Each file is hashed and packed twice, which a first start waits for.
    """

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "rest_framework",
        "ext",
        "django_htmx/htmax-*",
        "django_htmx/htmx-2*",
        "django_htmx/htmx-4.js",
        "django_htmx/django-htmx.js",
    ]
