"""Every kind of thing that can happen to an article or a section."""

from helpdesk.events.catalog import kind

ARTICLE_DRAFTED = kind("article.drafted", says="{actor} began the article “{title}”")
ARTICLE_REVISED = kind("article.revised", says="{actor} wrote version {number}")
ARTICLE_RESTORED = kind("article.restored", says="{actor} took version {old} up again as version {number}")
ARTICLE_PUBLISHED = kind("article.published", says="{actor} published version {number}")
ARTICLE_ARCHIVED = kind("article.archived", says="{actor} archived the article")
ARTICLE_BROUGHT_BACK = kind("article.brought_back", says="{actor} brought the article back as a draft")
ARTICLE_CHANGED = kind("article.changed", says="{actor} changed the article: {changes}")
ARTICLE_RATED = kind("article.rated", says="A reader found version {number} {verdict}")
SECTION_CHANGED = kind("section.changed", says="{actor} changed the section {name}: {changes}")
