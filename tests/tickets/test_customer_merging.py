"""Two contacts, or two organisations, turn out to be one, and come apart again."""

from datetime import timedelta

import pytest
from django.db.models import F

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.models import Event
from metrics.models import Survey
from sla import policies
from sla.engine.terms import Target
from sla.models import Policy, Selection
from tests.factories.tickets import make_ticket
from tickets import (
    contact_merging,
    contact_sessions,
    contacts,
    conversation,
    lifecycle,
    organization_merging,
    triage,
)
from tickets.contact_search import fitting
from tickets.conversation import Words
from tickets.customer_merging import CannotMerge
from tickets.models import Contact, ContactSession, Message, Organization, OrganizationDomain, Ticket


@pytest.fixture
def double(acme):
    """Grace's other self, who writes from home."""
    one = contacts.make_for("grace@home.test", "Grace H.")
    return contacts.change(one, {"phone": "+49 30 1", "notes": "Has a dog."}, by=Actor.contact(one))


def addresses_of(contact):
    rows = contact.addresses.order_by("-is_primary", "id")
    return [(row.address, row.is_primary) for row in rows]


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_all_that_was_anybodys_is_the_one_persons(double, grace, bo):
    # given
    hers, his = make_ticket(double, subject="From home"), make_ticket(contacts.make_for("x@y.test"), subject="Copied")
    triage.put_in_copy(his, double, by=Actor.agent(bo))
    conversation.receive(his, double, Words("Me too."))
    had = addresses_of(grace)
    # when
    contact_merging.merge(double, grace, by=bo)
    # then
    assert fresh(hers).requester == grace
    spoke = Message.objects.filter(ticket__in=[hers, his], author_contact=grace)
    assert set(spoke.values_list("ticket", flat=True)) == {hers.pk, his.pk}
    assert [row.contact for row in his.participants.all()] == [grace]
    assert addresses_of(grace) == [*had, ("grace@home.test", False)]
    assert contacts.find("grace@home.test") == grace
    assert (fresh(grace).phone, fresh(grace).notes) == ("+49 30 1", "Has a dog.")
    assert (fresh(double).merged_into, addresses_of(double)) == (grace, [])


def test_undoing_puts_everything_back_but_what_was_said_since(double, grace, bo):
    # given
    hers, copied = make_ticket(double, subject="From home"), make_ticket(grace, subject="Both")
    triage.put_in_copy(copied, double, by=Actor.agent(bo))
    had, hers_before = addresses_of(grace), addresses_of(double)
    done = contact_merging.merge(double, grace, by=bo)
    assert not copied.participants.exists()  # nobody is in copy of what they ask themselves
    since = make_ticket(grace, subject="Since")
    # when
    contact_merging.undo(done, by=bo)
    # then
    assert (fresh(hers).requester, fresh(since).requester) == (double, grace)
    assert {row.author_contact for row in Message.objects.filter(ticket=hers)} == {double}
    assert (addresses_of(grace), addresses_of(double)) == (had, hers_before)
    assert [row.contact for row in copied.participants.all()] == [double]
    assert (fresh(grace).phone, fresh(grace).notes, fresh(double).merged_into) == ("", "", None)
    kinds = Event.objects.about(double).in_order().values_list("kind", flat=True)
    assert list(kinds)[-2:] == ["contact.merged", "contact.merge_undone"]


def test_what_somebody_wrote_since_is_not_overwritten_by_undoing(double, grace, bo):
    done = contact_merging.merge(double, grace, by=bo)
    contacts.change(grace, {"phone": "+1 555"}, by=Actor.agent(bo))
    contact_merging.undo(done, by=bo)
    assert fresh(grace).phone == "+1 555"


def test_a_merge_can_be_undone_for_a_day(double, grace, bo):
    done = contact_merging.merge(double, grace, by=bo)
    with clock.move_by(timedelta(hours=24, seconds=1)), pytest.raises(CannotMerge, match="24 hours"):
        contact_merging.undo(done, by=bo)


def test_whoever_ended_elsewhere_is_merged_no_more(double, grace, bo):
    third = contacts.make_for("gh@third.test", "G")
    first = contact_merging.merge(double, grace, by=bo)
    for one, into in ((double, third), (third, double), (grace, grace)):
        with pytest.raises(CannotMerge):
            contact_merging.merge(one, into, by=bo)
    contact_merging.merge(grace, third, by=bo)
    with pytest.raises(CannotMerge, match="undo that first"):
        contact_merging.undo(first, by=bo)
    assert contacts.is_one_now(double.pk, third)
    assert not contacts.is_one_now(third.pk, double)


def test_nobody_stays_signed_in_as_somebody_else(double, grace, bo):
    def sign_in(address):
        contact_sessions.use_link(contact_sessions.make_link(address)[1])

    sign_in("grace@home.test")
    done = contact_merging.merge(double, grace, by=bo)
    assert not ContactSession.objects.exists()
    sign_in("grace@home.test")
    contact_merging.undo(done, by=bo)
    assert not ContactSession.objects.filter(contact=grace).exists()


def test_promises_of_open_tickets_look_at_the_customer_again(double, grace, bo):
    ticket = make_ticket(double)
    contact_merging.merge(double, grace, by=bo)
    assert Event.objects.about(ticket).filter(kind="ticket.requester_changed", data__new=grace.name).count() == 1


def test_promises_of_open_tickets_look_at_the_organisation_again(double, grace, bo):
    """A policy for gold customers holds for whoever becomes one by a merge, and no longer once it is undone."""
    # given
    gold, other = grace.organization, double.organization
    gold.tier = "gold"
    gold.save(update_fields=["tier"])
    where = {"all": [{"field": "tier", "op": "in", "value": ["gold"]}], "any": []}
    draft = policies.Draft({("first_response", "normal"): Target(3_600)})
    for_gold = policies.save(None, "Gold", where, True, draft, by=Actor.agent(bo))
    Policy.objects.exclude(pk=for_gold.policy_id).update(position=F("position") + 100)
    ticket, solved = make_ticket(double), make_ticket(double)
    lifecycle.resolve(solved, by=Actor.agent(bo))
    # when, then
    done = organization_merging.merge(other, gold, by=bo)
    assert Selection.objects.filter(ticket=ticket).latest("id").version == for_gold
    organization_merging.undo(done, by=bo)
    assert Selection.objects.filter(ticket=ticket).latest("id").version == Policy.objects.get(is_default=True).current
    assert Event.objects.about(ticket).filter(kind="ticket.organization_changed").count() == 2
    assert not Event.objects.about(solved).filter(kind="ticket.organization_changed").exists()


def test_surveys_follow_the_person_and_go_back(double, grace, bo):
    ticket = make_ticket(double)
    survey = Survey.objects.create(
        ticket=ticket, contact=double, resolve_seq=1, resolved_at=clock.now(), resolved_by="agent", state="planned",
        due_at=clock.now(),
    )  # fmt: skip
    done = contact_merging.merge(double, grace, by=bo)
    assert fresh(survey).contact == grace
    contact_merging.undo(done, by=bo)
    assert fresh(survey).contact == double


def test_who_ended_is_not_found_again_and_not_changed(double, grace, bo):
    contact_merging.merge(double, grace, by=bo)
    assert list(fitting(Contact.objects.standing(), "home.test")) == [grace]
    with pytest.raises(contacts.ContactEnded):
        contacts.change(double, {"name": "Ghost"}, by=Actor.agent(bo))


def test_the_preview_counts_only_what_one_sees(double, grace, bo, mia):
    from helpdesk.accounts.models import Team

    make_ticket(double)
    hidden = make_ticket(double)
    Ticket.objects.filter(pk=hidden.pk).update(team=Team.objects.create(name="Legal", is_restricted=True))
    told = contact_merging.preview(double, grace, bo)
    assert (told.tickets, told.addresses, told.other_organization) == (1, ["grace@home.test"], "home.test")
    assert set(told.filled) == {"phone", "notes"}


def test_organisations_become_one_and_come_apart(double, grace, bo):
    one, into = double.organization, grace.organization
    ticket = make_ticket(double)
    done = organization_merging.merge(one, into, by=bo)
    assert (fresh(ticket).organization, fresh(double).organization) == (into, into)
    assert contacts.organization_for("new@home.test") == into
    assert list(Organization.objects.standing().filter(name="home.test")) == []
    organization_merging.undo(done, by=bo)
    assert (fresh(ticket).organization, fresh(double).organization) == (one, one)
    assert OrganizationDomain.objects.get(domain="home.test").organization == one
