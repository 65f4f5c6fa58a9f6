"""/api/v1/rules: what happens by itself; read, tried, switched on and off. Rules are written under Settings, Rules"""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from helpdesk.rest.endpoints import Endpoint
from helpdesk.rest.preconditions import require_match
from helpdesk.rest.refusals import Conflict
from helpdesk.rest.serializers import Input, Instant, Output
from tickets.automation import rules, trials
from tickets.automation.actions import registry
from tickets.automation.actions.registry import RuleRefused
from tickets.automation.conditions.reading import all_in_words
from tickets.models import Rule


class RuleChanges(Input):
    is_active = serializers.BooleanField(required=False, help_text="A broken rule cannot be switched on.")
    is_paused = serializers.BooleanField(required=False, help_text="false: let a rule that paused itself go on.")

    def validate_is_paused(self, is_paused):
        if is_paused:
            raise serializers.ValidationError(_("Rules pause themselves. Switch it off with is_active instead."))
        return is_paused


class RuleShown(Output):
    id = serializers.IntegerField()
    name = serializers.CharField()
    position = serializers.IntegerField(help_text="Rules look in this order.")
    is_active = serializers.BooleanField()
    is_paused = serializers.SerializerMethodField(help_text="It was about to touch too many tickets, and asks.")
    paused_because = serializers.CharField()
    occasion = serializers.SerializerMethodField(help_text="When it looks, in words.")
    where = serializers.SerializerMethodField(help_text="At which tickets, in words.")
    does = serializers.SerializerMethodField(help_text="What it does, in words.")
    broken = serializers.SerializerMethodField(help_text="What it is about and is gone, with what to do.")
    most_an_hour = serializers.IntegerField(help_text="Tickets; beyond that it pauses and asks.")
    version = serializers.IntegerField()
    changed_at = Instant()

    def get_is_paused(self, rule) -> bool:
        return rule.paused_at is not None

    def get_occasion(self, rule) -> str:
        return rules.occasion(rule)

    def get_where(self, rule) -> str:
        return all_in_words(rule.conditions)

    def get_does(self, rule) -> list[str]:
        return [registry.in_words(action) for action in rule.actions]

    def get_broken(self, rule) -> list[str]:
        return rules.broken(rule)


class TriedTicket(Output):
    number = serializers.IntegerField(source="ticket.number")
    subject = serializers.CharField(source="ticket.subject")
    times = serializers.IntegerField(help_text="How often something happened to it that the rule listens to.")


class TrialShown(Output):
    """What the rule would have done to the tickets of the last 90 days, as these stand today. Changes nothing."""

    count = serializers.IntegerField()
    is_all = serializers.BooleanField(help_text="false: at least so many.")
    tickets = TriedTicket(many=True, source="lines", help_text="The newest of them.")
    does = serializers.ListField(child=serializers.CharField(), source="done")
    texts = serializers.ListField(child=serializers.CharField(), help_text="What it would write to the newest.")


@extend_schema_view(
    list=extend_schema(summary="List rules"),
    retrieve=extend_schema(summary="Read a rule"),
    partial_update=extend_schema(
        summary="Switch a rule on or off, or let it go on", request=RuleChanges, responses=RuleShown
    ),
)
class Rules(Endpoint):
    """Switching on is recorded like any change of settings. What a rule did stands in each ticket's events."""

    queryset = Rule.objects.none()
    serializer_class = RuleShown
    lookup_url_kwarg = "rule_id"
    orders = {"id": "id"}
    default_order = "id"
    capabilities = dict.fromkeys(["list", "retrieve", "partial_update"], "settings.tickets")

    def list(self, request):
        return self.page_of(Rule.objects.existing())

    def retrieve(self, request, rule_id):
        return self.one(get_object_or_404(Rule.objects.existing(), pk=int(rule_id)))

    def partial_update(self, request, rule_id):
        rule = get_object_or_404(Rule.objects.existing().select_for_update(), pk=int(rule_id))
        values = self.taken(RuleChanges, partial=True)
        require_match(request, rule, lambda: self.shown(rule))
        try:
            if "is_active" in values:
                rule = rules.switch(rule, values["is_active"], by=self.actor)
        except RuleRefused as refused:
            raise Conflict(refused.message) from refused
        if "is_paused" in values:
            rule = rules.let_go_on(rule, by=self.actor)
        return self.one(rule)


class RuleTrials(Endpoint):
    """A dry run of the rule as it is, on the tickets the token's agent sees."""

    queryset = Rule.objects.none()
    serializer_class = TrialShown
    capabilities = {"retrieve": "settings.tickets"}

    @extend_schema(summary="Try a rule on past tickets")
    def retrieve(self, request, rule_id):
        rule = get_object_or_404(Rule.objects.existing(), pk=int(rule_id))
        if lost := rules.broken(rule):
            raise Conflict(" ".join(lost))
        return self.one(trials.of(rules.definition_of(rule), self.agent))
