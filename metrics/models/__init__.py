from metrics.models.backlog import BacklogSnapshot, OpenSpan
from metrics.models.dirty import DirtyTicket
from metrics.models.facts import PromiseFact, RatingFact, ReplyFact, ResolveFact, TicketFact
from metrics.models.rollup import DailyRollup
from metrics.models.survey import Survey, SurveyResponse

__all__ = [
    "BacklogSnapshot",
    "DailyRollup",
    "DirtyTicket",
    "OpenSpan",
    "PromiseFact",
    "RatingFact",
    "ReplyFact",
    "ResolveFact",
    "Survey",
    "SurveyResponse",
    "TicketFact",
]
