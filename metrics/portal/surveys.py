"""The page a survey mail leads to. It needs no login and records nothing until its form is sent."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from metrics.portal.forms import AnswerForm
from metrics.surveys import answering, links
from tickets.limits import TooOften, spend
from tickets.numbering import reference

MOST_ANSWERS_AN_HOUR = 60  # of one network address: an office may have many customers of ours


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request, token):
    survey = links.read(token)
    response = answering.response_to(survey) if survey else None
    if survey is None or (response and not answering.takes_comment(response)):
        return render(request, "surveys/over.html", status=404)
    with translation.override(survey.language):
        return _take(request, survey, response) if request.method == "POST" else _page(request, survey, response)


def _page(request, survey, response, form=None, status=200):
    form = form or AnswerForm(survey, response, initial={"score": request.GET.get("score")})
    values = {"survey": survey, "response": response, "form": form, "reference": reference(survey.ticket)}
    return render(request, "surveys/survey.html", values, status=status)


def _take(request, survey, response):
    form = AnswerForm(survey, response, data=request.POST)
    if not form.is_valid():
        return _page(request, survey, response, form, status=422)
    try:
        spend("survey", request.META.get("REMOTE_ADDR", ""), most=MOST_ANSWERS_AN_HOUR)
        answering.answer(survey, form.cleaned_data["score"], form.cleaned_data["comment"])
    except TooOften:
        return render(request, "429.html", status=429)
    except answering.Answered:
        return render(request, "surveys/over.html", status=404)
    return HttpResponseRedirect(request.path, status=303)
