"""What is pushed to Envoy: named, versioned, serialised resources, and a gateway's whole set of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sluice_console.envoy.protobufs import Any, Message, discovery, seconds

TYPE_PREFIX = "type.googleapis.com/"
CLUSTER = TYPE_PREFIX + "envoy.config.cluster.v3.Cluster"
ENDPOINTS = TYPE_PREFIX + "envoy.config.endpoint.v3.ClusterLoadAssignment"
LISTENER = TYPE_PREFIX + "envoy.config.listener.v3.Listener"
ROUTES = TYPE_PREFIX + "envoy.config.route.v3.RouteConfiguration"
VIRTUAL_HOST = TYPE_PREFIX + "envoy.config.route.v3.VirtualHost"
EXTENSION = TYPE_PREFIX + "envoy.config.core.v3.TypedExtensionConfig"
SECRET = TYPE_PREFIX + "envoy.extensions.transport_sockets.tls.v3.Secret"
RUNTIME = TYPE_PREFIX + "envoy.service.runtime.v3.Runtime"

TYPE_URLS = (SECRET, CLUSTER, ENDPOINTS, EXTENSION, LISTENER, ROUTES, VIRTUAL_HOST, RUNTIME)
"""Every type that is served, in the order in which a change is made (see `xds.ordering`)."""

SHORT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        SECRET: "SDS",
        CLUSTER: "CDS",
        ENDPOINTS: "EDS",
        EXTENSION: "ECDS",
        LISTENER: "LDS",
        ROUTES: "RDS",
        VIRTUAL_HOST: "VHDS",
        RUNTIME: "RTDS",
    }
)


@dataclass(frozen=True, slots=True)
class Resource:
    """One xDS resource. `body` is the serialised message of `type_url`; `version` follows from it alone.

    Versions are hashes so that any replica of the console gives the same version to the same bytes, and a
    node that reconnects elsewhere need not be sent anything.
    """

    type_url: str
    name: str
    body: bytes = field(repr=False)
    life_seconds: float = 0.0
    """Envoy drops the resource when so much time has passed since it was sent last; 0: never."""
    version: str = field(init=False)
    in_delta: bytes = field(init=False, repr=False, compare=False)
    """A `DeltaDiscoveryResponse` with nothing else: joined to another one it is a resource more of that."""

    @classmethod
    def of(cls, type_url: str, name: str, message: Message, life_seconds: float = 0.0) -> Resource:
        """Serialise `message` deterministically: versions are hashes of bytes."""
        return cls(type_url, name, bytes(message.SerializeToString(deterministic=True)), life_seconds)

    def __post_init__(self) -> None:
        object.__setattr__(self, "version", hashlib.sha256(self.body).hexdigest()[:16])
        response = discovery.DeltaDiscoveryResponse(resources=[self.to_message()])
        object.__setattr__(self, "in_delta", bytes(response.SerializeToString(deterministic=True)))

    def to_message(self) -> discovery.Resource:
        """The protocol's message that names a resource, its version and its life."""
        packed = Any(type_url=self.type_url, value=self.body)
        message = discovery.Resource(name=self.name, version=self.version, resource=packed)
        if self.life_seconds:
            message.ttl.CopyFrom(seconds(self.life_seconds))
        return message


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An object that could not be translated and was left out, so that the others ship.

    `kind` is the IR's word (`route`, `service`, `attachment`, …), `reason` a sentence for the operator.
    """

    kind: str
    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All resources of one gateway at one moment. Immutable; equal gateways give equal snapshots."""

    by_type: Mapping[str, Mapping[str, Resource]]
    left_out: tuple[LeftOut, ...] = ()
    _versions: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    _hash: int | None = field(default=None, init=False, repr=False, compare=False)

    def __hash__(self) -> int:
        """Equal snapshots have equal versions. Found once: each of a thousand nodes asks for it."""
        if self._hash is None:
            found = hash(tuple(self.version(type_url) for type_url in self.by_type))
            object.__setattr__(self, "_hash", found)
            return found
        return self._hash

    @classmethod
    def of(cls, resources: Iterable[Resource], left_out: Iterable[LeftOut] = ()) -> Snapshot:
        """Group resources by type. Two of the same type and name are a bug in a translator: ValueError."""
        groups: dict[str, dict[str, Resource]] = {type_url: {} for type_url in TYPE_URLS}
        for resource in resources:
            if resource.name in groups[resource.type_url]:
                raise ValueError(
                    f"{SHORT_NAMES[resource.type_url]} resource {resource.name!r} is there twice"
                )
            groups[resource.type_url][resource.name] = resource
        frozen = {type_url: MappingProxyType(group) for type_url, group in groups.items()}
        return cls(MappingProxyType(frozen), tuple(left_out))

    def resources(self) -> Iterator[Resource]:
        """Every resource, ordered by type and then by name."""
        for type_url in TYPE_URLS:
            group = self.by_type[type_url]
            yield from (group[name] for name in sorted(group))

    def with_secrets(self, secrets: Iterable[Resource]) -> Snapshot:
        """The same with these secrets and no others. Releases have none: keys are never stored with them."""
        group = MappingProxyType({item.name: item for item in secrets})
        return Snapshot(MappingProxyType({**self.by_type, SECRET: group}), self.left_out)

    def version(self, type_url: str) -> str:
        """One version for all resources of a type: what `NodeRegistry` compares as sent and acknowledged."""
        if type_url not in self._versions:
            group = sorted(self.by_type.get(type_url, {}).items())
            parts = "".join(f"{name}={item.version};" for name, item in group)
            self._versions[type_url] = hashlib.sha256(parts.encode()).hexdigest()[:16]
        return self._versions[type_url]

    def versions(self) -> dict[tuple[str, str], str]:
        """`{(type_url, name): version}` for `NodeRegistry.wait_until_loaded`."""
        return {(item.type_url, item.name): item.version for item in self.resources()}
