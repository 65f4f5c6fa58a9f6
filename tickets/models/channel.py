from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    EMAIL = "email", _("Mail")
    PORTAL = "portal", _("Portal")
    API = "api", _("API")
    AGENT = "agent", _("Agent")
    PHONE = "phone", _("Phone")
    CHAT = "chat", _("Chat")
