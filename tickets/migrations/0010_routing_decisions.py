import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

import helpdesk.tenancy.context
from helpdesk.tenancy.operations import SweepFunction

GONE_IS_NOBODY = django.db.models.deletion.SET_NULL
WITH_ITS_TICKET = django.db.models.deletion.CASCADE


class Migration(migrations.Migration):
    """Why a ticket has its owner, and where tickets wait for one.

    The index is made beside the running work, hence no transaction around the whole.
    """

    atomic = False
    dependencies = [
        ("accounts", "0004_how_teams_are_routed_to"),
        ("tenancy", "0002_settings_stamp"),
        ("tickets", "0009_ticket_mine_by_due"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(
                fields=["tenant", "team"], condition=Q(is_open=True, assignee__isnull=True), name="ticket_waiting"
            ),
        ),
        migrations.CreateModel(
            name="RoutingDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("why", models.CharField(blank=True, max_length=20)),
                ("candidates", models.JSONField(default=list)),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        default=helpdesk.tenancy.context.current_tenant_id,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(on_delete=WITH_ITS_TICKET, related_name="routing_decisions", to="tickets.ticket"),
                ),
                (
                    "team",
                    models.ForeignKey(null=True, on_delete=GONE_IS_NOBODY, related_name="+", to="accounts.team"),
                ),
                (
                    "agent",
                    models.ForeignKey(null=True, on_delete=GONE_IS_NOBODY, related_name="+", to="accounts.agent"),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(condition=Q(agent=None) | ~Q(why=""), name="a_chosen_agent_has_a_reason")
                ],
            },
        ),
        # Asked from the teams' side: there are few of them, and of tickets that wait perhaps many. Where more teams
        # wait than one look takes, chance sees to it that none is always left out.
        SweepFunction(
            name="teams_with_waiting_tickets",
            arguments="most integer",
            returns="table(tenant_id bigint, id bigint)",
            body="""
                select t.tenant_id, t.id
                from accounts_team t
                where exists (
                    select from tickets_ticket w
                    where w.tenant_id = t.tenant_id and w.team_id = t.id and w.is_open and w.assignee_id is null
                ) and exists (
                    select from accounts_teammembership m
                    join accounts_agent a on a.tenant_id = m.tenant_id and a.id = m.agent_id
                    where m.tenant_id = t.tenant_id and m.team_id = t.id
                      and a.is_active and a.is_on_duty and a.role <> 'light'
                )
                order by random() limit most
            """,
            reads={
                "accounts_team": ["tenant_id", "id"],
                "accounts_teammembership": ["tenant_id", "team_id", "agent_id"],
                "accounts_agent": ["tenant_id", "id", "is_active", "is_on_duty", "role"],
                "tickets_ticket": ["tenant_id", "team_id", "is_open", "assignee_id"],
            },
        ),
    ]
