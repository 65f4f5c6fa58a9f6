"""What is read once in a scope, and when it is read again."""

import pytest
from django.db import transaction

from helpdesk.tenancy.context import NoTenant, kept, use_tenant
from tickets.models import Status

CATEGORY = "open"


def name_of_default():
    return Status.objects.default_of(CATEGORY).name


def test_a_second_question_asks_nobody(acme, django_assert_num_queries):
    name_of_default()
    with django_assert_num_queries(0):
        name_of_default()


def test_a_write_to_the_table_is_seen_at_once(acme):
    before = name_of_default()
    Status.objects.filter(category=CATEGORY, is_default=True).update(name="Being looked at")
    assert (before, name_of_default()) == ("Open", "Being looked at")


def test_what_a_rollback_undid_is_not_remembered(acme):
    with transaction.atomic():
        Status.objects.filter(category=CATEGORY, is_default=True).update(name="Never")
        assert name_of_default() == "Never"
        transaction.set_rollback(True)
    assert name_of_default() == "Open"


def test_another_tenant_has_its_own_answers(acme, globex):
    Status.objects.filter(category=CATEGORY, is_default=True).update(name="Acme's")
    assert name_of_default() == "Acme's"
    with use_tenant(globex):
        assert name_of_default() == "Open"
    assert name_of_default() == "Acme's"


def test_outside_a_scope_there_is_nothing_to_keep(db):
    with pytest.raises(NoTenant):
        kept(Status, "x", list)
