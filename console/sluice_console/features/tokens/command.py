"""Making a token on the console's own machine, where whoever can read the database may do anything anyway."""

from typing import Any

from pydantic import ValidationError

from sluice_console.core.db import Database
from sluice_console.features.changes import Changes
from sluice_console.features.releases.publication import Publisher
from sluice_console.features.schemas import to_invalid
from sluice_console.features.tokens.schemas import TokenIn
from sluice_console.features.tokens.service import create_token, operator
from sluice_console.xds.cache import SnapshotCache


async def make_token(database: Database, values: dict[str, Any]) -> str:
    """The secret; raises `ConsoleError` for values that do not fit."""
    try:
        wanted = TokenIn(**values)
    except ValidationError as error:
        raise to_invalid(error) from error
    async with Changes(database, Publisher(SnapshotCache())).begin(operator("command line")) as change:
        _, secret = await create_token(change, wanted)
    return secret
