"""/api/v1/skills: what some agents can do, who has it how well, and which tickets ask for it"""

from django.core.exceptions import ValidationError as Refused
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response

from helpdesk.accounts import skills
from helpdesk.accounts.models import AgentSkill, Level, Skill
from helpdesk.rest.endpoints import Endpoint
from helpdesk.rest.idempotency import done_once
from helpdesk.rest.preconditions import require_match
from helpdesk.rest.refusals import Conflict, invalid
from helpdesk.rest.serializers import Input, Known, Line, Output
from tickets.api import inputs, outputs, seen
from tickets.models import SkillNeed, Tag
from tickets.routing import needs
from tickets.triage import tag_name

LEVELS = [(level.name.lower(), level.label) for level in Level]


class Holder(Input):
    agent = Known(seen.assignees)
    level = serializers.ChoiceField(LEVELS, default="good")


class SkillWords(Input):
    name = Line(max_length=60)
    holders = Holder(many=True, required=False, help_text="All who have it; those not named lose it.")
    categories = serializers.ListField(
        child=Known(seen.categories), required=False, max_length=200, help_text="With all that is below them."
    )
    tags = inputs.Tags(required=False, help_text="Tags that exist.")
    languages = serializers.ListField(
        child=serializers.CharField(max_length=12, validators=[inputs.LANGUAGE]), required=False, max_length=50
    )

    def validate_holders(self, holders):
        if len({each["agent"].pk for each in holders}) < len(holders):
            raise serializers.ValidationError(_("Name each agent once."))
        return holders

    def validate_tags(self, names):
        wanted = {tag_name(name) for name in names}
        known = {tag.name: tag for tag in Tag.objects.filter(name__in=wanted)}
        if unknown := sorted(wanted - known.keys()):
            raise serializers.ValidationError(_("There is no such tag: %(names)s.") % {"names": ", ".join(unknown)})
        return list(known.values())

    def validate_languages(self, languages):
        return sorted({language.lower() for language in languages})


class HolderShown(Output):
    agent = outputs.NamedRef()
    level = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(LEVELS))
    def get_level(self, row):
        return Level(row.level).name.lower()


class SkillShown(Output):
    id = serializers.IntegerField()
    name = serializers.CharField()
    holders = HolderShown(many=True, source="seen_holders")
    categories = serializers.SerializerMethodField(help_text="Tickets of these ask for it.")
    tags = serializers.SerializerMethodField()
    languages = serializers.SerializerMethodField()

    @extend_schema_field(outputs.CategoryRef(many=True))
    def get_categories(self, skill):
        return [{"id": row.category_id, "path": row.category.path} for row in skill.seen_needs if row.category_id]

    def get_tags(self, skill) -> list[str]:
        return [row.tag.name for row in skill.seen_needs if row.tag_id]

    def get_languages(self, skill) -> list[str]:
        return [row.language for row in skill.seen_needs if row.language]


@extend_schema_view(
    list=extend_schema(summary="List skills"),
    retrieve=extend_schema(summary="Read a skill"),
    create=extend_schema(summary="Add a skill", request=SkillWords, responses={201: SkillShown}),
    partial_update=extend_schema(summary="Change a skill", request=SkillWords, responses=SkillShown),
    destroy=extend_schema(summary="Remove a skill that no ticket asks for", responses={204: None}),
)
class Skills(Endpoint):
    """Routing gives tickets that ask for a skill to those who have it."""

    queryset = Skill.objects.none()
    serializer_class = SkillShown
    lookup_url_kwarg = "skill_id"
    orders = {"id": "id", "name": "name"}
    default_order = "id"
    capabilities = dict.fromkeys(["list", "retrieve"], "ticket.read")
    capabilities |= dict.fromkeys(["create", "partial_update", "destroy"], "settings.people")

    def list(self, request):
        return self.page_of(_as_shown())

    def retrieve(self, request, skill_id):
        return self.one(get_object_or_404(_as_shown(), pk=int(skill_id)))

    def create(self, request):
        return done_once(request, self._make)

    def partial_update(self, request, skill_id):
        skill = get_object_or_404(Skill.objects.select_for_update(), pk=int(skill_id))
        values = self.taken(SkillWords, partial=True)
        shown = _as_shown().get(pk=skill.pk)
        require_match(request, skill, lambda: self.shown(shown))
        _require_free(values.get("name", skill.name), besides=skill.pk)
        held = {row.agent: row.level for row in shown.seen_holders}
        holders = _levels(values["holders"]) if "holders" in values else held
        skills.change(skill, values.get("name", skill.name), holders, by=self.actor)
        asking = [values.get(name, standing) for name, standing in _standing(shown).items()]
        needs.set_for(skill, *asking, by=self.actor)
        return self.one(_as_shown().get(pk=skill.pk))

    def destroy(self, request, skill_id):
        skill = get_object_or_404(Skill, pk=int(skill_id))
        try:
            needs.remove_skill(skill, by=self.actor)
        except Refused as refused:
            raise Conflict(" ".join(refused.messages)) from refused
        return Response(status=204)

    def _make(self):
        values = self.taken(SkillWords)
        _require_free(values["name"])
        skill = skills.make(values["name"], _levels(values.get("holders", [])), by=self.actor)
        needs.set_for(skill, *[values.get(name, []) for name in ("categories", "tags", "languages")], by=self.actor)
        where = self.address_of("api-skill", skill_id=skill.pk)
        return self.one(_as_shown().get(pk=skill.pk), status=201, headers={"Location": where})


def _as_shown():
    holders = AgentSkill.objects.select_related("agent").order_by("agent__name", "id")
    asking = SkillNeed.objects.select_related("category", "tag").order_by("id")
    return Skill.objects.prefetch_related(
        Prefetch("holders", holders, to_attr="seen_holders"), Prefetch("needs", asking, to_attr="seen_needs")
    )


def _standing(skill: Skill) -> dict[str, list]:
    """What asks for the skill now, in the order of `needs.set_for`."""
    return {
        "categories": [row.category for row in skill.seen_needs if row.category_id],
        "tags": [row.tag for row in skill.seen_needs if row.tag_id],
        "languages": [row.language for row in skill.seen_needs if row.language],
    }


def _levels(holders: list[dict]) -> dict:
    return {each["agent"]: Level[each["level"].upper()] for each in holders}


def _require_free(name: str, besides: int | None = None) -> None:
    if Skill.objects.filter(name=name).exclude(pk=besides).exists():
        raise invalid("name", _("“%(value)s” exists already.") % {"value": name})
