"""The people who ask, always within one company, each with any number of addresses."""

from django.db import models
from django.db.models import F
from django.utils.functional import cached_property

from helpdesk.events.models import EventStream
from helpdesk.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class ContactQuerySet(TenantQuerySet):
    def by_name(self) -> "ContactQuerySet":
        return self.order_by("name", "id")

    def standing(self) -> "ContactQuerySet":
        """Without those that turned out to be somebody else."""
        return self.filter(merged_into=None)


class Contact(EventStream):
    event_stream = "contact"

    name = models.CharField(max_length=200)
    organization = models.ForeignKey(
        "tickets.Organization", on_delete=models.SET_NULL, null=True, blank=True, related_name="contacts"
    )
    language = models.CharField(max_length=12, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    notes = models.TextField(blank=True)
    segment = models.CharField(max_length=60, blank=True)
    custom_fields = models.JSONField(default=dict)
    is_blocked = models.BooleanField(default=False)
    wants_surveys = models.BooleanField(default=True)
    last_surveyed_at = models.DateTimeField(null=True)
    # Whom this contact turned out to be: all that was theirs is there (tickets.contact_merging).
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    objects = TenantManager.from_queryset(ContactQuerySet)()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "name", "id"], name="contact_by_name"),
            models.Index("tenant", F("created_at").desc(), name="contact_by_age"),
        ]

    def __str__(self):
        return self.name

    @cached_property
    def primary_address(self) -> str:
        """Where the contact is written to; empty for one who has no address (a phone caller)."""
        row = self.addresses.order_by("-is_primary", "id").first()
        return row.address if row else ""


class ContactAddress(TenantModel):
    """A mail address of a contact, stored normalised (lower case, trimmed), so that plain `=` finds it."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="addresses")
    address = models.CharField(max_length=320)
    is_primary = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True)
    suspended_because = models.CharField(max_length=200, blank=True)  # a hard bounce, in words

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "address"], name="one_contact_per_address"),
            models.UniqueConstraint(
                fields=["tenant", "contact"], condition=models.Q(is_primary=True), name="one_primary_address"
            ),
        ]

    def __str__(self):
        return self.address


class SignInLink(TenantModel):
    """A one-time link mailed to a contact; only its digest is stored."""

    address = models.CharField(max_length=320)
    token_digest = models.CharField(max_length=64)
    next_path = models.CharField(max_length=300, blank=True)
    # A message sent without signing in: using the link proves that it came from this address.
    confirms = models.ForeignKey(
        "tickets.Message", on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "token_digest"], name="one_sign_in_link_per_token")]
        indexes = [models.Index(fields=["tenant", "address", "created_at"], name="sign_in_link_by_address")]

    def __str__(self):
        return f"sign-in link of {self.created_at:%F %T}"


class ContactSession(TenantModel):
    """A contact signed in to the portal. Nothing of it is shared with the sessions of staff."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="sessions")
    token_digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "token_digest"], name="one_contact_session_per_token")]

    def __str__(self):
        return f"portal session of contact {self.contact_id}"
