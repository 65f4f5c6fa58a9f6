"""How often machines of ours may write to the same person (security row 5): whoever is named as sender never
notices."""

from django.db import connection

from helpdesk.base import clock
from helpdesk.mailout.writing import digest

TO_ADDRESS_PER_HOUR = 1
TO_ADDRESS_PER_DAY = 5
OF_TENANT_PER_HOUR = 2_000


def may_write_automatically(address: str) -> bool:
    """Say whether one more automatic mail may go to this address, counted over all tenants.

    Two transactions that ask at once are let through one after the other, so the caps hold under a flood too.
    """
    key = digest(address)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        cursor.execute("select last_hour, last_day, tenant_hour from automatic_mail_counts(%s, %s)", [key, clock.now()])
        last_hour, last_day, tenant_hour = cursor.fetchone()
    return last_hour < TO_ADDRESS_PER_HOUR and last_day < TO_ADDRESS_PER_DAY and tenant_hour < OF_TENANT_PER_HOUR
