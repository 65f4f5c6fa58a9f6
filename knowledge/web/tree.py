"""The sections beside every page on articles."""

from django.db.models import Count

from knowledge.audiences import articles_for, sections_for


def tree(agent, *, current: str = "") -> list[dict]:
    """Sections in reading order with their depth, how many current articles stand in each, and which is open."""
    counts = dict(articles_for(agent).current().order_by().values_list("section_id").annotate(Count("id")))
    every = list(sections_for(agent).in_order())
    below = {section.pk: [each for each in every if each.parent_id == section.pk] for section in every}
    ordered = [each for top in every if top.parent_id is None for each in (top, *below[top.pk])]
    return [
        {
            "section": section,
            "is_below": section.parent_id is not None,
            "count": counts.get(section.pk, 0),
            "current": str(section.pk) == current,
        }
        for section in ordered
    ]
