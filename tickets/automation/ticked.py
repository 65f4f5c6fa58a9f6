"""Boxes to tick for a few values, many of them in a part of the page that scrolls."""

from django import forms


class Ticked(forms.CheckboxSelectMultiple):
    template_name = "tickets/settings/ticked.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["label"] = self.attrs.get("aria-label", "")
        return context
