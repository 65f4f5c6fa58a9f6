"""`/settings/domains/`: whether mail in the name of each domain is believed elsewhere, and what to publish for it."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Max
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import agent_required
from helpdesk.events.actors import Actor
from helpdesk.mailout import domains
from helpdesk.mailout.models import MailDomain
from helpdesk.mailout.tasks import check_domain
from helpdesk.ui.templatetags.ui import when
from tickets.channels import probing
from tickets.models import Mailbox, RawMail
from tickets.web import probe_words

TONES = {
    "ok": gettext_lazy("in order"),
    "warn": gettext_lazy("could be better"),
    "late": gettext_lazy("must be mended"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required("settings.mail")
def index(request):
    mailboxes = list(Mailbox.objects.in_order())
    if request.method == "POST" and "mailbox" in request.POST:
        return _probe(request, mailboxes)
    if request.method == "POST":
        return _check(request, {domains.domain_of(mailbox.address) for mailbox in mailboxes})
    context = {"title": _("Domains"), "domains": _domains(mailboxes)}
    return render(request, "tickets/domains.html", context)


def _check(request, known):
    domain = request.POST.get("domain", "")
    if domain not in known:
        raise Http404
    row = domains.provide(domain)
    transaction.on_commit(lambda: check_domain.ring(row.tenant_id, row.pk), robust=True)
    messages.success(request, _("The records of %s are being read. Look again in a moment.") % domain)
    return HttpResponseRedirect(reverse("settings-domains"))


def _probe(request, mailboxes):
    mailbox = next((one for one in mailboxes if str(one.pk) == request.POST["mailbox"]), None)
    if mailbox is None:
        raise Http404
    if probing.send(mailbox, by=Actor.agent(request.agent)) is None:
        messages.warning(request, _("A test left a moment ago. Give it half a minute."))
    else:
        messages.success(request, _("A test is on its way to %s. Look again in a moment.") % mailbox.address)
    return HttpResponseRedirect(reverse("settings-domains"))


def _domains(mailboxes):
    rows = {row.domain: row for row in MailDomain.objects.all()}
    arrived = dict(RawMail.objects.values_list("mailbox").annotate(at=Max("received_at")).order_by())
    tested = probe_words.of_mailboxes([mailbox.pk for mailbox in mailboxes])
    by_domain: dict[str, list] = {}
    for mailbox in mailboxes:
        by_domain.setdefault(domains.domain_of(mailbox.address), []).append(
            _way_in(mailbox, arrived.get(mailbox.pk)) | {"pk": mailbox.pk, "probe": tested.get(mailbox.pk)}
        )
    return [_shown(domain, rows.get(domain), ways) for domain, ways in sorted(by_domain.items())]


def _way_in(mailbox, arrived_at):
    if arrived_at:
        return {
            "address": mailbox.address,
            "tone": "ok",
            "says": _("Mail arrives; the last one:"),
            "at": when(arrived_at),
        }
    says = _(
        "Nothing has arrived yet. Forward this address to us, or let us fetch from its server, and send a mail to it."
    )
    return {"address": mailbox.address, "tone": "warn", "says": says, "at": ""}


def _shown(domain, row, ways):
    findings = [{**finding, "label": TONES[finding["tone"]]} for finding in row.findings] if row else []
    checked_at = when(row.checked_at) if row and row.checked_at else ""
    return {"domain": domain, "ways": ways, "findings": findings, "checked_at": checked_at, "is_known": row is not None}
