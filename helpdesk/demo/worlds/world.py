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
