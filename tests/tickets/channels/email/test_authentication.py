"""What mail authentication found is read as RFC 8601 writes it: words of the sender's inside it prove nothing."""

import pytest

from tickets.channels.base import Address
from tickets.channels.email.authentication import verdict_of
from tickets.channels.email.parsed import Parsed


@pytest.fixture(autouse=True)
def a_server_in_front(settings):
    settings.TRUSTED_AUTHSERV_IDS = ["mx.acme.test"]


def verdict(*fields: str, sender: str = "bo@acme.test") -> dict:
    return verdict_of(Parsed(sender=Address(sender), headers={"authentication-results": list(fields)}))


@pytest.mark.parametrize(
    ("_case", "field", "expected"),
    [
        ("gmail", "mx.acme.test; dkim=pass header.i=@acme.test; spf=pass (google.com: domain of bo@acme.test "
         "designates 1.2.3.4 as permitted sender) smtp.mailfrom=bo@acme.test; dmarc=pass (p=NONE sp=NONE dis=NONE) "
         "header.from=acme.test", "pass"),
        ("microsoft", "mx.acme.test; spf=pass smtp.mailfrom=acme.test;dkim=pass (signature was verified) "
         "header.d=acme.test;dmarc=pass action=none header.from=acme.test;compauth=pass reason=100", "pass"),
        ("with a version, in capitals", "MX.Acme.TEST 1; DMARC=PASS header.from=ACME.test", "pass"),
        ("another domain", "mx.acme.test; dmarc=pass header.from=evil.test", "none"),
        ("failed", "mx.acme.test; dmarc=fail header.from=acme.test", "fail"),
        ("nothing found", "mx.acme.test; none", "none"),
        ("a server of somebody else's", "mx.evil.test; dmarc=pass header.from=acme.test", "none"),
    ],
)  # fmt: skip
def test_the_result_of_a_server_of_ours_counts(_case, field, expected):
    assert verdict(field)["dmarc"] == expected


@pytest.mark.parametrize(
    ("_case", "written"),
    [
        ("in a quoted local part", 'smtp.mailfrom="x dmarc=pass header.from=acme.test"@evil.test'),
        ("with a semicolon", 'smtp.mailfrom="x; dmarc=pass header.from=acme.test; y"@evil.test'),
        ("with an escaped quote", r'smtp.mailfrom="x\"; dmarc=pass header.from=acme.test"@evil.test'),
        ("in a comment", "(domain of x dmarc=pass header.from=acme.test; dmarc=pass header.from=acme.test y)"),
        ("in a comment in a comment", "(a (b) ; dmarc=pass header.from=acme.test)"),
        ("as the value of a property", "smtp.helo=dmarc=pass header.from=acme.test"),
    ],
)
@pytest.mark.parametrize("found", ["fail", "none"])
def test_rows_2_and_3_what_the_sender_wrote_into_the_field_proves_nothing(_case, written, found):
    own = f"dmarc={found} header.from=acme.test"
    assert verdict(f"mx.acme.test; {own}; spf=pass {written}")["dmarc"] == found
    assert verdict(f"mx.acme.test; spf=pass {written}; {own}")["dmarc"] == found


def test_two_results_are_as_good_as_the_worse():
    both = "mx.acme.test; dmarc=pass header.from=acme.test; dmarc=fail header.from=acme.test"
    assert verdict(both)["dmarc"] == "fail"


def test_one_good_signature_of_several_is_enough_to_say_so():
    found = verdict("mx.acme.test; dkim=fail header.d=list.test; dkim=pass header.d=acme.test; spf=softfail")
    assert (found["dkim"], found["spf"], found["dmarc"]) == ("pass", "softfail", "none")


@pytest.mark.parametrize(
    ("_case", "field", "expected"),
    [
        ("the worst of several", "spf=pass smtp.mailfrom=acme.test; spf=softfail smtp.mailfrom=acme.test", "softfail"),
        (
            "HELO is the server's own word",
            "spf=fail smtp.mailfrom=a@acme.test; spf=pass smtp.helo=mx.evil.test",
            "fail",
        ),
        ("HELO without a record", "spf=none smtp.helo=mx.acme.test; spf=pass smtp.mailfrom=acme.test", "pass"),
        ("only HELO, of a bounce", "spf=pass smtp.helo=mx.acme.test", "pass"),
    ],
)
def test_of_several_results_of_spf_the_one_about_the_sender_counts(_case, field, expected):
    assert verdict(f"mx.acme.test; {field}")["spf"] == expected


def test_signatures_that_all_fail_have_failed():
    assert verdict("mx.acme.test; dkim=fail header.d=a.test; dkim=none")["dkim"] == "fail"
