"""The last configuration that a node has taken as a whole, on the node's own disk.

Sealed with a key that follows from the node's token: the file holds private keys, and only whoever may ask
the console for them can open it. What has a time to live is not kept: faults on purpose end with the console.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from pathlib import Path

from google.protobuf.message import DecodeError

from sluice.toolchain.private_files import write_private
from sluice_console.core.vault import Vault, VaultError
from sluice_console.envoy.protobufs import discovery
from sluice_console.envoy.resources import TYPE_URLS, Resource, Snapshot

Key = tuple[str, str]
"""A resource's type and name."""

_PURPOSE = "the last good configuration"
_log = logging.getLogger(__name__)


class Kept:
    """One node's file, and what is in it. A file that cannot be read counts as none."""

    def __init__(self, folder: Path, token: str) -> None:
        digest = hashlib.sha256(token.encode()).hexdigest()
        self.path = folder / f"{digest[:16]}.kept"
        self._vault = Vault(hashlib.sha256(b"sluice relay" + token.encode()).digest())
        self.resources: Mapping[Key, discovery.Resource] = self._read()

    def has(self, resources: Mapping[Key, discovery.Resource]) -> bool:
        """Whether these are what is kept."""
        return {key: item.version for key, item in resources.items()} == {
            key: item.version for key, item in self.resources.items()
        }

    def to_snapshot(self) -> Snapshot | None:
        """What can be served in the console's place; None where nothing is kept."""
        if not self.resources:
            return None
        return Snapshot.of(
            Resource(type_url, name, item.resource.value)
            for (type_url, name), item in self.resources.items()
            if type_url in TYPE_URLS
        )

    def write(self, resources: Mapping[Key, discovery.Resource]) -> None:
        """Whole or not at all, also when the machine loses power. Raises OSError."""
        document = discovery.DeltaDiscoveryResponse(resources=resources.values())
        write_private(self.path, self._vault.seal(document.SerializeToString(), _PURPOSE))
        self.resources = dict(resources)

    def _read(self) -> Mapping[Key, discovery.Resource]:
        try:
            sealed = self.path.read_bytes()
            document = discovery.DeltaDiscoveryResponse.FromString(self._vault.open(sealed, _PURPOSE))
        except FileNotFoundError:
            return {}
        except (OSError, VaultError, DecodeError) as error:
            _log.warning("%s cannot be used and is left out: %s", self.path, error)
            return {}
        return {(item.resource.type_url, item.name): item for item in document.resources}
