"""What a replay found, grouped: one group for each kind and subject, with the first request as an example."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sluice.testing.replay.comparison import KINDS, Difference
from sluice.testing.replay.series import Compared

LINES_KEPT = 20
"""Lines of a group that are named; the others are counted."""
LONGEST_TEXT = 2_000
MOST_SUBJECTS = 30
"""Subjects of one kind; what comes after them is one group."""
OTHERS = "others"


@dataclass(slots=True)
class Group:
    """`lines` are the first of them; `example` is the request of the first."""

    kind: str
    subject: str
    before: str
    after: str
    example: dict[str, Any]
    count: int = 0
    lines: list[int] = field(default_factory=list)

    @property
    def title(self) -> str:
        """ "Response header added: x-user"."""
        return f"{KINDS[self.kind]}: {self.subject}" if self.subject else KINDS[self.kind]

    def to_json(self) -> dict[str, Any]:
        names = ("kind", "subject", "title", "count", "lines", "before", "after", "example")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Report:
    """`differing` requests of `requests`; `chance` counts what was left out by what it is."""

    requests: int
    differing: int
    groups: tuple[Group, ...]
    chance: tuple[tuple[str, int], ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "requests": self.requests,
            "differing": self.differing,
            "groups": [each.to_json() for each in self.groups],
            "chance": [{"title": title, "count": count} for title, count in self.chance],
        }


def to_report(compared: Sequence[Compared]) -> Report:
    """The gravest kinds first, within a kind what happens most."""
    groups: dict[tuple[str, str], Group] = {}
    chance: dict[str, int] = {}
    subjects: dict[str, int] = {}
    for each in compared:
        for key, difference in _keyed(each.differences, groups, subjects):
            _count(groups, subjects, key, difference, each)
        for difference in each.by_chance:
            title = f"{KINDS[difference.kind]}: {difference.subject}".removesuffix(": ")
            chance[title] = chance.get(title, 0) + 1
    order = list(KINDS)
    ordered = sorted(groups.values(), key=lambda group: (order.index(group.kind), -group.count))
    differing = sum(bool(each.differences) for each in compared)
    return Report(len(compared), differing, tuple(ordered), tuple(chance.items()))


def _keyed(
    differences: Iterable[Difference], groups: dict[tuple[str, str], Group], subjects: dict[str, int]
) -> Iterable[tuple[tuple[str, str], Difference]]:
    """Each once by its group. Log lines may be another for each request: they are not told one by one."""
    seen = set()
    for difference in differences:
        key = difference.key
        if key not in groups and subjects.get(difference.kind, 0) >= MOST_SUBJECTS:
            key = (difference.kind, OTHERS)
        if key not in seen:
            seen.add(key)
            yield key, difference


def _count(
    groups: dict[tuple[str, str], Group],
    subjects: dict[str, int],
    key: tuple[str, str],
    difference: Difference,
    where: Compared,
) -> None:
    group = groups.get(key)
    if group is None:
        before, after = _short(difference.before), _short(difference.after)
        group = groups[key] = Group(*key, before, after, _to_example(where))
        subjects[group.kind] = subjects.get(group.kind, 0) + 1
    group.count += 1
    if len(group.lines) < LINES_KEPT:
        group.lines.append(where.recorded.line)


def _to_example(where: Compared) -> dict[str, Any]:
    """The request as it was sent to both."""
    request = where.recorded.request
    return {
        "line": where.recorded.line,
        "method": request.method,
        "path": _short(request.path),
        "authority": request.authority,
        "headers": [[name, _short(value)] for name, value in list(request.headers)[:100]],
        "body_bytes": len(request.body) if isinstance(request.body, bytes) else 0,
    }


def _short(text: str) -> str:
    """Can be sent as UTF-8, whatever bytes it was."""
    safe = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return safe if len(safe) <= LONGEST_TEXT else safe[:LONGEST_TEXT] + "…"
