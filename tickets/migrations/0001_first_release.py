from decimal import Decimal

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT, SET_NULL

import tickets.models.rule
from helpdesk.tenancy.operations import AppendOnly, NewTables, tenant_table
from tickets.migrations._routing import SWEEPS_OF_ROUTING
from tickets.migrations._searches import SEARCHES
from tickets.migrations._sweeps import SWEEPS

# Who asks: companies and people, how they are reached, how they come in.
CUSTOMERS = [
    tenant_table(
        "Organization",
        ("name", models.CharField(max_length=160)),
        ("tier", models.CharField(blank=True, max_length=30)),
        ("segment", models.CharField(blank=True, max_length=60)),
        ("notes", models.TextField(blank=True)),
        ("custom_fields", models.JSONField(default=dict)),
        ("merged_into", models.ForeignKey(null=True, on_delete=SET_NULL, related_name="+", to="tickets.organization")),
        ("created_at", models.DateTimeField()),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "name"), name="one_organization_per_name"),
        ],
    ),
    tenant_table(
        "OrganizationDomain",
        ("organization", models.ForeignKey(on_delete=CASCADE, related_name="domains", to="tickets.organization")),
        ("domain", models.CharField(max_length=253)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "domain"), name="one_organization_per_domain"),
        ],
    ),
    tenant_table(
        "Contact",
        ("version", models.PositiveIntegerField(default=0, editable=False)),
        ("last_event_at", models.DateTimeField(editable=False, null=True)),
        ("name", models.CharField(max_length=200)),
        ("organization", models.ForeignKey(blank=True, null=True, on_delete=SET_NULL, related_name="contacts", to="tickets.organization")),
        ("language", models.CharField(blank=True, max_length=12)),
        ("time_zone", models.CharField(blank=True, max_length=64)),
        ("phone", models.CharField(blank=True, max_length=40)),
        ("notes", models.TextField(blank=True)),
        ("segment", models.CharField(blank=True, max_length=60)),
        ("custom_fields", models.JSONField(default=dict)),
        ("is_blocked", models.BooleanField(default=False)),
        ("wants_surveys", models.BooleanField(default=True)),
        ("last_surveyed_at", models.DateTimeField(null=True)),
        ("merged_into", models.ForeignKey(null=True, on_delete=SET_NULL, related_name="+", to="tickets.contact")),
        ("created_at", models.DateTimeField()),
        indexes=[
            models.Index(fields=["tenant", "name", "id"], name="contact_by_name"),
            models.Index(models.F("tenant"), models.OrderBy(models.F("created_at"), descending=True), name="contact_by_age"),
        ],
    ),
    tenant_table(
        "ContactAddress",
        ("contact", models.ForeignKey(on_delete=CASCADE, related_name="addresses", to="tickets.contact")),
        ("address", models.CharField(max_length=320)),
        ("is_primary", models.BooleanField(default=False)),
        ("verified_at", models.DateTimeField(null=True)),
        ("suspended_because", models.CharField(blank=True, max_length=200)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "address"), name="one_contact_per_address"),
            models.UniqueConstraint(condition=models.Q(("is_primary", True)), fields=("tenant", "contact"), name="one_primary_address"),
        ],
    ),
    tenant_table(
        "ContactSession",
        ("contact", models.ForeignKey(on_delete=CASCADE, related_name="sessions", to="tickets.contact")),
        ("token_digest", models.CharField(max_length=64)),
        ("created_at", models.DateTimeField()),
        ("expires_at", models.DateTimeField()),
        ("ended_at", models.DateTimeField(null=True)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "token_digest"), name="one_contact_session_per_token"),
        ],
    ),
    tenant_table(
        "SignInLink",
        ("address", models.CharField(max_length=320)),
        ("token_digest", models.CharField(max_length=64)),
        ("next_path", models.CharField(blank=True, max_length=300)),
        ("confirms", models.ForeignKey(db_index=False, null=True, on_delete=CASCADE, related_name="+", to="tickets.message")),
        ("created_at", models.DateTimeField()),
        ("expires_at", models.DateTimeField()),
        ("used_at", models.DateTimeField(null=True)),
        indexes=[
            models.Index(fields=["tenant", "address", "created_at"], name="sign_in_link_by_address"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "token_digest"), name="one_sign_in_link_per_token"),
        ],
    ),
    tenant_table(
        "FormUse",
        ("purpose", models.CharField(max_length=20)),
        ("visitor_digest", models.CharField(max_length=64)),
        ("used_at", models.DateTimeField()),
        indexes=[
            models.Index(fields=["tenant", "purpose", "visitor_digest", "used_at"], name="form_use_by_visitor"),
        ],
    ),
    tenant_table(
        "ImageTrust",
        ("contact", models.ForeignKey(on_delete=CASCADE, related_name="+", to="tickets.contact")),
        ("agent", models.ForeignKey(null=True, on_delete=CASCADE, related_name="+", to="accounts.agent")),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "contact", "agent"), name="an_agent_trusts_pictures_once"),
            models.UniqueConstraint(condition=models.Q(("agent", None)), fields=("tenant", "contact"), name="a_company_trusts_pictures_once"),
        ],
    ),
    tenant_table(
        "ContactMerge",
        ("by_name", models.CharField(max_length=200)),
        ("merged_at", models.DateTimeField()),
        ("undone_at", models.DateTimeField(null=True)),
        ("moved", models.JSONField(default=dict)),
        ("filled", models.JSONField(default=dict)),
        ("one", models.ForeignKey(on_delete=CASCADE, related_name="merges", to="tickets.contact")),
        ("into", models.ForeignKey(on_delete=CASCADE, related_name="taken_over", to="tickets.contact")),
        constraints=[
            models.UniqueConstraint(condition=models.Q(("undone_at", None)), fields=("tenant", "one"), name="contact_merged_into_one_at_a_time"),
        ],
    ),
    tenant_table(
        "OrganizationMerge",
        ("by_name", models.CharField(max_length=200)),
        ("merged_at", models.DateTimeField()),
        ("undone_at", models.DateTimeField(null=True)),
        ("moved", models.JSONField(default=dict)),
        ("filled", models.JSONField(default=dict)),
        ("one", models.ForeignKey(on_delete=CASCADE, related_name="merges", to="tickets.organization")),
        ("into", models.ForeignKey(on_delete=CASCADE, related_name="taken_over", to="tickets.organization")),
        constraints=[
            models.UniqueConstraint(condition=models.Q(("undone_at", None)), fields=("tenant", "one"), name="organization_merged_into_one_at_a_time"),
        ],
    ),
]

# What a company sets up for its tickets.
SETTINGS = [
    tenant_table(
        "Status",
        ("name", models.CharField(max_length=60)),
        ("customer_label", models.CharField(max_length=80)),
        ("category", models.CharField(choices=[("new", "New"), ("open", "Open"), ("pending", "Waiting for the customer"), ("on_hold", "On hold"), ("resolved", "Solved"), ("closed", "Closed")], max_length=10)),
        ("position", models.PositiveSmallIntegerField(default=0)),
        ("is_default", models.BooleanField(default=False)),
        ("is_active", models.BooleanField(default=True)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "name"), name="one_status_per_name"),
            models.UniqueConstraint(condition=models.Q(("is_default", True)), fields=("tenant", "category"), name="one_default_status_per_category"),
            models.CheckConstraint(condition=models.Q(("is_active", True), ("is_default", False), _connector="OR"), name="a_default_status_stays_active"),
        ],
    ),
    tenant_table(
        "Category",
        ("name", models.CharField(max_length=80)),
        ("parent", models.ForeignKey(blank=True, null=True, on_delete=PROTECT, related_name="children", to="tickets.category")),
        ("path", models.CharField(max_length=500)),
        ("is_active", models.BooleanField(default=True)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "path"), name="one_category_per_path"),
        ],
    ),
    tenant_table(
        "Tag",
        ("name", models.CharField(max_length=50)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "name"), name="one_tag_per_name"),
        ],
    ),
    tenant_table(
        "Field",
        ("belongs_to", models.CharField(choices=[("ticket", "Tickets"), ("contact", "Customers"), ("organization", "Organisations")], default="ticket", max_length=12)),
        ("key", models.CharField(max_length=40, validators=[RegexValidator("^[a-z][a-z0-9_]*$")])),
        ("label", models.CharField(max_length=80)),
        ("kind", models.CharField(choices=[("text", "Text"), ("number", "Number"), ("choice", "Choice"), ("date", "Date"), ("check", "Check box")], max_length=6)),
        ("choices", models.JSONField(blank=True, default=list)),
        ("is_required_to_resolve", models.BooleanField(default=False)),
        ("is_shown_to_customer", models.BooleanField(default=False)),
        ("position", models.PositiveSmallIntegerField(default=0)),
        ("is_active", models.BooleanField(default=True)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "key"), name="one_field_per_key"),
            models.CheckConstraint(condition=models.Q(("belongs_to", "ticket"), models.Q(("is_required_to_resolve", False), ("is_shown_to_customer", False)), _connector="OR"), name="only_fields_of_tickets_are_asked_of_anybody"),
        ],
    ),
    tenant_table(
        "Macro",
        ("name", models.CharField(max_length=80)),
        ("text", models.TextField(blank=True)),
        ("is_note", models.BooleanField(default=False)),
        ("changes", models.JSONField(default=dict)),
        ("team", models.ForeignKey(blank=True, null=True, on_delete=CASCADE, related_name="+", to="accounts.team")),
        ("owner", models.ForeignKey(blank=True, null=True, on_delete=CASCADE, related_name="+", to="accounts.agent")),
        ("is_active", models.BooleanField(default=True)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "name", "team", "owner"), name="one_macro_per_name_and_circle", nulls_distinct=False),
        ],
    ),
    tenant_table(
        "Checklist",
        ("name", models.CharField(max_length=80)),
        ("items", models.JSONField(default=list)),
        ("category", models.ForeignKey(blank=True, db_index=False, null=True, on_delete=SET_NULL, related_name="+", to="tickets.category")),
        ("kind", models.CharField(blank=True, max_length=20)),
        ("is_required", models.BooleanField(default=False)),
        ("is_active", models.BooleanField(default=True)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "name"), name="one_checklist_per_name"),
        ],
    ),
    tenant_table(
        "WorkRules",
        ("idle_seconds", models.PositiveSmallIntegerField(default=60)),
        ("has_private_tickets", models.BooleanField(default=False)),
        constraints=[
            models.UniqueConstraint(fields=("tenant",), name="one_set_of_work_rules"),
            models.CheckConstraint(condition=models.Q(("idle_seconds__gte", 30), ("idle_seconds__lte", 300)), name="idle_between_half_a_minute_and_five"),
        ],
        verbose_name_plural="work rules",
    ),
]

# How mail comes in, and what of it is not wanted.
MAIL = [
    tenant_table(
        "Mailbox",
        ("address", models.CharField(max_length=320)),
        ("name", models.CharField(max_length=120)),
        ("team", models.ForeignKey(blank=True, null=True, on_delete=SET_NULL, related_name="+", to="accounts.team")),
        ("signature", models.TextField(blank=True)),
        ("is_default", models.BooleanField(default=False)),
        ("is_active", models.BooleanField(default=True)),
        ("sends_acknowledgement", models.BooleanField(default=True)),
        ("access", models.CharField(choices=[("password", "Password"), ("microsoft", "Microsoft"), ("google", "Google")], default="password", max_length=10)),
        ("imap_host", models.CharField(blank=True, max_length=253)),
        ("imap_port", models.PositiveIntegerField(default=993)),
        ("imap_user", models.CharField(blank=True, max_length=320)),
        ("imap_password", models.CharField(blank=True, max_length=600)),
        ("imap_folder", models.CharField(default="INBOX", max_length=120)),
        ("imap_uid_validity", models.BigIntegerField(null=True)),
        ("imap_last_uid", models.BigIntegerField(default=0)),
        ("smtp_host", models.CharField(blank=True, max_length=253)),
        ("smtp_port", models.PositiveIntegerField(default=587)),
        ("fetch_error", models.CharField(blank=True, max_length=500)),
        ("fetched_at", models.DateTimeField(null=True)),
        ("fetch_failing_since", models.DateTimeField(null=True)),
        ("provider", models.CharField(blank=True, max_length=12)),
        ("provider_key", models.CharField(blank=True, max_length=1000)),
        ("hook_generation", models.PositiveIntegerField(default=0)),
        ("hooks_refused", models.PositiveIntegerField(default=0)),
        ("hook_refused_at", models.DateTimeField(null=True)),
        ("hook_refused_because", models.CharField(blank=True, max_length=200)),
        ("alarm", models.CharField(blank=True, choices=[("fetch", "Fetch"), ("silent", "Silent")], max_length=10)),
        indexes=[
            models.Index(fields=["address"], name="mailbox_by_address"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "address"), name="one_mailbox_per_address"),
            models.UniqueConstraint(condition=models.Q(("is_default", True)), fields=("tenant",), name="one_default_mailbox_per_tenant"),
        ],
        verbose_name_plural="mailboxes",
    ),
    tenant_table(
        "MailClient",
        ("provider", models.CharField(max_length=10)),
        ("client_id", models.CharField(max_length=200)),
        ("client_secret", models.CharField(max_length=1000)),
        ("directory", models.CharField(blank=True, max_length=100)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "provider"), name="one_mail_client_per_provider"),
        ],
    ),
    tenant_table(
        "MailGrant",
        ("mailbox", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="grants", to="tickets.mailbox")),
        ("provider", models.CharField(max_length=10)),
        ("code", models.TextField(blank=True)),
        ("verifier", models.CharField(blank=True, max_length=300)),
        ("refresh_token", models.TextField(blank=True)),
        ("access_token", models.TextField(blank=True)),
        ("expires_at", models.DateTimeField(null=True)),
        ("renewed_at", models.DateTimeField(null=True)),
        ("refused_because", models.CharField(blank=True, max_length=300)),
        ("begun_at", models.DateTimeField()),
        indexes=[
            models.Index(condition=models.Q(("refused_because", "")), fields=["expires_at"], name="mail_grant_to_renew"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "mailbox"), name="one_grant_per_mailbox"),
        ],
    ),
    tenant_table(
        "MailProbe",
        ("mailbox", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="probes", to="tickets.mailbox")),
        ("sent_at", models.DateTimeField()),
        ("arrived_at", models.DateTimeField(null=True)),
        ("arrived_by", models.CharField(blank=True, max_length=320)),
        ("changed", models.JSONField(default=list)),
        indexes=[
            models.Index(fields=["tenant", "mailbox", "-sent_at"], name="mail_probe_newest"),
        ],
    ),
    tenant_table(
        "RawMail",
        ("mailbox", models.ForeignKey(db_index=False, null=True, on_delete=SET_NULL, related_name="+", to="tickets.mailbox")),
        ("digest", models.CharField(max_length=64)),
        ("dedupe_key", models.CharField(max_length=300)),
        ("message_id", models.CharField(blank=True, max_length=250)),
        ("storage_key", models.CharField(max_length=200)),
        ("size_bytes", models.PositiveIntegerField()),
        ("envelope_from", models.CharField(blank=True, max_length=320)),
        ("envelope_to", models.JSONField(default=list)),
        ("source", models.CharField(max_length=10)),
        ("received_at", models.DateTimeField()),
        ("state", models.CharField(choices=[("pending", "Pending"), ("processed", "Processed"), ("quarantined", "Quarantined"), ("discarded", "Discarded")], default="pending", max_length=12)),
        ("reason", models.CharField(blank=True, max_length=300)),
        ("sender", models.CharField(blank=True, max_length=320)),
        ("title", models.CharField(blank=True, max_length=300)),
        ("attempts", models.PositiveSmallIntegerField(default=0)),
        ("next_attempt_at", models.DateTimeField()),
        ("processed_at", models.DateTimeField(null=True)),
        ("ticket", models.ForeignKey(db_index=False, null=True, on_delete=SET_NULL, related_name="+", to="tickets.ticket")),
        ("lesson", models.CharField(blank=True, choices=[("spam", "Spam"), ("ham", "Ham")], max_length=4)),
        ("lesson_due_at", models.DateTimeField(null=True)),
        ("lesson_error", models.CharField(blank=True, max_length=200)),
        indexes=[
            models.Index(condition=models.Q(("state", "pending")), fields=["next_attempt_at"], name="raw_mail_pending"),
            models.Index(condition=models.Q(("state", "quarantined")), fields=["tenant", "-received_at"], name="raw_mail_in_quarantine"),
            models.Index(fields=["tenant", "mailbox", "received_at"], name="raw_mail_of_mailbox"),
            models.Index(condition=models.Q(("lesson_due_at__isnull", False)), fields=["lesson_due_at"], name="raw_mail_to_learn"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "dedupe_key"), name="one_raw_mail_per_delivery"),
        ],
    ),
    tenant_table(
        "ListedSender",
        ("pattern", models.CharField(max_length=320)),
        ("is_allowed", models.BooleanField(default=False)),
        ("because", models.CharField(blank=True, max_length=200)),
        ("added_by", models.CharField(max_length=200)),
        ("added_at", models.DateTimeField()),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "pattern"), name="listed_once_per_sender"),
        ],
    ),
    tenant_table(
        "SpamSettings",
        ("believed", models.CharField(choices=[("trusted", "only of servers we trust"), ("always", "in every mail"), ("never", "never")], default="trusted", max_length=8, verbose_name="spam marks are believed")),
        ("score_limit", models.FloatField(blank=True, null=True, verbose_name="spam from a score of")),
        ("holds_claims", models.BooleanField(default=False, verbose_name="mail that claims somebody else's conversation is held")),
        constraints=[
            models.UniqueConstraint(fields=("tenant",), name="spam_settings_once_per_tenant"),
        ],
    ),
]

# The tickets, and how they belong together.
TICKETS = [
    tenant_table(
        "TicketCounter",
        ("last_number", models.PositiveIntegerField(default=0)),
        constraints=[
            models.UniqueConstraint(fields=("tenant",), name="one_ticket_counter_per_tenant"),
        ],
    ),
    tenant_table(
        "Ticket",
        ("version", models.PositiveIntegerField(default=0, editable=False)),
        ("last_event_at", models.DateTimeField(editable=False, null=True)),
        ("number", models.PositiveIntegerField(editable=False)),
        ("subject", models.CharField(max_length=300)),
        ("channel", models.CharField(choices=[("email", "Mail"), ("portal", "Portal"), ("api", "API"), ("agent", "Agent"), ("phone", "Phone"), ("chat", "Chat")], max_length=10)),
        ("mailbox", models.ForeignKey(db_index=False, null=True, on_delete=SET_NULL, related_name="+", to="tickets.mailbox")),
        ("requester", models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="tickets", to="tickets.contact")),
        ("organization", models.ForeignKey(db_index=False, null=True, on_delete=SET_NULL, related_name="tickets", to="tickets.organization")),
        ("status", models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="tickets.status")),
        ("status_category", models.CharField(choices=[("new", "New"), ("open", "Open"), ("pending", "Waiting for the customer"), ("on_hold", "On hold"), ("resolved", "Solved"), ("closed", "Closed")], max_length=10)),
        ("priority", models.PositiveSmallIntegerField(choices=[(1, "Low"), (2, "Normal"), (3, "High"), (4, "Urgent")], default=2)),
        ("kind", models.CharField(blank=True, max_length=20)),
        ("category", models.ForeignKey(null=True, on_delete=SET_NULL, related_name="+", to="tickets.category")),
        ("team", models.ForeignKey(db_index=False, null=True, on_delete=SET_NULL, related_name="+", to="accounts.team")),
        ("assignee", models.ForeignKey(db_index=False, null=True, on_delete=SET_NULL, related_name="+", to="accounts.agent")),
        ("language", models.CharField(blank=True, max_length=12)),
        ("custom_fields", models.JSONField(default=dict)),
        ("created_at", models.DateTimeField(editable=False)),
        ("created_by_agent", models.BooleanField(default=False)),
        ("last_message_at", models.DateTimeField()),
        ("last_customer_message_at", models.DateTimeField(null=True)),
        ("last_agent_message_at", models.DateTimeField(null=True)),
        ("first_reply_at", models.DateTimeField(null=True)),
        ("assigned_at", models.DateTimeField(null=True)),
        ("resolved_at", models.DateTimeField(null=True)),
        ("closed_at", models.DateTimeField(null=True)),
        ("reopened_count", models.PositiveSmallIntegerField(default=0)),
        ("is_open", models.BooleanField(default=True)),
        ("is_spam", models.BooleanField(default=False)),
        ("is_private", models.BooleanField(default=False)),
        ("spam_score", models.FloatField(null=True)),
        ("deleted_at", models.DateTimeField(null=True)),
        ("merged_into", models.ForeignKey(null=True, on_delete=SET_NULL, related_name="merged_from", to="tickets.ticket")),
        ("follows_up", models.ForeignKey(null=True, on_delete=SET_NULL, related_name="follow_ups", to="tickets.ticket")),
        ("split_from", models.ForeignKey(db_index=False, null=True, on_delete=SET_NULL, related_name="+", to="tickets.ticket")),
        ("claims_ticket", models.ForeignKey(null=True, on_delete=SET_NULL, related_name="claims", to="tickets.ticket")),
        ("snoozed_until", models.DateTimeField(null=True)),
        ("approval_due_at", models.DateTimeField(null=True)),
        ("escalation_level", models.PositiveSmallIntegerField(default=0)),
        ("due_at", models.DateTimeField(null=True)),
        ("due_metric", models.CharField(blank=True, max_length=20)),
        ("due_calendar", models.BigIntegerField(null=True)),
        ("reply_due_at", models.DateTimeField(null=True)),
        ("at_risk_from", models.DateTimeField(null=True)),
        ("is_breached", models.BooleanField(default=False)),
        indexes=[
            models.Index(models.F("tenant"), models.OrderBy(models.F("last_message_at"), descending=True), models.OrderBy(models.F("id"), descending=True), condition=models.Q(("is_open", True)), name="ticket_open"),
            models.Index(models.F("tenant"), models.F("assignee"), models.OrderBy(models.F("last_message_at"), descending=True), models.OrderBy(models.F("id"), descending=True), condition=models.Q(("is_open", True)), name="ticket_open_by_assignee"),
            models.Index(models.F("tenant"), models.F("team"), models.OrderBy(models.F("last_message_at"), descending=True), models.OrderBy(models.F("id"), descending=True), condition=models.Q(("is_open", True)), name="ticket_open_by_team"),
            models.Index(condition=models.Q(("due_at__isnull", False), ("is_open", True)), fields=["tenant", "due_at", "id"], name="ticket_open_by_due"),
            models.Index(condition=models.Q(("is_open", True)), fields=["tenant", "created_at", "id"], name="ticket_open_by_age"),
            models.Index(condition=models.Q(("is_open", True)), fields=["tenant", "id"], name="ticket_open_by_id"),
            models.Index(condition=models.Q(("is_breached", False), ("is_open", True)), fields=["tenant", "at_risk_from"], name="ticket_at_risk"),
            models.Index(condition=models.Q(("due_at__isnull", False), ("is_open", True)), fields=["tenant", "assignee", "due_at", "id"], name="ticket_mine_by_due"),
            models.Index(models.F("tenant"), models.F("status_category"), models.OrderBy(models.F("last_message_at"), descending=True), models.OrderBy(models.F("id"), descending=True), condition=models.Q(("is_open", True)), name="ticket_open_by_category"),
            models.Index(models.F("tenant"), models.OrderBy(models.F("resolved_at"), descending=True), models.OrderBy(models.F("id"), descending=True), condition=models.Q(("resolved_at__isnull", False)), name="ticket_resolved"),
            models.Index(condition=models.Q(("assignee__isnull", True), ("is_open", True)), fields=["tenant", "team"], name="ticket_waiting"),
            models.Index(condition=models.Q(("status_category", "resolved")), fields=["resolved_at"], name="ticket_to_close"),
            models.Index(models.F("tenant"), models.OrderBy(models.F("last_message_at"), descending=True), models.OrderBy(models.F("id"), descending=True), condition=models.Q(("is_spam", True)), name="ticket_spam"),
            models.Index(models.F("tenant"), models.OrderBy(models.F("created_at"), descending=True), models.OrderBy(models.F("id"), descending=True), condition=models.Q(("is_private", True)), name="ticket_private"),
            models.Index(condition=models.Q(("snoozed_until__isnull", False)), fields=["tenant", "snoozed_until", "id"], name="ticket_snoozed"),
            models.Index(condition=models.Q(("snoozed_until__isnull", False)), fields=["snoozed_until"], name="ticket_to_wake"),
            models.Index(models.F("tenant"), models.F("requester"), models.OrderBy(models.F("created_at"), descending=True), name="ticket_by_requester"),
            models.Index(models.F("tenant"), models.F("organization"), models.OrderBy(models.F("created_at"), descending=True), name="ticket_by_organization"),
            models.Index(models.F("tenant"), models.OrderBy(models.F("created_at"), descending=True), models.OrderBy(models.F("id"), descending=True), name="ticket_by_age"),
            models.Index(models.F("tenant"), models.OrderBy(models.F("last_event_at"), descending=True), models.OrderBy(models.F("id"), descending=True), name="ticket_by_change"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "number"), name="one_ticket_per_number"),
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_open", True), ("deleted_at__isnull", True), ("is_spam", False), ("merged_into__isnull", True), ("status_category__in", ("new", "open", "pending", "on_hold"))),
                    models.Q(models.Q(("is_open", True), _negated=True), models.Q(("deleted_at__isnull", True), ("is_spam", False), ("merged_into__isnull", True), ("status_category__in", ("new", "open", "pending", "on_hold")), _negated=True)),
                    _connector="OR",
                ),
                name="open_means_unresolved_and_present",
            ),
            models.CheckConstraint(
                condition=models.Q(models.Q(("resolved_at__isnull", False), ("status_category__in", ["resolved", "closed"])), models.Q(models.Q(("resolved_at__isnull", False), _negated=True), models.Q(("status_category__in", ["resolved", "closed"]), _negated=True)), _connector="OR"),
                name="resolved_at_only_when_resolved",
            ),
            models.CheckConstraint(condition=models.Q(models.Q(("closed_at__isnull", False), ("status_category", "closed")), models.Q(models.Q(("closed_at__isnull", False), _negated=True), models.Q(("status_category", "closed"), _negated=True)), _connector="OR"), name="closed_at_only_when_closed"),
        ],
    ),
    tenant_table(
        "TicketTag",
        ("ticket", models.ForeignKey(on_delete=CASCADE, related_name="ticket_tags", to="tickets.ticket")),
        ("tag", models.ForeignKey(on_delete=CASCADE, related_name="ticket_tags", to="tickets.tag")),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "ticket", "tag"), name="tagged_once"),
        ],
    ),
    tenant_table(
        "TicketLink",
        ("ticket", models.ForeignKey(on_delete=CASCADE, related_name="links_from", to="tickets.ticket")),
        ("other", models.ForeignKey(on_delete=CASCADE, related_name="links_to", to="tickets.ticket")),
        ("kind", models.CharField(choices=[("relates", "relates to"), ("duplicates", "is a duplicate of"), ("causes", "is the problem behind"), ("parent", "is done with the help of")], max_length=10)),
        ("made_at", models.DateTimeField()),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "ticket", "other", "kind"), name="linked_once_in_a_way"),
            models.CheckConstraint(condition=models.Q(("ticket", models.F("other")), _negated=True), name="a_ticket_is_not_linked_to_itself"),
            models.UniqueConstraint(condition=models.Q(("kind__in", ["causes", "parent"])), fields=("tenant", "other", "kind"), name="one_above_each"),
        ],
    ),
    tenant_table(
        "Merge",
        ("ticket", models.ForeignKey(on_delete=CASCADE, related_name="merges", to="tickets.ticket")),
        ("into", models.ForeignKey(on_delete=CASCADE, related_name="taken_over", to="tickets.ticket")),
        ("by_name", models.CharField(max_length=200)),
        ("merged_at", models.DateTimeField()),
        ("undone_at", models.DateTimeField(null=True)),
        ("brought", models.JSONField(default=dict)),
        constraints=[
            models.UniqueConstraint(condition=models.Q(("undone_at", None)), fields=("tenant", "ticket"), name="merged_into_one_at_a_time"),
        ],
    ),
    tenant_table(
        "ImportedTicket",
        ("source", models.CharField(max_length=40)),
        ("external_id", models.CharField(max_length=200)),
        ("ticket", models.ForeignKey(on_delete=CASCADE, related_name="+", to="tickets.ticket")),
        ("imported_at", models.DateTimeField()),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "source", "external_id"), name="one_ticket_per_name_elsewhere"),
        ],
    ),
    tenant_table(
        "TicketChecklist",
        ("ticket", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="checklists", to="tickets.ticket")),
        ("checklist", models.ForeignKey(db_index=False, null=True, on_delete=SET_NULL, related_name="+", to="tickets.checklist")),
        ("name", models.CharField(max_length=80)),
        ("is_required", models.BooleanField(default=False)),
        ("items", models.JSONField()),
        ("is_done", models.BooleanField(default=False)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "ticket", "name"), name="a_checklist_once_on_a_ticket"),
        ],
    ),
]

# What is said and written, and the files of it.
WORDS = [
    tenant_table(
        "Message",
        ("ticket", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="messages", to="tickets.ticket")),
        ("kind", models.CharField(choices=[("customer", "Customer"), ("agent", "Agent"), ("note", "Note")], max_length=8)),
        ("channel", models.CharField(max_length=10)),
        ("author_contact", models.ForeignKey(db_index=False, null=True, on_delete=SET_NULL, related_name="+", to="tickets.contact")),
        ("author_agent", models.ForeignKey(db_index=False, null=True, on_delete=SET_NULL, related_name="+", to="accounts.agent")),
        ("author_name", models.CharField(max_length=200)),
        ("subject", models.CharField(blank=True, max_length=300)),
        ("text", models.TextField(blank=True)),
        ("html", models.TextField(blank=True)),
        ("quoted_text", models.TextField(blank=True)),
        ("quoted_html", models.TextField(blank=True)),
        ("sanitiser_version", models.PositiveSmallIntegerField(default=0)),
        ("machine", models.CharField(blank=True, max_length=20)),
        ("needs_no_reply", models.BooleanField(default=False)),
        ("is_verified", models.BooleanField(default=True)),
        ("verdict", models.JSONField(default=dict)),
        ("enclosed", models.JSONField(default=dict)),
        ("to", models.JSONField(default=list)),
        ("cc", models.JSONField(default=list)),
        ("bcc", models.JSONField(default=list)),
        ("external_id", models.CharField(blank=True, max_length=250)),
        ("in_reply_to", models.CharField(blank=True, max_length=250)),
        ("raw", models.ForeignKey(db_index=False, null=True, on_delete=SET_NULL, related_name="+", to="tickets.rawmail")),
        ("origin", models.ForeignKey(db_index=False, null=True, on_delete=SET_NULL, related_name="+", to="tickets.ticket")),
        ("side", models.ForeignKey(db_index=False, null=True, on_delete=CASCADE, related_name="messages", to="tickets.sideconversation")),
        ("created_at", models.DateTimeField()),
        ("search", SearchVectorField(editable=False, null=True)),
        indexes=[
            models.Index(fields=["tenant", "ticket", "created_at", "id"], name="message_of_ticket"),
            models.Index(fields=["tenant", "-created_at", "-id"], name="message_by_age"),
            models.Index(condition=models.Q(("origin__isnull", False)), fields=["tenant", "origin"], name="message_by_origin"),
            models.Index(condition=models.Q(("side__isnull", False)), fields=["tenant", "side", "id"], name="message_of_side"),
            GinIndex(fields=["search"], name="message_search"),
        ],
        constraints=[
            models.CheckConstraint(condition=models.Q(("side__isnull", True), ("kind", "note"), _connector="OR"), name="what_is_said_beside_is_internal"),
            models.UniqueConstraint(condition=models.Q(("external_id", ""), _negated=True), fields=("tenant", "channel", "external_id"), name="one_message_per_external_id"),
        ],
    ),
    tenant_table(
        "SideConversation",
        ("ticket", models.ForeignKey(on_delete=CASCADE, related_name="side_conversations", to="tickets.ticket")),
        ("agent", models.ForeignKey(null=True, on_delete=SET_NULL, related_name="+", to="accounts.agent")),
        ("subject", models.CharField(max_length=300)),
        ("people", models.JSONField(default=list)),
        ("started_at", models.DateTimeField()),
    ),
    tenant_table(
        "Draft",
        ("ticket", models.ForeignKey(null=True, on_delete=CASCADE, related_name="drafts", to="tickets.ticket")),
        ("agent", models.ForeignKey(on_delete=CASCADE, related_name="+", to="accounts.agent")),
        ("kind", models.CharField(choices=[("reply", "Reply"), ("note", "Note"), ("side", "Side"), ("new", "New")], max_length=5)),
        ("html", models.TextField(blank=True)),
        ("cc", models.JSONField(default=list)),
        ("bcc", models.JSONField(default=list)),
        ("version", models.PositiveIntegerField(default=1)),
        ("updated_at", models.DateTimeField()),
        ("send_at", models.DateTimeField(null=True)),
        ("send_then", models.ForeignKey(null=True, on_delete=SET_NULL, related_name="+", to="tickets.status")),
        ("seen_id", models.BigIntegerField(null=True)),
        ("is_held", models.BooleanField(default=False)),
        ("parts", models.JSONField(default=dict)),
        indexes=[
            models.Index(condition=models.Q(("send_at__isnull", False)), fields=["send_at"], name="draft_to_send"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "ticket", "agent", "kind"), name="one_draft_per_agent_and_kind", nulls_distinct=False),
            models.CheckConstraint(condition=models.Q(models.Q(("kind", "new"), ("ticket", None)), models.Q(models.Q(("kind", "new"), _negated=True), ("ticket__isnull", False)), _connector="OR"), name="only_a_new_ticket_is_none_yet"),
            models.CheckConstraint(condition=models.Q(("send_at", None), ("kind", "reply"), _connector="OR"), name="only_answers_are_scheduled"),
        ],
    ),
    tenant_table(
        "Attachment",
        ("message", models.ForeignKey(null=True, on_delete=CASCADE, related_name="attachments", to="tickets.message")),
        ("draft", models.ForeignKey(null=True, on_delete=CASCADE, related_name="attachments", to="tickets.draft")),
        ("storage_key", models.CharField(max_length=200)),
        ("filename", models.CharField(max_length=255)),
        ("content_type", models.CharField(max_length=120)),
        ("size_bytes", models.PositiveIntegerField()),
        ("sha256", models.CharField(max_length=64)),
        ("content_id", models.CharField(blank=True, max_length=250)),
        ("is_inline", models.BooleanField(default=False)),
        ("is_drawable", models.BooleanField(default=True)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "storage_key"), name="one_attachment_per_storage_key"),
        ],
    ),
]

# Who has to do with a ticket, and for how long.
PEOPLE = [
    tenant_table(
        "Participant",
        ("ticket", models.ForeignKey(on_delete=CASCADE, related_name="participants", to="tickets.ticket")),
        ("contact", models.ForeignKey(on_delete=CASCADE, related_name="participations", to="tickets.contact")),
        ("since", models.DateTimeField()),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "ticket", "contact"), name="in_copy_once"),
        ],
    ),
    tenant_table(
        "Follower",
        ("ticket", models.ForeignKey(on_delete=CASCADE, related_name="followers", to="tickets.ticket")),
        ("agent", models.ForeignKey(on_delete=CASCADE, related_name="+", to="accounts.agent")),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "ticket", "agent"), name="follows_a_ticket_once"),
        ],
    ),
    tenant_table(
        "ReadMark",
        ("ticket", models.ForeignKey(on_delete=CASCADE, related_name="read_marks", to="tickets.ticket")),
        ("agent", models.ForeignKey(on_delete=CASCADE, related_name="+", to="accounts.agent")),
        ("read_at", models.DateTimeField()),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "ticket", "agent"), name="one_read_mark"),
        ],
    ),
    tenant_table(
        "Snooze",
        ("ticket", models.ForeignKey(on_delete=CASCADE, related_name="snoozes", to="tickets.ticket")),
        ("agent", models.ForeignKey(on_delete=CASCADE, related_name="+", to="accounts.agent")),
        ("until", models.DateTimeField()),
        ("waits_for_answer", models.BooleanField(default=False)),
        ("reason", models.CharField(blank=True, max_length=200)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "ticket"), name="snoozed_once_at_a_time"),
        ],
    ),
    tenant_table(
        "Stretch",
        ("ticket", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="stretches", to="tickets.ticket")),
        ("agent", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="accounts.agent")),
        ("started_at", models.DateTimeField()),
        ("last_at", models.DateTimeField()),
        ("counted_until", models.DateTimeField()),
        ("seconds", models.PositiveIntegerField(default=0)),
        indexes=[
            models.Index(fields=["tenant", "ticket"], name="stretch_of_ticket"),
            models.Index(fields=["tenant", "agent", "last_at"], name="stretch_of_agent"),
        ],
        constraints=[
            models.CheckConstraint(condition=models.Q(("last_at__gte", models.F("started_at"))), name="a_stretch_ends_after_it_began"),
        ],
    ),
    tenant_table(
        "TimeCorrection",
        ("ticket", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="time_corrections", to="tickets.ticket")),
        ("agent", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="accounts.agent")),
        ("seconds", models.IntegerField()),
        ("because", models.CharField(max_length=200)),
        ("by_name", models.CharField(max_length=200)),
        ("made_at", models.DateTimeField()),
        indexes=[
            models.Index(fields=["tenant", "ticket"], name="time_correction_of_ticket"),
            models.Index(fields=["tenant", "made_at"], name="time_correction_by_time"),
        ],
        constraints=[
            models.CheckConstraint(condition=models.Q(("seconds", 0), _negated=True), name="a_correction_corrects"),
        ],
    ),
]

# What agents work through, and what they do to many tickets at once.
QUEUES = [
    tenant_table(
        "OwnQueue",
        ("name", models.CharField(max_length=60)),
        ("work", models.CharField(choices=[("awake", "Open, not snoozed"), ("open", "Open, with the snoozed ones"), ("pending", "Waiting for the customer"), ("snoozed", "Snoozed"), ("solved", "Solved in the last two weeks")], default="awake", max_length=8)),
        ("whose", models.CharField(choices=[("anybody", "Anybody's"), ("mine", "Mine"), ("nobody", "Nobody's yet"), ("my_teams", "My teams'")], default="anybody", max_length=8)),
        ("conditions", models.JSONField(default=dict)),
        ("order", models.CharField(default="latest", max_length=10)),
        ("grouping", models.CharField(blank=True, choices=[("", "Not grouped"), ("status", "Status"), ("priority", "Priority"), ("assignee", "Owner"), ("team", "Team"), ("category", "Category"), ("organization", "Organisation")], default="", max_length=12)),
        ("columns", models.JSONField(default=list)),
        ("owner", models.ForeignKey(null=True, on_delete=CASCADE, related_name="+", to="accounts.agent")),
        ("team", models.ForeignKey(null=True, on_delete=CASCADE, related_name="+", to="accounts.team")),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "name", "owner", "team"), name="one_queue_per_name_and_circle", nulls_distinct=False),
            models.CheckConstraint(condition=models.Q(("owner", None), ("team", None), _connector="OR"), name="a_queue_has_one_circle"),
        ],
    ),
    tenant_table(
        "SavedSearch",
        ("agent", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="accounts.agent")),
        ("name", models.CharField(max_length=60)),
        ("line", models.CharField(max_length=400)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "agent", "name"), name="one_saved_search_per_name"),
        ],
    ),
    tenant_table(
        "BulkChange",
        ("agent", models.ForeignKey(on_delete=CASCADE, related_name="+", to="accounts.agent")),
        ("changes", models.JSONField()),
        ("state", models.CharField(choices=[("running", "Running"), ("done", "Done"), ("undoing", "Undoing"), ("undone", "Undone")], default="running", max_length=8)),
        ("queue_key", models.CharField(blank=True, max_length=40)),
        ("seen_at", models.DateTimeField()),
        ("made_at", models.DateTimeField()),
        ("ended_at", models.DateTimeField(null=True)),
        indexes=[
            models.Index(condition=models.Q(("state__in", ["running", "undoing"])), fields=["made_at"], name="bulk_change_to_go_on"),
        ],
    ),
    tenant_table(
        "BulkItem",
        ("bulk", models.ForeignKey(on_delete=CASCADE, related_name="items", to="tickets.bulkchange")),
        ("ticket", models.ForeignKey(on_delete=CASCADE, related_name="+", to="tickets.ticket")),
        ("outcome", models.CharField(choices=[("waiting", "Waiting"), ("changed", "Changed"), ("same", "Same"), ("refused", "Refused"), ("undone", "Undone"), ("kept", "Kept")], default="waiting", max_length=7)),
        ("before", models.JSONField(default=dict)),
        ("after", models.JSONField(default=dict)),
        ("because", models.CharField(blank=True, max_length=300)),
        indexes=[
            models.Index(fields=["tenant", "bulk", "outcome", "ticket"], name="bulk_item_by_outcome"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "bulk", "ticket"), name="once_in_a_bulk_change"),
        ],
    ),
]

# Who was asked to grant something.
APPROVALS = [
    tenant_table(
        "ApprovalKind",
        ("name", models.CharField(max_length=80)),
        ("unit", models.CharField(blank=True, max_length=12)),
        ("limits", models.JSONField(default=dict)),
        ("approver", models.ForeignKey(blank=True, null=True, on_delete=SET_NULL, related_name="+", to="accounts.agent")),
        ("deputy", models.ForeignKey(blank=True, null=True, on_delete=SET_NULL, related_name="+", to="accounts.agent")),
        ("hours_to_decide", models.PositiveSmallIntegerField(default=24)),
        ("is_active", models.BooleanField(default=True)),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "name"), name="one_approval_kind_per_name"),
            models.CheckConstraint(condition=models.Q(("hours_to_decide__gte", 1)), name="an_approver_has_an_hour_at_least"),
        ],
    ),
    tenant_table(
        "Approval",
        ("ticket", models.ForeignKey(on_delete=CASCADE, related_name="approvals", to="tickets.ticket")),
        ("kind", models.ForeignKey(on_delete=PROTECT, related_name="+", to="tickets.approvalkind")),
        ("amount", models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=12)),
        ("because", models.CharField(max_length=1000)),
        ("state", models.CharField(choices=[("waiting", "Waiting"), ("granted", "Granted"), ("refused", "Refused"), ("lapsed", "Nobody decided in time"), ("withdrawn", "Withdrawn")], default="waiting", max_length=9)),
        ("asked_by", models.ForeignKey(null=True, on_delete=SET_NULL, related_name="+", to="accounts.agent")),
        ("asked_of", models.CharField(blank=True, max_length=500)),
        ("asked_at", models.DateTimeField()),
        ("decide_by", models.DateTimeField()),
        ("decided_by", models.ForeignKey(null=True, on_delete=SET_NULL, related_name="+", to="accounts.agent")),
        ("decided_at", models.DateTimeField(null=True)),
        ("answer", models.CharField(blank=True, max_length=1000)),
        indexes=[
            models.Index(condition=models.Q(("state", "waiting")), fields=["decide_by"], name="approval_to_lapse"),
            models.Index(models.F("tenant"), models.OrderBy(models.F("asked_at"), descending=True), condition=models.Q(("state", "waiting")), name="approval_waiting"),
        ],
        constraints=[
            models.CheckConstraint(condition=models.Q(models.Q(("decided_at__isnull", True), ("state", "waiting")), models.Q(("decided_at__isnull", False), models.Q(("state", "waiting"), _negated=True)), _connector="OR"), name="decided_at_once_decided"),
        ],
    ),
]

# Whose a ticket becomes, and why.
ROUTING = [
    tenant_table(
        "TeamLine",
        ("position", models.PositiveSmallIntegerField()),
        ("is_active", models.BooleanField(default=True)),
        ("conditions", models.JSONField(default=dict)),
        ("team", models.ForeignKey(on_delete=PROTECT, related_name="+", to="accounts.team")),
    ),
    tenant_table(
        "SkillNeed",
        ("skill", models.ForeignKey(on_delete=PROTECT, related_name="needs", to="accounts.skill")),
        ("category", models.ForeignKey(null=True, on_delete=CASCADE, related_name="+", to="tickets.category")),
        ("tag", models.ForeignKey(null=True, on_delete=CASCADE, related_name="+", to="tickets.tag")),
        ("language", models.CharField(blank=True, max_length=12)),
        constraints=[
            models.CheckConstraint(
                condition=models.Q(models.Q(("category__isnull", False), ("language", ""), ("tag", None)), models.Q(("category", None), ("language", ""), ("tag__isnull", False)), models.Q(models.Q(("category", None), ("tag", None)), models.Q(("language", ""), _negated=True)), _connector="OR"),
                name="a_need_names_one_thing",
            ),
            models.UniqueConstraint(fields=("tenant", "skill", "category"), name="one_need_per_category"),
            models.UniqueConstraint(fields=("tenant", "skill", "tag"), name="one_need_per_tag"),
            models.UniqueConstraint(condition=models.Q(("language", ""), _negated=True), fields=("tenant", "skill", "language"), name="one_need_per_language"),
        ],
    ),
    tenant_table(
        "ChannelWeight",
        ("channel", models.CharField(choices=[("email", "Mail"), ("portal", "Portal"), ("api", "API"), ("agent", "Agent"), ("phone", "Phone"), ("chat", "Chat")], max_length=10)),
        ("weight", models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(100)])),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "channel"), name="one_weight_per_channel"),
            models.CheckConstraint(condition=models.Q(("weight__gte", 1), ("weight__lte", 100)), name="a_channel_weighs_from_1_to_100"),
        ],
    ),
    tenant_table(
        "RoutingLook",
        ("ticket", models.ForeignKey(on_delete=CASCADE, related_name="+", to="tickets.ticket")),
        ("at", models.DateTimeField()),
        indexes=[
            models.Index(fields=["at"], name="routing_look_by_time"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "ticket"), name="one_next_look_per_ticket"),
        ],
    ),
    tenant_table(
        "RoutingDecision",
        ("ticket", models.ForeignKey(on_delete=CASCADE, related_name="routing_decisions", to="tickets.ticket")),
        ("team", models.ForeignKey(null=True, on_delete=SET_NULL, related_name="+", to="accounts.team")),
        ("agent", models.ForeignKey(null=True, on_delete=SET_NULL, related_name="+", to="accounts.agent")),
        ("at", models.DateTimeField()),
        ("why", models.CharField(blank=True, max_length=20)),
        ("candidates", models.JSONField(default=list)),
        ("asked", models.JSONField(default=dict)),
        constraints=[
            models.CheckConstraint(condition=models.Q(("agent", None), models.Q(("why", ""), _negated=True), _connector="OR"), name="a_chosen_agent_has_a_reason"),
        ],
    ),
    tenant_table(
        "RoutingAlarm",
        ("team", models.ForeignKey(on_delete=CASCADE, related_name="+", to="accounts.team")),
        ("raised_at", models.DateTimeField()),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "team"), name="one_alarm_per_team"),
        ],
    ),
]

# What happens by itself, on events and on time.
RULES = [
    tenant_table(
        "Rule",
        ("name", models.CharField(max_length=80)),
        ("position", models.PositiveSmallIntegerField()),
        ("is_active", models.BooleanField(default=False)),
        ("deleted_at", models.DateTimeField(null=True)),
        ("events", models.JSONField(default=list)),
        ("since", models.CharField(blank=True, choices=[("status", "since the ticket has its status"), ("created", "since the ticket was opened"), ("touched", "since anybody last did something"), ("customer_said", "since the customer last wrote"), ("agent_said", "since an agent last answered")], max_length=13)),
        ("wait_seconds", models.PositiveIntegerField(null=True)),
        ("basis", models.CharField(choices=[("calendar", "around the clock"), ("business", "in business hours")], default="calendar", max_length=8)),
        ("conditions", models.JSONField(default=tickets.models.rule.no_conditions)),
        ("actions", models.JSONField(default=list)),
        ("once_per_ticket", models.BooleanField(default=False)),
        ("for_every_ticket", models.BooleanField(default=False)),
        ("catches_up", models.BooleanField(default=False)),
        ("acts_from", models.DateTimeField(null=True)),
        ("most_an_hour", models.PositiveIntegerField(default=200)),
        ("paused_at", models.DateTimeField(null=True)),
        ("paused_because", models.CharField(blank=True, max_length=300)),
        ("counted_from", models.DateTimeField(null=True)),
        ("version", models.PositiveIntegerField(default=0)),
        ("changed_at", models.DateTimeField()),
        ("placed_version", models.PositiveIntegerField(default=0)),
        ("placed_up_to", models.BigIntegerField(default=0)),
        constraints=[
            models.UniqueConstraint(condition=models.Q(("deleted_at", None)), fields=("tenant", "name"), name="one_rule_per_name"),
            models.CheckConstraint(condition=models.Q(models.Q(("since", ""), ("wait_seconds", None)), models.Q(models.Q(("since", ""), _negated=True), ("events", []), ("wait_seconds__gte", 60)), _connector="OR"), name="a_rule_is_about_events_or_about_time"),
            models.CheckConstraint(condition=models.Q(("most_an_hour__gte", 1)), name="a_rule_may_touch_a_ticket"),
            models.CheckConstraint(condition=models.Q(("paused_at", None), models.Q(("paused_because", ""), _negated=True), _connector="OR"), name="a_paused_rule_says_why"),
        ],
    ),
    tenant_table(
        "RuleVersion",
        ("rule", models.ForeignKey(on_delete=CASCADE, related_name="versions", to="tickets.rule")),
        ("number", models.PositiveIntegerField()),
        ("at", models.DateTimeField()),
        ("author", models.CharField(max_length=200)),
        ("changes", models.TextField(blank=True)),
        ("definition", models.JSONField()),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "rule", "number"), name="one_rule_version_per_number"),
        ],
    ),
    tenant_table(
        "RuleRun",
        ("rule", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="runs", to="tickets.rule")),
        ("rule_version", models.PositiveIntegerField()),
        ("ticket", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="rule_runs", to="tickets.ticket")),
        ("event", models.ForeignKey(db_index=False, null=True, on_delete=CASCADE, related_name="+", to="events.event")),
        ("anchor_at", models.DateTimeField(null=True)),
        ("at", models.DateTimeField()),
        ("outcome", models.CharField(choices=[("fired", "acted"), ("no_match", "did not apply"), ("once", "had acted before"), ("own_change", "not on its own change"), ("stopped", "stopped: too many rules in a row"), ("paused", "paused itself"), ("broken", "is broken"), ("failed", "failed")], max_length=10)),
        ("because", models.TextField(blank=True)),
        ("results", models.JSONField(default=list)),
        ("chain", models.JSONField(default=list)),
        indexes=[
            models.Index(models.F("tenant"), models.F("ticket"), models.OrderBy(models.F("id"), descending=True), name="rule_run_of_ticket"),
            models.Index(models.F("tenant"), models.F("rule"), models.OrderBy(models.F("at"), descending=True), models.OrderBy(models.F("id"), descending=True), name="rule_run_by_time"),
            models.Index(models.F("tenant"), models.OrderBy(models.F("at"), descending=True), condition=models.Q(("outcome", "no_match"), _negated=True), name="rule_run_that_told"),
            models.Index(condition=models.Q(("outcome__in", ["no_match", "once", "own_change"])), fields=["at"], name="rule_run_to_forget"),
        ],
        constraints=[
            models.UniqueConstraint(condition=models.Q(("event__isnull", False)), fields=("tenant", "rule", "event"), name="a_rule_looks_once_at_an_event"),
            models.UniqueConstraint(condition=models.Q(("event__isnull", True), ("outcome", "fired")), fields=("tenant", "rule", "ticket", "anchor_at"), name="a_rule_on_time_acts_once_an_anchor"),
            models.CheckConstraint(condition=models.Q(("event__isnull", False), ("anchor_at__isnull", False), _connector="OR"), name="a_look_has_an_event_or_an_anchor"),
        ],
    ),
    tenant_table(
        "RuleDue",
        ("rule", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="dues", to="tickets.rule")),
        ("ticket", models.ForeignKey(on_delete=CASCADE, related_name="+", to="tickets.ticket")),
        ("anchor_at", models.DateTimeField()),
        ("fire_at", models.DateTimeField(null=True)),
        ("state", models.CharField(choices=[("pending", "Pending"), ("looked", "Looked"), ("fired", "Fired")], default="pending", max_length=8)),
        indexes=[
            models.Index(condition=models.Q(("state", "pending")), fields=["tenant", "fire_at"], name="rule_due_pending_of_tenant"),
            models.Index(condition=models.Q(("state", "pending")), fields=["fire_at"], name="rule_due_pending"),
        ],
        constraints=[
            models.UniqueConstraint(fields=("tenant", "rule", "ticket"), name="one_due_row_per_rule_and_ticket"),
        ],
    ),
    tenant_table(
        "ChainedEvent",
        ("event", models.ForeignKey(db_index=False, on_delete=CASCADE, related_name="+", to="events.event")),
        ("chain", models.JSONField()),
        constraints=[
            models.UniqueConstraint(fields=("tenant", "event"), name="one_chain_per_event"),
        ],
    ),
    tenant_table(
        "AutomationLimit",
        ("most_an_hour", models.PositiveIntegerField()),
        constraints=[
            models.UniqueConstraint(fields=("tenant",), name="one_automation_limit"),
            models.CheckConstraint(condition=models.Q(("most_an_hour__gte", 1)), name="rules_may_touch_a_ticket"),
        ],
    ),
    tenant_table(
        "RecurringTicket",
        ("subject", models.CharField(max_length=300)),
        ("text", models.TextField()),
        ("requester", models.ForeignKey(on_delete=PROTECT, related_name="+", to="tickets.contact")),
        ("team", models.ForeignKey(blank=True, null=True, on_delete=SET_NULL, related_name="+", to="accounts.team")),
        ("assignee", models.ForeignKey(blank=True, null=True, on_delete=SET_NULL, related_name="+", to="accounts.agent")),
        ("priority", models.PositiveSmallIntegerField(choices=[(1, "Low"), (2, "Normal"), (3, "High"), (4, "Urgent")], default=2)),
        ("is_active", models.BooleanField(default=True)),
        ("every", models.CharField(choices=[("day", "day"), ("week", "week"), ("month", "month"), ("year", "year")], default="week", max_length=5)),
        ("step", models.PositiveSmallIntegerField(default=1)),
        ("weekdays", models.JSONField(default=list)),
        ("month_day", models.SmallIntegerField(default=1)),
        ("at_time", models.TimeField()),
        ("starts_on", models.DateField()),
        ("ends_on", models.DateField(blank=True, null=True)),
        ("next_at", models.DateTimeField(null=True)),
        ("last_at", models.DateTimeField(null=True)),
        ("last_ticket", models.ForeignKey(null=True, on_delete=SET_NULL, related_name="+", to="tickets.ticket")),
        indexes=[
            models.Index(condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="recurring_ticket_due"),
        ],
        constraints=[
            models.CheckConstraint(condition=models.Q(("step__gte", 1)), name="a_recurring_ticket_steps_forward"),
            models.CheckConstraint(condition=models.Q(models.Q(("month_day__gte", 1), ("month_day__lte", 31)), ("month_day", -1), _connector="OR"), name="a_day_of_a_month_or_its_last"),
        ],
    ),
]


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("tickets", name)
        for name in """
            0001_initial 0002_find_by_words 0003_mail_across_tenants 0004_portal_sign_in 0005_search_newest_first
            0006_close_after_a_while 0007_find_contacts_by_words 0008_search_by_sample 0009_ticket_mine_by_due
            0010_routing_decisions 0011_ticket_at_risk 0012_merging 0013_hours_of_the_next_due 0014_routing_by_skills
            0015_approvals 0016_rules 0017_recurring_tickets 0018_scheduled_answers 0019_forgetting_looks
            0020_queues_and_snooze 0021_rules_from_now_and_team_lines 0022_mailbox_alarms 0023_imported_tickets
            0024_undo_bulk_links_and_side 0025_merging_customers 0026_spam 0027_blind_copies 0028_mailbox_providers
            0029_mailboxes_by_leave 0030_image_trust 0031_tests_of_the_way_in 0032_message_enclosed
            0033_checklists_time_saved_searches 0034_private_tickets_and_work_rules 0035_open_work_by_age
            0036_what_cannot_be_drawn 0037_claims_that_are_held 0038_fields_of_customers 0039_files_of_forms
        """.split()
    ]
    dependencies = [("accounts", "0001_first_release"), ("events", "0001_first_release"), ("tenancy", "0001_first_release")]

    operations = [
        NewTables([*CUSTOMERS, *SETTINGS, *MAIL, *TICKETS, *WORDS, *PEOPLE, *QUEUES, *APPROVALS, *ROUTING, *RULES]),
        AppendOnly("tickets_ruleversion"),
        AppendOnly("tickets_rulerun"),
        AppendOnly("tickets_chainedevent"),
        *SEARCHES,
        *SWEEPS,
        *SWEEPS_OF_ROUTING,
    ]
