"""What every page carries: its policy, its appearance, its way out of errors."""

import pytest


def test_a_page_forbids_inline_script_and_style_and_framing(client_of, bo):
    policy = client_of(bo).get("/desk/queues/mine/")["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "object-src 'none'" in policy


def test_the_import_map_carries_the_nonce_of_its_answer(client_of, bo):
    desk = client_of(bo)
    first, second = desk.get("/desk/queues/mine/"), desk.get("/desk/queues/mine/")
    nonce = first["Content-Security-Policy"].split("'nonce-")[1].split("'")[0]
    assert f'<script type="importmap" nonce="{nonce}">' in first.content.decode()
    assert nonce not in second["Content-Security-Policy"]


def test_appearance_is_kept_in_this_browser(client_of, bo):
    desk = client_of(bo)
    answer = desk.post("/desk/appearance/", {"theme": "dark", "density": "compact"})
    assert answer.status_code == 302
    page = desk.get("/desk/queues/mine/").content.decode()
    assert 'data-theme="dark"' in page
    assert 'data-density="compact"' in page


@pytest.mark.parametrize("value", ["pink", "", "<script>"])
def test_an_unknown_appearance_is_refused(client_of, bo, value):
    desk = client_of(bo)
    assert desk.post("/desk/appearance/", {"theme": value}).status_code == 400
    desk.cookies["theme"] = value
    assert 'data-theme="auto"' in desk.get("/desk/queues/mine/").content.decode()


def test_appearance_never_sends_people_elsewhere(client_of, bo):
    answer = client_of(bo).post("/desk/appearance/", {"theme": "dark"}, headers={"Referer": "https://evil.test/x"})
    assert answer["Location"] == "/"


def test_what_is_not_there_says_so_and_leads_on(client_of, bo):
    answer = client_of(bo).get("/desk/tickets/999999/")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


def test_the_menu_shows_what_the_role_may_open(client_of, lin, ada):
    light, admin = client_of(lin).get("/desk/queues/mine/"), client_of(ada).get("/desk/queues/mine/")
    assert 'href="/settings/"' not in light.content.decode()
    assert 'href="/metrics/"' not in light.content.decode()
    assert 'href="/metrics/"' in admin.content.decode()


def test_the_stream_token_is_for_agents(client_of, bo, stranger):
    assert client_of(bo).get("/live/token/").json()["topics"] == ["desk", f"agent:{bo.pk}"]
    assert stranger.get("/live/token/").status_code == 401


def test_the_styleguide_shows_every_component(client_of, bo):
    page = client_of(bo).get("/desk/styleguide").content.decode()
    for mark in ("composer", "row-subject", 'class="tile"', 'class="chart"', 'class="clock"', "errors", "toast"):
        assert mark in page
