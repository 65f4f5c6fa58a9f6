"""The people of every test: Acme's Ada, Mia, Bo, Lin and Grace, and Globex with Gus, who must never see any of it.

Run once into the template database (`python -m tests.cast`).
"""

import os

ACME = "acme"
GLOBEX = "globex"


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings.test")
    django.setup()
    found_acme()
    found_globex()


def found_acme() -> None:
    from helpdesk.accounts.companies import found_company
    from helpdesk.accounts.models import Agent, Team, TeamMembership
    from helpdesk.tenancy.context import use_tenant
    from tickets.contacts import find_or_make
    from tickets.models import Mailbox

    tenant = found_company(
        ACME, "Acme", owner_email="olga@acme.test", owner_name="Olga", password="demo-olga", time_zone="Europe/Berlin"
    )
    with use_tenant(tenant):
        team = Team.objects.get(is_default=True)
        for name, role in (("Ada", "admin"), ("Mia", "manager"), ("Bo", "agent"), ("Lin", "light")):
            agent = _hire(name, role, ACME)
            if role != "light":
                TeamMembership.objects.create(team=team, agent=agent)
        team.lead = Agent.objects.get(name="Mia")
        team.save()
        Agent.objects.filter(name="Bo").update(is_on_duty=True)
        Mailbox.objects.create(address="support@acme.test", name="Acme Support", team=team, is_default=True)
        find_or_make("grace@northwind.test", "Grace Hopper")


def found_globex() -> None:
    from helpdesk.accounts.companies import found_company
    from helpdesk.accounts.models import Team, TeamMembership
    from helpdesk.tenancy.context import use_tenant
    from tickets.contacts import find_or_make
    from tickets.models import Mailbox

    tenant = found_company(
        GLOBEX,
        "Globex",
        owner_email="otto@globex.test",
        owner_name="Otto",
        password="demo-otto",
        time_zone="America/New_York",
    )
    with use_tenant(tenant):
        team = Team.objects.get(is_default=True)
        TeamMembership.objects.create(team=team, agent=_hire("Gus", "admin", GLOBEX))
        Mailbox.objects.create(address="support@globex.test", name="Globex Support", team=team, is_default=True)
        find_or_make("hank@initech.test", "Hank")


def _hire(name: str, role: str, company: str):
    from helpdesk.accounts.models import Agent, User

    user = User.objects.create_user(f"{name.lower()}@{company}.test", f"demo-{name.lower()}", name=name)
    return Agent.objects.create(user=user, name=name, role=role)


if __name__ == "__main__":
    main()
