"""Mail as support mostly gets it: many people, text and HTML with the lines that servers add; some answer a ticket.

Of a hundred mails some sixty are from people the company knows, twenty-five from new ones, fifteen answer a ticket; one
in ten brings a file.
"""

import base64
import random
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import format_datetime

KNOWN, NEW, ANSWERS = 60, 25, 15
KNOWN_PEOPLE = 2_000
DOMAINS = 250
PUBLIC_EVERY = 3  # so many of the new people write from where anybody may
FILE_EVERY = 10
FILE_BYTES = 40_000
WORDS = (
    "export",
    "report",
    "invoice",
    "login",
    "customer",
    "order",
    "since",
    "yesterday",
    "please",
    "nothing",
    "happens",
)


@dataclass(frozen=True)
class Mail:
    """One mail as the wire carries it."""

    sender: str
    recipient: str
    raw: bytes


@dataclass(frozen=True)
class Asked:
    """A ticket that its requester answers to: where answers go, and the person."""

    reply_address: str
    person: str
    number: int


def known_person(number: int) -> str:
    """The address of somebody the company has heard of."""
    return f"person{number}@customer{number % DOMAINS}.test"


def some(count: int, mailboxes: list[str], tickets: list[Asked], run: str, now) -> Iterator[Mail]:
    """`count` mails of as many people, to these mailboxes and tickets; `run` tells their ids from those of others."""
    chance = random.Random(run)
    known = chance.sample(range(KNOWN_PEOPLE), count)
    for n in range(count):
        kind = chance.choices(("known", "new", "answer"), (KNOWN, NEW, ANSWERS))[0]
        if kind == "answer" and tickets:
            asked = tickets.pop()
            yield _mail(chance, asked.person, asked.reply_address, f"Re: ticket {asked.number}", f"{run}.{n}", now)
            continue
        person = known_person(known[n]) if kind == "known" else _new_person(chance, run, n)
        yield _mail(chance, person, chance.choice(mailboxes), _words(chance, 5).title(), f"{run}.{n}", now)


def _new_person(chance: random.Random, run: str, n: int) -> str:
    domain = "gmail.com" if n % PUBLIC_EVERY == 0 else f"customer{chance.randrange(DOMAINS)}.test"
    return f"new.{run}.{n}@{domain}"


def _mail(chance: random.Random, sender: str, recipient: str, subject: str, number: str, now) -> Mail:
    host = sender.rpartition("@")[2]
    paragraphs = [_words(chance, chance.randint(8, 40)) for _ in range(chance.randint(1, 4))]
    head = [
        *(f"Received: from relay{hop}.{host} (relay{hop}.{host} [192.0.2.{hop}])\r\n\tby relay{hop + 1}.{host} "
          f"(Postfix) with ESMTPS id {number}{hop}\r\n\tfor <{recipient}>; {format_datetime(now)}" for hop in range(4)),
        f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={host}; s=s1;\r\n\th=from:to:subject:date; "
        f"bh={'b' * 43}=;\r\n\tb={'s' * 340}",
        f"From: Person {number} <{sender}>", f"To: <{recipient}>", f"Subject: {subject}",
        f"Date: {format_datetime(now)}", f"Message-ID: <{number}@mail.{host}>", "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="mixed"',
    ]  # fmt: skip
    parts = [f'Content-Type: multipart/alternative; boundary="words"\r\n\r\n{_alternatives(paragraphs)}']
    if chance.randrange(FILE_EVERY) == 0:
        parts.append(_file(chance))
    body = "".join(f"--mixed\r\n{part}\r\n" for part in parts)
    return Mail(sender, recipient, ("\r\n".join(head) + f"\r\n\r\n{body}--mixed--\r\n").encode())


def _alternatives(paragraphs: list[str]) -> str:
    style = 'style="font-family:Calibri,sans-serif;font-size:11pt;margin:0"'
    text = "\r\n\r\n".join(["Hello,", *paragraphs, "Kind regards\r\nSomebody"])
    html = "\r\n".join(f"<p {style}><span>{each}</span></p>" for each in ["Hello,", *paragraphs, "Kind regards"])
    page = f"<html><head><style>p.x {{margin:0}}</style></head><body>{html}</body></html>"
    kinds = (("plain", text), ("html", page))
    pieces = (f"--words\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n{body}\r\n" for kind, body in kinds)
    return f"{''.join(pieces)}--words--\r\n"


def _file(chance: random.Random) -> str:
    content = base64.encodebytes(b"%PDF-1.4\n" + chance.randbytes(FILE_BYTES)).replace(b"\n", b"\r\n").decode()
    return (
        'Content-Type: application/pdf; name="report.pdf"\r\nContent-Transfer-Encoding: base64\r\n'
        f'Content-Disposition: attachment; filename="report.pdf"\r\n\r\n{content}'
    )


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count))
