"""How many rows a list has, of which one page was read."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession


async def count_all(db: AsyncSession, statement: Select[Any], offset: int, limit: int, found: int) -> int:
    """Of `statement` without its limit; asked for only where the `found` rows of the page do not say it."""
    if found < limit and (found or not offset):
        return offset + found
    return await db.scalar(select(func.count()).select_from(statement.subquery())) or 0
