"""The company's own things that conditions and actions speak of, each a table with names."""

from helpdesk.accounts.models import Agent, Skill, Team
from helpdesk.webhooks.models import Endpoint
from tickets.automation.conditions.offers import Rows
from tickets.models import Category, Checklist, Field, Mailbox, Organization, Status, Tag

TEAM, AGENT, CATEGORY, STATUS, TAG, SKILL, FIELD = "team", "agent", "category", "status", "tag", "skill", "field"
CHECKLIST = "checklist"

TEAMS = Rows(lambda: Team.objects.all(), "name", thing=TEAM, seen_by=lambda rows, agent: rows.visible_to(agent))
AGENTS = Rows(lambda: Agent.objects.all(), "name", thing=AGENT)
ACTIVE_AGENTS = Rows(lambda: Agent.objects.active(), "name", thing=AGENT)
ANSWERING_AGENTS = Rows(lambda: Agent.objects.able_to_answer(), "name", thing=AGENT)
CATEGORIES = Rows(lambda: Category.objects.all(), "path", thing=CATEGORY)
USABLE_CATEGORIES = Rows(lambda: Category.objects.usable(), "path", thing=CATEGORY)
STATUSES = Rows(lambda: Status.objects.all(), "name", thing=STATUS)
USABLE_STATUSES = Rows(lambda: Status.objects.usable(), "name", thing=STATUS)
TAGS = Rows(lambda: Tag.objects.all(), "name", key="name", grows=True, thing=TAG)
SKILLS = Rows(lambda: Skill.objects.all(), "name", thing=SKILL)
ORGANIZATIONS = Rows(lambda: Organization.objects.all(), "name", thing="organization")
MAILBOXES = Rows(lambda: Mailbox.objects.all(), "address", thing="mailbox")
ENDPOINTS = Rows(lambda: Endpoint.objects.all(), "name", thing="webhook")
ACTIVE_ENDPOINTS = Rows(lambda: Endpoint.objects.filter(is_active=True), "name", thing="webhook")
CHECKLISTS = Rows(lambda: Checklist.objects.all(), "name", thing=CHECKLIST)
USABLE_CHECKLISTS = Rows(lambda: Checklist.objects.usable(), "name", thing=CHECKLIST)
OWN_FIELDS = Rows(lambda: Field.objects.all(), "label", key="key", thing=FIELD)
