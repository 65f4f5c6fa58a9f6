"""Who may open what: one row for every address of the product. An address without a row fails the suite.

Read a row as a sentence: `desk(WRITERS)` is a page of staff that agents and above open; `posts=` says who may act
where that are fewer; `acts(…)` takes POST only. Colleagues whose role lacks it get a 403, everybody else is sent to
the sign-in page. A new page needs one line here (docs/adding/page.md).
"""

from dataclasses import dataclass, field

OWNER, ADMIN, MANAGER, AGENT, LIGHT = "owner", "admin", "manager", "agent", "light"
CONTACT, STRANGER, FOREIGN = "contact", "stranger", "foreign"  # foreign: another company's administrator, at our host
STAFF = (OWNER, ADMIN, MANAGER, AGENT, LIGHT)
WRITERS = (OWNER, ADMIN, MANAGER, AGENT)
LEADS = (OWNER, ADMIN, MANAGER)
ADMINS = (OWNER, ADMIN)
EVERYBODY = (*STAFF, CONTACT, STRANGER, FOREIGN)
SIGN_IN, PORTAL_SIGN_IN = "/accounts/login/", "/sign-in/"


@dataclass(frozen=True)
class Row:
    """What a GET answers to whom it is for, who else is told no and how, and who may POST."""

    door: str  # desk, portal, public, api
    opens: tuple = ()
    posts: tuple = ()
    get: int = 200
    besides: dict = field(default_factory=dict)  # people whose answer differs
    programs: tuple = STAFF  # whose token may read it, of an address of the API

    def answers(self, person: str) -> int:
        if person in self.besides:
            return self.besides[person]
        if self.door == "api" and person not in self.opens:
            return 401
        if self.get == 405 or person in self.opens:
            return self.get
        return 403 if self.door == "desk" and person in STAFF else 302


def desk(opens, posts=None, **more):
    return Row("desk", opens, opens if posts is None else posts, **more)


def acts(posts):
    """A page of staff that only takes POST."""
    return Row("desk", (), posts, get=405)


def public(get=200, **more):
    return Row("public", EVERYBODY, EVERYBODY, get=get, **more)


def portal(**more):
    """For a signed-in customer."""
    return Row("portal", (CONTACT,), (CONTACT,), **more)


def again(opens=STAFF):
    """A change of how one signs in: asks for the password first, so a GET leads there."""
    return Row("desk", opens, opens, get=302)


# The API takes tokens only: a session of any kind is nobody there.
API = Row("api")
API_ACTS = Row("api", get=405)
API_OF_WRITERS = Row("api", programs=WRITERS)
API_OF_ADMINS = Row("api", programs=ADMINS)
MISSING = dict.fromkeys(STAFF, 404)

ROWS = {
    # signing in, and what a person keeps for it
    "accounts/login/": public(besides=dict.fromkeys(STAFF, 302)),
    "accounts/logout/": public(besides={CONTACT: 302, STRANGER: 302, FOREIGN: 302}),
    "accounts/reauthenticate/": desk(STAFF),
    "accounts/password/change/": desk(STAFF),
    "accounts/password/reset/": public(),
    "accounts/password/reset/done/": public(),
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": public(),
    "accounts/password/reset/key/done/": public(),
    "accounts/security/": desk(STAFF),
    "accounts/security/sessions/": acts(STAFF),
    "accounts/2fa/": public(302),
    "accounts/2fa/authenticate/": public(302),
    "accounts/2fa/reauthenticate/": again(),
    "accounts/2fa/totp/activate/": again(),
    "accounts/2fa/totp/deactivate/": desk(STAFF, besides=MISSING),
    "accounts/2fa/recovery-codes/": desk(STAFF, besides=MISSING),
    "accounts/2fa/recovery-codes/generate/": again(),
    "accounts/2fa/recovery-codes/download/": desk(STAFF, besides=MISSING),
    "accounts/2fa/webauthn/": public(302),
    "accounts/2fa/webauthn/add/": again(),
    "accounts/2fa/webauthn/reauthenticate/": again(),
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": again(),
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": again(),
    "accounts/2fa/webauthn/login/": public(302),
    "accounts/invitation/<str:token>/": public(),
    # the desk
    "desk/": desk(STAFF, get=302),
    "desk/rail/": desk(STAFF),
    "desk/hours/": desk(STAFF),
    "desk/working-time/": desk(WRITERS),
    "desk/working-time/leave/<int:leave_id>/": acts(WRITERS),
    "desk/missed/": desk(WRITERS),
    "desk/missed/all.csv": desk(WRITERS),
    "desk/missed/waivers/": acts(LEADS),
    "desk/missed/waivers/<int:pk>/": desk(LEADS),
    "desk/presence/": acts(STAFF),
    "desk/queues/<slug:key>/": desk(STAFF),
    "desk/selection/": acts(STAFF),
    # one's own only: to colleagues it does not exist
    "desk/bulk/<int:bulk_id>/": desk((AGENT,), besides=dict.fromkeys((OWNER, ADMIN, MANAGER, LIGHT), 404)),
    "desk/bulk/<int:bulk_id>/undoing/": acts((AGENT,)),
    "desk/search/": desk(STAFF),
    "desk/tickets/new/": desk(WRITERS),
    "desk/calls/new/": desk(WRITERS),
    "desk/tickets/<int:number>/": desk(STAFF),
    "desk/tickets/<int:number>/news/": desk(STAFF),
    "desk/tickets/<int:number>/promises/": desk(STAFF),
    "desk/tickets/<int:number>/escalation/": desk(WRITERS),
    "desk/tickets/<int:number>/merge/": desk(WRITERS),
    "desk/tickets/<int:number>/claim/": acts(WRITERS),
    "desk/tickets/<int:number>/links/": desk(WRITERS),
    "desk/tickets/<int:number>/side/": desk(WRITERS),
    "desk/tickets/<int:number>/side/<int:side_id>/": desk(WRITERS),
    "desk/tickets/<int:number>/parts/": desk(WRITERS),
    "desk/tickets/<int:number>/approvals/": desk(STAFF, WRITERS),
    "desk/approvals/": desk(STAFF),
    "desk/approvals/<int:approval_id>/": acts(STAFF),
    "desk/tickets/<int:number>/split/": desk(WRITERS, get=404),
    "desk/tickets/<int:number>/context/": desk(STAFF),
    "desk/tickets/<int:number>/attendance/": desk(STAFF),
    "desk/tickets/<int:number>/messages/": acts(STAFF),
    "desk/tickets/<int:number>/draft/": acts(STAFF),
    "desk/tickets/<int:number>/schedule/": acts(WRITERS),
    "desk/tickets/<int:number>/resolution/": acts(WRITERS),
    "desk/tickets/<int:number>/spam/": acts(WRITERS),
    "desk/tickets/<int:number>/following/": acts(STAFF),
    "desk/tickets/<int:number>/taking/": acts(WRITERS),
    "desk/tickets/<int:number>/unread/": acts(STAFF),
    "desk/tickets/<int:number>/snooze/": desk(WRITERS),
    "desk/tickets/<int:number>/waking/": acts(WRITERS),
    "desk/tickets/<int:number>/macros/": desk(STAFF),
    "desk/tickets/<int:number>/macros/<int:macro_id>/use/": acts(STAFF),
    "desk/tickets/<int:number>/rules/": desk(STAFF),
    "desk/tickets/<int:number>/tags/": desk(WRITERS),
    "desk/tickets/<int:number>/subject/": desk(WRITERS),
    "desk/tickets/<int:number>/fields/": desk(WRITERS),
    "desk/tickets/<int:number>/assignee/": desk(WRITERS),
    "desk/tickets/<int:number>/team/": desk(WRITERS),
    "desk/tickets/<int:number>/status/": desk(WRITERS),
    "desk/tickets/<int:number>/priority/": desk(WRITERS),
    "desk/tickets/<int:number>/category/": desk(WRITERS),
    "desk/messages/<int:message_id>/": desk(STAFF),
    "desk/messages/<int:message_id>/body/": desk(STAFF),
    "desk/attachments/<int:attachment_id>/": desk(STAFF),
    "desk/attachments/<int:attachment_id>/inline/": desk(STAFF),
    "desk/contacts/": desk(STAFF),
    "desk/contacts/<int:contact_id>/": desk(STAFF),
    "desk/contacts/<int:contact_id>/details/": desk(WRITERS),
    "desk/contacts/<int:contact_id>/merge/": desk(WRITERS),
    "desk/organizations/<int:organization_id>/merge/": desk(WRITERS),
    "desk/organizations/<int:organization_id>/details/": desk(WRITERS),
    "desk/organizations/<int:organization_id>/": desk(STAFF),
    "desk/appearance/": public(405),
    "desk/styleguide": desk(STAFF),
    "live/token/": Row("api", STAFF, STAFF),
    "desk/notices/": desk(STAFF),
    "desk/notices/count/": desk(STAFF),
    "desk/notices/reading/": acts(STAFF),
    "desk/notices/<int:pk>/reading/": acts(STAFF),
    "desk/notices/wishes/": acts(STAFF),
    # knowledge, for those who write it
    "desk/knowledge/": desk(STAFF),
    "desk/knowledge/new/": desk(WRITERS),
    "desk/knowledge/preview/": acts(WRITERS),
    "desk/knowledge/sections/": desk(LEADS),
    "desk/knowledge/sections/new/": desk(LEADS),
    "desk/knowledge/sections/<int:section_id>/": desk(LEADS),
    "desk/knowledge/sections/<int:section_id>/removal/": acts(LEADS),
    "desk/knowledge/<int:article_id>/": desk(STAFF),
    "desk/knowledge/<int:article_id>/edit/": desk(WRITERS),
    "desk/knowledge/<int:article_id>/publication/": acts(LEADS),
    "desk/knowledge/<int:article_id>/archiving/": acts(LEADS),
    "desk/knowledge/<int:article_id>/return/": acts(LEADS),
    "desk/knowledge/<int:article_id>/versions/": desk(WRITERS),
    "desk/knowledge/<int:article_id>/versions/<int:number>/": desk(WRITERS),
    "desk/knowledge/<int:article_id>/versions/<int:number>/restoration/": acts(WRITERS),
    # settings
    "settings/": desk(ADMINS),
    "settings/people/": desk(ADMINS),
    "settings/people/invitations/new/": desk(ADMINS),
    "settings/people/invitations/<int:pk>/resent/": acts(ADMINS),
    "settings/people/invitations/<int:pk>/withdrawal/": desk(ADMINS),
    "settings/people/<int:pk>/": desk(ADMINS),
    "settings/people/<int:pk>/deactivation/": desk(ADMINS),
    "settings/people/<int:pk>/return/": acts(ADMINS),
    "settings/teams/": desk(ADMINS),
    "settings/teams/new/": desk(ADMINS),
    "settings/teams/<int:pk>/": desk(ADMINS),
    "settings/teams/<int:pk>/removal/": desk(ADMINS),
    "settings/staffing/": desk(LEADS),
    "settings/staffing/<int:pk>/": desk(ADMINS),
    "settings/staffing/<int:pk>/leave/": desk(ADMINS),
    "settings/staffing/leave/<int:pk>/removal/": desk(ADMINS),
    "settings/staffing/leave/<int:pk>/decision/": acts(LEADS),
    "settings/staffing/rules/": desk(ADMINS),
    "settings/staffing/weeks/<int:pk>/removal/": desk(ADMINS),
    "settings/routing/": desk(ADMINS),
    "settings/routing/weights/": desk(ADMINS),
    "settings/routing/lines/new/": desk(ADMINS),
    "settings/routing/lines/<int:pk>/": desk(ADMINS),
    "settings/routing/lines/<int:pk>/position/": acts(ADMINS),
    "settings/routing/lines/<int:pk>/removal/": desk(ADMINS),
    "settings/routing/<int:pk>/": desk(ADMINS),
    "settings/skills/": desk(ADMINS),
    "settings/skills/new/": desk(ADMINS),
    "settings/skills/<int:pk>/": desk(ADMINS),
    "settings/skills/<int:pk>/removal/": desk(ADMINS),
    "settings/company/": desk(ADMINS),
    "settings/tokens/": desk(ADMINS),
    "settings/tokens/new/": desk(ADMINS),
    "settings/tokens/<int:pk>/revocation/": desk(ADMINS),
    "settings/audit/": desk(LEADS),
    "settings/audit/export/": desk(LEADS, get=302),
    "settings/condition-values/": desk(STAFF),
    "settings/action-values/": desk(ADMINS),
    "settings/rules/": desk(ADMINS),
    "settings/rules/limit/": desk(ADMINS),
    "settings/rules/new/": desk(ADMINS),
    "settings/rules/<int:pk>/": desk(ADMINS),
    "settings/rules/<int:pk>/position/": acts(ADMINS),
    "settings/rules/<int:pk>/switch/": acts(ADMINS),
    "settings/rules/<int:pk>/resumption/": acts(ADMINS),
    "settings/rules/<int:pk>/removal/": desk(ADMINS),
    "settings/rules/<int:pk>/versions/": desk(ADMINS),
    "settings/rules/<int:pk>/versions/<int:number>/return/": acts(ADMINS),
    "settings/statuses/": desk(ADMINS),
    "settings/statuses/new/": desk(ADMINS),
    "settings/statuses/<int:pk>/": desk(ADMINS),
    "settings/statuses/<int:pk>/position/": acts(ADMINS),
    "settings/statuses/<int:pk>/deactivation/": desk(ADMINS),
    "settings/statuses/<int:pk>/return/": acts(ADMINS),
    "settings/categories/": desk(ADMINS),
    "settings/categories/new/": desk(ADMINS),
    "settings/categories/<int:pk>/": desk(ADMINS),
    "settings/categories/<int:pk>/deactivation/": desk(ADMINS),
    "settings/categories/<int:pk>/return/": acts(ADMINS),
    "settings/categories/<int:pk>/removal/": desk(ADMINS),
    "settings/fields/": desk(ADMINS),
    "settings/fields/new/": desk(ADMINS),
    "settings/fields/<int:pk>/": desk(ADMINS),
    "settings/fields/<int:pk>/position/": acts(ADMINS),
    "settings/fields/<int:pk>/deactivation/": desk(ADMINS),
    "settings/fields/<int:pk>/return/": acts(ADMINS),
    "settings/tags/": desk(ADMINS),
    "settings/tags/new/": desk(ADMINS),
    "settings/tags/<int:pk>/": desk(ADMINS),
    "settings/tags/<int:pk>/merge/": desk(ADMINS),
    "settings/tags/<int:pk>/removal/": desk(ADMINS),
    # a macro for everybody: agents keep their own, and do not find this one among them
    "settings/queues/": desk(STAFF),
    "settings/queues/new/": desk(STAFF),
    "settings/queues/<int:pk>/": desk(LEADS, besides={AGENT: 404, LIGHT: 404}),
    "settings/queues/<int:pk>/removal/": desk(LEADS, besides={AGENT: 404, LIGHT: 404}),
    "settings/macros/": desk(WRITERS),
    "settings/macros/new/": desk(WRITERS),
    "settings/macros/<int:pk>/": desk(LEADS, besides={AGENT: 404}),
    "settings/macros/<int:pk>/removal/": desk(LEADS, besides={AGENT: 404}),
    "settings/mailboxes/": desk(ADMINS),
    "settings/mailboxes/new/": desk(ADMINS),
    "settings/mailboxes/<int:pk>/": desk(ADMINS),
    "settings/mailboxes/<int:pk>/removal/": desk(ADMINS),
    "settings/quarantine/": desk(ADMINS),
    "settings/quarantine/<int:pk>/": desk(ADMINS),
    "settings/quarantine/<int:pk>/ticket/": acts(ADMINS),
    "settings/quarantine/<int:pk>/retry/": acts(ADMINS),
    "settings/quarantine/<int:pk>/discard/": acts(ADMINS),
    "settings/domains/": desk(ADMINS),
    "settings/mail-import/": desk(ADMINS),
    "settings/mail-texts/": desk(ADMINS),
    "settings/mail-texts/<slug:kind>/<slug:language>/<int:mailbox>/": desk(ADMINS),
    "settings/mail-texts/<slug:kind>/<slug:language>/<int:mailbox>/preview/": desk(ADMINS),
    "settings/mail-texts/<slug:kind>/<slug:language>/<int:mailbox>/trial/": acts(ADMINS),
    "settings/mail-texts/<slug:kind>/<slug:language>/<int:mailbox>/default/": desk(ADMINS),
    "settings/outgoing/": desk(ADMINS),
    "settings/outgoing/<int:pk>/": desk(ADMINS),
    "settings/outgoing/<int:pk>/cancellation/": acts(ADMINS),
    "settings/outgoing/<int:pk>/retry/": acts(ADMINS),
    "settings/calendars/": desk(ADMINS),
    "settings/calendars/new/": desk(ADMINS),
    "settings/calendars/<int:pk>/": desk(ADMINS),
    "settings/calendars/<int:pk>/removal/": desk(ADMINS),
    "settings/calendars/<int:pk>/year/<int:year>/": desk(ADMINS),
    "settings/calendars/<int:pk>/holidays/": desk(ADMINS),
    "settings/calendars/<int:pk>/import/": desk(ADMINS),
    "settings/policies/": desk(ADMINS),
    "settings/policies/new/": desk(ADMINS),
    "settings/policies/<int:pk>/": desk(ADMINS),
    "settings/policies/<int:pk>/earlier/": acts(ADMINS),
    "settings/policies/<int:pk>/later/": acts(ADMINS),
    "settings/webhooks/": desk(ADMINS),
    "settings/webhooks/new/": desk(ADMINS),
    "settings/webhooks/<int:pk>/": desk(ADMINS),
    "settings/webhooks/<int:pk>/details/": desk(ADMINS),
    "settings/webhooks/<int:pk>/secret/": acts(ADMINS),
    "settings/webhooks/<int:pk>/calls/": acts(ADMINS),
    "settings/webhooks/<int:pk>/removal/": desk(ADMINS),
    "settings/recurring/": desk(ADMINS),
    "settings/recurring/new/": desk(ADMINS),
    "settings/recurring/<int:pk>/": desk(ADMINS),
    "settings/recurring/<int:pk>/removal/": desk(ADMINS),
    "settings/approvals/": desk(ADMINS),
    "settings/approvals/new/": desk(ADMINS),
    "settings/approvals/<int:pk>/": desk(ADMINS),
    "settings/escalations/": desk(ADMINS),
    "settings/escalations/new/": desk(ADMINS),
    "settings/escalations/<int:pk>/": desk(ADMINS),
    "settings/escalations/<int:pk>/removal/": desk(ADMINS),
    "settings/escalation-matrix/": desk(ADMINS),
    "settings/escalation-matrix/new/": desk(ADMINS),
    "settings/escalation-matrix/print/": desk(ADMINS),
    "settings/escalation-matrix/questions/new/": desk(ADMINS),
    "settings/escalation-matrix/questions/<int:pk>/": desk(ADMINS),
    "settings/escalation-matrix/questions/<int:pk>/removal/": desk(ADMINS),
    "settings/escalation-matrix/<int:pk>/": desk(ADMINS),
    "settings/escalation-matrix/<int:pk>/removal/": desk(ADMINS),
    # figures
    "metrics/": desk(LEADS),
    "metrics/meanings/": desk(LEADS),
    "metrics/days.csv": desk(LEADS),
    "metrics/<slug:key>/tickets": desk(LEADS),
    "metrics/<slug:key>/tickets.csv": desk(LEADS),
    # the API, asked without a token
    "api/v1/^schema/?$": public(),
    "api/v1/^tickets/?$": API,
    "api/v1/^tickets/(?P<number>[0-9]{1,9})/?$": API,
    "api/v1/^tickets/(?P<number>[0-9]{1,9})/messages/?$": API,
    "api/v1/^tickets/(?P<number>[0-9]{1,9})/events/?$": API,
    "api/v1/^tickets/(?P<number>[0-9]{1,9})/clocks/?$": API,
    "api/v1/^tickets/(?P<number>[0-9]{1,9})/commitments/?$": API,
    "api/v1/^tickets/(?P<number>[0-9]{1,9})/followers/?$": API,
    "api/v1/^tickets/(?P<number>[0-9]{1,9})/followers/(?P<agent_id>[0-9]{1,18})/?$": API_ACTS,
    "api/v1/^tickets/(?P<number>[0-9]{1,9})/copies/?$": API,
    "api/v1/^tickets/(?P<number>[0-9]{1,9})/copies/(?P<contact_id>[0-9]{1,18})/?$": API_ACTS,
    "api/v1/^tickets/(?P<number>[0-9]{1,9})/merges/?$": API,
    "api/v1/^tickets/(?P<number>[0-9]{1,9})/merges/(?P<merge_id>[0-9]{1,18})/?$": API_ACTS,
    "api/v1/^tickets/(?P<number>[0-9]{1,9})/merges/into/(?P<into>[0-9]{1,9})/?$": API_OF_WRITERS,
    "api/v1/^tickets/(?P<number>[0-9]{1,9})/splits/?$": API_ACTS,
    "api/v1/^tickets/(?P<number>[0-9]{1,9})/approvals/?$": API,
    "api/v1/^tickets/(?P<number>[0-9]{1,9})/scheduled-answers/?$": API_OF_WRITERS,
    "api/v1/^tickets/(?P<number>[0-9]{1,9})/scheduled-answers/(?P<draft_id>[0-9]{1,18})/?$": API_ACTS,
    "api/v1/^imported-tickets/?$": API_OF_ADMINS,
    "api/v1/^calls/?$": API_ACTS,
    "api/v1/^approvals/?$": API,
    "api/v1/^approvals/(?P<approval_id>[0-9]{1,18})/?$": API,
    "api/v1/^approval-kinds/?$": API,
    "api/v1/^recurring-tickets/?$": API_OF_ADMINS,
    "api/v1/^recurring-tickets/(?P<recurring_id>[0-9]{1,18})/?$": API_OF_ADMINS,
    "api/v1/^rules/?$": API_OF_ADMINS,
    "api/v1/^rules/(?P<rule_id>[0-9]{1,18})/?$": API_OF_ADMINS,
    "api/v1/^rules/(?P<rule_id>[0-9]{1,18})/trial/?$": API_OF_ADMINS,
    "api/v1/^skills/?$": API,
    "api/v1/^skills/(?P<skill_id>[0-9]{1,18})/?$": API,
    "api/v1/^attachments/(?P<attachment_id>[0-9]{1,18})/?$": API,
    "api/v1/^contacts/?$": API,
    "api/v1/^contacts/(?P<contact_id>[0-9]{1,18})/?$": API,
    "api/v1/^contacts/(?P<contact_id>[0-9]{1,18})/merges/?$": API,
    "api/v1/^contacts/(?P<contact_id>[0-9]{1,18})/merges/(?P<merge_id>[0-9]{1,18})/?$": API_ACTS,
    "api/v1/^contacts/(?P<contact_id>[0-9]{1,18})/merges/into/(?P<into_id>[0-9]{1,18})/?$": API_OF_WRITERS,
    "api/v1/^organizations/?$": API,
    "api/v1/^organizations/(?P<organization_id>[0-9]{1,18})/?$": API,
    "api/v1/^statuses/?$": API,
    "api/v1/^categories/?$": API,
    "api/v1/^tags/?$": API,
    "api/v1/^fields/?$": API,
    "api/v1/^articles/?$": API,
    "api/v1/^articles/(?P<article_id>[0-9]{1,18})/?$": API,
    "api/v1/^sections/?$": API,
    "api/v1/^agents/?$": API,
    "api/v1/^agents/(?P<agent_id>[0-9]{1,18})/?$": API,
    # the agent asked about is the one who asks; of others only those who plan may know
    "api/v1/^agents/(?P<agent_id>[0-9]{1,18})/shifts/?$": API_OF_WRITERS,
    "api/v1/^agents/(?P<agent_id>[0-9]{1,18})/shifts/(?P<shifts_id>[0-9]{1,18})/?$": API_ACTS,
    "api/v1/^agents/(?P<agent_id>[0-9]{1,18})/leave/?$": API_OF_WRITERS,
    "api/v1/^agents/(?P<agent_id>[0-9]{1,18})/leave/(?P<leave_id>[0-9]{1,18})/?$": API_ACTS,
    "api/v1/^teams/?$": API,
    "api/v1/^teams/(?P<team_id>[0-9]{1,18})/?$": API,
    "api/v1/^me/?$": API,
    "api/v1/": public(404),
    # customers
    "": public(),
    "survey/<str:token>": public(),
    "help/": public(),
    "help/search/": public(),
    "help/sections/<str:slug>/": public(),
    "help/articles/<str:slug>/": public(),
    "help/articles/<str:slug>/feedback/": public(405),
    "requests/": portal(),
    "requests/new/": public(),
    "requests/new/suggestions/": public(),
    "requests/sent/<str:reference>/": public(),
    "requests/<int:number>/": portal(),
    "requests/<int:number>/messages/": portal(get=405),
    "requests/<int:number>/resolution/": portal(get=405),
    "requests/<int:number>/reopening/": portal(get=405),
    "requests/<int:number>/files/<int:file_id>/": portal(),
    "requests/<int:number>/files/<int:file_id>/inline/": portal(),
    "sign-in/": public(besides={CONTACT: 302}),
    "sign-in/sent/": public(),
    "sign-in/<str:token>/": public(410),
    "sign-out/": public(405),
}
