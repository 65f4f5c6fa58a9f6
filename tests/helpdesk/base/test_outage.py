import pytest
from django.db import connection
from django.test import Client


@pytest.fixture
def no_database(django_db_blocker):
    """Postgres is away: connecting fails as it does then."""
    kept = connection.settings_dict["HOST"]
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["HOST"] = "/nowhere"
        yield
        connection.close()
        connection.settings_dict["HOST"] = kept


@pytest.mark.parametrize(
    ("path", "kind"), [("/", "text/html; charset=utf-8"), ("/api/v1/tickets/", "application/problem+json")]
)
def test_without_the_database_a_page_and_the_api_say_503_and_when_to_come_back(no_database, path, kind):
    response = Client(SERVER_NAME="acme.localhost", raise_request_exception=False).get(path)
    assert response.status_code == 503
    assert response["Content-Type"] == kind
    assert response["Retry-After"] == "10"
