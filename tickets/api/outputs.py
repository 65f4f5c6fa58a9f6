"""How tickets and what belongs to them look from outside."""

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from helpdesk.rest.endpoints import address
from helpdesk.rest.serializers import Instant, Output
from tickets import undoing
from tickets.api import examples
from tickets.api.inputs import MESSAGE_KINDS, PRIORITIES
from tickets.models import Channel, Field, Message, StatusCategory
from tickets.numbering import reference

KINDS = {Message.Kind.CUSTOMER: "customer", Message.Kind.AGENT: "reply", Message.Kind.NOTE: "note"}


class StatusRef(Output):
    id = serializers.IntegerField()
    name = serializers.CharField()
    category = serializers.ChoiceField(StatusCategory.choices)


class CategoryRef(Output):
    id = serializers.IntegerField()
    path = serializers.CharField()


class NamedRef(Output):
    id = serializers.IntegerField()
    name = serializers.CharField()


class RequesterRef(Output):
    id = serializers.IntegerField(source="requester.id")
    name = serializers.CharField(source="requester.name")
    email = serializers.CharField(source="requester_email", allow_null=True)


@extend_schema_serializer(examples=[examples.TICKET])
class Ticket(Output):
    number = serializers.IntegerField()
    reference = serializers.SerializerMethodField(help_text="What people call it.")
    subject = serializers.CharField()
    channel = serializers.ChoiceField(Channel.choices)
    kind = serializers.CharField(help_text="The company's own type of request; may be empty.")
    status = StatusRef()
    priority = serializers.ChoiceField(PRIORITIES, source="priority_key")
    category = CategoryRef(allow_null=True)
    team = NamedRef(allow_null=True)
    assignee = NamedRef(allow_null=True)
    requester = RequesterRef(source="*")
    organization = NamedRef(allow_null=True)
    tags = serializers.ListField(child=serializers.CharField(), source="tag_names")
    custom_fields = serializers.DictField()
    language = serializers.CharField()
    is_open = serializers.BooleanField(help_text="Work still to do: unresolved, no spam, not merged away.")
    is_spam = serializers.BooleanField()
    is_private = serializers.BooleanField(help_text="Seen by its owner, followers and lead, and by administrators.")
    merged_into = serializers.IntegerField(source="merged_into_number", allow_null=True)
    follows_up = serializers.IntegerField(source="follows_up_number", allow_null=True)
    reopened_count = serializers.IntegerField()
    due_at = Instant(allow_null=True, help_text="The next promise that falls due.")
    is_breached = serializers.BooleanField(help_text="A promise was broken.")
    created_at = Instant()
    updated_at = Instant(source="last_event_at", allow_null=True)
    last_message_at = Instant()
    last_customer_message_at = Instant(allow_null=True)
    first_reply_at = Instant(allow_null=True)
    resolved_at = Instant(allow_null=True)
    closed_at = Instant(allow_null=True)
    version = serializers.IntegerField(help_text="Counts the ticket's events.")

    def get_reference(self, ticket) -> str:
        return reference(ticket)


class Follower(Output):
    """An agent who follows the ticket."""

    id = serializers.IntegerField(source="agent_id")
    name = serializers.CharField(source="agent.name")


@extend_schema_serializer(examples=[examples.IN_COPY])
class ContactInCopy(Output):
    id = serializers.IntegerField(source="contact_id")
    name = serializers.CharField(source="contact.name")
    email = serializers.CharField(allow_null=True)
    since = Instant(help_text="What was said earlier is not theirs to read.")


class Author(Output):
    kind = serializers.ChoiceField(["contact", "agent", "system"])
    id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()


class Address(Output):
    name = serializers.CharField(default="")
    address = serializers.CharField(default="")


class Attachment(Output):
    id = serializers.IntegerField()
    filename = serializers.CharField()
    content_type = serializers.CharField(help_text="Found by looking at the bytes.")
    size_bytes = serializers.IntegerField()
    is_inline = serializers.BooleanField()
    url = serializers.SerializerMethodField()

    def get_url(self, attachment) -> str:
        return self.context["request"].build_absolute_uri(address("api-attachment", attachment_id=attachment.pk))


@extend_schema_serializer(component_name="Message", examples=[examples.MESSAGE])
class MessageShown(Output):
    id = serializers.IntegerField()
    kind = serializers.SerializerMethodField()
    channel = serializers.CharField()
    author = serializers.SerializerMethodField()
    subject = serializers.CharField()
    text = serializers.CharField()
    html = serializers.CharField(help_text="Sanitised; empty for plain text.")
    quoted_text = serializers.CharField()
    quoted_html = serializers.CharField()
    machine = serializers.CharField(help_text="auto_reply, bounce …; empty for what people wrote.")
    is_verified = serializers.BooleanField(help_text="Whether the sender is proved to be who it says.")
    to = Address(many=True)
    cc = Address(many=True)
    attachments = Attachment(many=True)
    created_at = Instant()

    @extend_schema_field(serializers.ChoiceField(MESSAGE_KINDS))
    def get_kind(self, message):
        return KINDS[message.kind]

    @extend_schema_field(Author)
    def get_author(self, message):
        if message.author_contact_id:
            kind, id_ = "contact", message.author_contact_id
        elif message.author_agent_id:
            kind, id_ = "agent", message.author_agent_id
        else:
            kind, id_ = "system", None
        return {"kind": kind, "id": id_, "name": message.author_name}


@extend_schema_serializer(examples=[examples.EVENT])
class Event(Output):
    seq = serializers.IntegerField(help_text="Counts the ticket's events without gaps.")
    kind = serializers.CharField()
    says = serializers.CharField(source="sentence", help_text="In the language of Accept-Language.")
    actor = serializers.SerializerMethodField()
    data = serializers.DictField(source="told", help_text="Without tickets that you do not see.")
    is_public = serializers.BooleanField(help_text="Whether the customer sees it too.")
    cause = serializers.UUIDField(help_text="Shared by all that one request, mail or task set off.")
    occurred_at = Instant()

    @extend_schema_field(Author)
    def get_actor(self, event):
        return {"kind": event.actor_kind, "id": event.actor_id, "name": event.actor_name}


class ContactAddress(Output):
    address = serializers.CharField()
    is_primary = serializers.BooleanField()
    verified_at = Instant(allow_null=True)
    suspended_because = serializers.CharField(help_text="Why we no longer write there; empty while we do.")


@extend_schema_serializer(examples=[examples.CONTACT])
class Contact(Output):
    id = serializers.IntegerField()
    name = serializers.CharField()
    addresses = ContactAddress(many=True, source="addresses_in_order")
    organization = NamedRef(allow_null=True)
    language = serializers.CharField()
    time_zone = serializers.CharField()
    phone = serializers.CharField()
    segment = serializers.CharField()
    notes = serializers.CharField()
    custom_fields = serializers.DictField()
    is_blocked = serializers.BooleanField()
    wants_surveys = serializers.BooleanField()
    merged_into = serializers.IntegerField(
        source="merged_into_id", allow_null=True, help_text="Who this turned out to be; such a contact is not listed."
    )
    created_at = Instant()
    updated_at = Instant(source="last_event_at", allow_null=True)
    version = serializers.IntegerField()


@extend_schema_serializer(examples=[examples.ORGANIZATION])
class Organization(Output):
    id = serializers.IntegerField()
    name = serializers.CharField()
    domains = serializers.SerializerMethodField()
    tier = serializers.CharField()
    segment = serializers.CharField()
    notes = serializers.CharField()
    custom_fields = serializers.DictField()
    merged_into = serializers.IntegerField(source="merged_into_id", allow_null=True)
    created_at = Instant()

    def get_domains(self, organization) -> list[str]:
        return sorted(row.domain for row in organization.domains.all())


class AnyMerge(Output):
    """What merges of tickets, of contacts and of organisations have in common."""

    id = serializers.IntegerField()
    merged_by = serializers.CharField(source="by_name")
    merged_at = Instant()
    undone_at = Instant(allow_null=True)
    is_undoable = serializers.SerializerMethodField(help_text="For a day; deleting the merge undoes it.")

    def get_is_undoable(self, merge) -> bool:
        return undoing.is_undoable(merge)


class Status(Output):
    id = serializers.IntegerField()
    name = serializers.CharField()
    customer_label = serializers.CharField(help_text="What the customer reads.")
    category = serializers.ChoiceField(StatusCategory.choices)
    is_default = serializers.BooleanField(help_text="Taken when only the category is given.")
    is_active = serializers.BooleanField()
    position = serializers.IntegerField()


class Category(Output):
    id = serializers.IntegerField()
    name = serializers.CharField()
    path = serializers.CharField()
    parent = serializers.IntegerField(source="parent_id", allow_null=True)
    is_active = serializers.BooleanField()


class Tag(Output):
    id = serializers.IntegerField()
    name = serializers.CharField()


class CustomField(Output):
    id = serializers.IntegerField()
    belongs_to = serializers.ChoiceField(Field.BelongsTo.choices)
    key = serializers.CharField()
    label = serializers.CharField()
    kind = serializers.ChoiceField(Field.Kind.choices)
    choices = serializers.ListField(child=serializers.CharField())
    is_required_to_resolve = serializers.BooleanField()
    is_shown_to_customer = serializers.BooleanField()
    is_active = serializers.BooleanField()
