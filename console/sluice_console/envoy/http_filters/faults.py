"""Faults on purpose, which end by themselves when nobody is there to end them.

A route holds what a fault does, with the share 0; the shares come in an RTDS layer of their own, whose
resource has a time to live and is renewed as long as the console is there. When it runs out Envoy drops the
layer, and the shares are 0 again.

    route: delay 5 s, share by runtime key fault.rt_1.delay      layer `faults`: fault.rt_1.delay: 10 %
"""

from __future__ import annotations

from sluice_console.envoy import ir
from sluice_console.envoy.names import FAULTS_LAYER, fault_key
from sluice_console.envoy.protobufs import Struct, fault, http, pack, percent, runtime, seconds
from sluice_console.envoy.resources import RUNTIME, Resource

FAULT_FILTER = "envoy.filters.http.fault"
LIFE_SECONDS = 15.0
"""How long faults last when the console is gone; it renews them three times as often."""


def to_fault_filter() -> http.HttpFilter:
    """In every chain, just before the router, so that a fault looks like the upstream's. Idle by itself."""
    return http.HttpFilter(name=FAULT_FILTER, typed_config=pack(fault.HTTPFault()))


def to_fault(route: ir.Route, trouble: ir.Fault) -> fault.HTTPFault:
    """A route's own fault, with nobody in its share."""
    message = fault.HTTPFault()
    if trouble.delay is not None:
        message.delay.fixed_delay.CopyFrom(seconds(trouble.delay.seconds))
        message.delay.percentage.CopyFrom(_NOBODY)
        message.delay_percent_runtime = fault_key(route, "delay")
    if trouble.abort is not None:
        message.abort.http_status = trouble.abort.status
        message.abort.percentage.CopyFrom(_NOBODY)
        message.abort_percent_runtime = fault_key(route, "abort")
    return message


def to_fault_layer(gateway: ir.Gateway) -> Resource:
    """Always there, since nodes ask for it; mortal only while there is a fault."""
    layer = Struct()
    for item in sorted(gateway.routes, key=lambda item: item.id):
        trouble = item.action.fault if isinstance(item.action, ir.Forward) else None
        if trouble is None:
            continue
        for kind, part in (("delay", trouble.delay), ("abort", trouble.abort)):
            if part is not None:
                layer[fault_key(item, kind)] = {"numerator": part.share, "denominator": "TEN_THOUSAND"}
    message = runtime.Runtime(name=FAULTS_LAYER, layer=layer)
    return Resource.of(RUNTIME, FAULTS_LAYER, message, life_seconds=LIFE_SECONDS if layer.fields else 0)


_NOBODY = percent.FractionalPercent(numerator=0, denominator=percent.FractionalPercent.TEN_THOUSAND)
