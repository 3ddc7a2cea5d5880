"""What a tenant's own people may give its routes: hosts of the tenant, and nothing that the platform demands.

A gateway is shared. A route for a host decides about all requests for it, so whose host it is has to be
known: the tenant's whose `hosts` name it most closely. Several tenants may have one host; they trust each
other then.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import Forbidden, Invalid
from sluice_console.core.language import tr
from sluice_console.models import Tenant


async def check_hosts_of(db: AsyncSession, tenant_id: str, hosts: Sequence[str]) -> None:
    """Raises `Invalid` at a host that is not the tenant's."""
    rows = await db.execute(select(Tenant.id, Tenant.name, Tenant.hosts))
    given = {row.id: (row.name, row.hosts) for row in rows}
    name, own = given[tenant_id]
    by_id = {id_: theirs for id_, (_, theirs) in given.items()}
    for position, host in enumerate(hosts):
        if tenant_id not in owners_of(host, by_id):
            allowed = ", ".join(own) if own else "none yet"
            raise Invalid.field(
                f"hosts.{position}",
                tr(
                    "%(host)s is no host of %(name)s (it has: %(allowed)s); an operator of the "
                    "console adds hosts",
                    host=host,
                    name=name,
                    allowed=allowed,
                ),
            )


def owners_of(host: str, hosts: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Who has the host itself; else, who has the closest wildcard around it. A port makes no difference.

    >>> given = {"a": ["*.example.com"], "b": ["shop.example.com"]}
    >>> sorted(owners_of("shop.example.com:8443", given)), sorted(owners_of("api.example.com", given))
    (['b'], ['a'])
    >>> sorted(owners_of("*.example.com", given)), sorted(owners_of("*", given))
    (['a'], [])
    """
    name = host.partition(":")[0]
    best, owners = 0, set[str]()
    for tenant, patterns in hosts.items():
        closeness = max((_closeness(pattern, name) for pattern in patterns), default=0)
        if closeness > best:
            best, owners = closeness, set()
        if closeness and closeness == best:
            owners.add(tenant)
    return frozenset(owners)


def refuse_demands(**fields: object) -> None:
    """Raises `Forbidden` where one of the fields is there: what a route demands of whoever calls it, and what
    is counted, stays with those who keep the whole console.
    """
    if named := [name for name, value in fields.items() if value]:
        raise Forbidden(
            tr("%(named)s: takes an operator of the whole console, not of a tenant.", named=", ".join(named))
        )


def _closeness(pattern: str, name: str) -> int:
    """0: it does not cover the name; the name itself is closer than any wildcard."""
    if pattern == name:
        return len(name) + 1
    if pattern.startswith("*.") and name.removeprefix("*").endswith(pattern[1:]):
        return len(pattern)
    return 0
