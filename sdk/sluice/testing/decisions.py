"""How two decisions differ, kind by kind: `sluice replay --against`."""

from collections.abc import Iterator
from dataclasses import dataclass

from sluice.testing.recordings import Decision, UpstreamSaw

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """`kind` is what differs, as "status" or "upstream header x-user"; "" where there is nothing."""

    kind: str
    before: str
    after: str


def differences(before: Decision, after: Decision) -> list[Difference]:
    """Empty where the two are the same."""
    found = list(_plain("", before, after, ("action", "status", "details", "body")))
    found += _headers("header", before.headers or [], after.headers or [])
    saw, sees = before.upstream, after.upstream
    if saw is not None and sees is not None:
        found += _plain("upstream ", saw, sees, ("method", "path", "body"))
        found += _headers("upstream header", saw.headers, sees.headers)
    return found


def _plain(
    prefix: str, before: Decision | UpstreamSaw, after: Decision | UpstreamSaw, names: tuple[str, ...]
) -> Iterator[Difference]:
    for name in names:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Difference(f"{prefix}{name}", _text(old), _text(new))


def _headers(kind: str, before: Pairs, after: Pairs) -> Iterator[Difference]:
    for name in dict.fromkeys(name for name, _ in [*before, *after]):
        old = [value for key, value in before if key == name]
        new = [value for key, value in after if key == name]
        if old != new:
            yield Difference(f"{kind} {name}", ", ".join(old), ", ".join(new))


def _text(value: object) -> str:
    return "" if value is None else str(value)
