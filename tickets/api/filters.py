"""What lists can be narrowed by."""

import django_filters
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from helpdesk.rest.filtering import Before, Filters, Flag, Id, Since, Words
from helpdesk.rest.refusals import invalid
from tickets import contact_search, finding
from tickets.api.inputs import MESSAGE_KINDS, PRIORITIES
from tickets.contacts import normalised
from tickets.models import Channel, Field, Priority, StatusCategory, TicketTag
from tickets.triage import tag_name


class TicketFilters(Filters):
    status = Words(field_name="status_category", choices=StatusCategory.choices, help_text="Categories of status.")
    status_id = Id(field_name="status_id", help_text="One of the company's own statuses.")
    priority = Words(method="by_priority", choices=PRIORITIES)
    channel = Words(field_name="channel", choices=Channel.choices)
    kind = django_filters.CharFilter(field_name="kind")
    assignee = django_filters.CharFilter(method="by_assignee", help_text="An agent's id, “me” or “none”.")
    team = django_filters.CharFilter(method="by_team", help_text="A team's id or “none”.")
    category = Id(field_name="category_id")
    requester = Id(field_name="requester_id")
    requester_email = django_filters.CharFilter(method="by_email")
    organization = Id(field_name="organization_id")
    tag = django_filters.CharFilter(method="by_tag")
    is_open = Flag(field_name="is_open")
    is_breached = Flag(field_name="is_breached")
    is_private = Flag(field_name="is_private")
    is_spam = Flag(method="by_spam", help_text="Spam is left out unless you ask for it.")
    created_since = Since("created_at")
    created_before = Before("created_at")
    updated_since = Since("last_event_at")
    updated_before = Before("last_event_at")
    due_before = Before("due_at")
    search = django_filters.CharFilter(
        method="by_words", max_length=200, help_text="All of these words, in any message, the subject or the requester."
    )

    @property
    def qs(self):
        spam_was_asked_for = "is_spam" in self.data
        return super().qs if spam_was_asked_for else super().qs.filter(is_spam=False)

    def by_priority(self, tickets, _name, words):
        return tickets.filter(priority__in=[Priority.from_key(word) for word in words])

    def by_assignee(self, tickets, name, word):
        if word == "me":
            return tickets.assigned_to(self.agent)
        return tickets.filter(assignee=_id_or_none(name, word, _("An agent's id, “me” or “none”.")))

    def by_team(self, tickets, name, word):
        return tickets.filter(team=_id_or_none(name, word, _("A team's id or “none”.")))

    def by_email(self, tickets, _name, address):
        return tickets.filter(requester__addresses__address=normalised(address))

    def by_tag(self, tickets, _name, name):
        return tickets.filter(Exists(TicketTag.objects.filter(ticket=OuterRef("pk"), tag__name=tag_name(name))))

    def by_spam(self, tickets, _name, wanted):
        return tickets.filter(is_spam=wanted)

    def by_words(self, tickets, _name, words):
        return tickets.filter(pk__in=finding.ids_with(words))


class MessageFilters(Filters):
    kind = Words(method="by_kind", choices=MESSAGE_KINDS)
    created_since = Since("created_at")
    created_before = Before("created_at")

    def by_kind(self, messages, _name, words):
        return messages.filter(kind__in=["agent" if word == "reply" else word for word in words])


class EventFilters(Filters):
    kind = django_filters.CharFilter(field_name="kind", help_text="As “ticket.assigned”.")
    since_seq = Id(field_name="seq", lookup_expr="gt", help_text="Only events after this number.")


class ContactFilters(Filters):
    address = django_filters.CharFilter(method="by_address", help_text="The exact mail address, in any case.")
    q = django_filters.CharFilter(
        method="by_words",
        help_text="The beginnings of words of the name, an address, the organisation or the own fields of either.",
    )
    organization = Id(field_name="organization_id")
    is_blocked = Flag(field_name="is_blocked")
    created_since = Since("created_at")
    created_before = Before("created_at")

    def by_words(self, contacts, _name, words):
        return contact_search.fitting(contacts, words)

    def by_address(self, contacts, _name, address):
        return contacts.filter(addresses__address=normalised(address))


class OrganizationFilters(Filters):
    name = django_filters.CharFilter(field_name="name", help_text="The exact name.")
    domain = django_filters.CharFilter(method="by_domain")

    def by_domain(self, organizations, _name, domain):
        return organizations.filter(domains__domain=domain.strip().lower())


class FieldFilters(Filters):
    belongs_to = Words(field_name="belongs_to", choices=Field.BelongsTo.choices)


def _id_or_none(name: str, word: str, otherwise: str) -> int | None:
    if word == "none":
        return None
    if not (word.isascii() and word.isdigit() and len(word) < 19):
        raise invalid(name, otherwise)
    return int(word)
