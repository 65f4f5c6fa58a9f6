"""Every key of the table reaches something, and each person has them as they want."""

import json
import re
from pathlib import Path

import pytest

from helpdesk.accounts.models import Agent
from helpdesk.ui import keymap
from helpdesk.ui.keymap import KEYS, KeysRefused
from helpdesk.ui.menus import AREAS

ROOT = Path(__file__).resolve().parent.parent.parent.parent
SCRIPTS = "\n".join(path.read_text() for path in (ROOT / "helpdesk/static/js").glob("*.js"))
TEMPLATES = "\n".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
OF_LISTS = re.search(r"const actions = \{(.*?)\n\}", SCRIPTS, re.S)[1]
# The rest of the table in spec/ui.md: two keys, combinations, and what the browser does by itself.
TWO_KEYS = ["g i", "g m", "g v", "g d", "g k", "g c"]
COMBINED = {
    "Mod+k": 'data-key="Mod+k"',
    "Mod+a": '"Mod+a": ()',
    "Mod+Enter": 'event.key !== "Enter" || !(event.ctrlKey || event.metaKey)',
    "Mod+Shift+Enter": "event.shiftKey && composer.querySelector",
    "Escape": 'event.key === "Escape"',
    "ArrowDown": "ArrowDown: ()",
    "ArrowUp": "ArrowUp: ()",
}


@pytest.mark.parametrize("key", [key.name for key in KEYS])
def test_each_single_key_of_the_table_reaches_something(key):
    in_templates = f'data-key="{key}"' in TEMPLATES or f' key="{key}"' in TEMPLATES
    in_lists = re.search(rf'^  "?{re.escape(key)}"?: \(\)', OF_LISTS, re.M)
    assert in_templates or in_lists


@pytest.mark.parametrize("keys", TWO_KEYS)
def test_each_way_by_two_keys_leads_somewhere(keys):
    from tickets.web import rail

    ways = {entry.keys for entry in AREAS} | set(re.findall(r'"(g \w)"', Path(rail.__file__).read_text()))
    assert keys in ways or f'data-key="{keys}"' in TEMPLATES


@pytest.mark.parametrize("words", COMBINED.values(), ids=COMBINED)
def test_each_combination_is_listened_to(words):
    assert words in SCRIPTS + TEMPLATES


def test_what_templates_name_is_in_the_table():
    """A key that is not there could not be moved, and might be moved onto."""
    named = set(re.findall(r'data-key="([^"{ ]+)"', TEMPLATES)) | set(re.findall(r' key="([^"{ ]+)"', TEMPLATES))
    assert {key for key in named if not key.startswith("Mod+")} <= {key.name for key in KEYS}


def keep(agent, **keys):
    keymap.keep(agent, single_keys=True, habit="", keys=keys)
    return Agent.objects.get(pk=agent.pk)


def test_a_moved_key_means_the_old_one_and_the_old_one_nothing(bo):
    agent = keep(bo, e="v", x="e")
    assert json.loads(keymap.for_browsers(agent)) == {"v": "e", "e": "x", "x": ""}
    assert keymap.for_browsers(keep(bo)) == ""


def test_two_things_under_one_key_are_refused_by_name(bo):
    with pytest.raises(KeysRefused) as refused:
        keep(bo, e="s")
    assert refused.value.errors == {"e": "“s” is “Status” already. Move that first."}
    for wrong, says in (
        ({"e": "g"}, "begins the ways"),
        ({"e": "zz"}, "One letter"),
        ({"e": "v", "a": "v"}, "already"),
    ):
        with pytest.raises(KeysRefused, match=says):
            keep(bo, **wrong)
    assert Agent.objects.get(pk=bo.pk).keymap == {}
    assert keep(bo, e="s", s="e").keymap == {"keys": {"e": "s", "s": "e"}, "habit": ""}


def test_the_page_keeps_them_for_every_browser_and_gives_them_back(bo, mia, client_of):
    browser = client_of(bo)
    number = [key.name for key in KEYS].index("e")
    assert browser.post("/desk/keys/", {f"key_{number}": "s"}).status_code == 422
    answer = browser.post("/desk/keys/", {f"key_{number}": "V", "habit": "zendesk"})
    assert answer.status_code == 303
    assert answer.cookies["keys"]["max-age"] == 0
    shown = browser.get("/desk/keys/").content.decode()
    assert 'data-keys="off"' in shown
    keys = json.loads(re.search(r'data-keymap="([^"]*)"', shown)[1].replace("&quot;", '"'))
    assert keys == {"e": "", "Shift+v": "e", "Mod+Alt+s": "e", "Mod+Alt+c": "r", "Mod+Alt+x": "n"}
    assert "data-keymap" not in client_of(mia).get("/desk/keys/").content.decode()
    browser.post("/desk/keys/", {"reset": "1"})
    shown = browser.get("/desk/keys/").content.decode()
    assert 'data-keys="on"' in shown
    assert "data-keymap" not in shown
