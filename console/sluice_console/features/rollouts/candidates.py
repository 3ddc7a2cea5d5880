"""What nodes are given for the candidate's side of a rollout, by which one tells whether they have it."""

from collections.abc import Iterator

from sluice_console.envoy.resources import EXTENSION, ROUTES, VIRTUAL_HOST, Snapshot
from sluice_console.xds.status import ResourceKey


def find_candidates(
    snapshot: Snapshot | None, rollout_id: str, attachment_id: str | None
) -> dict[ResourceKey, str]:
    """Versions as last published: a filter's module, or else every resource that has an entry for the
    rollout.

    Routes say in their metadata which rollout an entry belongs to; ids are found in the bytes, since reading
    ten thousand hosts every second would take seconds.
    """
    if snapshot is None:
        return {}
    if attachment_id is not None:
        resource = snapshot.by_type[EXTENSION].get(f"{attachment_id}.candidate")
        return {} if resource is None else {(EXTENSION, resource.name): resource.version}
    return dict(_with_entries(snapshot, rollout_id.encode()))


def _with_entries(snapshot: Snapshot, rollout_id: bytes) -> Iterator[tuple[ResourceKey, str]]:
    for type_url in (ROUTES, VIRTUAL_HOST):
        for name, resource in snapshot.by_type[type_url].items():
            if rollout_id in resource.body:
                yield (type_url, name), resource.version
