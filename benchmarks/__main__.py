"""`make bench`: build the companies if they are not there, measure, print one table.

SCALE=0.1 makes a tenth of the million tickets; REBUILD=1 builds anew; ONLY=pages, flows, mail, promises or
desk measures a part.
"""

import os
import platform
import subprocess
import sys

from benchmarks import database

SCALE = float(os.environ.get("SCALE") or 1)
WANTED = os.environ.get("ONLY", "pages flows mail promises desk").split()
# The promises have a company of their own: whoever wants nothing else need not wait for the big one.
NEEDS_BIG = WANTED != ["promises"]


def main() -> None:
    name = database.name_for(SCALE) + ("" if NEEDS_BIG else "_promises")
    if os.environ.get("REBUILD"):
        database.drop(name)
    is_new = not database.exists(name)
    if is_new:
        database.create(name)
    # Building sums up years in one statement; the measured parts stay far below any limit.
    os.environ |= {
        "PGDATABASE": name,
        "STATEMENT_TIMEOUT_MS": "0",
        "API_REQUESTS_PER_MINUTE": "10000000",
        "API_BURST": "1000000",
    }
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings.dev")
    # Pages are measured as they are served: with hashed names of static files.
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"], check=True)
    import django

    django.setup()
    if is_new:
        from benchmarks.build import build

        try:
            build(name, SCALE, say, needs_big=NEEDS_BIG)
        except BaseException:
            database.drop(name)  # half a company must not be measured by the next run
            raise
    report()


def report() -> None:
    from helpdesk.tenancy.context import use_tenant
    from helpdesk.tenancy.models import Tenant
    from tickets.models import Message, Ticket

    tenant = Tenant.objects.get(slug="big" if NEEDS_BIG else "clocks")
    with use_tenant(tenant):
        say(f"\n{_machine()}; {Ticket.objects.count():,} tickets, {Message.objects.count():,} messages, "
            f"{Tenant.objects.count() - 1} other companies\n")  # fmt: skip
    if "pages" in WANTED:
        report_pages(tenant)
    if "flows" in WANTED:
        report_flows()
    if "mail" in WANTED:
        report_mail()
    if "promises" in WANTED:
        report_promises()
    if "desk" in WANTED:
        report_desk()


def report_pages(tenant) -> None:
    from benchmarks.pages import measure

    heads = f"{'p50 ms':>8}{'p95 ms':>8}{'queries':>9}{'CPU ms':>8}  {'bare view CPU':>14}{'ratio':>7}{'SQL p50':>9}"
    say(f"{'page':<32}{heads}")
    for one in measure(tenant):
        ratio = one.page.cpu_ms / max(one.bare.cpu_ms, 0.01)
        say(
            f"{one.name:<32}{one.page.p50:8.1f}{one.page.p95:8.1f}{one.page.queries or 0:9}{one.page.cpu_ms:8.1f}"
            f"  {one.bare.cpu_ms:14.1f}{ratio:7.1f}{one.alone.p50:9.1f}"
        )


def report_promises() -> None:
    from benchmarks import promises

    promises.report(SCALE, say)


def report_mail() -> None:
    from benchmarks import mail

    mail.report(say)


def report_desk() -> None:
    from benchmarks import desk

    desk.report(say)


def report_flows() -> None:
    import time

    from benchmarks import flows
    from benchmarks.measure import Figures

    answers = Figures(flows.replies(100), [])
    say(f"\n{'reply (action, commit)':<32}p50 {answers.p50:.1f} ms, p95 {answers.p95:.1f} ms")
    os.environ["BENCH_TOKEN"] = subprocess.run(
        [sys.executable, "manage.py", "api_token", "--tenant", "big", "--user", "ada@big.test"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    say(f"{'create by API':<32}{flows.rate('api', 600):.0f} tickets/s")
    say(f"{'mails in':<32}{flows.rate('mail', 600):.0f} mails/s")
    due = flows.make_due(10_000)
    begin = time.perf_counter()
    flows.rate("sweep", 2)
    say(f"{'sweep':<32}{due:,} due deadlines in {time.perf_counter() - begin:.1f} s, {flows.still_due()} left")


def _machine() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()} {platform.machine()}"


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
