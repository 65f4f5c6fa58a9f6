"""A world's company as it stands on its first day: people, teams, mailboxes, words, articles."""

from helpdesk.accounts import presence
from helpdesk.accounts.companies import found_company
from helpdesk.accounts.models import Agent, Team, TeamMembership, User
from helpdesk.accounts.models.team import USUAL_LOAD
from helpdesk.base import clock
from helpdesk.demo.worlds.world import Person, World
from helpdesk.events.actors import Actor
from helpdesk.tenancy.context import use_tenant
from helpdesk.tenancy.models import Tenant
from knowledge import sections, writing
from knowledge.models import Section
from tickets.contacts import find_or_make
from tickets.models import Category, Checklist, Field, Macro, Mailbox, Organization, OrganizationDomain

UNDO_SEND_SECONDS = 5
SURVEY_DELAY_SECONDS = 20  # nobody waits a day to see the demo's survey


def found(world: World) -> Tenant:
    """Make the company of `world` with everything but tickets. Raises ValidationError where it exists already."""
    tenant = found_company(
        world.slug,
        world.name,
        owner_email=f"{world.owner.name}@{world.slug}.test",
        owner_name=world.owner.full_name,
        password=f"demo-{world.owner.name}",
        ticket_prefix=world.prefix,
        time_zone=world.time_zone,
        hue=world.hue,
        is_demo=True,
        survey_delay_seconds=SURVEY_DELAY_SECONDS,
        undo_send_seconds=UNDO_SEND_SECONDS,
        survey_quiet_days=0,
    )
    with use_tenant(tenant):
        _form_teams(world)
        _write_words(world)
        _know_customers(world)
        _write_articles(world)
    return tenant


def _form_teams(world: World) -> None:
    first, *_ = world.teams
    Team.objects.filter(is_default=True).update(name=first)
    usual = {"most_open_tickets": USUAL_LOAD}
    teams = {name: Team.objects.get_or_create(name=name, defaults=usual)[0] for name in world.teams}
    agents = {person.name: _hire(person, world) for person in world.people}
    for person in world.people:
        TeamMembership.objects.bulk_create(
            TeamMembership(team=teams[name], agent=agents[person.name]) for name in person.teams
        )
    for name, lead in world.teams.items():
        teams[name].lead = agents[lead]
        teams[name].save(update_fields=["lead"])
    for number, (address, team) in enumerate(world.mailboxes.items()):
        Mailbox.objects.create(
            address=address,
            name=f"{world.name} {team if number else 'Support'}",
            team=teams[team],
            is_default=not number,
        )


def _hire(person: Person, world: World) -> Agent:
    email = f"{person.name}@{world.slug}.test"
    user = User.objects.create_user(email, f"demo-{person.name}", name=person.full_name)
    agent = Agent.objects.create(user=user, name=person.full_name, role=person.role)
    if person.on_duty:
        presence.go_on_duty(agent, by=Actor.agent(agent))
    return agent


def _write_words(world: World) -> None:
    Category.objects.all().delete()
    made: dict[str, Category] = {}
    for path in world.categories:
        parent, _, name = path.rpartition(" › ")
        made[path] = Category.objects.create(name=name, path=path, parent=made.get(parent))
    Field.objects.bulk_create(Field(position=n, **values) for n, values in enumerate(world.fields))
    Macro.objects.bulk_create(Macro(name=name, text=text) for name, text in world.macros.items())
    Checklist.objects.bulk_create(
        Checklist(name=each.name, items=list(each.items), category=made[each.category]) for each in world.checklists
    )


def _know_customers(world: World) -> None:
    for each in world.organizations:
        organization = Organization.objects.create(
            name=each.name, tier=each.tier, custom_fields=each.custom_fields, created_at=clock.now()
        )
        OrganizationDomain.objects.create(organization=organization, domain=each.domain)
    for customer in world.customers:
        contact = find_or_make(customer.address, customer.name)
        contact.language = customer.language
        contact.save(update_fields=["language"])


def _write_articles(world: World) -> None:
    author = Agent.objects.get(user__email=f"{world.people[0].name}@{world.slug}.test")
    Section.objects.all().delete()
    for position, name in enumerate(dict.fromkeys(article.section for article in world.articles)):
        sections.add(name, position=position, by=Actor.agent(author))
    for each in world.articles:
        article = writing.draft(
            each.title,
            each.body,
            section=Section.objects.get(name=each.section),
            audience="internal" if each.is_internal else "public",
            by=author,
        )
        writing.publish(article, by=author)
