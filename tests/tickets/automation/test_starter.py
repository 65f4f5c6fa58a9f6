"""A new company finds examples of rules, switched off and ready to work."""

from helpdesk.events.actors import Actor
from helpdesk.events.delivering import deliver_all
from tickets.automation import rules
from tickets.models import Rule


def test_the_examples_are_there_and_do_nothing_until_they_are_switched_on(a_ticket):
    examples = {rule.name: rule for rule in Rule.objects.existing().in_order()}
    names = ["Security incident", "VIP customers first", "Billing", "Still waiting for the customer", "Low rating"]
    assert list(examples) == names
    assert not any(rule.is_active or rules.broken(rule) for rule in examples.values())
    ticket = a_ticket(subject="Our account was HACKED")
    deliver_all()
    ticket.refresh_from_db()
    assert ticket.priority_key == "normal"


def test_an_example_works_as_soon_as_it_is_switched_on(a_ticket, ada):
    for rule in Rule.objects.existing():
        rules.switch(rule, True, by=Actor.agent(ada))
    ticket, other = a_ticket(subject="Our account was HACKED"), a_ticket(subject="Refund for invoice 7")
    deliver_all()
    ticket.refresh_from_db()
    other.refresh_from_db()
    assert (ticket.priority_key, other.kind) == ("urgent", "billing")
    assert ticket.ticket_tags.get().tag.name == "security"
