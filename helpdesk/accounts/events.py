"""What can happen to people, teams and the company itself."""

from helpdesk.events.catalog import kind

COMPANY_FOUNDED = kind("company.founded", says="{actor} founded {name}")
COMPANY_CHANGED = kind("company.changed", says="{actor} changed the company: {changes}")

AGENT_INVITED = kind("agent.invited", says="{actor} invited {email} as {role}", personal=("email",))
INVITATION_RESENT = kind("invitation.resent", says="{actor} sent the invitation of {email} again", personal=("email",))
INVITATION_WITHDRAWN = kind(
    "invitation.withdrawn", says="{actor} withdrew the invitation of {email}", personal=("email",)
)
AGENT_JOINED = kind("agent.joined", says="{name} joined as {role}", personal=("name",))
AGENT_CHANGED = kind("agent.changed", says="{actor} changed {name}: {changes}", personal=("name",))
AGENT_DEACTIVATED = kind("agent.deactivated", says="{actor} deactivated {name}", personal=("name",))
AGENT_REACTIVATED = kind("agent.reactivated", says="{actor} reactivated {name}", personal=("name",))
AGENT_WENT_ON_DUTY = kind("agent.on_duty", says="{name} is on duty (said by {actor})")
AGENT_WENT_AWAY = kind("agent.away", says="{name} is away (said by {actor})")

AGENT_SIGNED_IN = kind("agent.signed_in", says="{actor} signed in from {address}", personal=("address",))
SECURITY_CHANGED = kind("agent.security_changed", says="{actor}: {what}")
SESSIONS_ENDED = kind("agent.sessions_ended", says="{actor} ended {count} other sessions")

TEAM_MADE = kind("team.made", says="{actor} made the team {name}")
TEAM_CHANGED = kind("team.changed", says="{actor} changed the team {name}: {changes}")
TEAM_REMOVED = kind("team.removed", says="{actor} removed the team {name}")
SKILL_CHANGED = kind("skill.changed", says="{actor} changed the skill {name}: {changes}")

API_TOKEN_MADE = kind("api_token.made", says="{actor} made the API token {name}")
API_TOKEN_REVOKED = kind("api_token.revoked", says="{actor} revoked the API token {name}")
