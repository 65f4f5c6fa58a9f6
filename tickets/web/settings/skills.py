"""`/settings/skills/`: what some agents can do, who has it how well, and which tickets ask for it."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from helpdesk.accounts import skills, uses
from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import Agent, Level, Skill
from helpdesk.events.actors import Actor
from helpdesk.ui.settings_pages import SettingsForm, confirm_page, form_page
from tickets.models import Category, SkillNeed, Tag
from tickets.routing import needs
from tickets.triage import tag_name

LEVELS = [("", gettext_lazy("no")), *Level.choices]
# What customers write in beyond the product's own languages; a ticket's language is kept by its code.
LANGUAGES = sorted({*dict(settings.LANGUAGES), "fr", "es", "it", "nl", "pl", "pt", "tr", "ja", "da", "sv", "fi", "cs"})


class SkillForm(SettingsForm):
    unique = "name"
    categories = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Categories"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("With all that is below them."),
    )
    tags = forms.CharField(
        label=gettext_lazy("Tags"), required=False, help_text=gettext_lazy("With commas between them.")
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages of tickets"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Skill
        fields = ["name"]
        labels = {"name": gettext_lazy("Name")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["categories"].queryset = Category.objects.usable().in_order()
        self.fields["languages"].choices = [(code, get_language_info(code)["name_local"]) for code in LANGUAGES]
        held = dict(self.instance.holders.values_list("agent", "level")) if self.instance.pk else {}
        # Who has it stands first: among sixty others nobody would find them.
        self.people = sorted(Agent.objects.able_to_answer().by_name(), key=lambda agent: agent.pk not in held)
        for agent in self.people:
            self.fields[f"agent_{agent.pk}"] = forms.TypedChoiceField(
                label=agent.name,
                choices=LEVELS,
                coerce=int,
                empty_value=None,
                required=False,
                initial=held.get(agent.pk),
            )
        if self.instance.pk:
            self._fill(SkillNeed.objects.filter(skill=self.instance).select_related("tag"))

    def clean_tags(self):
        names = {tag_name(name) for name in self.cleaned_data["tags"].split(",") if name.strip()}
        known = {tag.name: tag for tag in Tag.objects.filter(name__in=names)}
        if unknown := sorted(names - known.keys()):
            raise forms.ValidationError(_("There is no such tag: %(names)s.") % {"names": ", ".join(unknown)})
        return list(known.values())

    @property
    def levels(self):
        """The entry of each agent, as one group of the page."""
        return [self[f"agent_{agent.pk}"] for agent in self.people]

    @property
    def holders(self) -> dict:
        chosen = {agent: self.cleaned_data[f"agent_{agent.pk}"] for agent in self.people}
        return {agent: level for agent, level in chosen.items() if level}

    @property
    def needs(self) -> tuple:
        return self.cleaned_data["categories"], self.cleaned_data["tags"], self.cleaned_data["languages"]

    def _fill(self, rows):
        self.initial["categories"] = [row.category_id for row in rows if row.category_id]
        self.initial["tags"] = ", ".join(row.tag.name for row in rows if row.tag_id)
        self.initial["languages"] = [row.language for row in rows if row.language]


@agent_required("settings.people")
def index(request):
    can = Q(holders__agent__is_active=True) & ~Q(holders__agent__role="light")
    rows = Skill.objects.annotate(people=Count("holders", filter=can)).by_name()
    asking: dict[int, list[str]] = {}
    for need in SkillNeed.objects.select_related("category", "tag").order_by("id"):
        asking.setdefault(need.skill_id, []).append(str(need.category or need.tag or need.language))
    context = {"title": _("Skills"), "rows": [(skill, asking.get(skill.pk, [])) for skill in rows]}
    return render(request, "tickets/settings/skills.html", context)


@agent_required("settings.people")
def create(request):
    form = SkillForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by = Actor.agent(request.agent)
        skill = skills.make(form.cleaned_data["name"], form.holders, by=by)
        needs.set_for(skill, *form.needs, by=by)
        return _done(request, _("%(name)s was saved.") % {"name": skill.name})
    return _page(request, form, _("New skill"))


@agent_required("settings.people")
def edit(request, pk):
    skill = get_object_or_404(Skill, pk=pk)
    form = SkillForm(request.POST or None, instance=get_object_or_404(Skill, pk=pk))
    if request.method == "POST" and form.is_valid():
        by = Actor.agent(request.agent)
        skill = skills.change(skill, form.cleaned_data["name"], form.holders, by=by)
        needs.set_for(skill, *form.needs, by=by)
        return _done(request, _("%(name)s was saved.") % {"name": skill.name})
    removal = {
        "href": reverse("settings-skill-remove", args=[pk]),
        "label": _("Remove"),
        "text": _("Only a skill that no ticket asks for can be removed."),
    }
    return _page(request, form, skill.name, danger=[removal])


@agent_required("settings.people")
def remove(request, pk):
    skill = get_object_or_404(Skill, pk=pk)
    if request.method == "POST":
        try:
            needs.remove_skill(skill, by=Actor.agent(request.agent))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(reverse("settings-skill", args=[pk]))
        return _done(request, _("%(name)s was removed.") % {"name": skill.name})
    return confirm_page(
        request,
        title=_("Remove %(name)s?") % {"name": skill.name},
        text=_("Agents who have it: %(count)s. They lose it; their tickets stay.") % {"count": skill.holders.count()},
        label=_("Remove"),
        back=reverse("settings-skill", args=[pk]),
        crumbs=_crumbs(),
        uses=uses.of("skill", pk),
    )


def _page(request, form, title, **more):
    template = "tickets/settings/skill.html"
    back = reverse("settings-skills")
    return form_page(request, form, title=title, back=back, crumbs=_crumbs(), template=template, **more)


def _crumbs():
    return [(reverse("settings-skills"), _("Skills"))]


def _done(request, text):
    messages.success(request, text)
    return HttpResponseRedirect(reverse("settings-skills"))
