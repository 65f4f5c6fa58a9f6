"""Macros: words with blanks, changes through the normal actions, and no template language."""

import pytest

from helpdesk.events.models import Event
from tickets import lifecycle
from tickets.automation import macros
from tickets.automation.variables import VARIABLES, filled
from tickets.models import Field, Macro, Status


@pytest.fixture
def a_macro(acme):
    return lambda text="", **changes: Macro.objects.create(name="m", text=text, changes=changes)


def test_blanks_are_filled(a_ticket, bo):
    text = "Hi {{contact.first_name}} ({{ contact.name }}), {{ticket.number}} is {{agent.name}}'s."
    assert filled(text, a_ticket(), bo) == "Hi Grace (Grace Hopper), ACME-1 is Bo's."


def test_every_blank_has_a_value(a_ticket, bo):
    ticket = a_ticket()
    assert all(isinstance(variable.value(ticket, bo), str) for variable in VARIABLES.values())


@pytest.mark.parametrize(
    "payload",
    [
        "{{ 7*7 }}", "{{settings.SECRET_KEY}}", "{% include 'x' %}", "{{ticket.requester}}", "{{agent.user.password}}",
        "${7*7}", "#{7*7}", "{{''.__class__}}", "{{request}}", "{{ticket.__class__}}", "<%= 7*7 %>", "{{self}}",
    ],
)  # fmt: skip
def test_nothing_else_is_ever_evaluated(a_ticket, bo, payload):
    assert filled(payload, a_ticket(), bo) == payload


def test_a_value_is_not_read_for_blanks_again(a_ticket, bo):
    ticket = a_ticket(subject="{{agent.name}}")
    assert filled("{{ticket.subject}}", ticket, bo) == "{{agent.name}}"


def test_a_preview_changes_nothing_and_using_it_does(a_ticket, bo, a_macro):
    ticket = a_ticket()
    solved = Status.objects.default_of("resolved")
    macro = a_macro("Done, {{contact.first_name}}.", status=solved.pk, priority="low", assignee="me", add_tags=["done"])
    seen = macros.preview(macro, ticket, bo)
    assert seen.changes == ["Priority: Low", "Tags: +done", "Owner: Bo", "Status: Solved"]
    assert Event.objects.about(ticket).filter(actor_kind="agent").count() == 0
    assert macros.apply(macro, ticket, by=bo) == seen
    ticket.refresh_from_db()
    assert (ticket.priority_key, ticket.assignee, ticket.status) == ("low", bo, solved)
    kinds = set(Event.objects.about(ticket).filter(actor_kind="agent").values_list("kind", flat=True))
    assert kinds == {"ticket.priority_changed", "ticket.tags_changed", "ticket.assigned", "ticket.resolved"}


def test_what_is_gone_is_left_out(a_ticket, bo, a_macro):
    macro = a_macro(team=999_999, status=999_999, category=999_999, assignee=999_999)
    assert macros.preview(macro, a_ticket(), bo).changes == []


def test_a_light_agent_gets_the_words_only(a_ticket, lin, a_macro):
    assert macros.preview(a_macro("x", priority="urgent"), a_ticket(), lin).changes == []


def test_a_change_that_is_refused_leaves_all_as_it_was(a_ticket, bo, a_macro):
    Field.objects.create(key="version", label="Version", kind="text", is_required_to_resolve=True)
    ticket = a_ticket()
    macro = a_macro(priority="urgent", status=Status.objects.default_of("resolved").pk)
    with pytest.raises(lifecycle.fields.MissingFields):
        macros.apply(macro, ticket, by=bo)
    ticket.refresh_from_db()
    assert ticket.priority_key == "normal"
