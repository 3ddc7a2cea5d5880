"""The query parameters of every list."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list: at most `limit` items from `offset` on, those that contain `search`."""

    search: str
    offset: int
    limit: int


async def _window(
    search: Annotated[str, Query(max_length=200, description="part of the name")] = "",
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Window:
    return Window(search, offset, limit)


ListWindow = Annotated[Window, Depends(_window)]
