"""The messages in which Envoy reports its counters; `xds-protos` does not carry them.

Built from their published definitions (`envoy/service/metrics/v3/metrics_service.proto`, and
`metrics.proto` of the Prometheus client model), with the fields that are read here. Unknown fields are
skipped, as ever.
"""

from __future__ import annotations

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from sluice_console.envoy.protobufs import core

_PACKAGE = "sluice.metrics"
_KINDS = descriptor_pb2.FieldDescriptorProto
_NODE = core.Node.DESCRIPTOR

_FIELDS: dict[str, tuple[tuple[str, int, Any, bool], ...]] = {
    "LabelPair": (("name", 1, _KINDS.TYPE_STRING, False), ("value", 2, _KINDS.TYPE_STRING, False)),
    "Gauge": (("value", 1, _KINDS.TYPE_DOUBLE, False),),
    "Counter": (("value", 1, _KINDS.TYPE_DOUBLE, False),),
    "Bucket": (
        ("cumulative_count", 1, _KINDS.TYPE_UINT64, False),
        ("upper_bound", 2, _KINDS.TYPE_DOUBLE, False),
    ),
    "Histogram": (
        ("sample_count", 1, _KINDS.TYPE_UINT64, False),
        ("sample_sum", 2, _KINDS.TYPE_DOUBLE, False),
        ("bucket", 3, "Bucket", True),
    ),
    "Metric": (
        ("label", 1, "LabelPair", True),
        ("gauge", 2, "Gauge", False),
        ("counter", 3, "Counter", False),
        ("histogram", 7, "Histogram", False),
    ),
    "MetricFamily": (
        ("name", 1, _KINDS.TYPE_STRING, False),
        ("type", 3, _KINDS.TYPE_INT32, False),
        ("metric", 4, "Metric", True),
    ),
    "Identifier": (("node", 1, _NODE, False),),
    "StreamMetricsMessage": (
        ("identifier", 1, "Identifier", False),
        ("envoy_metrics", 2, "MetricFamily", True),
    ),
}


def _build() -> type[Any]:
    """The class of StreamMetricsMessage, from a pool of its own that knows Envoy's `Node` too."""
    file = descriptor_pb2.FileDescriptorProto(
        name="sluice/metrics.proto", package=_PACKAGE, syntax="proto3", dependency=[_NODE.file.name]
    )
    for message_name, fields in _FIELDS.items():
        message = file.message_type.add(name=message_name)
        for name, number, kind, repeated in fields:
            field = message.field.add(name=name, number=number)
            field.label = _KINDS.LABEL_REPEATED if repeated else _KINDS.LABEL_OPTIONAL
            if kind is _NODE:
                field.type, field.type_name = _KINDS.TYPE_MESSAGE, f".{_NODE.full_name}"
            elif isinstance(kind, str):
                field.type, field.type_name = _KINDS.TYPE_MESSAGE, f".{_PACKAGE}.{kind}"
            else:
                field.type = kind
    pool = descriptor_pool.Default()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.StreamMetricsMessage"))


StreamMetricsMessage = _build()
COUNTER, GAUGE, HISTOGRAM = 0, 1, 4
"""Prometheus's numbers of the kinds of metrics."""
