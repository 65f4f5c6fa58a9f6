"""`make fuzz-mail`: mutated mails through the real reader (its child process, its caps), COUNT of them, a new SEED each
time.

Passes when none makes the reader fail or die, none takes over 5 s, 99 in 100 take under 100 ms (of a processor) and the
child stays below 512 MB. What breaks a promise is kept as a file, so that it can become a fixture.
"""

import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings.test")

HERE = Path(__file__).resolve().parents[1]
PUBLIC = Path(os.environ.get("MAIL_DATA") or HERE.parent / "shared" / "data" / "mail")
MOST_MS, P99_MS, MOST_MB = 5_000, 100, 512
_PIECES = [
    b"", b"\x00", b"\xff", b"\r\n", b"\n\n", b"\r", b'"', b"=?", b"?=", b"=?utf-8?b?", b"--b", b"<", b">", b";", b"(",
    b"\\", b"Content-Type: multipart/mixed; boundary=b\r\n", b"Content-Transfer-Encoding: base64\r\n", b"charset=",
    b"charset=utf-7", b"message/rfc822", b"<div>", b"<table><tr><td>", b"<style>", b"<!--", b"&#", b"\x1b$B", b"+AAA-",
    b"> ", b"From: ", b"On 1.1.2026 10:00 a@b.test wrote:\n",
]  # fmt: skip


def main() -> None:
    import django

    django.setup()
    from tickets.channels.email.child import Reader

    count, seed = int(os.environ.get("COUNT") or 100_000), int(os.environ.get("SEED") or time.time())
    reader, result = Reader(), Result()
    try:
        for raw in mutants(originals(), count, seed):
            result.note(reader, raw)
    finally:
        reader.close()
    sys.exit(result.report(count, seed))


def originals() -> list[bytes]:
    from tests.tickets.channels.email import cases

    found = [path.read_bytes() for path in sorted((HERE / "tests" / "fixtures" / "email").glob("*.eml"))]
    found += [raw for _, raw, _ in cases.machines()]
    found += [path.read_bytes() for path in sorted(PUBLIC.rglob("*.eml"))]
    return [raw for raw in found if len(raw) < 300_000]


def mutants(originals: list[bytes], count: int, seed: int) -> Iterator[bytes]:
    """Yield mails that were cut, doubled, spliced and sprinkled with what breaks parsers."""
    chance = random.Random(seed)
    for _ in range(count):
        raw = bytearray(chance.choice(originals))
        for _ in range(chance.randint(1, 12)):
            _hurt(raw, chance, originals)
        yield bytes(raw[:2_000_000])


def _hurt(raw: bytearray, chance: random.Random, originals: list[bytes]) -> None:
    place = chance.randrange(len(raw) + 1)
    how = chance.random()
    if how < 0.6:
        raw[place : place + chance.randint(0, 6)] = chance.choice([*_PIECES, bytes([chance.randrange(256)])])
    elif how < 0.75:
        other = chance.choice(originals)
        start = chance.randrange(len(other) + 1)
        raw[place:place] = other[start : start + chance.randint(1, 2_000)]
    elif how < 0.85:
        del raw[place : place + chance.randint(1, 500)]
    elif how < 0.95:
        raw[place:place] = chance.choice(_PIECES) * chance.randint(2, 200)
    else:
        raw[place:place] = raw[place : place + chance.randint(1, 4_000)] * chance.randint(1, 20)


class Result:
    """What was seen so far; keeps the mails that broke a promise."""

    def __init__(self) -> None:
        self.milliseconds: list[float] = []
        self.broken: list[tuple[str, bytes]] = []
        self.peak_mb = 0.0

    def note(self, reader, raw: bytes) -> None:
        from tickets.channels.email.child import TOOK_TOO_LONG

        before = processor_ms(reader)
        mail = reader.read(raw)
        spent = max(0.0, processor_ms(reader) - before)
        self.milliseconds.append(spent)
        if mail.review.startswith((TOOK_TOO_LONG, "could not be read")):
            self.broken.append((mail.review, raw))
        elif spent > MOST_MS:
            self.broken.append((f"{spent:.0f} ms", raw))
        if len(self.milliseconds) % 500 == 0:
            self.peak_mb = max(self.peak_mb, peak_mb(reader))

    def report(self, count: int, seed: int) -> int:
        p99 = statistics.quantiles(self.milliseconds, n=100)[98]
        slowest = max(self.milliseconds)
        print(f"{count:,} mutants, seed {seed}: p50 {statistics.median(self.milliseconds):.1f} ms, p99 {p99:.1f} ms, "
              f"slowest {slowest:.0f} ms, child at most {self.peak_mb:.0f} MB, {len(self.broken)} broken")  # fmt: skip
        for number, (reason, raw) in enumerate(self.broken[:20]):
            path = HERE / "var" / "fuzz" / f"{seed}-{number}.eml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(raw)
            print(f"    {reason}: {path.relative_to(HERE)}")
        return int(bool(self.broken) or p99 > P99_MS or self.peak_mb > MOST_MB)


def processor_ms(reader) -> float:
    """The child's time on a processor: what else the machine does must not make a mail look slow."""
    if reader._process is None or reader._process.poll() is not None:
        return 0.0
    return int(Path(f"/proc/{reader._process.pid}/schedstat").read_text().split()[0]) / 1e6


def peak_mb(reader) -> float:
    lines = Path(f"/proc/{reader._process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    main()
