"""Filter versions as ECDS resources: Wasm modules, always inline.

Plain remote code must not be possible here: Envoy acknowledges it, serves requests without the filter until
the download ends, and never says so. What runs into a trap is reloaded (`FAIL_RELOAD`) with a short
backoff, and requests get 503 until then.
"""

from __future__ import annotations

from collections.abc import Iterator

from sluice_console.envoy import ir
from sluice_console.envoy.http_filters.slots import Slot, find_slots
from sluice_console.envoy.protobufs import (
    StringValue,
    backoff,
    core,
    extension,
    http_wasm,
    pack,
    seconds,
    wasm,
)
from sluice_console.envoy.resources import EXTENSION, TYPE_PREFIX, Resource

TYPE_URL = TYPE_PREFIX + "envoy.extensions.filters.http.wasm.v3.Wasm"
RELOAD_SECONDS = 0.1
RETRY_VARIABLE = "SLUICE_PUSH"


def to_extensions(gateway: ir.Gateway) -> Iterator[Resource]:
    """One resource for each slot of each attachment."""
    for slot in find_slots(gateway):
        yield Resource.of(EXTENSION, slot.name, to_extension(slot))


def to_extension(slot: Slot) -> extension.TypedExtensionConfig:
    """What ECDS delivers for a slot."""
    plugin = wasm.PluginConfig(
        name=f"{slot.version.name}@{slot.version.version}",
        root_id=slot.version.root_id,
        vm_config=_to_vm(slot),
        failure_policy=wasm.FailurePolicy.FAIL_RELOAD,
        reload_config=wasm.ReloadConfig(
            backoff=backoff.BackoffStrategy(base_interval=seconds(RELOAD_SECONDS))
        ),
    )
    if slot.version.holds_headers:
        plugin.allow_on_headers_stop_iteration.value = True
    if slot.configuration:
        plugin.configuration.CopyFrom(pack(StringValue(value=slot.configuration)))
    return extension.TypedExtensionConfig(name=slot.name, typed_config=pack(http_wasm.Wasm(config=plugin)))


def _to_vm(slot: Slot) -> wasm.VmConfig:
    """Shared data belongs to the VM's id: an attachment keeps it from version to version, and to itself."""
    return wasm.VmConfig(
        vm_id=slot.attachment.id,
        runtime="envoy.wasm.runtime.v8",
        code=core.AsyncDataSource(local=core.DataSource(inline_bytes=slot.version.module)),
    )


def renew(resource: Resource, attempt: int) -> Resource:
    """The same extension in other bytes, for pushing again what a node rejected.

    Envoy acknowledges bytes that it has just rejected and goes on without applying them. The number of the
    attempt goes into the VM's environment, which a filter does not see unless it asks for it.
    """
    message = extension.TypedExtensionConfig.FromString(resource.body)
    filter_config = http_wasm.Wasm.FromString(message.typed_config.value)
    variables = filter_config.config.vm_config.environment_variables
    variables.key_values[RETRY_VARIABLE] = str(attempt)
    message.typed_config.CopyFrom(pack(filter_config))
    return Resource.of(EXTENSION, resource.name, message)
