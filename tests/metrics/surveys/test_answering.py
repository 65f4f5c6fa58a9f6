"""The page a survey mail leads to: who opens it, who answers it, and who may not."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from helpdesk.base import clock, ids
from helpdesk.events.models import Event
from helpdesk.tenancy.context import use_tenant
from metrics.models import Survey, SurveyResponse
from metrics.surveys import answering, links, questions


def everything():
    """What a link scanner must not change."""
    from tickets.models import FormUse

    rows = [SurveyResponse, Survey, Event, FormUse]
    return [list(model.objects.order_by("pk").values()) for model in rows]


def test_opening_the_link_records_nothing(mailed, stranger):
    _survey, path = mailed
    before = everything()
    for score in ("", "?score=1", "?score=5", "?score=nonsense"):
        assert stranger.get(path + score).status_code == 200
        assert stranger.head(path + score).status_code == 200
    assert everything() == before


def test_the_form_can_be_sent_by_a_browser_that_checks_its_origin(mailed):
    _survey, path = mailed
    browser = Client(SERVER_NAME="acme.localhost", enforce_csrf_checks=True)
    page = browser.get(path).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    # A page that hides its address sends "Origin: null" with its form, and that would be refused.
    assert "no-referrer" not in page
    assert browser.post(path, {"score": "5"}).status_code == 403
    sent = browser.post(path, {"score": "5", "csrfmiddlewaretoken": token}, HTTP_ORIGIN="http://acme.localhost")
    assert sent.status_code == 303


def test_a_score_in_the_link_only_preselects(mailed, stranger):
    page = stranger.get(mailed[1] + "?score=4").content.decode()
    assert 'value="4" required checked' in page
    assert page.count(" checked") == 1


def test_sending_the_form_records_the_score_and_the_ticket_tells_of_it(mailed, stranger):
    survey, path = mailed
    answer = stranger.post(path, {"score": "5", "comment": "Quick and kind."})
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    response = SurveyResponse.objects.get(survey=survey)
    assert (response.score, response.comment, response.language, response.question_version) == (
        5,
        "Quick and kind.",
        "en",
        1,
    )
    told = Event.objects.about(survey.ticket).get(kind="survey.answered")
    assert (told.actor_name, told.data["score"]) == ("Grace Hopper", 5)


def test_the_first_score_is_final_but_its_comment_may_follow(mailed, stranger):
    survey, path = mailed
    stranger.post(path, {"score": "2"})
    assert "Thank you" in stranger.get(path).content.decode()
    with clock.move_by(timedelta(minutes=29)):
        stranger.post(path, {"score": "5", "comment": "On second thoughts."})
    response = SurveyResponse.objects.get(survey=survey)
    assert (response.score, response.comment) == (2, "On second thoughts.")
    assert Event.objects.about(survey.ticket).filter(kind="survey.answered").count() == 1


def test_after_half_an_hour_the_link_is_spent(mailed, stranger):
    survey, path = mailed
    stranger.post(path, {"score": "2"})
    with clock.move_by(timedelta(minutes=30)):
        assert stranger.get(path).status_code == 404
        assert stranger.post(path, {"score": "5", "comment": "Too late."}).status_code == 404
    assert SurveyResponse.objects.get(survey=survey).comment == ""


@pytest.mark.parametrize(("_case", "said"), [("none", {}), ("off the scale", {"score": "6"}), ("zero", {"score": "0"})])
def test_without_one_of_the_five_answers_nothing_is_kept(mailed, stranger, _case, said):
    answer = stranger.post(mailed[1], said)
    assert answer.status_code == 422
    assert "Choose one of the five answers." in answer.content.decode() or "valid choice" in answer.content.decode()
    assert not SurveyResponse.objects.exists()


def test_every_link_that_does_not_work_gets_the_same_page(mailed, stranger):
    survey, path = mailed
    token = path.rpartition("/")[2]
    flipped = [token[:n] + ("a" if token[n] != "a" else "b") + token[n + 1 :] for n in range(0, len(token), 7)]
    unsigned = ids.sign("mail/reply", survey.tenant_id, survey.pk, 1, 2)
    unstored, _digest = links.make(survey, survey.expires_at)
    pages = {stranger.get(f"/survey/{bad}").content for bad in (*flipped, unsigned, unstored, "x", "é", "a" * 5000)}
    with clock.at(survey.expires_at):
        pages.add(stranger.get(path).content)
    pages = {re.sub(rb'content="[\w-]{22}"', b"", page) for page in pages}  # the nonce is new each time
    assert len(pages) == 1
    assert b"This survey is closed" in pages.pop()


def test_a_link_works_up_to_its_last_second(mailed, stranger):
    survey, path = mailed
    with clock.at(survey.expires_at - timedelta(seconds=1)):
        assert stranger.get(path).status_code == 200


def test_a_link_of_one_company_is_nothing_at_another(mailed):
    gus = Client(SERVER_NAME="globex.localhost")
    assert gus.get(mailed[1]).status_code == 404
    assert gus.post(mailed[1], {"score": "1"}).status_code == 404


def test_the_token_itself_is_nowhere_in_the_database(mailed):
    survey, path = mailed
    token = path.rpartition("/")[2]
    assert token not in str(Survey.objects.filter(pk=survey.pk).values())
    assert survey.token_digest == links.digest(token)


def test_mail_and_page_tell_no_more_of_the_ticket_than_number_and_subject(mailed, stranger):
    page = stranger.get(mailed[1]).content.decode()
    assert "ACME-" in page
    assert "The export stops" in page
    assert "30 seconds" not in page


def test_too_many_answers_from_one_address_are_put_off(mailed, stranger, monkeypatch):
    from metrics.portal import surveys

    monkeypatch.setattr(surveys, "MOST_ANSWERS_AN_HOUR", 0)
    assert stranger.post(mailed[1], {"score": "5"}).status_code == 429
    assert not SurveyResponse.objects.exists()


@pytest.mark.parametrize(
    ("_case", "languages", "found"),
    [
        ("contact first", ("de", "en", "ar"), "de"),
        ("region falls back", ("de-AT", "en"), "de"),
        ("ticket next", ("", "ar", "en"), "ar"),
        ("unknown falls on", ("fi", "", "de"), "de"),
        ("nothing known", ("fi", "sv", ""), "en"),
    ],
)
def test_the_question_is_asked_in_the_customers_language(_case, languages, found):
    assert questions.question_for(*languages).language == found


def test_a_german_customer_reads_german(solved, survey_of, a_day_later, grace, stranger):
    type(grace).objects.filter(pk=grace.pk).update(language="de")
    survey = a_day_later(survey_of(solved()))
    assert (survey.language, survey.question_version) == ("de", 1)


def test_a_survey_is_answered_in_its_own_company_only(mailed, globex):
    survey, path = mailed
    with use_tenant(globex):
        assert links.read(path.rpartition("/")[2]) is None
        assert not SurveyResponse.objects.exists()
    with pytest.raises(ValueError):
        answering.answer(survey, 9)


def test_the_agent_sees_past_ratings_beside_the_ticket(mailed, bo, a_ticket):
    from metrics.panels import past_ratings

    survey, _path = mailed
    new = a_ticket(subject="Another one")
    assert past_ratings(new, bo) is None
    answering.answer(survey, 4, "Fine.")
    assert [one.score for one in past_ratings(new, bo)["ratings"]] == [4]


def test_the_score_counts_within_seconds(mailed, mia, deliver):
    from metrics import dashboards, definitions, periods, refreshing, scopes

    survey, _path = mailed
    answering.answer(survey, 5)
    deliver()
    refreshing.refresh()
    with clock.move_by(timedelta(seconds=1)):
        shown = dashboards.figure_of(definitions.BY_KEY["csat"], periods.preset("7"), scopes.asked_for(mia, {}))
    assert (shown.figure.value, shown.figure.n) == (1.0, 1)
