"""What metrics adds to rules: how the customer rated us, how many answers it took, and the moment a rating comes in."""

from decimal import Decimal

from django.db.models import Count, DecimalField, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from metrics.events import SURVEY_ANSWERED
from metrics.models import SurveyResponse
from tickets.automation.conditions.kinds import NUMBER
from tickets.automation.conditions.registry import Field, field
from tickets.automation.moments import moment
from tickets.models import Message, Ticket

WHOLE = DecimalField(max_digits=12, decimal_places=0)

moment("rated", _("The customer rates the support"), SURVEY_ANSWERED)


def _newest(rows: QuerySet) -> Decimal | None:
    score = rows.newest_first().values_list("score", flat=True).first()
    return None if score is None else Decimal(score)


def _newest_column(rows: QuerySet) -> Cast:
    return Cast(Subquery(rows.newest_first().values("score")[:1]), WHOLE)


def _of_ticket(ticket: Ticket) -> Decimal | None:
    return _newest(SurveyResponse.objects.filter(survey__ticket=ticket))


def _of_customer(ticket: Ticket) -> Decimal | None:
    return _newest(SurveyResponse.objects.filter(survey__contact=ticket.requester_id))


def _by_agents() -> QuerySet:
    """Answers that people gave; what rules and bots send is nobody's work."""
    return Message.objects.filter(kind=Message.Kind.AGENT, author_agent__isnull=False)


def _answers_column() -> Cast:
    rows = _by_agents().filter(ticket=OuterRef("pk")).order_by().values("ticket").annotate(count=Count("pk"))
    return Cast(Coalesce(Subquery(rows.values("count"), output_field=IntegerField()), 0), WHOLE)


field(
    Field(
        "rating", _("Last rating of this ticket (1 to 5)"), NUMBER, _of_ticket,
        lambda: _newest_column(SurveyResponse.objects.filter(survey__ticket=OuterRef("pk"))),
    )
)  # fmt: skip
field(
    Field(
        "customer_rating", _("Last rating by this customer (1 to 5)"), NUMBER, _of_customer,
        lambda: _newest_column(SurveyResponse.objects.filter(survey__contact=OuterRef("requester"))),
    )
)  # fmt: skip
field(
    Field(
        "answers", _("Answers of agents so far"), NUMBER,
        lambda ticket: Decimal(_by_agents().filter(ticket=ticket).count()), _answers_column, is_always_set=True,
    )
)  # fmt: skip
