from helpdesk.accounts.models.agent import Agent
from helpdesk.accounts.models.api_token import ApiToken
from helpdesk.accounts.models.invitation import Invitation
from helpdesk.accounts.models.sign_in_attempt import SignInAttempt
from helpdesk.accounts.models.skill import AgentSkill, Level, Skill
from helpdesk.accounts.models.team import Team, TeamMembership
from helpdesk.accounts.models.user import User

__all__ = [
    "Agent",
    "AgentSkill",
    "ApiToken",
    "Invitation",
    "Level",
    "SignInAttempt",
    "Skill",
    "Team",
    "TeamMembership",
    "User",
]
