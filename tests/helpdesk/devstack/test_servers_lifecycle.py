"""What the embedded servers do when they are stopped, killed, started twice or started in odd places."""

import fcntl
import os
import signal
import subprocess
import sys
import time

import psycopg2
import pytest

from tests.helpdesk.devstack.launching import eventually

pytestmark = pytest.mark.slow


def _connects(stack) -> bool:
    try:
        return bool(stack.query("SELECT 1"))
    except psycopg2.OperationalError:
        return False


def test_ctrl_c_stops_everything_in_order_and_says_so(a_stack):
    stack = a_stack().start()
    children = stack.children()
    stack.supervisor.send_signal(signal.SIGINT)
    assert stack.supervisor.wait(10) == 0
    assert not any(row.lives() for row in children)
    assert "database system is shut down" in (stack.home / "log" / "postgres.log").read_text()
    assert not (stack.home / "stack.json").exists()
    assert "stopped" in stack.said


def test_a_killed_supervisor_leaves_no_process_behind(a_stack):
    stack = a_stack().start()
    children = stack.children()
    assert {row.name for row in children} == {"postgres", "valkey"}
    stack.supervisor.kill()
    eventually(lambda: not any(row.lives() for row in children), "the children are gone", 10)
    assert "database system is shut down" in (stack.home / "log" / "postgres.log").read_text()
    # and the next start works
    eventually(lambda: not stack.children(), "the guard has tidied up", 10)
    stack.start()


def test_a_killed_postgres_is_started_again_and_has_lost_nothing(a_stack):
    stack = a_stack().start()
    stack.query("CREATE TABLE kept AS SELECT 42 AS answer")
    stack.query("CHECKPOINT")
    before = stack.child("postgres")
    os.kill(before.pid, signal.SIGKILL)
    eventually(lambda: stack.child("postgres").pid != before.pid, "Postgres was started again")
    eventually(lambda: _connects(stack), "Postgres answers again")
    assert stack.query("SELECT answer FROM kept") == [(42,)]
    assert "postgres     was killed by SIGKILL; starting it again" in stack.said


def test_a_killed_valkey_is_started_again(a_stack):
    stack = a_stack().start()
    before = stack.child("valkey")
    os.kill(before.pid, signal.SIGKILL)
    eventually(lambda: stack.child("valkey").pid != before.pid, "Valkey was started again")
    eventually(lambda: stack.child("valkey").lives(), "Valkey lives")


def test_a_second_start_says_where_the_first_one_runs(a_stack):
    stack = a_stack().start()
    second = stack.command("db", "--test")
    assert second.returncode == 1
    assert f"already running (process {stack.supervisor.pid}" in second.stdout
    assert _connects(stack)


def test_what_a_dead_supervisor_and_guard_left_is_cleared_by_the_next_start(a_stack):
    # given a process that pids.json lists and one that merely has a listed id
    stack = a_stack()
    stray, bystander = (subprocess.Popen(["sleep", "60"], start_new_session=True) for _ in range(2))
    try:
        listed = [_as_row("web", stray), _as_row("worker", bystander)]
        listed[1]["started"] = "1"
        _write_pids(stack, listed)
        # when
        stack.start()
        # then
        assert stray.wait(5) == -signal.SIGTERM
        assert bystander.poll() is None
        assert "after a crash: web" in stack.said
    finally:
        stray.kill()
        bystander.kill()
        bystander.wait()


def test_the_guard_alone_stops_the_children_where_the_kernel_does_not(tmp_path):
    # given a child that no parent-death signal reaches, as on macOS
    child = subprocess.Popen(["sleep", "60"], start_new_session=True)
    pids = tmp_path / "pids.json"
    holder = (
        "import sys; from pathlib import Path; from helpdesk.devstack.guard import Guard; "
        "guard = Guard(Path(sys.argv[1])); print('guarded', flush=True); sys.stdin.read()"
    )
    supervisor = subprocess.Popen(
        [sys.executable, "-c", holder, str(pids)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert supervisor.stdout.readline() == b"guarded\n"
        _write(pids, [_as_row("web", child)])
        # when
        supervisor.kill()
        # then
        assert child.wait(10) == -signal.SIGTERM
        eventually(lambda: not pids.exists(), "the guard has tidied up")
    finally:
        child.kill()
        supervisor.wait()
        supervisor.stdin.close()
        supervisor.stdout.close()


def test_an_interrupted_initdb_never_counts(a_stack):
    stack = a_stack()
    half_made = stack.home / "postgres.init"
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18\n")
    stack.start()
    assert _connects(stack)
    assert not half_made.exists()


def test_data_outlive_a_restart(a_stack):
    stack = a_stack().start()
    stack.query("CREATE TABLE kept AS SELECT 42 AS answer")
    assert stack.command("stop").returncode == 0
    stack.supervisor.wait(10)
    stack.start()
    assert stack.query("SELECT answer FROM kept") == [(42,)]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("a folder's ünïcode name", id="spaces, a quote, umlauts"),
        pytest.param("n" * 70 + "/" + "m" * 70, id="longer than a socket's address"),
    ],
)
def test_any_path_will_do(a_stack, name):
    stack = a_stack(name).start()
    assert _connects(stack)
    assert len(stack.facts["PGHOST"]) <= 80


def test_the_roles_are_there_and_plain_where_they_must_be(a_stack):
    stack = a_stack().start()
    assert stack.query("SELECT current_user", user="helpdesk_app") == [("helpdesk_app",)]
    powers = dict(stack.query("SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname LIKE 'helpdesk%'"))
    assert powers["helpdesk_app"] is False
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'helpdesk'"
    assert stack.query(owner) == [("helpdesk_owner",)]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has an account to lend")
def test_root_lends_the_servers_an_unprivileged_account(a_stack):
    stack = a_stack().start()
    for row in stack.children():
        assert os.stat(f"/proc/{row.pid}").st_uid != 0
    assert (stack.home / "sock").stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's folders can be closed to the servers' account")
def test_a_home_the_account_cannot_reach_is_not_opened_up_for_it(a_stack, open_folder):
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    stack = a_stack("closed/home").start()
    assert _connects(stack)
    assert closed.stat().st_mode & 0o777 == 0o700
    elsewhere = (stack.home / "data-folder").read_text().strip()
    assert elsewhere.startswith("/var/tmp/helpdesk-")
    stack.end()
    subprocess.run(["rm", "-rf", elsewhere], check=True)


def test_who_comes_while_lent_servers_end_waits_until_they_are_gone(a_stack):
    """The next borrower's command once ran with the address of servers that were about to end."""
    stack = a_stack()
    assert stack.command("db", "--test", "--", "true").returncode == 0
    postgres = stack.child("postgres")

    def must_wait() -> bool:
        with open(stack.home / "borrowers", "w") as borrowed:
            try:
                fcntl.flock(borrowed, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return True
            return False

    eventually(must_wait, "the servers begin to end")
    eventually(lambda: not must_wait(), "the next one may come")
    assert not postgres.lives()
    assert not stack.published()


def test_lent_servers_share_and_end_with_their_last_user(a_stack):
    stack = a_stack()
    asking = f"test -S {stack.home}/sock/valkey.sock && echo $HELPDESK_HOME"
    assert stack.command("db", "--test", "--", "sh", "-c", f"{asking}; exit 7").returncode == 7
    eventually(lambda: not stack.published(), "the servers ended with their only user")
    # given somebody who already uses them
    told = stack.home / "told"
    until_told = f"until test -e {told}; do sleep 0.1; done"
    first = subprocess.Popen(
        [sys.executable, "-m", "helpdesk.devstack", "db", "--test", "--", "sh", "-c", until_told],
        env=os.environ | {"HELPDESK_HOME": str(stack.home)},
    )
    eventually(lambda: "PGHOST" in stack.published(), "the first has its servers")
    postgres = stack.child("postgres")
    # when a second one comes and goes
    second = stack.command("db", "--test", "--", "sh", "-c", asking)
    # then it was served by the same ones, which stay for the first and go with it
    assert second.stdout.strip() == str(stack.home)
    assert postgres.lives()
    told.touch()
    assert first.wait(20) == 0
    eventually(lambda: not postgres.lives(), "the servers ended")


def test_detached_servers_stay_until_they_are_stopped(a_stack):
    stack = a_stack()
    assert stack.command("status").returncode == 3
    assert stack.command("db", "--test", "--detach").returncode == 0
    postgres = stack.child("postgres")
    assert stack.command("db", "--test", "--detach").returncode == 0
    assert stack.child("postgres") == postgres
    assert "PGHOST=" in stack.command("status").stdout
    begin = time.monotonic()
    assert stack.command("stop").returncode == 0
    assert time.monotonic() - begin < 5
    assert not postgres.lives()


def _as_row(name: str, process: subprocess.Popen) -> dict:
    from dataclasses import asdict

    from helpdesk.devstack import processes

    return asdict(processes.record(name, process.pid, stop_signal=signal.SIGTERM, grace_seconds=5, stage=3))


def _write_pids(stack, rows: list[dict]) -> None:
    _write(stack.home / "pids.json", rows)


def _write(path, rows: list[dict]) -> None:
    from helpdesk.devstack import processes

    processes.save(path, [processes.Record(**row) for row in rows])
