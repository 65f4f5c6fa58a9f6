"""What every template knows: the company, the agent who is signed in, and what they may do."""

from helpdesk.accounts.permissions import CAPABILITIES


class Can:
    """`{% if can.ticket_reply %}`: the agent's capabilities by name, dots written as underscores."""

    def __init__(self, agent):
        self._held = CAPABILITIES[agent.role] if agent else frozenset()

    def __getattr__(self, name: str) -> bool:
        if name.startswith("_"):
            raise AttributeError(name)
        return name.replace("_", ".", 1) in self._held


def signed_in(request):
    agent = getattr(request, "agent", None)
    return {"tenant": getattr(request, "tenant", None), "agent": agent, "can": Can(agent)}
