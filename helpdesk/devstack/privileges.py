"""Which account the servers run as, and where that account can read and write.

Postgres refuses root. So root lends it an existing unprivileged account. Folders on the way to the checkout are
never opened up for that account: what it cannot reach is put below /var/tmp instead.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from helpdesk.devstack.binaries import Program
from helpdesk.devstack.console import StartFailed, line
from helpdesk.devstack.home import Home, own_folder, write_atomically

ELSEWHERE = Path("/var/tmp")  # noqa: S108 - own_folder() refuses what a stranger put there
CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """Whom to run a server as; `None` ids mean: as whoever runs the stack."""

    name: str
    uid: int | None = None
    gid: int | None = None

    def popen_options(self) -> dict:
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        if self.uid is not None:
            os.chown(path, self.uid, self.gid or 0)

    def can(self, test: str, path: Path) -> bool:
        """Ask the system itself (`test -x`, `test -r`): modes, ACLs and mounts all have a say."""
        asked = subprocess.run(
            ["/bin/sh", "-c", f'test {test} "$1"', "sh", str(path)], cwd="/", check=False, **self.popen_options()
        )
        return asked.returncode == 0


YOURSELF = Account("yourself")


def server_account() -> Account:
    if os.geteuid() != 0:
        return YOURSELF
    for name in (os.environ.get("HELPDESK_SERVER_ACCOUNT"), *CANDIDATES):
        try:
            if name:
                found = pwd.getpwnam(name)
                return Account(name, found.pw_uid, found.pw_gid)
        except KeyError:
            continue
    raise StartFailed("root needs an unprivileged account for Postgres: name one in HELPDESK_SERVER_ACCOUNT")


@dataclass(frozen=True)
class Place:
    """Where the servers' data is and which copies of their programs to start."""

    account: Account
    data: Path
    sockets: Path
    postgres: Program
    valkey: Program


def settle(home: Home, postgres: Program, valkey: Program) -> Place:
    """Decide it once a home: data that was put elsewhere is found there again, whatever the modes are today."""
    account = server_account()
    data = _data_folder(home, account)
    sockets = home.socket_folder()
    if not account.can("-x", sockets.parent):
        sockets = own_folder(ELSEWHERE / home.short_name / "sock")
    account.give(sockets)
    sockets.chmod(0o700)
    reachable = (_reachable_copy(program, home, account) for program in (postgres, valkey))
    return Place(account, data, sockets, *reachable)


def _data_folder(home: Home, account: Account) -> Path:
    note = home.path / "data-folder"
    if note.exists():
        return Path(note.read_text().strip())
    data = home.path
    if not account.can("-x", home.path):
        data = _elsewhere(home)
        line("data", f"in {data}, because the account {account.name} cannot reach {home.path}")
    write_atomically(note, f"{data}\n")
    return data


def _elsewhere(home: Home) -> Path:
    folder = own_folder(ELSEWHERE / home.short_name)
    folder.chmod(0o711)
    return folder


def _reachable_copy(program: Program, home: Home, account: Account) -> Program:
    if account.can("-x", program.path):
        return program
    copy = _elsewhere(home) / f"{program.executable.name}-{program.version}"
    if not copy.exists():
        draft = copy.with_suffix(".part")
        shutil.rmtree(draft, ignore_errors=True)
        for part in program.parts:
            _copy(program.root / part, draft / part)
        draft.chmod(0o755)
        draft.replace(copy)
    return program.below(copy)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copy2(source, target)
