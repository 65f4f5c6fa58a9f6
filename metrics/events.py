"""What can happen around asking customers how it went."""

from helpdesk.events.catalog import kind

SURVEY_SENT = kind("survey.sent", says="The customer was asked how satisfied they are")
SURVEY_UNWANTED = kind("survey.unwanted", says="{actor} decided that the customer is not asked for a rating")
SURVEY_ANSWERED = kind("survey.answered", says="{actor} rated the support {score} of 5")
