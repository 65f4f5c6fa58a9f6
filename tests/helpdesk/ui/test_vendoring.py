"""What we ship of others is what was reviewed; what templates name is there."""

import re
from pathlib import Path

from django.contrib.staticfiles import finders

from helpdesk.ui import vendoring
from helpdesk.ui.icons import ICONS, drawn_names
from helpdesk.ui.pages import MODULES, STYLES, layout_modules, layout_styles

ROOT = Path(__file__).resolve().parents[3]


def test_vendored_files_are_listed_unchanged_and_licensed():
    assert vendoring.complaints() == []


def test_a_changed_file_is_noticed(monkeypatch, tmp_path):
    other = tmp_path / "list.toml"
    text = vendoring.LIST.read_text()
    other.write_text(text.replace(re.search(r'sha256 = "(\w{64})"', text)[1], "0" * 64, 1))
    monkeypatch.setattr(vendoring, "LIST", other)
    assert "is not the file" in vendoring.complaints()[0]


def test_every_icon_is_drawn():
    assert drawn_names() == set(ICONS)


def test_every_icon_named_in_a_template_exists():
    named = set()
    for template in (ROOT / "templates").rglob("*.html"):
        named |= set(re.findall(r'{%\s*icon "(\w+)"', template.read_text()))
    assert named <= set(ICONS)


def test_every_sheet_and_module_of_a_layout_exists():
    for layout in STYLES:
        for name in layout_styles(layout):
            assert finders.find(f"css/{name}.css"), name
        for name in layout_modules(layout):
            assert finders.find(MODULES[name]), name


def test_every_component_sheet_is_used_somewhere():
    folder = ROOT / "helpdesk" / "static" / "css"
    used = {name for names in STYLES.values() for name in names} | {"utilities"}
    for template in (ROOT / "templates").rglob("*.html"):
        used |= set(re.findall(r"(?:{% static ['\"]|/static/)css/([\w/-]+)\.css", template.read_text()))
    there = {str(path.relative_to(folder).with_suffix("")) for path in folder.rglob("*.css")}
    assert there == used


def test_templates_carry_no_inline_style_or_handler():
    for template in (ROOT / "templates").rglob("*.html"):
        if {"email", "mail", "mail.html"} & set(template.parts):
            continue  # mail programs know nothing else
        found = re.findall(r'\s(?:style|on[a-z]+|hx-on[^=\s]*)="', template.read_text())
        assert not found, (template, found)


def test_sheets_take_colours_from_tokens_only():
    for sheet in (ROOT / "helpdesk" / "static" / "css").rglob("*.css"):
        text = sheet.read_text()
        assert "!important" not in text, sheet
        if sheet.name != "tokens.css":
            assert not re.findall(r"#[0-9a-f]{3,8}\b(?![\w-])", re.sub(r"url\([^)]*\)", "", text)), sheet
