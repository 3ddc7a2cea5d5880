"""Which requests: the conditions of routes and of a rollout's stages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TextOperator = Literal["exact", "prefix", "suffix", "contains", "regex"]


@dataclass(frozen=True, slots=True)
class PathMatch:
    """`prefix` counts whole segments: `/api` takes `/api` and `/api/x`, not `/apix`.

    `template` takes `{name}` for one segment and `**` at the end for the rest: `/users/{id}/**`.
    """

    kind: Literal["exact", "prefix", "regex", "template"] = "prefix"
    value: str = "/"


@dataclass(frozen=True, slots=True)
class TextMatch:
    """How a value must look. A regex (RE2) must take the whole value."""

    value: str
    operator: TextOperator = "exact"
    ignore_case: bool = False


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """Without `value` the header has to be there, whatever it says; `invert` turns the answer round."""

    name: str
    value: TextMatch | None = None
    invert: bool = False


@dataclass(frozen=True, slots=True)
class QueryMatch:
    """A query parameter; without `value` it has to be there."""

    name: str
    value: TextMatch | None = None


@dataclass(frozen=True, slots=True)
class CookieMatch:
    """A cookie of the request whose value is exactly `value`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class RouteMatch:
    """All conditions together; an empty `methods` means every method."""

    path: PathMatch = PathMatch()
    methods: tuple[str, ...] = ()
    headers: tuple[HeaderMatch, ...] = ()
    query: tuple[QueryMatch, ...] = ()
    cookies: tuple[CookieMatch, ...] = ()
