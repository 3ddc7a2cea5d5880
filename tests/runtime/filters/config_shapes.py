"""Shows its configuration: one field of every shape."""

from dataclasses import dataclass, field
from typing import Any, Literal

from sluice import HttpFilter, Request, Response


@dataclass(frozen=True)
class Limit:
    rate: float
    burst: int = 1

    def __post_init__(self) -> None:
        if self.rate < 0:
            raise ValueError("rate must not be negative")


@dataclass(frozen=True)
class Config:
    name: str
    count: int = 0
    ratio: float = 0.5
    flag: bool = False
    tags: list[str] = field(default_factory=list)
    limits: dict[str, Limit] = field(default_factory=dict)
    pair: tuple[int, str] = (1, "a")
    many: tuple[int, ...] = ()
    level: Literal["low", "high", 3] = "low"
    maybe: str | None = None
    either: int | list[int] = 0
    extra: Any = None


class Shapes(HttpFilter[Config]):
    def on_request_headers(self, request: Request) -> Response | None:
        config = self.config
        limits = {name: (limit.rate, limit.burst) for name, limit in config.limits.items()}
        shown = (config.name, config.count, config.ratio, config.flag, config.tags, limits)
        more = (config.pair, config.many, config.level, config.maybe, config.either, config.extra)
        return Response(200, body=f"{shown} {more}\n")
