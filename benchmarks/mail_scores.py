"""`make mail-scores`: how well mail is read, collection by collection; and how fast.

The public collections are counted where they lie beside the repository (MAIL_DATA names another place).
"""

import os
import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings.test")

HERE = Path(__file__).resolve().parents[1]
PUBLIC = Path(os.environ.get("MAIL_DATA") or HERE.parent / "shared" / "data" / "mail")


def main() -> None:
    import django

    django.setup()
    from tests.tickets.channels.email import cases
    from tickets.channels.email.quotes import split_text

    def shown(body: str) -> str:
        return split_text(body).shown

    for name in ("tuned", "aside"):
        score(f"own replies, {name}", cases.replies(name), shown)
    score("own HTML replies", cases.html_replies(), own_html)
    score("own machines and people", cases.machines(), lambda raw: read_one(raw).machine or "human")
    if PUBLIC.is_dir():
        public(shown)
    parsing()


def public(shown: Callable[[str], str]) -> None:
    from tests.tickets.channels.email.test_quotes import GITHUB, TALON, TALON_HTML

    folder = PUBLIC / "talon" / "standard_replies"
    score("talon", ((n, (folder / f"{n}.eml").read_bytes(), "Hello") for n in TALON), lambda raw: read_one(raw).text)
    bodies = {name: (PUBLIC / "email_reply_parser" / f"{name}.txt").read_text() for name in GITHUB}
    rows = ((n, body, "\n".join(body.split("\n")[GITHUB[n][0] - 1 : GITHUB[n][1]])) for n, body in bodies.items())
    score("github", rows, shown)
    pages = ((n, (PUBLIC / "talon" / "html_replies" / f"{n}.html").read_text(errors="replace")) for n in TALON_HTML)
    score("talon HTML", ((n, page, "Hi. I am fine. Thanks, Alex") for n, page in pages), own_html)


def parsing() -> None:
    """Read every file there is once, and say how many failed and how long they took."""
    paths = [*(HERE / "tests" / "fixtures" / "email").glob("*.eml"), *PUBLIC.rglob("*.eml")]
    spent, failed = [], []
    for path in paths:
        started = time.perf_counter()
        mail = read_one(path.read_bytes())
        spent.append((time.perf_counter() - started) * 1000)
        failed += [path.name] if mail.review else []
    times = f"median {statistics.median(spent):.1f} ms, slowest {max(spent):.0f} ms"
    print(f"{'parsing':<28}{len(paths)} mails, {len(failed)} held, {times}")


def score(name: str, rows: Iterable[tuple], answer: Callable) -> None:
    wrong, count = [], 0
    for case, given, expected in rows:
        count += 1
        if " ".join(answer(given).split()) != " ".join(expected.split()):
            wrong.append(case)
    print(f"{name:<28}{count - len(wrong)}/{count}  {100 * (1 - len(wrong) / count):.1f} %")
    for case in wrong if os.environ.get("SHOW") else ():
        print(f"    {case}")


def own_html(page: str) -> str:
    from helpdesk.base.html import html_to_text, sanitise_mail
    from tickets.channels.email.htmlquotes import split_html

    return html_to_text(sanitise_mail(split_html(page)[0]))


def read_one(raw: bytes):
    from tickets.channels.email.mime import read

    return read(raw)


if __name__ == "__main__":
    main()
