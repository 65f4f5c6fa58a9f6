"""Customers signing in: a link by mail, good once and for half an hour, and the session it opens."""

import hashlib
import secrets
from datetime import timedelta

from django.db import connection, transaction

from helpdesk.base import clock
from helpdesk.mailout.writing import digest as mail_digest
from tickets.contacts import find_or_make, normalised
from tickets.models import Contact, ContactAddress, ContactSession, Message, SignInLink

LINK_LASTS = timedelta(minutes=30)
CONFIRMATION_LASTS = timedelta(days=30)
SESSION_LASTS = timedelta(days=30)
LINKS_PER_HOUR = 3
LINKS_PER_DAY = 10


class LinkSpent(Exception):
    """The link was used, is too old, or never was one: all the same to whoever holds it."""


def make_link(address: str, *, next_path: str = "", confirms: Message | None = None) -> tuple[SignInLink, str]:
    """A new link for `address` and its secret, which stands nowhere but in the mail.

    `confirms` is a message sent without signing in: using the link proves whose it is.
    """
    token = secrets.token_urlsafe(32)
    now = clock.now()
    link = SignInLink.objects.create(
        address=normalised(address),
        token_digest=digest(token),
        next_path=next_path[:300],
        confirms=confirms,
        created_at=now,
        expires_at=now + (CONFIRMATION_LASTS if confirms else LINK_LASTS),
    )
    return link, token


def may_have_link(address: str) -> bool:
    """Whether one more link may be mailed: a few an hour from this company, and not many a day from all together."""
    now, address = clock.now(), normalised(address)
    recent = SignInLink.objects.filter(address=address, created_at__gt=now - timedelta(hours=1))
    if recent.count() >= LINKS_PER_HOUR:
        return False
    with connection.cursor() as cursor:
        cursor.execute("select last_day from automatic_mail_counts(%s, %s)", [mail_digest(address), now])
        return cursor.fetchone()[0] < LINKS_PER_DAY


def open_link(token: str) -> SignInLink:
    """The link as it stands, for the page that asks whether to use it; changes nothing. Raises LinkSpent."""
    link = SignInLink.objects.filter(token_digest=digest(token)).first()
    if link is None or link.used_at is not None or link.expires_at <= clock.now():
        raise LinkSpent
    return link


@transaction.atomic
def use_link(token: str, *, ends: str = "") -> tuple[SignInLink, Contact, str]:
    """Spend the link: returns it, its contact (made if new) and the secret of a new session. Raises LinkSpent.

    `ends` is the secret of the session this browser had before: it dies, whoever it belonged to.
    """
    link = SignInLink.objects.select_for_update().filter(pk=open_link(token).pk, used_at=None).first()
    if link is None:
        raise LinkSpent
    contact = find_or_make(link.address)
    if contact.is_blocked:
        raise LinkSpent
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])
    unproved = ContactAddress.objects.filter(address=link.address, verified_at=None)
    unproved.update(verified_at=link.used_at)
    if link.confirms_id:
        Message.objects.filter(pk=link.confirms_id, author_contact=contact).update(is_verified=True)
    end(ends)
    return link, contact, _open_session(contact)


def contact_in(token: str) -> Contact | None:
    """The contact whose running session this is, else None."""
    return contact_by(digest(token)) if token else None


def contact_by(token_digest: str) -> Contact | None:
    """The same for who knows only the digest of the session's secret."""
    session = (
        ContactSession.objects.select_related("contact")
        .filter(token_digest=token_digest, ended_at=None, expires_at__gt=clock.now())
        .first()
    )
    return session.contact if session and not session.contact.is_blocked else None


def end(token: str) -> None:
    """Sign out. A session that has ended, or none, changes nothing."""
    if token:
        ContactSession.objects.filter(token_digest=digest(token), ended_at=None).update(ended_at=clock.now())


def _open_session(contact: Contact) -> str:
    token = secrets.token_urlsafe(32)
    now = clock.now()
    ContactSession.objects.create(
        contact=contact, token_digest=digest(token), created_at=now, expires_at=now + SESSION_LASTS
    )
    return token


def digest(token: str) -> str:
    """How the secret of a link or a session stands in the database."""
    return hashlib.sha256(token.encode()).hexdigest()
