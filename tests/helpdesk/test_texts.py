"""Texts for translators: gathered from the sources, kept over changes, compiled when they are newer."""

import gettext
import os

import pytest
from babel.messages.catalog import Catalog

from helpdesk import texts

CODE = 'from django.utils.translation import ngettext, pgettext_lazy\nngettext("%(n)s box", "%(n)s boxes", 2)\n'
CODE += 'MONTH = pgettext_lazy("month", "May")\n'
TEMPLATE = """{% load i18n %}<p title="{% translate 'Open' %}">
   {% blocktranslate count n=boxes|length trimmed %}{{ n }} open box{% plural %}{{ n }} open boxes
   {% endblocktranslate %}</p>"""


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """A product of one module and one page."""
    (tmp_path / "tickets").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "tickets" / "boxes.py").write_text(CODE)
    (tmp_path / "templates" / "boxes.html").write_text(TEMPLATE)
    monkeypatch.setattr(texts, "ROOT", tmp_path)
    monkeypatch.setattr(texts, "LOCALE", tmp_path / "locale")
    return tmp_path


def test_texts_of_code_and_templates_are_found_with_their_plurals_and_contexts(sources):
    found = {(one.id, one.context) for one in texts.collect() if one.id}
    assert found == {
        (("%(n)s box", "%(n)s boxes"), None),
        ("May", "month"),
        ("Open", None),
        (("%(n)s open box", "%(n)s open boxes"), None),
    }


def test_a_translation_stays_when_texts_come_and_go(sources):
    old = Catalog(locale="de", domain="django")
    old.add("Open", "Öffnen")
    old.add("Gone", "Weg")
    texts.save("de", old)
    texts.update("de")
    assert texts.catalog("de")["Open"].string == "Öffnen"
    assert "Gone" not in texts.catalog("de")
    assert texts.catalog("de").get("May", "month").string == ""


def test_what_translators_changed_is_compiled_and_nothing_else(sources):
    kept = texts.update("de")
    kept["Open"].string = "Öffnen"
    texts.save("de", kept)
    assert texts.compile_stale() == ["de"]
    assert texts.compile_stale() == []
    assert gettext.translation("django", texts.LOCALE, ["de"]).gettext("Open") == "Öffnen"
    # when the catalogue is written again later
    later = os.stat(texts.LOCALE / "de/LC_MESSAGES/django.mo").st_mtime + 10
    os.utime(texts.LOCALE / "de/LC_MESSAGES/django.po", (later, later))
    assert texts.compile_stale() == ["de"]
