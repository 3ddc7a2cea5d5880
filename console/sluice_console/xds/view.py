"""What one node may see at the moment, on its way from one snapshot to the next.

The view is common to both forms of the protocol (`delta`, `sotw`): they ask it what a type holds, tell it
what the node refused, and let it go on when the node owes no answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from sluice_console.envoy.resources import LISTENER, RUNTIME, TYPE_URLS, Resource, Snapshot
from sluice_console.xds.ordering import Phase, hold_back, plan_phases
from sluice_console.xds.status import ResourceKey


class View:
    """The resources that a node is offered, and the phases still ahead of it.

    A node that is at its target shares the target's own groups: a thousand nodes of a gateway with
    thousands of resources would hold millions of entries otherwise. A group is copied when the node's
    differs.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.target = snapshot
        self._shared: Snapshot | None = snapshot
        self._visible: Mapping[str, Mapping[str, Resource]] = snapshot.by_type
        self._copied: dict[str, dict[str, Resource]] = {}
        self._phases: tuple[Phase, ...] = ()
        self._awaited: tuple[Resource, ...] = ()
        self._refused: dict[ResourceKey, str] = {}
        self._before: dict[ResourceKey, Resource] = {}

    def resources(self, type_url: str) -> Mapping[str, Resource]:
        """What the node may have of a type. Empty for a type that is not served."""
        return MappingProxyType(self._visible.get(type_url, {}))

    @property
    def renewal_seconds(self) -> float | None:
        """A third of the shortest life among the resources, so that two renewals may get lost."""
        lives = [item.life_seconds for item in self.resources(RUNTIME).values() if item.life_seconds]
        return min(lives) / 3 if lives else None

    def retarget(self, snapshot: Snapshot) -> list[ResourceKey]:
        """Go for `snapshot` from wherever the node is. Gives the rejections that this makes obsolete."""
        self.target = snapshot
        obsolete = [
            key for key, version in self._refused.items() if not self._is_wanted(key[0], key[1], version)
        ]
        for key in obsolete:
            del self._refused[key]
        self._plan()
        self._awaited = tuple(item for item in self._awaited if self._is_visible(item))
        return obsolete

    def _plan(self) -> None:
        here = self._shared
        plan = (
            plan_phases(Snapshot(self._visible), self.target)
            if here is None
            else _plan_once(here, self.target)
        )
        self._phases = hold_back(plan, Snapshot(self._visible), self.target, self._refused)

    @property
    def awaited(self) -> tuple[Resource, ...]:
        """What the node has to take before the next phase may begin, although nobody has sent it yet."""
        return self._awaited

    def advance(self) -> tuple[str, ...]:
        """Enter the next phase; gives the types that it touches, nothing at the end of the plan."""
        if not self._phases:
            self._share_target()
            return ()
        phase, self._phases = self._phases[0], self._phases[1:]
        self._awaited = phase.awaited
        for resource in phase.changed:
            if not self._is_refused(resource):
                self._replace(resource)
        for type_url, name in phase.removed:
            self._group(type_url).pop(name, None)
            self._before.pop((type_url, name), None)
        touched = {item.type_url for item in phase.changed} | {type_url for type_url, _ in phase.removed}
        return tuple(type_url for type_url in TYPE_URLS if type_url in touched)

    def withhold(self, refused: Mapping[ResourceKey, str]) -> None:
        """Take back what the node rejected on an earlier stream, as far as it would be the same bytes.

        A node that has been restarted since has nothing to fall back to and is not to be withheld anything.
        """
        for (type_url, name), version in refused.items():
            offered = self._visible.get(type_url, {}).get(name)
            if offered is not None and offered.version == version:
                self._refused[type_url, name] = version
                del self._group(type_url)[name]

    def is_withheld(self, type_url: str, name: str) -> bool:
        """Whether the node keeps an older one of this resource, which must not be told as removed."""
        return (type_url, name) in self._refused

    def refuse(self, type_url: str, name: str, version: str) -> bool:
        """The node rejected a resource and keeps what it had. False where that was one that it is no longer
        to have.

        What does not need it goes on (see `hold_back`). The same bytes are not offered again, since Envoy
        would acknowledge them without applying them; the next snapshot passes over them too, so that one bad
        object does not hold up what others change.
        """
        before = self._before.pop((type_url, name), None)
        if before is None:
            self._group(type_url).pop(name, None)
        else:
            self._group(type_url)[name] = before
        # Of a listener, and of what is new, nobody may ask for what was to come with it.
        is_needed = before is not None and type_url != LISTENER
        self._awaited = tuple(
            item for item in self._awaited if is_needed and (item.type_url, item.name) != (type_url, name)
        )
        if not self._is_wanted(type_url, name, version):
            self._plan()
            return False
        self._refused[type_url, name] = version
        visible = Snapshot(self._visible)
        self._phases = hold_back(self._phases, visible, self.target, self._refused)
        return True

    def _is_wanted(self, type_url: str, name: str, version: str) -> bool:
        wanted = self.target.by_type[type_url].get(name)
        return wanted is not None and wanted.version == version

    def _replace(self, resource: Resource) -> None:
        group = self._group(resource.type_url)
        if resource.name in group:
            self._before[resource.type_url, resource.name] = group[resource.name]
        group[resource.name] = resource

    def _group(self, type_url: str) -> dict[str, Resource]:
        """A type's resources, of this node alone."""
        if type_url not in self._copied:
            self._shared = None
            self._copied[type_url] = dict(self._visible[type_url])
            self._visible = {**self._visible, type_url: self._copied[type_url]}
        return self._copied[type_url]

    def _share_target(self) -> None:
        """At the end of a plan that nothing cut short the node sees what the target holds."""
        if self._shared is not self.target and not self._refused:
            self._shared = self.target
            self._visible = self.target.by_type
            self._copied.clear()
            self._before.clear()

    def _is_visible(self, resource: Resource) -> bool:
        offered = self._visible[resource.type_url].get(resource.name)
        return offered is not None and offered.version == resource.version

    def _is_refused(self, resource: Resource) -> bool:
        return self._refused.get((resource.type_url, resource.name)) == resource.version


@lru_cache(maxsize=4)
def _plan_once(visible: Snapshot, target: Snapshot) -> tuple[Phase, ...]:
    """A thousand nodes of a gateway go the same way at the same moment."""
    return plan_phases(visible, target)
