"""Sections with what stands in them, as customers see them: empty ones are left out."""

from collections import defaultdict
from dataclasses import dataclass, field

from knowledge.audiences import articles_for, sections_for
from knowledge.models import Article, Section


@dataclass
class Shelf:
    """A section, its articles, and its sub-sections as shelves of their own."""

    section: Section
    articles: list[Article] = field(default_factory=list)
    below: list["Shelf"] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.articles) + sum(len(shelf.articles) for shelf in self.below)


def shelves() -> list[Shelf]:
    """The public sections of the first level that have something to read, in order; two queries."""
    standing = defaultdict(list)
    for article in articles_for(None).only("title", "slug", "section_id").by_title():
        standing[article.section_id].append(article)
    every = [Shelf(section, standing[section.pk]) for section in sections_for(None).in_order()]
    by_id = {shelf.section.pk: shelf for shelf in every}
    for shelf in every:
        if shelf.section.parent_id in by_id and shelf.articles:
            by_id[shelf.section.parent_id].below.append(shelf)
    return [shelf for shelf in every if shelf.section.parent_id is None and shelf.count]
