"""What the ticket is about and where it stands: priority, status, category, type, tags, the company's own fields."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from tickets import checklists, fields, lifecycle, triage
from tickets.automation import things
from tickets.automation.actions.registry import Action, Doing, Refused, action
from tickets.automation.conditions.offers import Rows
from tickets.models import Category, Checklist, Priority, Status, Ticket

PRIORITIES = [(each.key, each.label) for each in Priority]


def _label(key: str) -> str:
    return str(Priority.from_key(key).label)


def _read_raise(values) -> dict:
    goal = values.get("to") or ""
    if goal and goal not in dict(PRIORITIES):
        raise Refused("to", _("Choose a priority."))
    return {"to": goal} if goal else {}


def _says_raise(values) -> str:
    return _("raise the priority to %s") % _label(values["to"]) if values.get("to") else _("raise the priority")


def _raise(ticket: Ticket, values, doing: Doing) -> str:
    before = _label(ticket.priority_key)
    goal = Priority.from_key(values["to"]) if values.get("to") else None
    return _moved(before, _label(triage.raise_priority(ticket, by=doing.by, to=goal).priority_key))


def _read_priority(values) -> dict:
    if values.get("to") not in dict(PRIORITIES):
        raise Refused("to", _("Choose a priority."))
    return {"to": values["to"]}


def _set_priority(ticket: Ticket, values, doing: Doing) -> str:
    before = _label(ticket.priority_key)
    triage.set_priority(ticket, Priority.from_key(values["to"]), by=doing.by)
    return _moved(before, _label(values["to"]))


def _moved(before: str, after: str) -> str:
    if before == after:
        return _("priority stays %s") % after
    return _("priority %(before)s → %(after)s") % {"before": before, "after": after}


def _read_row(name: str, model, refusal):
    def read(values) -> dict:
        pk = values.get(name)
        if not str(pk or "").isdigit() or not model.objects.usable().filter(pk=pk).exists():
            raise Refused(name, str(refusal))
        return {name: int(pk)}

    return read


def _row_words(name: str, rows: Rows, sentence):
    def says(values) -> str:
        return str(sentence) % (rows.name(values[name]) or _("what is gone"))

    return says


def _row_broken(name: str, usable: Rows, says):
    def broken(values) -> str:
        return "" if usable.name(values[name]) else _("“%s” cannot be done any more: choose another.") % says(values)

    return broken


def _set_status(ticket: Ticket, values, doing: Doing) -> str:
    status = Status.objects.usable().get(pk=values["status"])
    lifecycle.set_status(ticket, status, by=doing.by, automatic=True)
    return _("status %s") % status.name


def _set_category(ticket: Ticket, values, doing: Doing) -> str:
    category = Category.objects.usable().get(pk=values["category"])
    triage.set_category(ticket, category, by=doing.by)
    return _("category %s") % category.path


def _mark_spam(ticket: Ticket, values, doing: Doing) -> str:
    lifecycle.mark_spam(ticket, by=doing.by)
    return _("among the spam")


def _add_checklist(ticket: Ticket, values, doing: Doing) -> str:
    added = checklists.add(ticket, Checklist.objects.usable().get(pk=values["checklist"]), by=doing.by)
    return _("checklist %s") % added.name


def _read_text(values) -> dict:
    text = " ".join(str(values.get("text") or "").split())
    if not text:
        raise Refused("text", _("Write what is to be set."))
    return {"text": text[:200]}


def _read_type(values) -> dict:
    return {"text": _read_text(values)["text"][:20]}


def _set_type(ticket: Ticket, values, doing: Doing) -> str:
    triage.set_kind(ticket, values["text"], by=doing.by)
    return _("type %s") % values["text"]


def _spoken_of(name: str, *every: Rows):
    return lambda values: [(rows, str(values[name])) for rows in every]


def _tags_spoken_of(values) -> list[tuple[Rows, str]]:
    return [(things.TAGS, name) for name in _names(values)]


def _renamed_tags(values, thing: str, old: str, new: str) -> dict:
    if thing != things.TAG or old not in _names(values):
        return values
    return values | {"text": ", ".join(dict.fromkeys(new if name == old else name for name in _names(values)))}


def _names(values) -> list[str]:
    return [name for part in values["text"].split(",") if (name := triage.tag_name(part))]


def _tag(ticket: Ticket, values, doing: Doing) -> str:
    triage.change_tags(ticket, add=_names(values), by=doing.by)
    return _("tagged %s") % ", ".join(_names(values))


def _untag(ticket: Ticket, values, doing: Doing) -> str:
    triage.change_tags(ticket, remove=_names(values), by=doing.by)
    return _("tag %s taken off") % ", ".join(_names(values))


def _read_field(values) -> dict:
    key, value = str(values.get("field") or ""), values.get("value")
    if key not in {each.key for each in fields.usable(Ticket)}:
        raise Refused("field", _("Choose one of your fields."))
    try:
        clean = fields.cleaned({key: value}, of=Ticket)
    except fields.FieldErrors as errors:
        raise Refused("value", errors.errors[key]) from None
    return {"field": key, "value": clean.get(key)}


def _set_field(ticket: Ticket, values, doing: Doing) -> str:
    triage.set_fields(ticket, {values["field"]: values["value"]}, by=doing.by)
    return _says_field(values)


def _says_field(values) -> str:
    label = {each.key: each.label for each in fields.usable(Ticket)}.get(values["field"], values["field"])
    return _("%(field)s: %(value)s") % {"field": label, "value": "–" if values["value"] is None else values["value"]}


def _field_broken(values) -> str:
    try:
        fields.cleaned({values["field"]: values["value"]}, of=Ticket)
    except fields.FieldErrors as errors:
        return _("“%(action)s”: %(error)s") % {"action": _says_field(values), "error": errors.errors[values["field"]]}
    return ""


def _one_line(label) -> forms.CharField:
    return forms.CharField(label=label, max_length=200)


def _rows(label, model, column: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "–"), *model.objects.usable().values_list("pk", column)])


def _to(open_choice: str, *, required: bool = True) -> forms.ChoiceField:
    choices = [("", open_choice), *PRIORITIES]
    return forms.ChoiceField(label=pgettext("priority", "To"), choices=choices, required=required)


_says_status = _row_words("status", things.STATUSES, gettext_lazy("set the status %s"))
_says_category = _row_words("category", things.CATEGORIES, gettext_lazy("set the category %s"))
_says_checklist = _row_words("checklist", things.CHECKLISTS, gettext_lazy("add the checklist %s"))

action(
    Action(
        "raise_priority", gettext_lazy("Raise the priority"),
        lambda: {"to": _to(_("by one step"), required=False)},
        _read_raise,
        _says_raise, _raise, changes=("priority",),
    )
)  # fmt: skip
action(
    Action(
        "set_priority", gettext_lazy("Set the priority"),
        lambda: {"to": _to("–")},
        _read_priority, lambda values: _("set the priority %s") % _label(values["to"]), _set_priority,
        changes=("priority",),
    )
)  # fmt: skip
action(
    Action(
        "status", gettext_lazy("Set the status"), lambda: {"status": _rows(_("Status"), Status, "name")},
        _read_row("status", Status, gettext_lazy("Choose a status that is offered.")), _says_status, _set_status,
        _row_broken("status", things.USABLE_STATUSES, _says_status), ("status",),
        speaks_of=_spoken_of("status", things.STATUSES, things.USABLE_STATUSES),
    )
)  # fmt: skip
action(
    Action(
        "category", gettext_lazy("Set the category"), lambda: {"category": _rows(_("Category"), Category, "path")},
        _read_row("category", Category, gettext_lazy("Choose a category that is offered.")), _says_category,
        _set_category, _row_broken("category", things.USABLE_CATEGORIES, _says_category), ("category",),
        speaks_of=_spoken_of("category", things.CATEGORIES, things.USABLE_CATEGORIES),
    )
)  # fmt: skip
action(
    Action(
        "checklist", gettext_lazy("Add a checklist"), lambda: {"checklist": _rows(_("Checklist"), Checklist, "name")},
        _read_row("checklist", Checklist, gettext_lazy("Choose a checklist that is offered.")), _says_checklist,
        _add_checklist, _row_broken("checklist", things.USABLE_CHECKLISTS, _says_checklist),
        speaks_of=_spoken_of("checklist", things.CHECKLISTS, things.USABLE_CHECKLISTS),
    )
)  # fmt: skip
action(
    Action(
        "type", gettext_lazy("Set the type"), lambda: {"text": _one_line(_("Type"))}, _read_type,
        lambda values: _("set the type %s") % values["text"], _set_type, changes=("type",),
    )
)  # fmt: skip
action(
    Action(
        "tag", gettext_lazy("Add tags"), lambda: {"text": _one_line(_("Tags, with commas between them"))}, _read_text,
        lambda values: _("add the tag %s") % values["text"], _tag, changes=("tags",), speaks_of=_tags_spoken_of,
        renamed=_renamed_tags,
    )
)  # fmt: skip
action(
    Action(
        "untag", gettext_lazy("Take tags off"), lambda: {"text": _one_line(_("Tags, with commas between them"))},
        _read_text, lambda values: _("take off the tag %s") % values["text"], _untag, changes=("tags",),
        speaks_of=_tags_spoken_of, renamed=_renamed_tags,
    )
)  # fmt: skip
action(
    Action(
        "field", gettext_lazy("Fill one of your fields"),
        lambda: {
            "field": forms.ChoiceField(
                label=_("Field"), choices=[("", "–"), *((each.key, each.label) for each in fields.usable(Ticket))]
            ),
            "value": forms.CharField(label=_("Value (nothing empties it)"), required=False, max_length=2000),
        },
        _read_field, _says_field, _set_field, _field_broken, ("fields",),
        speaks_of=lambda values: [(things.OWN_FIELDS, values["field"])],
    )
)  # fmt: skip
action(
    Action(
        "spam", gettext_lazy("Mark as spam"), dict, lambda values: {}, lambda values: _("mark as spam"), _mark_spam,
        changes=("spam",),
    )
)  # fmt: skip
