"""`ext_proc` as one of the variants: the service, Envoy's cluster for it, and the filter that asks it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.variants import KEYS, ROOT
from sluice.cli.local.ports import HOST
from sluice.cli.measure.gateway import free_ports

CLUSTER = "ext_proc"
EXT_PROC_TYPE = "type.googleapis.com/envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor"
OPTIONS_TYPE = "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions"
FILTER: dict[str, Any] = {
    "name": "ext_proc",
    "typed_config": {
        "@type": EXT_PROC_TYPE,
        "grpc_service": {"envoy_grpc": {"cluster_name": CLUSTER}, "timeout": "5s"},
        "message_timeout": "5s",
        "processing_mode": {"request_header_mode": "SEND", "response_header_mode": "SKIP"},
    },
}


@contextmanager
def running_service(folder: Path) -> Iterator[dict[str, Any]]:
    """Start the service; gives Envoy's cluster for it."""
    (port,) = free_ports(1)
    keys = folder / "keys.json"
    keys.write_text(json.dumps(KEYS))
    command = [sys.executable, "-m", "bench.peers.ext_proc", str(port), str(keys)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            yield to_cluster(port)
        finally:
            process.terminate()


def to_cluster(port: int) -> dict[str, Any]:
    address = {"socket_address": {"address": HOST, "port_value": port}}
    endpoints = [{"lb_endpoints": [{"endpoint": {"address": address}}]}]
    return {
        "name": CLUSTER,
        "load_assignment": {"cluster_name": CLUSTER, "endpoints": endpoints},
        "typed_extension_protocol_options": {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                "@type": OPTIONS_TYPE,
                "explicit_http_config": {"http2_protocol_options": {}},
            }
        },
    }
