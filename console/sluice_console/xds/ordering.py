"""In which order a node is brought from what it has to what it should have: make before break.

    secrets, clusters ─▶ filters ─▶ listeners ─▶ routes ─▶ shares ─▶ removals

New filters are loaded by a listener of their own first, which no request reaches; if a node rejects one of
them, the listeners that serve are not touched.

Each phase is pushed when the node has acknowledged the one before, so that at no moment a route refers to a
cluster or a filter that is not there. A phase adds and changes, or it removes, never both. After a rejection
what was good stays: nothing is removed, and nothing that could need what is missing is sent (`View.refuse`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sluice_console.envoy.listeners import LOADING, to_loading_listener
from sluice_console.envoy.resources import (
    CLUSTER,
    ENDPOINTS,
    EXTENSION,
    LISTENER,
    ROUTES,
    RUNTIME,
    SECRET,
    VIRTUAL_HOST,
    Resource,
    Snapshot,
)


@dataclass(frozen=True, slots=True)
class Phase:
    """Changes that may be under way together.

    `awaited` are resources that the node will ask for because of them: the filters of the loading listener;
    the routes of a new listener, which takes over only when they have come, so that until then the old one
    still needs what a later phase removes.
    """

    name: str
    changed: tuple[Resource, ...] = ()
    removed: tuple[tuple[str, str], ...] = ()
    awaited: tuple[Resource, ...] = ()


def plan_phases(visible: Snapshot, target: Snapshot) -> tuple[Phase, ...]:
    """From `visible` to `target`, without phases that would do nothing."""
    new_routes = tuple(_new(ROUTES, visible, target))
    changed_hosts = tuple(_changed(VIRTUAL_HOST, visible, target))
    new_names = {item.name for item in new_routes}
    new_hosts = tuple(item for item in changed_hosts if _owner(item.name) in new_names)
    gone_hosts = tuple(_removed((VIRTUAL_HOST,), visible, target))
    new_filters = tuple(_new(EXTENSION, visible, target)) if target.by_type[LISTENER] else ()
    loading = tuple(_loading(new_filters, new_routes)) if target.by_type[LISTENER] else ()
    asked = tuple(_asked(visible, target, (*new_routes, *new_hosts)))
    phases = (
        Phase(
            "clusters",
            tuple(
                item
                for type_url in (SECRET, CLUSTER, ENDPOINTS)
                for item in _changed(type_url, visible, target)
            ),
        ),
        Phase(
            "filters",
            (*_changed(EXTENSION, visible, target), *new_routes, *new_hosts, *loading),
            awaited=(*new_filters, *new_routes, *new_hosts) if loading else (),
        ),
        Phase("listeners", tuple(_changed(LISTENER, visible, target)), awaited=asked),
        Phase(
            "routes",
            (
                *_old(ROUTES, visible, target),
                *(item for item in changed_hosts if _owner(item.name) not in new_names),
            ),
        ),
        Phase("shares", tuple(_changed(RUNTIME, visible, target))),
        Phase(
            "old listeners",
            removed=(
                *_removed((LISTENER,), visible, target),
                *(key for key in gone_hosts if _owner(key[1]) in target.by_type[ROUTES]),
                *_loaded(loading, visible),
            ),
        ),
        Phase("the rest", removed=(*gone_hosts, *_removed(_REFERRED_TO, visible, target))),
    )
    return tuple(phase for phase in phases if phase.changed or phase.removed)


_REFERRED_TO = (SECRET, CLUSTER, ENDPOINTS, EXTENSION, ROUTES, RUNTIME)


def _owner(host: str) -> str:
    """The route configuration that a virtual host belongs to; hosts of one that goes are gone with it."""
    return host.rpartition("/")[0]


def _loading(filters: Sequence[Resource], routes: Sequence[Resource]) -> Iterator[Resource]:
    """What is new is loaded where no request goes. A gateway's listeners have one route configuration."""
    if filters or routes:
        yield to_loading_listener([item.name for item in filters], next((item.name for item in routes), None))


def _loaded(loading: tuple[Resource, ...], visible: Snapshot) -> Iterator[tuple[str, str]]:
    if loading and LOADING not in visible.by_type[LISTENER]:
        yield LISTENER, LOADING


def _asked(visible: Snapshot, target: Snapshot, new: Iterable[Resource]) -> Iterator[Resource]:
    """What a changed listener asks for, in the versions that are there when it comes: a node may have been
    offered it long before.
    """
    yield from new
    for type_url in (ROUTES, VIRTUAL_HOST):
        for name, resource in visible.by_type[type_url].items():
            owner = name if type_url == ROUTES else _owner(name)
            if owner in target.by_type[ROUTES]:
                yield resource


def hold_back(
    phases: Iterable[Phase], visible: Snapshot, target: Snapshot, refused: Collection[tuple[str, str]]
) -> tuple[Phase, ...]:
    """What of a plan goes on while the node goes without `refused`, or with older ones of it.

    Nothing is removed, which the older ones may need. Where one is new and no listener, nothing may begin to
    lead to it: the listeners and the routes stay as they are, and only filters that are there already,
    clusters and shares change.
    """
    if not refused:
        return tuple(phases)
    kept = [replace(phase, removed=()) for phase in phases]
    if any(name not in visible.by_type[type_url] for type_url, name in refused if type_url != LISTENER):
        kept = [_without_what_leads(phase, visible) for phase in kept]
    return tuple(phase for phase in kept if phase.changed)


def _without_what_leads(phase: Phase, visible: Snapshot) -> Phase:
    there = tuple(
        item
        for item in phase.changed
        if item.type_url not in (LISTENER, ROUTES, VIRTUAL_HOST)
        and (item.type_url != EXTENSION or item.name in visible.by_type[EXTENSION])
    )
    return replace(phase, changed=there, awaited=())


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
