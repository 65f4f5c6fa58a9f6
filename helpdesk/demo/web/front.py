"""The page at the bare domain: the demo companies with their logins, or where to find one's own company."""

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from helpdesk.demo.worlds import WORLDS
from helpdesk.tenancy.directory import base_url
from helpdesk.tenancy.models import Tenant


def show(request):
    """Lists the demo companies where there are some; a company's short name leads to its own address."""
    wanted = request.GET.get("company", "").strip().lower()
    if wanted:
        tenant = Tenant.objects.filter(slug=wanted).first()
        if tenant:
            return redirect(f"{base_url(tenant)}/desk/")
    return render(request, "demo/front.html", {"companies": _companies(), "wanted": wanted, "title": _("Help desk")})


def _companies() -> list[dict]:
    if not settings.DEMO:
        return []
    worlds = {world.slug: world for world in WORLDS}
    tenants = Tenant.objects.filter(is_demo=True, slug__in=worlds).order_by("name")
    return [{"tenant": tenant, "url": base_url(tenant), "people": _people(worlds[tenant.slug])} for tenant in tenants]


def _people(world) -> list[dict]:
    return [
        {"name": p.full_name, "role": p.role, "email": f"{p.name}@{world.slug}.test", "password": f"demo-{p.name}"}
        for p in world.people
    ]
