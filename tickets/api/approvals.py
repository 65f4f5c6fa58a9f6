"""/api/v1/tickets/{number}/approvals, /api/v1/approvals, /api/v1/approval-kinds: decisions not everybody takes alone"""

from decimal import Decimal

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from helpdesk.rest.endpoints import Endpoint
from helpdesk.rest.filtering import Filters, Words
from helpdesk.rest.idempotency import done_once
from helpdesk.rest.refusals import Conflict, invalid
from helpdesk.rest.serializers import Input, Instant, Known, Output
from tickets.access import ticket_for
from tickets.api import outputs, seen
from tickets.approvals import asking, kinds
from tickets.approvals.asking import NotDecided
from tickets.models import Approval, ApprovalKind, Ticket

DECISIONS = ["granted", "refused", "withdrawn"]


class NewApproval(Input):
    kind = Known(seen.approval_kinds)
    amount = serializers.DecimalField(
        max_digits=12, decimal_places=2, min_value=Decimal(0), required=False, help_text="Where the kind has a unit."
    )
    because = serializers.CharField(max_length=1000)


class Decision(Input):
    state = serializers.ChoiceField(DECISIONS, help_text="“withdrawn” is for who asked, the others for who may decide.")
    answer = serializers.CharField(max_length=1000, required=False, help_text="Why; needed to refuse.")


class ApprovalShown(Output):
    id = serializers.IntegerField()
    ticket = serializers.IntegerField(source="ticket.number")
    kind = outputs.NamedRef()
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    unit = serializers.CharField(source="kind.unit")
    because = serializers.CharField()
    state = serializers.ChoiceField(Approval.State.choices)
    asked_by = outputs.NamedRef(allow_null=True)
    asked_of = serializers.CharField(help_text="The names of those who were asked.")
    asked_at = Instant()
    decide_by = Instant(help_text="Then it lapses.")
    decided_by = outputs.NamedRef(allow_null=True)
    decided_at = Instant(allow_null=True)
    answer = serializers.CharField()
    may_decide = serializers.SerializerMethodField(help_text="Whether it waits for the token's agent among others.")

    def get_may_decide(self, approval) -> bool:
        agent = self.context["request"].user.agent
        is_waiting = approval.state == Approval.State.WAITING and approval.asked_by_id != agent.pk
        return is_waiting and kinds.may_decide(approval.kind, agent, approval.amount)


class KindShown(Output):
    id = serializers.IntegerField()
    name = serializers.CharField()
    unit = serializers.CharField(help_text="Empty where there is no amount to it.")
    limits = serializers.DictField(help_text="What each role decides alone, as text; a role without one asks.")
    hours_to_decide = serializers.IntegerField()
    is_active = serializers.BooleanField()


class ApprovalFilters(Filters):
    state = Words(field_name="state", choices=Approval.State.choices)


@extend_schema_view(
    list=extend_schema(summary="List what was decided or is asked on a ticket"),
    create=extend_schema(
        summary="Decide within one's own limit, or ask those who may",
        request=NewApproval,
        responses={201: ApprovalShown},
    ),
)
class TicketApprovals(Endpoint):
    """Within the limit of the agent's role it is granted at once; above it others are asked and the ticket waits."""

    queryset = Approval.objects.none()
    serializer_class = ApprovalShown
    filterset_class = ApprovalFilters
    orders = {"id": "id"}
    default_order = "-id"
    capabilities = {"list": "ticket.read", "create": "ticket.edit"}

    def list(self, request, number):
        ticket = ticket_for(self.agent, int(number), to="ticket.read")
        return self.page_of(_as_shown(Approval.objects.filter(ticket=ticket)))

    def create(self, request, number):
        ticket = ticket_for(self.agent, int(number), to="ticket.edit")
        return done_once(request, lambda: self._ask(ticket))

    def _ask(self, ticket: Ticket):
        values = self.taken(NewApproval)
        kind, amount = values["kind"], values.get("amount")
        if kind.unit and amount is None:
            raise invalid("amount", _("Say how many %(unit)s.") % {"unit": kind.unit})
        try:
            made = asking.ask(ticket, kind, amount or Decimal(0), values["because"], by=self.agent)
        except NotDecided as refused:
            raise Conflict(str(refused)) from refused
        where = self.address_of("api-approval", approval_id=made.pk)
        return self.one(_as_shown(Approval.objects.filter(pk=made.pk)).get(), status=201, headers={"Location": where})


@extend_schema_view(
    list=extend_schema(summary="List approvals, the newest first"),
    retrieve=extend_schema(summary="Read an approval"),
    partial_update=extend_schema(
        summary="Grant, refuse or withdraw an approval", request=Decision, responses=ApprovalShown
    ),
)
class Approvals(Endpoint):
    """Decided once: granting twice is a conflict, and nobody decides what they asked for themselves."""

    queryset = Approval.objects.none()
    serializer_class = ApprovalShown
    filterset_class = ApprovalFilters
    orders = {"id": "id"}
    default_order = "-id"
    capabilities = {"list": "ticket.read", "retrieve": "ticket.read", "partial_update": "ticket.read"}

    def list(self, request):
        return self.page_of(self._seen())

    def retrieve(self, request, approval_id):
        return self.one(get_object_or_404(self._seen(), pk=int(approval_id)))

    def partial_update(self, request, approval_id):
        approval = get_object_or_404(self._seen(), pk=int(approval_id))
        values = self.taken(Decision)
        self._decide(approval, values["state"], values.get("answer", ""))
        return self.one(self._seen().get(pk=approval.pk))

    def _decide(self, approval: Approval, state: str, answer: str) -> None:
        if state == "refused" and not answer:
            raise invalid("answer", _("Say why."))
        try:
            if state == "withdrawn":
                asking.withdraw(approval, by=self.agent)
            else:
                asking.decide(approval, granted=state == "granted", answer=answer, by=self.agent)
        except NotDecided as refused:
            raise Conflict(str(refused)) from refused

    def _seen(self):
        tickets = Ticket.objects.visible_to(self.agent).filter(deleted_at=None)
        return _as_shown(Approval.objects.filter(ticket__in=tickets.values("pk")))


class ApprovalKinds(Endpoint):
    """What there is to decide. Kinds are made under Settings, Approvals."""

    queryset = ApprovalKind.objects.none()
    serializer_class = KindShown
    orders = {"id": "id"}
    default_order = "id"
    capabilities = {"list": "ticket.read"}

    @extend_schema(summary="List kinds of approvals")
    def list(self, request):
        return self.page_of(ApprovalKind.objects.all())


def _as_shown(approvals):
    return approvals.select_related("kind", "ticket", "asked_by", "decided_by")
