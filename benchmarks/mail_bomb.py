"""`make bomb-mail`: security row 5 at its size. COUNT forged requests in one victim's name reach COMPANIES companies.

Each mail goes through the real intake and everything that follows a request. Passes when at most one mail an hour and
five a day are written to the victim, counted over all companies, and none holds a word of the forger's. The mails are
spread over one simulated day. Needs Postgres only (a home of its own in a temporary folder).
"""

import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

COUNT = int(os.environ.get("COUNT") or 10_000)
COMPANIES = int(os.environ.get("COMPANIES") or 200)
VICTIM, CANARY = "victim@bank.test", "canary7261"
MOST_A_DAY = 5
ROOT = Path(__file__).resolve().parent.parent
MORNING = datetime(2026, 6, 1, 0, 0, tzinfo=UTC)


def main() -> None:
    if "BOMB_STARTED" not in os.environ:
        with tempfile.TemporaryDirectory(prefix="hdb-", dir="/tmp") as home:
            known = {"HELPDESK_HOME": home, "DJANGO_SETTINGS_MODULE": "helpdesk.settings.dev", "BOMB_STARTED": "1"}
            argv = ["-m", "helpdesk.devstack", "db", "--", sys.executable, "-m", "benchmarks.mail_bomb"]
            sys.exit(subprocess.run([sys.executable, *argv], env=os.environ | known, check=False).returncode)
    as_owner = os.environ | {"PGUSER": "helpdesk_owner", "HELPDESK_AS_OWNER": "1"}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=as_owner, check=True)
    sys.exit(play())


def play() -> str | None:
    import django

    django.setup()
    from benchmarks.mail_chaos import found

    began = time.monotonic()
    tenants = found(COMPANIES)
    founded_in = time.monotonic() - began
    for number in range(COUNT):
        forge(number, tenants[number % COMPANIES], number % COMPANIES)
    written = [mail for tenant in tenants for mail in to_victim(tenant)]
    took = time.monotonic() - began - founded_in
    telling = sum(CANARY.encode() in mail for mail in written)
    print(f"{COUNT:,} forged requests to {COMPANIES} companies in {took:.0f} s: {len(written)} mails to the victim, "
          f"{telling} with words of the forger's")  # fmt: skip
    if not 1 <= len(written) <= MOST_A_DAY or telling:
        return f"should be 1 to {MOST_A_DAY}, and 0"
    return None


def forge(number: int, tenant_id: int, company: int) -> None:
    from helpdesk.base import clock
    from helpdesk.events.delivering import deliver_all
    from helpdesk.tenancy.context import use_tenant
    from tickets.channels.email import rawmail
    from tickets.channels.email.processing import process
    from tickets.channels.email.rawmail import Envelope

    to = f"support@chaos{company}.test"
    head = f"From: {CANARY} <{VICTIM}>\r\nTo: {to}\r\nSubject: {CANARY}\r\nMessage-ID: <{number}@forged.test>\r\n"
    with clock.at(MORNING + timedelta(days=1) * number / COUNT):
        raw = f"{head}\r\n{CANARY} {number}\r\n".encode()
        raw_id, _is_new = rawmail.store(tenant_id, raw, Envelope(VICTIM, (to,), "smtp"))
        process(tenant_id, raw_id)
        with use_tenant(tenant_id):
            deliver_all()


def to_victim(tenant_id: int) -> list[bytes]:
    from helpdesk.mailout.models import OutgoingMail
    from helpdesk.tenancy import storage
    from helpdesk.tenancy.context import use_tenant

    with use_tenant(tenant_id):
        return [storage.read(mail.content_key) for mail in OutgoingMail.objects.filter(recipient=VICTIM)]


if __name__ == "__main__":
    main()
