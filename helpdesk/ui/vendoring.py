"""What of others' work we ship: every file with its version, source, licence and hash, in `vendor.toml`."""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LIST = ROOT / "vendor.toml"
FOLDERS = ("helpdesk/static/vendor", "tests/vendor")


@dataclass(frozen=True)
class Vendored:
    """One file of others that lies in this repository."""

    name: str
    version: str
    source: str
    licence: str
    licence_file: str
    file: str
    sha256: str

    @property
    def path(self) -> Path:
        return ROOT / self.file


def listed() -> list[Vendored]:
    return [Vendored(**entry) for entry in tomllib.loads(LIST.read_text())["file"]]


def complaints() -> list[str]:
    """What is wrong with the vendored files, in words; nothing when each is listed, unchanged and licensed."""
    entries = listed()
    told = [words for entry in entries for words in _wrong_with(entry)]
    known = {entry.path for entry in entries} | {ROOT / entry.licence_file for entry in entries}
    for folder in FOLDERS:
        told += [f"{path.relative_to(ROOT)} is not listed" for path in (ROOT / folder).iterdir() if path not in known]
    return told


def _wrong_with(entry: Vendored):
    if not entry.path.exists():
        yield f"{entry.file} is missing"
    elif digest(entry.path) != entry.sha256:
        yield f"{entry.file} is not the file of {entry.name} {entry.version} that was reviewed"
    if not (ROOT / entry.licence_file).exists():
        yield f"{entry.licence_file} is missing"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
