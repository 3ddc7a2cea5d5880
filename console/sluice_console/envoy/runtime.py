"""The shares of the rollouts under way as one RTDS layer: a new share touches no route and no listener."""

from __future__ import annotations

from sluice_console.envoy import ir
from sluice_console.envoy.names import RUNTIME_LAYER, runtime_key
from sluice_console.envoy.protobufs import Struct, runtime
from sluice_console.envoy.resources import RUNTIME, Resource


def to_runtime(gateway: ir.Gateway) -> Resource:
    """`rollout.<id>` with the share as a fraction of TEN_THOUSAND; absent for everything that is not in a
    rollout.

    A sticky share is in the routes, and here only for requests without its key. A key that is absent leaves
    the route's own default, which is nobody.
    """
    layer = Struct()
    for rollout in sorted(gateway.rollouts, key=lambda item: item.id):
        layer[runtime_key(rollout)] = {"numerator": rollout.stage.share, "denominator": "TEN_THOUSAND"}
    return Resource.of(RUNTIME, RUNTIME_LAYER, runtime.Runtime(name=RUNTIME_LAYER, layer=layer))
