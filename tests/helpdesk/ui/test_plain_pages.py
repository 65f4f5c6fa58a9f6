"""The pages for when nothing else can be relied on: they need no database, and look like ours."""

import pytest
from django.contrib.staticfiles import finders
from django.db import OperationalError
from django.test import RequestFactory

from helpdesk.ui import errors


def shown_for(error):
    request = RequestFactory().get("/desk/")
    try:
        raise error
    except type(error):
        return errors.broken(request)


@pytest.mark.parametrize(("error", "status"), [(RuntimeError("ours"), 500), (OperationalError("away"), 503)])
def test_what_broke_is_said_without_a_database(error, status):
    answer = shown_for(error)
    page = answer.content.decode()
    assert answer.status_code == status
    assert "half saved" in page
    sheets = [part.split('"')[0] for part in page.split('href="/static/')[1:]]
    assert sheets == ["css/tokens.css", "css/plain.css"]
    assert all(map(finders.find, sheets))
