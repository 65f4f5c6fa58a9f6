"""What is read once in a scope, and when it is read again."""

import threading

import pytest
from django.db import connections, transaction

from helpdesk.tenancy.context import NoTenant, use_tenant
from helpdesk.tenancy.keeping import kept
from helpdesk.tenancy.models import Tenant
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


def test_another_scope_asks_nobody_either_until_something_was_written(committed_db, django_assert_num_queries):
    acme = Tenant.objects.get(slug="acme")
    with use_tenant(acme):
        name_of_default()
    with use_tenant(acme), django_assert_num_queries(0):
        assert name_of_default() == "Open"
    # somebody else, as another process would
    someone = threading.Thread(target=rename_default, args=("Being looked at",))
    someone.start()
    someone.join()
    with use_tenant(acme):
        assert name_of_default() == "Being looked at"


def test_what_was_never_committed_is_kept_by_nobody(committed_db):
    acme = Tenant.objects.get(slug="acme")
    with use_tenant(acme):
        name_of_default()
    for _twice in range(2):
        with pytest.raises(ZeroDivisionError), use_tenant(acme):
            rename_in_vain()
        with use_tenant(acme):
            assert name_of_default() == "Open"


def test_a_write_after_a_rollback_is_told_to_others_too(committed_db):
    acme = Tenant.objects.get(slug="acme")
    with use_tenant(acme):
        name_of_default()
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            rename_in_vain()
        Status.objects.filter(category=CATEGORY, is_default=True).update(name="After all")
    with use_tenant(acme):
        assert name_of_default() == "After all"


def rename_in_vain():
    Status.objects.filter(category=CATEGORY, is_default=True).update(name="Never")
    assert name_of_default() == "Never"
    raise ZeroDivisionError


def rename_default(name):
    try:
        with use_tenant(Tenant.objects.get(slug="acme")):
            Status.objects.filter(category=CATEGORY, is_default=True).update(name=name)
    finally:
        connections.close_all()


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
