"""Components say what they are given, escape it, and carry their meaning in words, not in colour alone."""

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string

from helpdesk.ui import charts
from helpdesk.ui.forms import Combobox, Date, Switch
from helpdesk.ui.templatetags.ui import hue, hue_step, initials, minutes_text, spark

EVIL = '"><script>alert(1)</script>'


def draw(component, /, **values):
    return render_to_string(f"components/{component}.html", values)


@pytest.mark.parametrize(
    ("component", "values"),
    [
        ("button", {"label": EVIL, "name": EVIL, "value": EVIL, "key": EVIL, "confirm": EVIL}),
        ("button", {"label": EVIL, "href": EVIL, "shape": "icon", "icon": "close"}),
        ("badge", {"label": EVIL, "tone": EVIL}),
        ("status", {"label": EVIL, "category": "open"}),
        ("person", {"name": EVIL, "line": EVIL, "href": EVIL}),
        ("callout", {"text": EVIL, "href": EVIL, "label": EVIL}),
        ("empty", {"title": EVIL, "text": EVIL, "href": EVIL, "label": EVIL}),
        ("facts", {"rows": [(EVIL, EVIL), ("x", None)]}),
        ("clock", {"name": EVIL, "text": EVIL, "share": 0.4}),
        ("file", {"name": EVIL, "size": 12, "href": EVIL}),
        ("toast", {"text": EVIL, "undo": EVIL}),
        ("tile", {"label": EVIL, "value": EVIL, "change": EVIL, "href": EVIL, "values": [1, 2]}),
        ("errors", {"rows": [(EVIL, EVIL, EVIL)]}),
        ("breadcrumbs", {"steps": [(EVIL, EVIL), ("", EVIL)]}),
        ("steps", {"steps": [{"label": EVIL, "state": "now"}]}),
        ("tabs", {"label": EVIL, "tabs": [{"href": EVIL, "label": EVIL}]}),
        ("segments", {"label": EVIL, "choices": [{"href": EVIL, "label": EVIL}]}),
        ("menu", {"id": "m", "title": EVIL, "items": [{"label": EVIL, "href": EVIL}, {"label": EVIL, "name": EVIL}]}),
        ("search", {"action": EVIL, "label": EVIL, "value": EVIL}),
        ("pager", {"page": {"older": EVIL, "newer": EVIL}}),
        ("chart", {"chart": charts.bars(EVIL, [EVIL, "b"], {EVIL: [1, 2]}, unit=EVIL)}),
    ],
)
def test_nothing_given_becomes_markup(component, values):
    drawn = draw(component, **values)
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn


def test_a_status_is_icon_and_word():
    drawn = draw("status", label="On hold", category="on_hold")
    assert "On hold" in drawn
    assert "#on_hold" in drawn


def test_an_icon_button_has_a_name():
    assert 'aria-label="Close"' in draw("button", label="Close", icon="close", shape="icon")


class Sample(forms.Form):
    address = forms.EmailField(label="Address", help_text="Where mail goes.")
    team = forms.ChoiceField(choices=[("1", "First")], widget=Combobox)
    since = forms.DateField(required=False, widget=Date)
    active = forms.BooleanField(required=False, widget=Switch)


def test_a_wrong_form_names_its_fields_and_links_to_them():
    drawn = str(Sample({"address": "nobody", "team": "9"}))
    assert '<a href="#id_address">Address</a>: Enter a valid email address.' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'aria-describedby="id_address_helptext id_address_error"' in drawn
    assert 'id="id_address_error"' in drawn


def test_a_form_that_is_fresh_shows_no_errors():
    drawn = str(Sample())
    assert 'role="alert"' not in drawn
    assert 'type="date"' in drawn
    assert 'role="switch"' in drawn
    assert "data-combobox" in drawn


def test_an_unknown_icon_is_an_error_of_the_template():
    with pytest.raises(Exception, match="No icon is called"):
        Template('{% load ui %}{% icon "nonsense" %}').render(Context())


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Grace Hopper", "GH"),
        ("jo@acme.test", "J"),
        ("Ada", "A"),
        ("", "?"),
        ("نور حداد", "نح"),
        ("a.b c", "AC"),
    ],
)
def test_initials_stand_for_a_name(name, letters):
    assert initials(name) == letters


def test_hues_are_stable_and_in_range():
    assert {hue(n) for n in range(200)} == set(range(12))
    assert hue("Routing") == hue("Routing")
    assert (hue_step(264), hue_step(359), hue_step(150)) == (0, 11, 5)


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 min"), (42.4, "42 min"), (312, "5 h 12 min"), (-18, "18 min"), (3060, "2 d 3 h")]
)
def test_lengths_of_time_are_short_words(minutes, words):
    assert minutes_text(minutes) == words


def test_a_spark_line_needs_two_values():
    assert spark([3]) == ""
    assert spark([1, 2, 3]).count(",") == 3
    assert spark([5, 5]) != ""


def test_a_chart_of_nothing_says_so_instead_of_drawing_axes():
    nothing, zeros = {"Kept": [None, None]}, {"Created": [0, 0]}
    assert charts.lines("Kept", ["Mon", "Tue"], nothing).is_empty
    assert charts.bars("Created", ["Mon", "Tue"], zeros).is_empty
    assert not charts.lines("Kept", ["Mon", "Tue"], zeros).is_empty  # none kept is a finding
    for chart in (charts.lines("Empty", [], {"x": []}), charts.bars("Zero", ["a"], {"x": [0]})):
        assert "No data in this period" in draw("chart", chart=chart)
        assert "<svg viewBox" not in draw("chart", chart=chart)


def test_charts_begin_at_zero_and_have_a_table():
    chart = charts.bars("Created", ["Mon", "Tue"], {"Created": [48, None]}, target=50)
    assert chart.ticks[0][1] == "0"
    assert chart.ticks[-1][1] == "60"
    assert chart.table == [("Mon", ["48"]), ("Tue", ["–"])]
    assert len(chart.series[0].marks) == 1


def test_a_line_has_a_gap_where_a_value_is_missing():
    chart = charts.lines("Median", ["a", "b", "c"], {"Median": [1, None, 2]})
    assert chart.series[0].line.count("M") == 2
    assert chart.series[0].area == ""
