"""What another console has published, this one pushes to its nodes too."""

from sqlalchemy import select

from sluice_console.core.db import Database
from sluice_console.features.releases.publication import (
    Published,
    Publisher,
    latest_release,
    load_snapshot,
)
from sluice_console.models import Gateway


async def catch_up(database: Database, publisher: Publisher, gateway_id: str) -> None:
    """To the newest release of a gateway, or to its end."""
    async with database.reading() as db:
        if await db.scalar(select(Gateway.last_release).where(Gateway.id == gateway_id)) is None:
            publisher.drop(gateway_id)
            return
        release = await latest_release(db, gateway_id)
        if release is not None and release.number > publisher.number_of(gateway_id):
            await publisher.push(Published(release, await load_snapshot(db, release)))
        else:
            await publisher.renew_secrets(gateway_id)
