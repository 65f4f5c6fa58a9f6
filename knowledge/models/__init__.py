from knowledge.models.article import Article, Version
from knowledge.models.feedback import Feedback
from knowledge.models.section import Audience, Section

__all__ = ["Article", "Audience", "Feedback", "Section", "Version"]
