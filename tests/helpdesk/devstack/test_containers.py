"""docker-compose.yml and Dockerfile, read as Compose reads them: no engine is needed to see that they hang together."""

import os
import re
import subprocess
import sys

import pytest
import yaml

from helpdesk.devstack import roster
from helpdesk.devstack.binaries import postgres_program
from helpdesk.devstack.home import ROOT

PRODUCT = {"web", "worker", "beat", "smtp"}
LONG_RUNNING = PRODUCT | {"postgres", "redis"}
READ = re.compile(r"""\benv(?:_number|_switch)?\(["']([A-Z_]+)["']""")
# The migration's alone, the embedded stack's, and what production derives from HELPDESK_TLS.
NOT_IN_CONTAINERS = {"HELPDESK_AS_OWNER", "DJANGO_DEBUG", "PORT", "PUBLIC_SCHEME"}
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def services(compose) -> dict:
    return compose["services"]


def test_every_service_of_the_stack_is_there(services):
    assert set(services) == LONG_RUNNING | {"migrate", "backup"}
    assert set(roster.ROSTER) == PRODUCT


@pytest.mark.parametrize("name", sorted(PRODUCT))
def test_a_container_runs_the_command_of_the_embedded_stack(services, name):
    places = {"host": "0.0.0.0", "port": 8000, "home": "/var/lib/helpdesk", "processes": 2}  # noqa: S104
    assert [_with_defaults(part) for part in services[name]["command"]] == roster.command(name, **places)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["web", "worker", "beat", "smtp", "migrate"])
def test_each_command_as_it_stands_there_is_understood(services, name):
    command = [_with_defaults(part) for part in services[name]["command"]]
    asked = subprocess.run([sys.executable, *command, "--help"], cwd=ROOT, capture_output=True, text=True)
    assert asked.returncode == 0, asked.stderr
    assert "usage" in asked.stdout.lower()


def test_long_running_services_are_watched_and_come_back(services):
    for name in LONG_RUNNING:
        assert services[name]["healthcheck"]["test"], name
        assert services[name]["restart"] == "unless-stopped", name


def test_nothing_starts_before_what_it_needs(services):
    for name in PRODUCT:
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
        assert services[name]["depends_on"]["redis"] == {"condition": "service_healthy"}
    assert services["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_whatever_the_product_reads_can_be_set_for_the_containers_and_is_documented(services):
    read = set()
    for app in ("helpdesk", "tickets", "sla", "knowledge", "metrics"):
        for module in (ROOT / app).rglob("*.py"):
            read |= set(READ.findall(module.read_text()))
    documented = set(re.findall(r"[A-Z][A-Z_]+", (ROOT / "docs" / "operating.md").read_text()))
    assert len(read) > 25
    assert read - documented == set()
    for name in PRODUCT:
        assert read - services[name]["environment"].keys() - NOT_IN_CONTAINERS == set(), name


def test_only_the_migration_owns_the_database(services):
    users = {name: services[name]["environment"]["PGUSER"] for name in PRODUCT | {"migrate", "backup"}}
    assert users == dict.fromkeys(PRODUCT, "helpdesk_app") | {
        "migrate": "helpdesk_owner",
        "backup": "helpdesk_backup",
    }
    assert services["migrate"]["environment"]["HELPDESK_AS_OWNER"] == "1"


def test_what_must_survive_is_on_named_volumes(compose, services):
    mounted = {name: [v.split(":")[0] for v in service.get("volumes", [])] for name, service in services.items()}
    assert "database" in mounted["postgres"]
    assert "queue" in mounted["redis"]
    for name in PRODUCT:
        assert mounted[name] == ["files"]
    assert set(compose["volumes"]) == {"database", "queue", "files", "backups"}


def test_files_that_are_mounted_exist(services):
    for service in services.values():
        for volume in service.get("volumes", []):
            if volume.startswith("./"):
                assert (ROOT / volume.split(":")[0]).is_file(), volume


def test_the_database_and_the_queue_cannot_be_reached_from_outside(compose, services):
    assert compose["networks"]["inside"] == {"internal": True}
    for name in ("postgres", "redis"):
        assert services[name]["networks"] == ["inside"]
        assert "ports" not in services[name]


def test_no_secret_has_a_default():
    for name, kind, default in VARIABLE.findall((ROOT / "docker-compose.yml").read_text()):
        if "PASSWORD" in name or "SECRET" in name:
            assert kind == "?" or not default, name


def test_the_image_runs_without_root():
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert re.findall(r"^USER (\w+)$", dockerfile, re.M) == ["helpdesk"]
    assert "FROM python:3.11-slim-bookworm\n" in dockerfile
    assert (ROOT / ".dockerignore").read_text().splitlines().count(".env") == 1


@pytest.mark.slow
def test_the_database_script_sets_the_passwords_and_the_owner(a_stack):
    # given a database as the container's first start has it when it comes to this script
    stack = a_stack().start()
    stack.query("ALTER DATABASE helpdesk OWNER TO postgres")
    passwords = {f"HELPDESK_{role}_PASSWORD": f"it's {role}" for role in ("OWNER", "APP", "BACKUP")}
    psql = postgres_program().path.parent
    environment = (
        os.environ
        | passwords
        | {
            "POSTGRES_USER": "postgres",
            "POSTGRES_DB": "helpdesk",
            "PGHOST": stack.facts["PGHOST"],
            "PATH": f"{psql}:{os.environ['PATH']}",
        }
    )
    # when
    script = ["sh", str(ROOT / "docker" / "postgres-init.sh")]
    ran = subprocess.run(script, env=environment, capture_output=True, text=True)
    # then
    assert ran.returncode == 0, ran.stderr
    secured = stack.query(
        "SELECT rolname FROM pg_authid WHERE rolname LIKE 'helpdesk%' AND rolpassword LIKE 'SCRAM%' ORDER BY 1"
    )
    assert secured == [("helpdesk_app",), ("helpdesk_backup",), ("helpdesk_owner",)]
    owner = stack.query("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'helpdesk'")
    assert owner == [("helpdesk_owner",)]


def _with_defaults(text: str) -> str:
    """As Compose substitutes with nothing set; `$$` is a dollar."""
    return VARIABLE.sub(lambda found: found[3] if found[2] == "-" else f"<{found[1]}>", text).replace("$$", "$")
