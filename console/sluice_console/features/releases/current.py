"""The gateways as their newest releases have them, for pages: reading ten thousand routes takes a second."""

from collections.abc import Collection

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.envoy import ir
from sluice_console.features.releases.objects import read_gateway
from sluice_console.models import Gateway


class CurrentGateways:
    """One a process. What is read or published is kept until there is a newer release, whoever makes it."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[int, ir.Gateway]] = {}

    def keep(self, number: int, gateway: ir.Gateway) -> None:
        """`number` is that of the release that was made of it."""
        self._kept[gateway.id] = (number, gateway)

    def drop(self, gateway_id: str) -> None:
        self._kept.pop(gateway_id, None)

    async def read(self, db: AsyncSession, gateway: Gateway, also: Collection[str] = ()) -> ir.Gateway:
        """As `read_gateway` gives it; services of `also` are in it. What is no part of a release (who of the
        tenants has used up a quota) may be a little older.
        """
        number, found = self._kept.get(gateway.id, (-1, None))
        if found is None or number != gateway.last_release:
            found = await read_gateway(db, gateway)
            self.keep(gateway.last_release, found)
        if set(also) <= {item.id for item in found.services}:
            return found
        return await read_gateway(db, gateway, also)


def current_of(request: Request) -> CurrentGateways:
    """The application's."""
    current: CurrentGateways = request.app.state.current
    return current
