"""`manage.py api_token` prints a token that works, and nothing else."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.api import Api


def printed(*arguments) -> str:
    out = StringIO()
    call_command("api_token", "--tenant", "acme", *arguments, stdout=out)
    return out.getvalue()


def test_the_printed_line_is_a_token(bo):
    line = printed("--user", "Bo@acme.test")
    assert line.count("\n") == 1
    assert Api(bo, secret=line.strip()).get("me").json()["token"]["scope"] == "write"
    assert (
        Api(bo, secret=printed("--user", "bo@acme.test", "--scope", "read").strip()).get("me").json()["token"]["scope"]
        == "read"
    )


@pytest.mark.parametrize(
    ("tenant", "user"), [("acme", "gus@globex.test"), ("acme", "nobody"), ("nowhere", "bo@acme.test")]
)
def test_nobody_elses_token_is_made(acme, tenant, user):
    with pytest.raises(CommandError):
        call_command("api_token", "--tenant", tenant, "--user", user)
