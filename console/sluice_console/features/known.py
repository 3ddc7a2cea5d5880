"""Rows that a transaction has at hand, by the words that name them: asked for once, not for every mention.

An applied document names one service in ten thousand routes. Only a session that says `keep_known` has this,
and it says `forget_known` before it deletes or renames anything.
"""

from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

_KEY = "sluice_known"
Row = TypeVar("Row")


def keep_known(db: AsyncSession) -> None:
    db.info[_KEY] = {}


def forget_known(db: AsyncSession) -> None:
    db.info.pop(_KEY, None)


def remember(db: AsyncSession, reference: str, row: Row) -> Row:
    """The row itself."""
    if _KEY in db.info:
        db.info[_KEY][type(row), reference] = row
    return row


def recall(db: AsyncSession, table: type[Row], reference: str) -> Row | None:
    """None: the database is to be asked."""
    found: Row | None = db.info.get(_KEY, {}).get((table, reference))
    return found
