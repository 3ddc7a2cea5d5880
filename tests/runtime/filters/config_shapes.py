from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal

from sluice import HttpFilter, Request, Response


class Mode(Enum):
    ON = "on"
    OFF = "off"


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
    mode: Mode = Mode.ON
    maybe: str | None = None
    either: int | list[int] = 0
    extra: Any = None


class Shapes(HttpFilter[Config]):
    def on_request_headers(self, request: Request) -> Response | None:
        return Response(200, body=repr(self.config) + "\n")
