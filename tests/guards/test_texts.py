"""Every text of the interface can be translated, and is, into each language the product speaks."""

import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message
from django.template.base import Lexer, TokenType
from django.utils import translation

from helpdesk import texts

PLACEHOLDERS = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}")
MARKUP = re.compile(
    r"<!--.*?-->|<script.*?</script>|<style.*?</style>|<code.*?</code>|<kbd.*?</kbd>|<[^>]*>|&\w+;", re.S
)
ENDS = {"blocktranslate": "endblocktranslate", "blocktrans": "endblocktrans", "comment": "endcomment"}
# What developers look at, and what is shown when nothing works any more, translations included.
NOT_FOR_READERS = ("styleguide/", "500.html", "503.html")
ATTRIBUTE = re.compile(r"""[\w-]+="[^"]*\"""")
SHOWN_ATTRIBUTES = re.compile(r"""\b(?:title|aria-label|placeholder|alt)="([^"]*)\"""")


@cache
def collected() -> Catalog:
    return texts.collect()


def forms(text) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def translations(language: str) -> dict[tuple, Message]:
    return {(tuple(forms(one.id)), one.context): one for one in texts.catalog(language) if one.id}


@pytest.mark.parametrize("language", texts.languages())
def test_every_text_has_its_translation(language):
    """`make texts` adds what is new to the catalogues; the words of the field stand in locale/glossary.md."""
    kept = translations(language)
    wanted = [(tuple(forms(one.id)), one.context) for one in collected() if one.id]
    missing = [key for key in wanted if key not in kept or not all(forms(kept[key].string or ""))]
    assert not missing, f"{len(missing)} without a translation, the first ones: {missing[:10]}"


@pytest.mark.parametrize("language", texts.languages())
def test_translations_name_the_same_values_as_their_texts(language):
    wrong = []
    for one in translations(language).values():
        named = [set(PLACEHOLDERS.findall(form)) for form in forms(one.id)]  # "one code is left" names no number
        wrong += [one.id for form in forms(one.string or "") if form and set(PLACEHOLDERS.findall(form)) not in named]
    assert not wrong, wrong[:10]


def test_templates_say_nothing_that_cannot_be_translated():
    found = []
    for path in sorted((texts.ROOT / "templates").rglob("*.html")):
        name = path.relative_to(texts.ROOT / "templates").as_posix()
        if not name.startswith(NOT_FOR_READERS):
            shown = "".join(_shown(path.read_text()))
            said = [*SHOWN_ATTRIBUTES.findall(shown), ATTRIBUTE.sub(" ", MARKUP.sub(" ", shown))]
            found += [f"{name}: {word}" for one in said for word in re.findall(r"[A-Za-z]{3,}", one)]
    assert not found, found


def _shown(source: str):
    """What stands in a template outside its tags, its comments and what is translated already."""
    until = ""
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.TEXT and not until:
            yield token.contents
        elif token.token_type == TokenType.BLOCK:
            name, *rest = token.contents.split()
            is_markup = name == "block" and rest[0].endswith(("_class", "_attrs"))
            until = until or ("endblock" if is_markup else ENDS.get(name, ""))
            until = "" if name == until else until


def test_a_page_speaks_the_language_of_the_agent(bo, client_of):
    bo.language = "ar"
    bo.save(update_fields=["language"])
    page = client_of(bo).get("/desk/", follow=True).content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    with translation.override("ar"):
        assert translation.gettext("Settings") != "Settings"
