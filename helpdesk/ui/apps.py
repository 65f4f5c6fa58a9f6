from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates' vocabulary: icons, forms, lists, pages' chrome. Holds no tables."""

    name = "helpdesk.ui"
    label = "ui"
