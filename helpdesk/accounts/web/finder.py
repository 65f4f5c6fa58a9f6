"""`/find/` on the bare domain: which help desk was mine? The answer comes by mail, and only to its owner."""

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.tasks import mail_companies


class FinderForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))


def show(request):
    """A known and an unknown address take the same time: the looking is a worker's."""
    form = FinderForm(request.POST or None)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent:
        mail_companies.ring(form.cleaned_data["email"].strip().lower())
    status = 422 if form.is_bound and not is_sent else 200
    return render(request, "accounts/finder.html", {"form": form, "is_sent": is_sent}, status=status)
