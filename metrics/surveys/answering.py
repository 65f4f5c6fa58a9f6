"""Taking the customer's answer: the first score is final, its comment may follow for half an hour."""

from datetime import timedelta

from django.db import transaction

from helpdesk.base import clock
from helpdesk.events.actors import Actor
from helpdesk.events.recording import record
from metrics.events import SURVEY_ANSWERED
from metrics.models import Survey, SurveyResponse
from metrics.surveys.questions import SCORES
from tickets.locking import locked

COMMENT_FOR = timedelta(minutes=30)
LONGEST_COMMENT = 4000


class Answered(Exception):
    """The survey has its answer, and the time for a comment is over."""


@transaction.atomic
def answer(survey: Survey, score: int, comment: str = "") -> SurveyResponse:
    """Keep the score and say so on the ticket. Where there is one already, only the comment is still taken.

    Raises ValueError for a score off the scale, Answered when it is too late for either.
    """
    if score not in SCORES:
        raise ValueError("a score goes from 1 to 5")
    ticket = locked(survey.ticket)
    survey = Survey.objects.select_for_update(of=("self",)).select_related("contact").get(pk=survey.pk)
    if response_to(survey):
        return add_comment(survey, comment)
    response = SurveyResponse.objects.create(
        survey=survey,
        score=score,
        comment=_tidy(comment),
        answered_at=clock.now(),
        language=survey.language,
        question_version=survey.question_version,
    )
    customer = Actor.contact(survey.contact) if survey.contact else Actor.system("survey")
    record(SURVEY_ANSWERED, ticket, by=customer, survey=survey.pk, score=score)
    return response


@transaction.atomic
def add_comment(survey: Survey, comment: str) -> SurveyResponse:
    """Put the comment to the score that was given, in place of an earlier one. Raises Answered after half an hour."""
    response = SurveyResponse.objects.select_for_update().get(survey=survey)
    if not takes_comment(response):
        raise Answered
    if _tidy(comment):
        response.comment = _tidy(comment)
        response.save(update_fields=["comment"])
    return response


def response_to(survey: Survey) -> SurveyResponse | None:
    return SurveyResponse.objects.filter(survey=survey).first()


def takes_comment(response: SurveyResponse) -> bool:
    return clock.now() < response.answered_at + COMMENT_FOR


def _tidy(comment: str) -> str:
    return comment.replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST_COMMENT]
