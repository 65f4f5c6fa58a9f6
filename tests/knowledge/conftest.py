"""Articles for the stories: written and published through the real actions."""

import pytest


@pytest.fixture
def section(acme):
    """Acme's first public section."""
    from knowledge.models import Section

    return Section.objects.open_to_everyone().in_order().first()


@pytest.fixture
def agents_section(acme):
    """Acme's section that only agents see."""
    from knowledge.models import Section

    return Section.objects.get(audience="internal")


@pytest.fixture
def an_article(acme, section, mia):
    """Makes published articles of Mia's: `an_article("Title", "Body", audience=…, section=…, language=…)`."""
    from knowledge import writing

    def make(title="Reset your password", body="Choose “Forgotten” and follow the link.", *, published=True, **columns):
        article = writing.draft(title, body, by=mia, **{"section": section, "language": "en", **columns})
        return writing.publish(article, by=mia) if published else article

    return make
