"""`manage.py mail_probe FOLDER`: how each file of a folder would be read, one JSON object a line. Nothing is kept.

It runs the real reading: caps, child process, quotations, sanitiser, machine rules.
"""

import json
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tickets.channels.email.child import reader


class Command(BaseCommand):
    help = "Reads each mail of a folder as the intake would and prints what it found, without keeping anything."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder, **options):
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder")
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            self.stdout.write(json.dumps(_probe(path, folder), ensure_ascii=False))


def _probe(path: Path, folder: Path) -> dict:
    raw = path.read_bytes()
    if len(raw) > settings.MAIL_SIZE_LIMIT_BYTES:
        return {"file": str(path.relative_to(folder)), "ok": False, "raw_stored": False, "error": "larger than allowed"}
    started = time.perf_counter()
    mail = reader.read(raw)
    milliseconds = (time.perf_counter() - started) * 1000
    return {
        "file": str(path.relative_to(folder)),
        "ok": not mail.review,
        "subject": mail.subject,
        "from_email": mail.sender.email,
        "from_name": mail.sender.name,
        "text": "\n".join(part for part in (mail.text, mail.quoted_text) if part),
        "reply_text": mail.text,
        "machine": mail.machine or "human",
        "attachments": [{"filename": file.filename, "sha256": file.sha256} for file in mail.files],
        "ms": round(milliseconds, 1),
        "raw_stored": True,
        "error": mail.review,
    }
