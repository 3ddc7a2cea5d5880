"""Writes down from time to time when nodes were last seen."""

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from sluice_console.core.db import Database
from sluice_console.features.nodes.queries import remember_nodes
from sluice_console.xds.nodes import NodeRegistry

EVERY_SECONDS = 30.0
_log = logging.getLogger(__name__)


async def remember_nodes_for_ever(database: Database, registry: NodeRegistry) -> None:
    """Runs until it is cancelled. A database that is away is tried again at the next turn."""
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        try:
            await remember_nodes(database, registry)
        except (SQLAlchemyError, OSError) as error:
            _log.warning("cannot write down when nodes were last seen: %s", error)
