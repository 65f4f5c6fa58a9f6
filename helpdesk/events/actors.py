"""Who did it. Always passed on as `by=`; nothing asks who the current user is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """A person or a part of the system, as the event log keeps it: kind, id within the kind, name at the time."""

    kind: str
    id: int | None
    name: str

    @classmethod
    def agent(cls, agent) -> "Actor":
        return cls("agent", agent.pk, agent.name)

    @classmethod
    def contact(cls, contact) -> "Actor":
        return cls("contact", contact.pk, contact.name)

    @classmethod
    def system(cls, part: str) -> "Actor":
        """A part of the system by its name: "routing", "rule/12", "import"."""
        return cls("system", None, part)

    @property
    def is_agent(self) -> bool:
        return self.kind == "agent"

    @property
    def is_contact(self) -> bool:
        return self.kind == "contact"

    @property
    def is_system(self) -> bool:
        return self.kind == "system"
