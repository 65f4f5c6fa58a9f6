"""The parts of the play: customers who write, agents who answer, and what each of them does next."""

import re
from datetime import datetime, timedelta
from functools import partial

from helpdesk.accounts.models import Agent, Team
from helpdesk.base import clock
from helpdesk.demo.worlds.world import Story, World
from helpdesk.events.actors import Actor
from helpdesk.events.delivering import deliver_all
from helpdesk.tenancy.context import current_tenant
from metrics.models import Survey
from metrics.surveys import answering, sending
from sla.calendar_reading import read
from sla.models import Deadline
from sla.sweeping import fire_all_due
from tickets import assignment, closing, conversation, lifecycle, opening, triage
from tickets.conversation import Letter, Words
from tickets.models import Category, Channel, Contact, Mailbox, Priority, Status, StatusCategory, Ticket

LAST_HOURS = timedelta(hours=36)
ANSWER_SHARE = 0.38
COMMENTS = {
    1: ("Nobody told me anything for two days.", "Still not solved."),
    2: ("Took too long.", "I had to explain it twice."),
    3: ("Fine in the end, but slow.", "The answer was correct, I would have liked it in plainer words."),
    4: ("Quick and friendly.", "Good help, thank you."),
    5: ("Perfect, thank you!", "Very quick.", "Solved in one go. Great.", "Best support I know."),
}
OFFICE_WEEK = {day: [["08:00", "18:30"]] for day in ("mon", "tue", "wed", "thu", "fri")}
CHOICE = re.compile(r"\{([^{}]*\|[^{}]*)\}")


class Stage:
    """One company's play. All chance comes from `dice`, so that the same seed gives the same history."""

    def __init__(self, world: World, agenda, dice, begin: datetime, until: datetime):
        self.world, self.agenda, self.dice, self.begin, self.until = world, agenda, dice, begin, until
        self.office = read({"tz": world.time_zone, "weekly": OFFICE_WEEK})
        self.contacts = list(Contact.objects.order_by("id"))
        self.mailboxes = {box.address: box for box in Mailbox.objects.select_related("team")}
        self.categories = {each.path: each for each in Category.objects.all()}
        self.teams = {team.name: team for team in Team.objects.all()}
        self.lead = Agent.objects.get(user__email=f"{world.people[0].name}@{world.slug}.test")

    def announce(self) -> None:
        """Put every request of the months on the agenda: more on Mondays, few at night and at weekends."""
        days = (self.until - self.begin).days
        for day in range(days + 1):
            morning = self.begin + timedelta(days=day)
            busy = {0: 1.5, 5: 0.25, 6: 0.2}.get(morning.weekday(), 1.0)
            for _ in range(self._around(self.world.tickets_a_day * busy * 1.2)):
                hour = min(max(self.dice.gauss(11.5, 3.2), 0.2), 23.5)
                instant = morning.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(hours=hour)
                if self.begin <= instant <= self.until:
                    self.agenda.at(instant, self.customer_asks)
        self._announce_the_last_hours()

    def _announce_the_last_hours(self) -> None:
        """Whatever day it is, there is work on the desk: requests of the last day and a half, some still untouched."""
        for _ in range(round(self.world.tickets_a_day * 7)):
            self.agenda.at(self.until - LAST_HOURS * self.dice.random(), self.customer_asks)

    def customer_asks(self) -> None:
        story = self.dice.choices(self.world.stories, weights=[s.weight for s in self.world.stories])[0]
        contact = self.dice.choice(self.contacts)
        words: dict[str, int] = {}
        subject, channel = self._worded(story.subject, words), self._channel()
        ticket, _message = opening.open_with(
            contact,
            subject,
            Words(text=f"{self._worded(story.asks, words)}\n\n{contact.name}"),
            letter=Letter(channel=channel),
            channel=channel,
            mailbox=self._mailbox(story),
            team=self.teams.get(story.team) or next(iter(self.teams.values())),
            priority=Priority.from_key(story.priority),
            category=self.categories.get(story.category),
        )
        is_recent = clock.now() > self.until - LAST_HOURS
        if self.dice.random() < 0.015:
            self._later(ticket, 0.3, self.agent_marks_spam)
        elif is_recent and self.dice.random() < 0.5:
            # Somebody works at odd hours too, so that not every recent request is new.
            hours = self.dice.uniform(0.1, 2)
            self._later(ticket, hours, partial(self.agent_answers, story=story, turn=0))
        else:
            self._at_work(story.hours_to_answer, partial(self.agent_answers, ticket.pk, story, 0))

    def _channel(self) -> str:
        return self.dice.choices([Channel.EMAIL, Channel.PORTAL], weights=[4, 1])[0]

    def agent_answers(self, ticket_id: int, story: Story, turn: int) -> None:
        ticket = Ticket.objects.get(pk=ticket_id)
        if not ticket.is_open:
            return
        agent = self._owner(ticket)
        if turn == 0:
            self._triage(ticket, story, agent)
        is_last = turn >= len(story.answers) - 1
        then = StatusCategory.RESOLVED if is_last and (turn or self.dice.random() < 0.6) else StatusCategory.PENDING
        conversation.reply(
            ticket,
            Words(text=f"{story.answers[min(turn, len(story.answers) - 1)]}\n\nBest regards,\n{agent.name}"),
            by=agent,
            letter=Letter(channel=ticket.channel),
            then=Status.objects.default_of(then),
        )
        if then == StatusCategory.RESOLVED:
            self._after_solving(ticket, story.mood)
        self._what_the_customer_does(ticket, story, turn, resolved=then == StatusCategory.RESOLVED)

    def customer_comes_back(self, ticket_id: int, story: Story, turn: int, text: str) -> None:
        ticket = Ticket.objects.select_related("requester").get(pk=ticket_id)
        if ticket.is_closed or ticket.is_spam:
            return
        conversation.receive(ticket, ticket.requester, Words(text=text), letter=Letter(channel=ticket.channel))
        if turn + 1 < max(len(story.answers), 2):
            self._at_work((0.3, 7), partial(self.agent_answers, ticket_id, story, turn + 1))
        else:
            self._at_work((0.2, 3), partial(self.agent_resolves, ticket_id, mood=story.mood))

    def agent_resolves(self, ticket_id: int, mood: int) -> None:
        ticket = Ticket.objects.get(pk=ticket_id)
        if ticket.is_open:
            lifecycle.resolve(ticket, by=Actor.agent(self._owner(ticket)))
            self._after_solving(ticket, mood)

    def ticket_closes(self, ticket_id: int) -> None:
        closing.close_if_due(Ticket.objects.get(pk=ticket_id))

    def survey_goes_out(self, ticket_id: int, mood: int) -> None:
        survey = Survey.objects.planned().filter(ticket_id=ticket_id).select_related("ticket").first()
        if survey and sending.send(survey).state == Survey.State.SENT and self.dice.random() < ANSWER_SHARE:
            wait = timedelta(hours=self.dice.uniform(0.2, 40))
            self.agenda.at(clock.now() + wait, partial(self.customer_rates, survey.pk, mood))

    def customer_rates(self, survey_id: int, mood: int) -> None:
        survey = Survey.objects.select_related("ticket").get(pk=survey_id)
        score = min(5, max(1, mood + self.dice.choices((-2, -1, 0, 1), weights=(1, 1, 8, 3))[0]))
        comment = self.dice.choice(COMMENTS[score]) if self.dice.random() < 0.4 else ""
        answering.answer(survey, score, comment)

    def agent_marks_spam(self, ticket_id: int) -> None:
        ticket = Ticket.objects.get(pk=ticket_id)
        lifecycle.mark_spam(ticket, by=Actor.agent(self._owner(ticket)))

    def let_clocks_run(self, instant: datetime) -> None:
        """Fire what came due before `instant`, each at its own time."""
        while due := Deadline.objects.due(instant).order_by("fire_at").values_list("fire_at", flat=True).first():
            with clock.at(due):
                if not fire_all_due():
                    return
                deliver_all()

    def _what_the_customer_does(self, ticket: Ticket, story: Story, turn: int, resolved: bool) -> None:
        if story.comes_back and turn == 0 and self.dice.random() < 0.6:
            hours = self.dice.uniform(0.5, 30)
            self._later(ticket, hours, partial(self.customer_comes_back, story=story, turn=turn, text=story.comes_back))
        elif resolved and self.dice.random() < 0.05:
            text = "Sorry, it has come back. Could you have another look?"
            hours = self.dice.uniform(5, 60)
            self._later(ticket, hours, partial(self.customer_comes_back, story=story, turn=turn, text=text))
        elif not resolved:
            self._at_work((6, 30), partial(self.agent_resolves, ticket.pk, mood=story.mood))

    def _after_solving(self, ticket: Ticket, mood: int) -> None:
        self._later(ticket, 0.02, partial(self.survey_goes_out, mood=mood))
        self._later(ticket, current_tenant().auto_close_hours + 0.1, self.ticket_closes)

    def _triage(self, ticket: Ticket, story: Story, agent: Agent) -> None:
        if story.tags:
            triage.change_tags(ticket, add=story.tags, by=Actor.agent(agent))
        if story.note and self.dice.random() < 0.7:
            conversation.note(ticket, Words(text=story.note), by=Actor.agent(agent), author_agent=agent)

    def _owner(self, ticket: Ticket) -> Agent:
        """Its owner; a ticket nobody owned is taken by the team's lead."""
        if ticket.assignee_id is None:
            assignment.assign(ticket, self.lead, by=Actor.agent(self.lead))
            return self.lead
        return ticket.assignee

    def _mailbox(self, story: Story) -> Mailbox:
        fits = [box for box in self.mailboxes.values() if box.team and box.team.name == story.team]
        return fits[0] if fits else next(iter(self.mailboxes.values()))

    def _at_work(self, hours: tuple[float, float], do) -> None:
        """Within office hours, some hours from now; the mean lies nearer to the shorter end."""
        low, high = hours
        wait = low + (high - low) * self.dice.betavariate(1.3, 3)
        self.agenda.at(self.office.add(clock.now(), int(wait * 3600)), do)

    def _later(self, ticket: Ticket, hours: float, do) -> None:
        self.agenda.at(clock.now() + timedelta(hours=hours), partial(do, ticket.pk))

    def _worded(self, text: str, chosen: dict[str, int]) -> str:
        """Put one of the alternatives into each {a|b}; the same alternatives give the same choice in one ticket."""

        def choose(match: re.Match) -> str:
            options = match[1].split("|")
            key = match[1].lower()
            chosen.setdefault(key, self.dice.randrange(len(options)))
            return options[chosen[key]]

        return CHOICE.sub(choose, text)

    def _around(self, mean: float) -> int:
        whole = int(mean)
        return max(0, whole + (self.dice.random() < mean - whole) + self.dice.choice((-1, 0, 0, 1)))
