"""What a node is started with: who it is, where the console is, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sluice_console.core.auth.secret import counting_token, digest_of
from sluice_console.envoy import ir
from sluice_console.envoy.console_tls import TYPES, ConsoleTls, to_transport_socket
from sluice_console.envoy.names import FAULTS_LAYER, RUNTIME_LAYER
from sluice_console.envoy.overload import to_overload_manager

UPSTREAM_HTTP = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"
CONSOLE_CLUSTER = "sluice-console"

COMMAND_LINE = ("--drain-strategy", "immediate", "--drain-time-s", "30")
"""How to start Envoy: when a listener changes, connections that were open keep its old filters until they are
drained. Ask clients to reconnect at once, and give them half a minute.
"""


RELAY_HOST = "127.0.0.1"


def to_relay_command(console: str, port: int | None, identity: str = "") -> list[str]:
    """How to start the relay of a node, which listens on `port` of the node's machine; empty without one.

    `identity` is the folder of the certificate that it shows the console.
    """
    if port is None:
        return []
    command = ["python", "-m", "sluice_console", "relay", "--console", console]
    command += ["--listen", f"{RELAY_HOST}:{port}"]
    return [*command, "--identity", identity] if identity else command


_WITHOUT_LIMITS = ir.Overload()


def to_bootstrap(
    node_id: str,
    gateway: str,
    consoles: Sequence[tuple[str, int]],
    admin_port: int,
    token: str,
    overload: ir.Overload = _WITHOUT_LIMITS,
    tls: ConsoleTls | None = None,
) -> dict[str, Any]:
    """Envoy's bootstrap as data for YAML or JSON. `consoles` are host and port of the xDS servers of all
    replicas: a node keeps to one and goes to another when that one is gone.

    `gateway` is the gateway's name, `token` a node's bearer token, `admin_port` is opened on 127.0.0.1
    only. The file holds the token: write it with mode 0600. Whoever looks after a node that has enough still
    gets to its admin port. Without `tls` consoles and node speak in clear text.

        bootstrap = to_bootstrap("n1", "edge", [("127.0.0.1", 18000)], 9901, token)
        Path("envoy.json").write_text(json.dumps(bootstrap))
    """
    manager = to_overload_manager(overload)
    return {
        "node": {"id": node_id, "cluster": gateway},
        "admin": {"address": _address("127.0.0.1", admin_port), "ignore_global_conn_limit": True},
        "dynamic_resources": {
            "ads_config": {
                "api_type": "DELTA_GRPC",
                "transport_api_version": "V3",
                "grpc_services": [_grpc_service(token)],
            },
            "lds_config": _ADS,
            "cds_config": _ADS,
        },
        "layered_runtime": {
            "layers": [
                {"name": "static", "static_layer": {}},
                {"name": "rtds", "rtds_layer": {"name": RUNTIME_LAYER, "rtds_config": _ADS}},
                {"name": "faults", "rtds_layer": {"name": FAULTS_LAYER, "rtds_config": _ADS}},
                {"name": "admin", "admin_layer": {}},
            ]
        },
        "static_resources": {"clusters": [_console_cluster(consoles, token, tls)]},
        "stats_flush_interval": "1s",
        "stats_sinks": [_metrics_sink(token)],
        **({"overload_manager": manager} if manager else {}),
    }


_ADS = {"ads": {}, "resource_api_version": "V3"}


def _address(host: str, port: int) -> dict[str, Any]:
    return {"socket_address": {"address": host, "port_value": port}}


def _console_cluster(
    consoles: Sequence[tuple[str, int]], token: str, tls: ConsoleTls | None
) -> dict[str, Any]:
    """Keep-alives notice a console that vanished without closing its connections; of several, one that does
    not answer is left alone for a while.

    A call without a token of its own carries one that only counts hits of shared limits: those that come out
    of what the console sends, which does not know the node's, and whatever a filter calls.
    """
    return {
        "name": CONSOLE_CLUSTER,
        "type": "STRICT_DNS",
        "dns_lookup_family": "V4_PREFERRED",
        "connect_timeout": "1s",
        "typed_extension_protocol_options": {
            UPSTREAM_HTTP: {
                "@type": TYPES + UPSTREAM_HTTP,
                "explicit_http_config": {
                    "http2_protocol_options": {"connection_keepalive": {"interval": "30s", "timeout": "5s"}}
                },
                "http_filters": [_to_token_filter(counting_token(digest_of(token))), _CODEC],
            }
        },
        "common_lb_config": {"healthy_panic_threshold": {"value": 20}},
        "outlier_detection": {
            "split_external_local_origin_errors": True,
            "consecutive_local_origin_failure": 1,
            "interval": "1s",
            "base_ejection_time": "5s",
            "max_ejection_time": "10s",
            "max_ejection_percent": 99,
        },
        "load_assignment": {
            "cluster_name": CONSOLE_CLUSTER,
            "endpoints": [
                {"lb_endpoints": [{"endpoint": {"address": _address(*console)}} for console in consoles]}
            ],
        },
        **({"transport_socket": to_transport_socket(tls)} if tls else {}),
    }


def _to_token_filter(token: str) -> dict[str, Any]:
    header = {"key": "authorization", "value": f"Bearer {token}"}
    mutation = {"append": {"header": header, "append_action": "ADD_IF_ABSENT"}}
    return {
        "name": "token",
        "typed_config": {
            "@type": TYPES + "envoy.extensions.filters.http.header_mutation.v3.HeaderMutation",
            "mutations": {"request_mutations": [mutation]},
        },
    }


_CODEC = {
    "name": "codec",
    "typed_config": {"@type": TYPES + "envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec"},
}


def _grpc_service(token: str) -> dict[str, Any]:
    return {
        "envoy_grpc": {"cluster_name": CONSOLE_CLUSTER},
        "initial_metadata": [{"key": "authorization", "value": f"Bearer {token}"}],
    }


def _metrics_sink(token: str) -> dict[str, Any]:
    """Counters as totals: what a node counted while the console was away is in its next report."""
    return {
        "name": "envoy.stat_sinks.metrics_service",
        "typed_config": {
            "@type": TYPES + "envoy.config.metrics.v3.MetricsServiceConfig",
            "grpc_service": _grpc_service(token),
            "transport_api_version": "V3",
            "emit_tags_as_labels": True,
        },
    }
