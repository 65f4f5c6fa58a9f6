"""Skills are kept on one page: who has them how well, and which tickets ask for them."""

import pytest

from helpdesk.accounts.models import Skill
from tickets.models import Tag
from tickets.routing import needs


@pytest.fixture
def office(client_of, ada):
    return client_of(ada)


@pytest.fixture
def german(office, bo) -> Skill:
    Tag.objects.create(name="vip")
    answer = office.post(
        "/settings/skills/new/", {"name": "German", "languages": ["de"], "tags": "VIP", f"agent_{bo.pk}": "3"}
    )
    assert answer.status_code == 302
    return Skill.objects.get()


def test_a_skill_is_made_shown_and_changed_on_its_page(office, german, bo, ada):
    assert sorted(needs.in_words(german)) == ["de", "vip"]
    assert dict(german.holders.values_list("agent", "level")) == {bo.pk: 3}
    page = office.get(f"/settings/skills/{german.pk}/")
    form = page.context["form"]
    assert (form["tags"].value(), form["languages"].value(), form[f"agent_{bo.pk}"].value()) == ("vip", ["de"], 3)
    office.post(f"/settings/skills/{german.pk}/", {"name": "Deutsch", f"agent_{ada.pk}": "1"})
    german.refresh_from_db()
    assert (german.name, needs.in_words(german), list(german.holders.values_list("agent", flat=True))) == (
        "Deutsch",
        [],
        [ada.pk],
    )


def test_what_nobody_can_and_what_nobody_asks_is_shown(office, german, bo):
    german.holders.all().delete()
    Skill.objects.create(name="Juggling")
    page = office.get("/settings/skills/").content.decode()
    assert "nobody has it: such tickets wait" in page
    assert "no ticket asks for it" in page


def test_removing_what_tickets_ask_for_is_refused_and_says_where(office, german):
    answer = office.post(f"/settings/skills/{german.pk}/removal/", follow=True)
    assert "Tickets ask for it: vip, de" in answer.content.decode()
    assert Skill.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("name", "german"), ("tags", "unheard of"), ("languages", "xx")]
)
def test_what_cannot_be_is_refused_beside_its_field(office, german, field, value):
    answer = office.post("/settings/skills/new/", {"name": "New"} | {field: value})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})
