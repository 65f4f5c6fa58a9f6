"""What a demo company is made of. The worlds beside this file fill it in; helpdesk.demo.months plays it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Person:
    """Somebody on the staff: `<name>@<company>.test`, password `demo-<name>`."""

    name: str
    full_name: str
    role: str
    teams: tuple[str, ...] = ()
    on_duty: bool = True


@dataclass(frozen=True)
class Customer:
    name: str
    address: str
    organization: str
    language: str = "en"


@dataclass(frozen=True)
class Organization:
    name: str
    domain: str
    tier: str = ""
    custom_fields: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    """A kind of request that keeps coming: what the customer writes, what is answered, how it goes on.

    `{a|b|c}` in a text is one of the alternatives, the same one throughout a ticket.
    """

    subject: str
    asks: str
    answers: tuple[str, ...]
    category: str
    comes_back: str = ""  # what the customer writes after the first answer
    note: str = ""
    priority: str = "normal"
    tags: tuple[str, ...] = ()
    team: str = ""
    weight: int = 1
    hours_to_answer: tuple[float, float] = (0.2, 6)
    mood: int = 5  # the score most of them give


@dataclass(frozen=True)
class Article:
    title: str
    section: str
    body: str
    is_internal: bool = False


@dataclass(frozen=True)
class Checks:
    """A checklist that tickets of a category get by themselves."""

    name: str
    category: str  # its path
    items: tuple[str, ...]


@dataclass(frozen=True)
class World:
    slug: str
    name: str
    prefix: str
    time_zone: str
    hue: int
    owner: Person
    people: tuple[Person, ...]
    teams: dict[str, str]  # name → lead
    mailboxes: dict[str, str]  # address → team
    organizations: tuple[Organization, ...]
    customers: tuple[Customer, ...]
    categories: tuple[str, ...]  # paths, "Product › Exports"
    stories: tuple[Story, ...]
    articles: tuple[Article, ...]
    macros: dict[str, str]
    tickets_a_day: float
    fields: tuple[dict, ...] = field(default=())
    checklists: tuple[Checks, ...] = ()
    skills: tuple["Skilled", ...] = ()
    shifts: tuple["Shift", ...] = ()
    leave: tuple["Leave", ...] = ()
    levels: tuple["Level", ...] = ()
    asked: dict[int, tuple[tuple[str, bool], ...]] = field(default_factory=dict)  # level → questions, must be answered


@dataclass(frozen=True)
class Level:
    """Who takes over at a level of escalation."""

    level: int
    team: str


@dataclass(frozen=True)
class Skilled:
    """A skill, what asks for it, and who has it at which level (1 to 3)."""

    name: str
    levels: dict[str, int]
    languages: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()  # paths


@dataclass(frozen=True)
class Shift:
    """Somebody's week: `days` by their short names, the same `hours` on each."""

    person: str
    days: tuple[str, ...]
    hours: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Leave:
    """Leave that begins so many days after the play, with who stands in."""

    person: str
    in_days: int
    days: int
    deputy: str = ""
    kind: str = "holiday"
