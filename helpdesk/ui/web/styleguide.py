"""`/desk/styleguide`: every component in all its states, with the words of a working day. Development only."""

from datetime import UTC, datetime

from django import forms
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict

from helpdesk.accounts.access import agent_required
from helpdesk.ui import charts
from helpdesk.ui.forms import Combobox, Date, Switch
from helpdesk.ui.icons import ICONS


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="As customers read it.", max_length=40)
    address = forms.EmailField(label="Address")
    minutes = forms.IntegerField(label="Target in minutes", min_value=1, required=False)
    team = forms.ChoiceField(
        label="Team", choices=[("", "–"), ("1", "First line"), ("2", "Billing"), ("3", "Platform, tier 2")]
    )
    zone = forms.ChoiceField(
        label="Time zone",
        choices=[(zone, zone) for zone in ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "UTC")],
        widget=Combobox,
    )
    since = forms.DateField(label="Valid from", widget=Date, required=False)
    words = forms.CharField(label="Greeting", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    shown = forms.ChoiceField(
        label="Visible to",
        choices=[("all", "Everyone"), ("staff", "Agents only")],
        widget=forms.RadioSelect,
        initial="all",
    )
    active = forms.BooleanField(label="Answer new mail automatically", required=False, widget=Switch, initial=True)
    consent = forms.BooleanField(label="I have read what happens to the old address")
    logo = forms.FileField(label="Logo", required=False)


@agent_required()
def show(request):
    wrong = Sample(MultiValueDict({"name": [""], "address": ["support@"], "minutes": ["-3"], "team": ["1"]}))
    context = {
        "form": Sample(),
        "wrong": wrong,
        "icons": ICONS,
        "tickets": TICKETS,
        "tiles": TILES,
        "charts": [
            charts.bars(
                "Created and resolved",
                DAYS,
                {"Created": [48, 61, 58, 66, 57, 14, 9], "Resolved": [41, 55, 63, 60, 59, 10, 6]},
            ),
            charts.lines("First response", DAYS, {"Median": [41, 44, 39, 37, None, 30, 28]}, unit="minutes", target=45),
        ],
        "now": datetime(2026, 11, 20, 14, 5, tzinfo=UTC),
        "colours": COLOURS,
        "crumbs": [("/settings/", "Settings"), ("/settings/mailboxes/", "Mailboxes"), ("", "support@acme.test")],
        "steps": [
            {"label": "Address", "state": "done"},
            {"label": "Verification", "state": "now"},
            {"label": "First mail", "state": ""},
        ],
        "tabs": [
            {"href": "#a", "label": "Conversation", "current": True},
            {"href": "#b", "label": "Notes", "count": 3},
            {"href": "#c", "label": "History", "count": 41},
        ],
        "periods": [
            {"href": "#7", "label": "7 days"},
            {"href": "#28", "label": "28 days", "current": True},
            {"href": "#90", "label": "90 days"},
        ],
        "facts": [
            ("Tickets", "14, one open"),
            ("Satisfaction", "4.6 of 5"),
            ("Renewal", "in 62 days"),
            ("Phone", None),
        ],
        "statuses": STATUSES,
        "people": [(7, "Grace Hopper"), (12, "Bo Lindqvist"), (3, "Lin Park"), (26, "Mia Sørensen"), (9, "نور حداد")],
        "menu": [
            {"label": "Bo Lindqvist", "href": "#bo", "icon": "mine", "checked": True},
            {"label": "First line", "href": "#first", "icon": "team"},
            {"label": "Nobody", "href": "#nobody", "icon": "unassigned"},
        ],
        "page": {"older": "after=x", "newer": "before=x"},
    }
    return render(request, "styleguide/index.html", context)


STATUSES = [
    ("new", "New"),
    ("open", "Open"),
    ("pending", "Waiting for you"),
    ("on_hold", "On hold"),
    ("resolved", "Resolved"),
    ("closed", "Closed"),
]
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
COLOURS = [
    "paper", "paper-sunk", "paper-raised", "paper-hover", "line", "line-strong", "line-control", "ink", "ink-soft",
    "ink-faint", "accent", "accent-wash", "ok", "ok-wash", "warn", "warn-wash", "late", "late-wash", "note",
    "note-line", "note-ink", "mark", "plum", "plum-wash", "series-1", "series-2", "series-3", "series-4",
]  # fmt: skip


def _ticket(number, subject, who, where, at, **more):
    return {"number": number, "subject": subject, "who": who, "where": where, "at": at, **more}


TICKETS = [
    _ticket(
        1042, "Nightly export stops after 30 seconds", "Grace Hopper", "Northwind", "13:54",
        unread=True, current=True, tone="warn", due="42 min", priority="high", agent=(12, "Bo Lindqvist"),
    ),
    _ticket(
        1057, "Invoice shows the old address, and the tax number of a company we sold in spring", "Priya Raman",
        "Fabrikam", "13:20", unread=True, tone="late", due="18 min late", priority="urgent", agent=(3, "Lin Park"),
    ),
    _ticket(
        1031, "How do I share a report with someone outside?", "Jonas Weber", "Kanzlei Weber", "Thu 16:40",
        tone="plain", due="3 h 5 min", agent=(12, "Bo Lindqvist"),
    ),
    _ticket(1029, "Right-to-left names are cut in the PDF", "نور حداد", "Cedar Logistics", "Thu 11:02", due="1 d 2 h"),
    _ticket(998, "Delete my account, please", "Ola Berg", "", "Mon 09:15", agent=(26, "Mia Sørensen")),
]  # fmt: skip
TILES = [
    {"label": "Backlog", "value": "128", "change": "12 more than before", "trend": "up", "tone": "late",
     "values": [96, 99, 104, 101, 110, 118, 121, 128], "href": "#backlog"},
    {"label": "Created", "value": "412", "change": "6 % more", "trend": "up", "values": [50, 61, 58, 66, 12, 9, 70]},
    {"label": "First response, median", "value": "28", "unit": "min", "change": "9 min faster", "trend": "down",
     "tone": "ok", "values": [41, 44, 39, 37, 33, 30, 28]},
    {"label": "SLA met", "value": "94.1", "unit": "%", "change": "as before", "values": [93, 95, 94, 92, 94, 95, 94]},
    {"label": "CSAT", "value": "–", "change": "too few answers (3)", "values": []},
]  # fmt: skip
