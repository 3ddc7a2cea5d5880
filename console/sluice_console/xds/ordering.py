"""In which order a node is brought from what it has to what it should have: make before break.

    clusters ─▶ filters ─▶ listeners (old and new filters) ─▶ routes ─▶ shares
             ─▶ listeners (new filters only) ─▶ removals

Each phase is pushed when the node has acknowledged the one before, so that at no moment a route refers to a
cluster or a filter that is not there. A phase adds and changes, or it removes, never both. A rejection ends
the plan: what was good stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from sluice_console.envoy.protobufs import http, listener, pack
from sluice_console.envoy.resources import (
    CLUSTER,
    ENDPOINTS,
    EXTENSION,
    LISTENER,
    ROUTES,
    RUNTIME,
    Resource,
    Snapshot,
)


@dataclass(frozen=True, slots=True)
class Phase:
    """Changes that may be under way together."""

    name: str
    changed: tuple[Resource, ...] = ()
    removed: tuple[tuple[str, str], ...] = ()


def plan_phases(visible: Snapshot, target: Snapshot) -> tuple[Phase, ...]:
    """From `visible` to `target`, without phases that would do nothing."""
    widened = tuple(_widen(visible, target))
    phases = (
        Phase("clusters", (*_changed(CLUSTER, visible, target), *_changed(ENDPOINTS, visible, target))),
        Phase("filters", (*_changed(EXTENSION, visible, target), *_new(ROUTES, visible, target))),
        Phase("listeners", widened),
        Phase("routes", tuple(_old(ROUTES, visible, target))),
        Phase("shares", tuple(_changed(RUNTIME, visible, target))),
        Phase("narrowing", tuple(_narrow(widened, target))),
        Phase("old listeners", removed=tuple(_removed((LISTENER,), visible, target))),
        Phase(
            "the rest",
            removed=tuple(_removed((CLUSTER, ENDPOINTS, EXTENSION, ROUTES, RUNTIME), visible, target)),
        ),
    )
    return tuple(phase for phase in phases if phase.changed or phase.removed)


def _changed(type_url: str, visible: Snapshot, target: Snapshot) -> Iterator[Resource]:
    before = visible.by_type[type_url]
    for name, resource in target.by_type[type_url].items():
        if name not in before or before[name].version != resource.version:
            yield resource


def _new(type_url: str, visible: Snapshot, target: Snapshot) -> Iterator[Resource]:
    before = visible.by_type[type_url]
    return (item for item in target.by_type[type_url].values() if item.name not in before)


def _old(type_url: str, visible: Snapshot, target: Snapshot) -> Iterator[Resource]:
    before = visible.by_type[type_url]
    return (item for item in _changed(type_url, visible, target) if item.name in before)


def _removed(type_urls: Iterable[str], visible: Snapshot, target: Snapshot) -> Iterator[tuple[str, str]]:
    for type_url in type_urls:
        for name in visible.by_type[type_url]:
            if name not in target.by_type[type_url]:
                yield type_url, name


def _widen(visible: Snapshot, target: Snapshot) -> Iterator[Resource]:
    """Changed listeners with the filters of both sides: the routes of either find theirs."""
    before = visible.by_type[LISTENER]
    for resource in _changed(LISTENER, visible, target):
        old = before.get(resource.name)
        yield resource if old is None else merge_listeners(old, resource)


def _narrow(widened: Iterable[Resource], target: Snapshot) -> Iterator[Resource]:
    for resource in widened:
        wanted = target.by_type[LISTENER][resource.name]
        if wanted.version != resource.version:
            yield wanted


@lru_cache(maxsize=256)
def merge_listeners(old: Resource, new: Resource) -> Resource:
    """`new` with the filters that only `old` has, each behind the one that it followed there.

    A filter that runs by default in either runs by default: rather filtered twice than not at all. Cached,
    since all nodes of a gateway mostly go the same way.
    """
    before, after = (listener.Listener.FromString(item.body) for item in (old, new))
    old_filters, new_filters = (list(_http_manager(item).http_filters) for item in (before, after))
    by_name = {item.name: item for item in old_filters}
    for item in new_filters:
        if item.name in by_name and not by_name[item.name].disabled:
            item.disabled = False
    names = [item.name for item in new_filters]
    position = 0
    for item in old_filters:
        if item.name in names:
            position = names.index(item.name) + 1
            continue
        new_filters.insert(position, item)
        names.insert(position, item.name)
        position += 1
    manager = _http_manager(after)
    del manager.http_filters[:]
    manager.http_filters.extend(new_filters)
    after.filter_chains[0].filters[0].typed_config.CopyFrom(pack(manager))
    return Resource.of(LISTENER, new.name, after)


def _http_manager(message: listener.Listener) -> http.HttpConnectionManager:
    return http.HttpConnectionManager.FromString(message.filter_chains[0].filters[0].typed_config.value)
