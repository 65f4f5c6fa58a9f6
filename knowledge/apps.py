from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "knowledge"

    def ready(self):
        from knowledge import inserting, panels, subscribers, suggesting  # noqa: F401 they register themselves
