"""The design system in a real browser: nothing for axe to find, nothing wider than a phone."""

import pytest

from tests.site import faults

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_styleguide_is_accessible_and_fits(open_as, theme):
    for width in (1280, 320):
        page = open_as("Ada", "/desk/styleguide", theme=theme, width=width, bypass_csp=True)
        assert faults(page) == []
        assert page.mistakes == []


def test_the_palette_reaches_pages_and_keys_can_be_read(open_as):
    page = open_as("Ada", "/desk/styleguide")
    page.keyboard.press("Control+k")
    page.keyboard.type("metr")
    assert page.locator("[role=option][aria-selected=true]").inner_text().startswith("Metrics")
    page.keyboard.press("Control+a")
    page.keyboard.type("sla pol")  # a page this one does not link to
    page.get_by_role("option", name="SLA policies · Promises").wait_for()
    page.keyboard.press("Control+a")
    page.keyboard.type("my teams")
    page.get_by_role("option", name="My teams").wait_for()
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog#palette", state="hidden")
    page.keyboard.press("?")
    page.wait_for_selector("dialog#keys[open]")
    assert "Keyboard shortcuts" in page.locator("dialog#keys").inner_text()


def test_the_palette_puts_words_before_scattered_letters(open_as):
    page = open_as("Ada", "/desk/styleguide")
    labels = [
        "Special escalations",
        "Sales and legal",
        "Support line, Asia",
        "Translate",
        "New SLA policy",
        "SLA policies",
    ]
    found = page.evaluate(
        """async ([wishes, labels]) => {
            const { fit } = await import("ui/palette")
            const found = wish => labels.map(label => [fit(wish, label), label]).filter(([score]) => score)
            return wishes.map(wish => found(wish).sort((a, b) => b[0] - a[0]).map(([, label]) => label))
        }""",
        [["sla", "po", "policy new", "nsp", "trnslt", "xq"], labels],
    )
    assert found == [
        ["SLA policies", "New SLA policy", "Support line, Asia", "Translate"],
        ["New SLA policy", "SLA policies", "Support line, Asia"],
        ["New SLA policy"],
        ["New SLA policy"],
        ["Translate"],
        [],
    ]


def test_the_theme_changes_at_once_and_stays(open_as):
    page = open_as("Bo", "/desk/styleguide")
    page.click(".rail-me")
    with page.expect_response("**/desk/appearance/"):
        page.click("#me [value=dark]")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_combobox_filters_and_keeps_the_selects_value(open_as):
    page = open_as("Bo", "/desk/styleguide")
    field = page.locator("#id_zone").first
    field.click()
    field.fill("tok")
    page.keyboard.press("Enter")
    assert field.input_value() == "Asia/Tokyo"
    assert page.locator("select[name=zone]").first.input_value() == "Asia/Tokyo"


def test_a_question_comes_before_what_cannot_be_undone(open_as):
    page = open_as("Bo", "/desk/styleguide")
    page.get_by_role("button", name="Ask first").click()
    dialog = page.locator("dialog#confirm[open]")
    assert "Tickets stay" in dialog.inner_text()
    dialog.get_by_role("button", name="Cancel").click()
    assert page.locator("dialog#confirm[open]").count() == 0


def test_slash_looks_on_the_page_that_has_a_field_for_it(open_as):
    page = open_as("Bo", "/desk/contacts/")
    page.keyboard.press("/")
    page.keyboard.type("grace")
    assert page.locator("main #q").input_value() == "grace"
