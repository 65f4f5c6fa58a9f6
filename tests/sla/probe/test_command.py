"""The command by itself: it needs neither a company nor a database, and answers before the next line comes."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ELAPSED = {"op": "elapsed", "calendar": "calendar", "from": "2026-06-01T08:00:00Z", "to": "2026-06-01T08:00:05Z"}


def probe(home):
    nowhere = {"HELPDESK_HOME": str(home), "PGHOST": str(home), "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    return subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "sla_probe"],
        env={**os.environ, **nowhere},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_each_line_is_answered_before_the_next_is_asked_and_without_a_database(tmp_path):
    # given
    with probe(tmp_path) as process:
        # when
        answers = []
        for line in (json.dumps(ELAPSED), "«nonsense»", json.dumps(ELAPSED | {"to": ELAPSED["from"]})):
            process.stdin.write(line.encode() + b"\n")
            process.stdin.flush()
            answers.append(json.loads(process.stdout.readline()))
        rest = process.communicate(timeout=30)
    # then
    assert (answers[0], list(answers[1]), answers[2]) == ({"elapsed_s": 5}, ["error"], {"elapsed_s": 0})
    assert (rest, process.returncode) == ((b"", b""), 0)


def test_an_asker_who_goes_away_early_is_no_fault(tmp_path):
    with probe(tmp_path) as process:
        process.stdout.close()
        process.stdin.write((json.dumps(ELAPSED) + "\n").encode() * 50)
        process.stdin.close()
        assert (process.stderr.read(), process.wait(timeout=30)) == (b"", 0)
