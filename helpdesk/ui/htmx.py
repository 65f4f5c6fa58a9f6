"""One view, two answers: the whole page to a browser, the named part of the same template to htmx."""

import json

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render


def wants_part(request):
    """Whether htmx asks for a part of the page. A restored history entry always gets the whole page."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def takes_place_of(request, place):
    """Whether htmx will put the answer where the element with the id `place` stands: the page goes on from there."""
    return wants_part(request) and (request.htmx.target or "").endswith(f"#{place}")


def render_part(request, template, context, *, part, status=200):
    """Render `template`, or only its partial `part` when htmx asks."""
    name = f"{template}#{part}" if wants_part(request) else template
    response = render(request, name, context, status=status)
    response["Vary"] = "HX-Request"
    return response


def invalid(request, template, context, *, part=None):
    """Answer 422 with the form and its errors; htmx swaps it in where the form stood."""
    if part:
        return render_part(request, template, context, part=part, status=422)
    return render(request, template, context, status=422)


def go(request, url):
    """Send the browser to `url` after a change: 303 for a plain form, a full navigation under htmx."""
    if wants_part(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return HttpResponseRedirect(url, status=303)


def with_toast(response, text, *, tone="ok", undo=None, seconds=None):
    """Let the page show `text` as a toast; `undo` is an address that takes the action back by POST.

    `seconds` says how long it can be taken back: they are counted down.
    """
    detail = {"text": str(text), "tone": tone, "undo": undo, "seconds": seconds, "target": "body"}
    return with_event(response, "toast", detail)


def with_event(response, name, detail=None):
    """Fire the DOM event `name` on the page after the swap."""
    events = json.loads(response.get("HX-Trigger", "{}"))
    events[name] = detail or {}
    response["HX-Trigger"] = json.dumps(events)
    return response
