"""From a host name or a slug to its tenant. Answers are kept in the process for a few seconds: every request asks."""

import time

from django.conf import settings

KEPT_SECONDS = 10.0
_kept: dict = {}


def tenant_for_host(host: str):
    """The Tenant served at `host` (port ignored), or None on the bare domain and for unknown names."""
    name = _name_of(host)
    return _remembered(("host", name), lambda: _find_by_host(name))


def tenant_by_id(tenant_id: int):
    from helpdesk.tenancy.models import Tenant

    return _remembered(("id", tenant_id), lambda: Tenant.objects.get(pk=tenant_id))


def tenant_by_slug(slug: str):
    """The Tenant of that slug. Raises Tenant.DoesNotExist."""
    from helpdesk.tenancy.models import Tenant

    return Tenant.objects.get(slug=slug)


def base_url(tenant) -> str:
    """Where the tenant's pages live, without a trailing slash: for links in mails and notices."""
    if own := _remembered(("domain", tenant.pk), lambda: _own_host(tenant)):
        return f"https://{own}"
    return _public_url(f"{tenant.slug}.{settings.HELPDESK_DOMAIN}")


def files_url() -> str:
    """Where senders' files are downloaded from, of all companies, without a trailing slash."""
    return _public_url(settings.HELPDESK_FILES_DOMAIN)


def is_files_host(host: str) -> bool:
    return _name_of(host) == settings.HELPDESK_FILES_DOMAIN


def forget() -> None:
    """Drop what is kept: after a tenant was changed, and between tests."""
    _kept.clear()


def _name_of(host: str) -> str:
    return host.rsplit(":", 1)[0].lower().rstrip(".")


def _public_url(host: str) -> str:
    default_port = {"http": 80, "https": 443}[settings.PUBLIC_SCHEME]
    port = "" if default_port == settings.PUBLIC_PORT else f":{settings.PUBLIC_PORT}"
    return f"{settings.PUBLIC_SCHEME}://{host}{port}"


def _own_host(tenant) -> str:
    from helpdesk.tenancy.models import TenantDomain

    own = TenantDomain.objects.filter(tenant=tenant).first()
    return own.host if own else ""  # that there is none is kept too


def _find_by_host(name: str):
    from helpdesk.tenancy.models import Tenant

    suffix = f".{settings.HELPDESK_DOMAIN}"
    if name.endswith(suffix):
        return Tenant.objects.filter(slug=name.removesuffix(suffix)).first()
    return Tenant.objects.filter(domains__host=name).first()


def _remembered(key, find):
    found = _kept.get(key)
    if found and found[0] > time.monotonic():
        return found[1]
    value = find()
    if value is not None:
        _kept[key] = (time.monotonic() + KEPT_SECONDS, value)
    return value
