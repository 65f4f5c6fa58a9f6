"""Whether an article helped: one vote of each visitor."""

from django.db import models

from helpdesk.tenancy.models import TenantModel


class Feedback(TenantModel):
    article = models.ForeignKey("knowledge.Article", on_delete=models.CASCADE, related_name="feedback")
    visitor_digest = models.CharField(max_length=64)  # of the browser's own random token
    is_helpful = models.BooleanField()
    comment = models.TextField(blank=True)
    version_number = models.PositiveIntegerField()  # which wording was read
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "article", "visitor_digest"], name="one_vote_per_visitor")
        ]

    def __str__(self):
        return f"{'helpful' if self.is_helpful else 'not helpful'}: article {self.article_id}"
