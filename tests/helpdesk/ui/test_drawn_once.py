"""`drawn_once`: what is the same on every page is made once, and nothing of one page stays in it for the next."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation


def test_it_is_drawn_once_for_each_language_and_value():
    template = Template("{% load i18n ui %}{% drawn_once tone=tone %}{{ tone }} {{ count }}{% end_drawn_once %}")
    node = template.nodelist[-1]
    for tone in ("late", "ok", "late"):
        assert template.render(Context({"tone": tone})) == f"{tone} "
    with translation.override("de"):
        template.render(Context({"tone": "late"}))
    assert set(node.drawn) == {("en", "late"), ("en", "ok"), ("de", "late")}


def test_it_sees_nothing_of_the_page_but_the_values_it_names():
    template = Template("{% load ui %}{% drawn_once %}<b>{{ tenant }}{{ agent.name }}</b>{% end_drawn_once %}")
    assert template.render(Context({"tenant": "Acme", "agent": {"name": "Ada"}})) == "<b></b>"


def test_a_value_without_a_name_is_refused():
    with pytest.raises(TemplateSyntaxError):
        Template("{% load ui %}{% drawn_once tone %}{% end_drawn_once %}")
