from tickets.models.approval import Approval, ApprovalKind
from tickets.models.attachment import Attachment
from tickets.models.bulk import BulkChange, BulkItem
from tickets.models.category import Category
from tickets.models.channel import Channel
from tickets.models.checklist import Checklist, TicketChecklist
from tickets.models.contact import Contact, ContactAddress, ContactSession, SignInLink
from tickets.models.draft import Draft
from tickets.models.field import Field
from tickets.models.form_use import FormUse
from tickets.models.handling import Stretch, TimeCorrection
from tickets.models.image_trust import ImageTrust
from tickets.models.imported import ImportedTicket
from tickets.models.involved import Follower, Participant, ReadMark
from tickets.models.link import LinkKind, TicketLink
from tickets.models.macro import Macro
from tickets.models.mail_grant import MailClient, MailGrant
from tickets.models.mail_probe import MailProbe
from tickets.models.mailbox import Mailbox
from tickets.models.merge import ContactMerge, Merge, OrganizationMerge
from tickets.models.message import Message
from tickets.models.organization import Organization, OrganizationDomain
from tickets.models.own_queue import Grouping, OwnQueue, Whose, Work
from tickets.models.priority import Priority
from tickets.models.raw_mail import RawMail
from tickets.models.recurring import RecurringTicket
from tickets.models.routing import ChannelWeight, RoutingAlarm, RoutingDecision, RoutingLook, SkillNeed, TeamLine
from tickets.models.rule import AutomationLimit, ChainedEvent, Rule, RuleDue, RuleRun, RuleVersion
from tickets.models.saved_search import SavedSearch
from tickets.models.side import SideConversation
from tickets.models.snooze import Snooze
from tickets.models.spam import ListedSender, SpamSettings
from tickets.models.status import Status, StatusCategory
from tickets.models.tag import Tag, TicketTag
from tickets.models.ticket import Ticket, TicketCounter
from tickets.models.work_rules import WorkRules

__all__ = [
    "Approval",
    "ApprovalKind",
    "Attachment",
    "AutomationLimit",
    "BulkChange",
    "BulkItem",
    "Category",
    "ChainedEvent",
    "Channel",
    "ChannelWeight",
    "Checklist",
    "Contact",
    "ContactAddress",
    "ContactMerge",
    "ContactSession",
    "Draft",
    "Field",
    "Follower",
    "FormUse",
    "Grouping",
    "ImageTrust",
    "ImportedTicket",
    "LinkKind",
    "ListedSender",
    "Macro",
    "MailClient",
    "MailGrant",
    "MailProbe",
    "Mailbox",
    "Merge",
    "Message",
    "Organization",
    "OrganizationDomain",
    "OrganizationMerge",
    "OwnQueue",
    "Participant",
    "Priority",
    "RawMail",
    "ReadMark",
    "RecurringTicket",
    "RoutingAlarm",
    "RoutingDecision",
    "RoutingLook",
    "Rule",
    "RuleDue",
    "RuleRun",
    "RuleVersion",
    "SavedSearch",
    "SideConversation",
    "SignInLink",
    "SkillNeed",
    "Snooze",
    "SpamSettings",
    "Status",
    "StatusCategory",
    "Stretch",
    "Tag",
    "TeamLine",
    "Ticket",
    "TicketChecklist",
    "TicketCounter",
    "TicketLink",
    "TicketTag",
    "TimeCorrection",
    "Whose",
    "Work",
    "WorkRules",
]
