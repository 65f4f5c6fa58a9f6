"""Filters of lists: declared with django-filter, and a parameter that is not declared is refused by its name."""

import django_filters
from django import forms
from django.utils.translation import gettext as _
from django_filters.rest_framework import FilterSet
from rest_framework.exceptions import ValidationError

from helpdesk.rest.pagination import PARAMETERS
from helpdesk.rest.serializers import LARGEST_ID


class Filters(FilterSet):
    """Base of filter sets. `self.agent` is who asks, for choices that depend on what it may see."""

    @property
    def agent(self):
        return self.request.user.agent


class Words(django_filters.BaseInFilter, django_filters.ChoiceFilter):
    """One or several of fixed words, separated by commas: `?status=new,open`."""


class Id(django_filters.NumberFilter):
    """A row by its id; one that nobody has gives an empty list."""

    field_class = forms.IntegerField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, min_value=0, max_value=LARGEST_ID, **kwargs)

    def get_max_validator(self):
        """None: the field has its bounds already."""


class Flag(django_filters.TypedChoiceFilter):
    """`true` or `false`; anything else is refused instead of being taken for neither."""

    def __init__(self, *args, **kwargs):
        choices = [("true", "true"), ("false", "false")]
        super().__init__(*args, choices=choices, coerce=lambda word: word == "true", **kwargs)


class Since(django_filters.IsoDateTimeFilter):
    """At or after an instant: `2026-11-21T10:00:00Z`."""

    def __init__(self, field_name: str, **kwargs):
        super().__init__(field_name=field_name, lookup_expr="gte", **kwargs)


class Before(django_filters.IsoDateTimeFilter):
    """Before an instant."""

    def __init__(self, field_name: str, **kwargs):
        super().__init__(field_name=field_name, lookup_expr="lt", **kwargs)


def refuse_unknown(request, filterset_class, *, is_list: bool) -> None:
    """Raise a 400 naming each query parameter nobody reads: a misspelt filter must not answer with everything."""
    known = set(PARAMETERS) if is_list else set()
    if is_list and filterset_class is not None:
        known |= set(filterset_class.base_filters)
    unknown = {name: [_("There is no such parameter.")] for name in request.query_params if name not in known}
    repeated = {
        name: [_("Give this parameter once; separate several values by commas.")]
        for name, values in request.query_params.lists()
        if name in known and len(values) > 1
    }
    if unknown or repeated:
        raise ValidationError({**unknown, **repeated})
