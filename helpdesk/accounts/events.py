"""What can happen to people and teams."""

from helpdesk.events.catalog import kind

AGENT_INVITED = kind("agent.invited", says="{actor} invited {email} as {role}", personal=("email",))
AGENT_JOINED = kind("agent.joined", says="{name} joined as {role}", personal=("name",))
AGENT_CHANGED = kind("agent.changed", says="{actor} changed {name}: {changes}", personal=("name",))
AGENT_DEACTIVATED = kind("agent.deactivated", says="{actor} deactivated {name}", personal=("name",))
AGENT_WENT_ON_DUTY = kind("agent.on_duty", says="{actor} is on duty")
AGENT_WENT_AWAY = kind("agent.away", says="{actor} is away")
TEAM_CHANGED = kind("team.changed", says="{actor} changed the team {name}: {changes}")
API_TOKEN_MADE = kind("api_token.made", says="{actor} made the API token {name}")
API_TOKEN_REVOKED = kind("api_token.revoked", says="{actor} revoked the API token {name}")
COMPANY_FOUNDED = kind("company.founded", says="{actor} founded {name}")
