"""Search finds what was said, understands operators, and never reaches beyond what the agent sees."""

import pytest

from helpdesk.accounts.models import Team
from helpdesk.tenancy.context import use_tenant
from tests.factories.tickets import make_ticket
from tickets import finding, triage
from tickets.models import Contact


def numbers(found):
    return [ticket.number for ticket in found[0]]


@pytest.fixture
def two_tickets(a_ticket):
    export = a_ticket(subject="Nightly export stops", text="The log says upstream closed")
    invoice = a_ticket(subject="Invoice shows the old address", text="We moved in spring")
    return export, invoice


def test_words_of_subject_and_text_find_the_ticket(two_tickets, bo):
    export, invoice = two_tickets
    assert numbers(finding.find("export upstream", bo)) == [export.number]
    assert numbers(finding.find("moved addr", bo)) == [invoice.number]
    assert numbers(finding.find(str(export.number), bo)) == [export.number]


def test_operators_narrow_a_search(two_tickets, bo):
    export, invoice = two_tickets
    from helpdesk.events.actors import Actor

    triage.change_tags(invoice, add=["vip"], by=Actor.agent(bo))
    assert numbers(finding.find("tag:vip", bo)) == [invoice.number]
    assert numbers(finding.find("status:open assignee:none export", bo)) == [export.number]
    assert numbers(finding.find("status:solved", bo)) == []
    assert finding.find("priority:green export", bo)[1].unknown == ["priority:green"]


@pytest.mark.parametrize("text", ["' & !x", "a:* | b", '"open quote', "\\", "🙂", "& | !", "(", "status:", ":x"])
def test_nothing_typed_is_a_query_of_its_own(two_tickets, bo, text):
    assert isinstance(list(finding.find(text, bo)[0]), list)


def test_tickets_of_a_restricted_team_and_of_another_company_are_not_found(two_tickets, bo, globex):
    export, _ = two_tickets
    team = Team.objects.create(name="Legal", is_restricted=True)
    type(export).objects.filter(pk=export.pk).update(team=team)
    assert numbers(finding.find("export", bo)) == []
    with use_tenant(globex):
        make_ticket(Contact.objects.get(name="Hank"), subject="Their export fails")
    assert numbers(finding.find("fails", bo)) == []
