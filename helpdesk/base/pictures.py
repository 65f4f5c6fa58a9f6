"""Pictures and pages that others sent, made ours before a browser sees them (spec/security.md row 15)."""

import logging
import signal
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

MOST_BYTES = 20 * 1024 * 1024
CPU_SECONDS = 5
MOST_SECONDS = 10
# Not imported: no decoder is ever loaded beside the pages.
_PROGRAM = str(Path(__file__).with_name("redrawing.py"))
_REFUSED = 3  # what it says of a picture that is none
# It took too long, or the decoder itself came to grief.
_STOPPED = (
    -signal.SIGXCPU, -signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS, -signal.SIGFPE, -signal.SIGILL, -signal.SIGTRAP,
)  # fmt: skip
# The rest wait: pictures never take more than this from the pages.
_AT_ONCE = BoundedSemaphore(2)
log = logging.getLogger(__name__)


class NotDrawn(Exception):
    """Nothing is known of the picture: the machine was too busy, or our program failed. Asked later, it may be."""


def redrawn(content: bytes) -> bytes | None:
    """The picture in bytes that we wrote: same kind, upright, without metadata; None where there is none to show.

    Only PNG, JPEG, GIF and WebP are read, in a process that has little time and memory. Raises NotDrawn.
    """
    return _drawn(content)


def page_drawn(content: bytes, number: int) -> bytes | None:
    """A page of a PDF (the first is 1) as a picture; None where there is none to show. Raises NotDrawn."""
    return _drawn(content, number)


def _drawn(content: bytes, *page: int) -> bytes | None:
    if not content or len(content) > MOST_BYTES:
        return None
    with _AT_ONCE:
        try:
            done = subprocess.run(  # noqa: S603  our own program; the picture is its input
                [sys.executable, "-I", _PROGRAM, str(CPU_SECONDS), *map(str, page)],
                input=content,
                capture_output=True,
                timeout=MOST_SECONDS,
                check=False,
                env={},
            )
        except subprocess.TimeoutExpired as error:
            raise NotDrawn from error
    if done.returncode == 0:
        return done.stdout
    if done.returncode != _REFUSED:
        log.warning("drawing a picture ended with %s: %s", done.returncode, done.stderr[-300:])
    if done.returncode not in (_REFUSED, *_STOPPED):  # it was our program or a machine short of memory
        raise NotDrawn
    return None
