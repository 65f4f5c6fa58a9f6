"""The browser gets one style sheet a layout, made of the single ones in their order."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile

from helpdesk.ui.pages import STYLES
from helpdesk.ui.sheets import BundlingStorage, bundle, single_sheets


@pytest.fixture
def collected(tmp_path):
    """A folder as `collectstatic` leaves it, with what the sheets are made of."""
    storage = BundlingStorage(location=tmp_path, base_url="/static/")
    names = {name for layout in STYLES for name in single_sheets(layout)}
    names |= {"chevron.svg", "vendor/inter-latin-5.3.0.woff2", "vendor/inter-latin-ext-5.3.0.woff2"}
    for name in names:
        with open(finders.find(name), "rb") as file:
            storage.save(name, ContentFile(file.read()))
    for _name, _hashed, done in storage.post_process({name: (storage, name) for name in names}):
        assert not isinstance(done, Exception), done
    return storage


def test_every_layout_is_one_sheet_that_finds_its_pictures_and_fonts(collected, tmp_path):
    for layout in STYLES:
        address = collected.url(bundle(layout))
        sheet = tmp_path / address.removeprefix("/static/")
        for target in re.findall(r'url\("([^"]+)"\)', sheet.read_text()):
            assert (sheet.parent / target).resolve().exists(), (layout, target)


def test_its_rules_stand_in_the_order_of_the_list(collected, tmp_path):
    text = (tmp_path / bundle("desk")).read_text()
    sheets = [
        (tmp_path / name).read_text() for name in single_sheets("desk") if "url(" not in (tmp_path / name).read_text()
    ]
    places = [text.index(sheet) for sheet in sheets]
    assert places == sorted(places)
    assert text.startswith((tmp_path / "css/tokens.css").read_text()[:60])  # tokens declare the layers


def test_only_collected_files_are_put_together(collected):
    assert collected.sheets_of("desk") == ["css/whole/desk.css"]
    assert not hasattr(staticfiles_storage, "sheets_of")
