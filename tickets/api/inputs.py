"""What requests about tickets may say. Whatever is not named here is refused by its name."""

import zoneinfo

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from helpdesk.rest.serializers import Input, Known, Line
from tickets.api import examples, seen
from tickets.models import Priority, Status, StatusCategory

PRIORITIES = [(priority.key, priority.label) for priority in Priority]
LONGEST_TEXT = 500_000
# A message is a "reply" outside and "agent" inside.
MESSAGE_KINDS = [
    ("customer", _("The requester")),
    ("reply", _("An agent, to the requester")),
    ("note", _("Internal note")),
]
LANGUAGE = RegexValidator(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?$", _("A language as “en” or “pt-BR”."))
DOMAIN = RegexValidator(
    r"^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]{2,63}$", _("A domain as “acme.test”.")
)


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string", "enum": StatusCategory.values}]})
class StatusWord(Known):
    """A status by its id, or a category's default status by the category's name."""

    default_error_messages = {"no_id": _("Send a status's id, or one of: {categories}.")}

    def __init__(self, **kwargs):
        super().__init__(seen.statuses, **kwargs)

    def to_internal_value(self, data):
        if data in StatusCategory.values:
            return Status.objects.default_of(data)
        return super().to_internal_value(data)

    def fail(self, key, **values):
        super().fail(key, categories=", ".join(StatusCategory.values), **values)


class Tags(serializers.ListField):
    child = serializers.CharField(max_length=50)

    def __init__(self, **kwargs):
        super().__init__(max_length=50, **kwargs)


@extend_schema_field({"type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "null"]}})
class CustomFields(serializers.DictField):
    """Values by key, each a plain one; null empties a field. What fits is tickets.fields' business."""

    default_error_messages = {"nested": _("A text, a number, true, false or null.")}

    def to_internal_value(self, data):
        values = super().to_internal_value(data)
        wrong = {
            key: [self.error_messages["nested"]] for key, value in values.items() if isinstance(value, dict | list)
        }
        if wrong:
            raise serializers.ValidationError(wrong)
        return values


@extend_schema_serializer(examples=[examples.REQUESTER])
class Requester(Input):
    """Somebody known by id, or anybody by mail address: found there, or made."""

    id = Known(seen.contacts, required=False)
    email = serializers.EmailField(required=False, max_length=254)
    name = Line(required=False, max_length=200)

    def validate(self, values):
        if ("id" in values) == ("email" in values):
            raise serializers.ValidationError(_("Send either an id, or an email with a name."))
        return values


class NewFollower(Input):
    agent = Known(seen.colleagues, required=False, help_text="Yourself, where none is named.")


class Said(Input):
    """Text or HTML; the HTML is sanitised, the text is made from it."""

    text = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_TEXT, trim_whitespace=False)
    html = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_TEXT, trim_whitespace=False)

    def validate(self, values):
        if values.get("text") and values.get("html"):
            raise serializers.ValidationError(_("Send text or html, not both."))
        return values


class FirstMessage(Said):
    kind = serializers.ChoiceField(
        MESSAGE_KINDS,
        default="customer",
        help_text="Who says it: the requester, the agent to the requester, or the agent among colleagues.",
    )

    def validate(self, values):
        if not (values.get("text", "").strip() or values.get("html", "").strip()):
            raise serializers.ValidationError({"text": [_("Say something: text or html.")]})
        return super().validate(values)


class _TicketWords(Input):
    subject = Line(max_length=300)
    kind = serializers.CharField(required=False, allow_blank=True, max_length=20)
    priority = serializers.ChoiceField(PRIORITIES, required=False)
    status = StatusWord(required=False)
    category = Known(seen.categories, required=False, allow_null=True)
    team = Known(seen.teams, required=False, allow_null=True)
    assignee = Known(seen.assignees, required=False, allow_null=True)
    tags = Tags(required=False, help_text="All tags; those not named are taken off.")
    custom_fields = CustomFields(required=False)


@extend_schema_serializer(examples=[examples.NEW_TICKET])
class NewTicket(_TicketWords):
    requester = Requester()
    message = FirstMessage()
    language = serializers.CharField(required=False, max_length=12, validators=[LANGUAGE])
    is_private = serializers.BooleanField(
        default=False, help_text="For its owner, followers and lead only; you follow it."
    )
    channel = serializers.ChoiceField(
        ["api", "chat", "phone"], default="api", help_text="Policies may promise other times for each."
    )


@extend_schema_serializer(examples=[examples.CHANGES])
class TicketChanges(_TicketWords):
    add_tags = Tags(required=False)
    remove_tags = Tags(required=False)
    is_spam = serializers.BooleanField(required=False)
    is_private = serializers.BooleanField(required=False, help_text="For its owner, followers and lead only.")

    def validate(self, values):
        if "tags" in values and ("add_tags" in values or "remove_tags" in values):
            raise serializers.ValidationError({"tags": [_("Send tags, or add_tags and remove_tags.")]})
        return values


@extend_schema_serializer(examples=[examples.NEW_MESSAGE])
class NewMessage(Said):
    kind = serializers.ChoiceField(
        ["reply", "note", "customer"], help_text="“customer” records what the requester said."
    )
    status = StatusWord(required=False, help_text="Set together with a reply.")
    attachments = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), required=False, help_text="Only as multipart/form-data."
    )

    def validate(self, values):
        if "status" in values and values["kind"] != "reply":
            raise serializers.ValidationError({"status": [_("Only a reply sets a status.")]})
        return super().validate(values)


@extend_schema_serializer(examples=[examples.NEW_CONTACT])
class ContactWords(Input):
    name = Line(max_length=200)
    addresses = serializers.ListField(
        child=serializers.EmailField(max_length=254),
        required=False,
        max_length=20,
        help_text="The first is the primary.",
    )
    organization = Known(seen.organizations, required=False, allow_null=True)
    language = serializers.CharField(required=False, allow_blank=True, max_length=12, validators=[LANGUAGE])
    time_zone = serializers.CharField(required=False, allow_blank=True, max_length=64, help_text="As “Europe/Berlin”.")
    phone = serializers.CharField(required=False, allow_blank=True, max_length=40)
    segment = serializers.CharField(required=False, allow_blank=True, max_length=60)
    notes = serializers.CharField(required=False, allow_blank=True, max_length=20_000)
    custom_fields = CustomFields(required=False, help_text="Those not named stay.")
    is_blocked = serializers.BooleanField(required=False)
    wants_surveys = serializers.BooleanField(required=False)

    def validate_time_zone(self, name):
        if name and name not in zoneinfo.available_timezones():
            raise serializers.ValidationError(_("A time zone as “Europe/Berlin”."))
        return name

    def validate_addresses(self, addresses):
        return list(dict.fromkeys(address.strip().lower() for address in addresses))


class OrganizationWords(Input):
    name = Line(max_length=160)
    domains = serializers.ListField(
        child=serializers.CharField(max_length=253, validators=[DOMAIN]), required=False, max_length=100
    )
    tier = serializers.CharField(required=False, allow_blank=True, max_length=30)
    segment = serializers.CharField(required=False, allow_blank=True, max_length=60)
    notes = serializers.CharField(required=False, allow_blank=True, max_length=20_000)
    custom_fields = CustomFields(required=False, help_text="Those not named stay.")
