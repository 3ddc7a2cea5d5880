"""Finding anything by a part of its name, its host, its path, a digest's beginning or a release's number."""

from dataclasses import dataclass

from sqlalchemy import String, cast, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.sight import seen, tenants_seen
from sluice_console.core.text import part_of
from sluice_console.models import Filter, FilterVersion, Gateway, Release, Route, Service, Tenant

EACH = 5
_SHORTEST_DIGEST = 4


@dataclass(frozen=True, slots=True)
class Found:
    """One object; `glyph` is the icon of its kind."""

    kind: str
    text: str
    href: str
    glyph: str


async def find_anything(db: AsyncSession, text: str, gateway: Gateway | None) -> list[Found]:
    """At most `EACH` of a kind, releases of the gateway that is looked at first. Members find only what may
    belong to a tenant.
    """
    text = text.strip()
    if not text:
        return []
    if tenants_seen(db) is not None:
        return [*await _find_routes(db, text), *await _find_tenants(db, text)]
    return [
        *await _find_releases(db, text, gateway),
        *await _find_routes(db, text),
        *await _find_filters(db, text),
        *await _find_versions(db, text),
        *await _find_services(db, text),
        *await _find_gateways(db, text),
        *await _find_tenants(db, text),
    ]


async def _find_releases(db: AsyncSession, text: str, gateway: Gateway | None) -> list[Found]:
    if gateway is None or not text.isascii() or not text.isdigit() or len(text) > 9:
        return []
    statement = select(Release).where(Release.gateway_id == gateway.id, Release.number == int(text))
    return [
        Found("release", f"{row.number}, {row.reason}", f"/releases/{row.id}", "git-commit-horizontal")
        for row in await db.scalars(statement)
    ]


async def _find_routes(db: AsyncSession, text: str) -> list[Found]:
    fields = (Route.name, cast(Route.hosts, String), cast(Route.match, String))
    fits = or_(*(field.like(part_of(text), escape="/") for field in fields))
    statement = select(Route).where(fits, *seen(db, Route.tenant_id))
    rows = await db.scalars(statement.order_by(Route.name).limit(EACH))
    return [Found("route", row.name, f"/routes/{row.id}", "route") for row in rows]


async def _find_filters(db: AsyncSession, text: str) -> list[Found]:
    fits = Filter.name.contains(text, autoescape=True)
    rows = await db.scalars(select(Filter).where(fits).order_by(Filter.name).limit(EACH))
    return [Found("filter", row.name, f"/filters/{row.name}", "file-code-corner") for row in rows]


async def _find_versions(db: AsyncSession, text: str) -> list[Found]:
    digest = text.removeprefix("sha256:").lower()
    if len(digest) < _SHORTEST_DIGEST or not set(digest) <= set("0123456789abcdef"):
        return []
    rows = await db.scalars(select(FilterVersion).where(FilterVersion.digest.startswith(digest)).limit(EACH))
    return [
        Found(
            "version",
            f"{row.filter.name} {row.version}",
            f"/filters/{row.filter.name}?version={row.version}",
            "file-code-corner",
        )
        for row in rows
    ]


async def _find_services(db: AsyncSession, text: str) -> list[Found]:
    fits = Service.name.contains(text, autoescape=True)
    rows = await db.scalars(select(Service).where(fits).order_by(Service.name).limit(EACH))
    return [Found("service", row.name, f"/services/{row.name}", "network") for row in rows]


async def _find_gateways(db: AsyncSession, text: str) -> list[Found]:
    fits = Gateway.name.contains(text, autoescape=True)
    rows = await db.scalars(select(Gateway).where(fits).order_by(Gateway.name).limit(EACH))
    return [Found("gateway", row.name, f"/gateways/{row.name}", "waypoints") for row in rows]


async def _find_tenants(db: AsyncSession, text: str) -> list[Found]:
    fits = Tenant.name.contains(text, autoescape=True)
    statement = select(Tenant).where(fits, *seen(db, Tenant.id))
    rows = await db.scalars(statement.order_by(Tenant.name).limit(EACH))
    return [Found("tenant", row.name, f"/tenants/{row.name}", "users") for row in rows]
