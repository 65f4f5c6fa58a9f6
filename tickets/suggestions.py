"""What may answer a request without an agent. Higher apps fill it; mails and the request form only ask."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from helpdesk.tenancy.context import current_tenant
from helpdesk.tenancy.directory import base_url

_suggesters: list[Callable[[str, int], Iterable["Suggestion"]]] = []


@dataclass(frozen=True)
class Suggestion:
    """Something everybody may read that may help: its title, its path at the company's address, a line of it."""

    title: str
    path: str
    excerpt: str = ""

    @property
    def url(self) -> str:
        """Its full address, for mails."""
        return base_url(current_tenant()) + self.path


def suggester(function):
    """Register the decorated `f(text, most) -> suggestions`, best first. It may offer only what is public."""
    _suggesters.append(function)
    return function


def suggest(text: str, *, most: int = 3) -> list[Suggestion]:
    """What may answer `text`, at most `most`; empty where nothing fits well enough."""
    offered = [each for function in _suggesters for each in function(text, most)] if text.strip() else []
    return offered[:most]
