"""Envoy's bootstrap for one filter under test, as close to what the emulated host is as Envoy can be told."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sluice.testing.host import Plugin

TYPES = "type.googleapis.com/"
EXTENSIONS = TYPES + "envoy.extensions."
HOST = "127.0.0.1"
STREAM_HEADER = "x-sluice-stream"
"""Tells the upstream which client's request it is: the client's port. Routes add it, after all filters."""
DIRECT = "sluice-upstream"
"""The cluster that requests go to."""


@dataclass(frozen=True, slots=True)
class Places:
    """Files of one Envoy."""

    folder: Path

    @property
    def bootstrap(self) -> Path:
        return self.folder / "envoy.json"

    @property
    def clusters(self) -> Path:
        return self.folder / "clusters.json"

    @property
    def log(self) -> Path:
        return self.folder / "envoy.log"

    @property
    def access_log(self) -> Path:
        return self.folder / "access.log"

    @property
    def admin(self) -> Path:
        return self.folder / "admin"


def to_bootstrap(
    places: Places, plugin: Plugin, wasm: bytes, upstream_port: int, holds_headers: bool
) -> dict[str, Any]:
    manager = {
        "@type": EXTENSIONS + "filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "test",
        "http_filters": [to_wasm_filter(plugin, wasm, holds_headers), _router()],
        "http_protocol_options": {"enable_trailers": True},
        "server_header_transformation": "PASS_THROUGH",
        "preserve_external_request_id": True,
        "access_log": [_access_log(places.access_log)],
        "route_config": {
            "name": "test",
            "request_headers_to_add": [
                {"header": {"key": STREAM_HEADER, "value": "%DOWNSTREAM_REMOTE_PORT%"}}
            ],
            "virtual_hosts": [
                {
                    "name": "all",
                    "domains": ["*"],
                    "routes": [
                        {
                            "name": "default",
                            "match": {"prefix": "/"},
                            "route": {"cluster": DIRECT, "timeout": "0s"},
                        }
                    ],
                }
            ],
        },
    }
    listener = {
        "name": "test",
        "address": _address(0),
        "filter_chains": [{"filters": [{"name": "http", "typed_config": manager}]}],
    }
    source = {"path": str(places.clusters), "watched_directory": {"path": str(places.folder)}}
    return {
        "node": {"id": "test", "cluster": "test"},
        "admin": {"address": _address(0)},
        "dynamic_resources": {"cds_config": {"path_config_source": source, "resource_api_version": "V3"}},
        "static_resources": {"listeners": [listener], "clusters": [to_cluster(DIRECT, upstream_port)]},
    }


def write_clusters(places: Places, ports: Mapping[str, int]) -> None:
    """Replace the file of clusters for call-outs: Envoy looks when a file is moved to its name."""
    resources = [
        {"@type": TYPES + "envoy.config.cluster.v3.Cluster", **to_cluster(name, port)}
        for name, port in ports.items()
    ]
    draft = places.clusters.with_name(".clusters.draft")
    draft.write_text(json.dumps({"version_info": str(len(resources)), "resources": resources}))
    draft.replace(places.clusters)


def to_cluster(name: str, port: int) -> dict[str, Any]:
    options = {
        "@type": EXTENSIONS + "upstreams.http.v3.HttpProtocolOptions",
        "explicit_http_config": {"http_protocol_options": {"enable_trailers": True}},
    }
    return {
        "name": name,
        "type": "STATIC",
        "connect_timeout": "1s",
        "typed_extension_protocol_options": {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": options
        },
        "load_assignment": {
            "cluster_name": name,
            "endpoints": [{"lb_endpoints": [{"endpoint": {"address": _address(port)}}]}],
        },
    }


def to_wasm_filter(plugin: Plugin, wasm: bytes, holds_headers: bool) -> dict[str, Any]:
    """Envoy's HTTP filter with the module inside."""
    config: dict[str, Any] = {
        "name": plugin.name,
        "root_id": plugin.root_id,
        "vm_config": {
            "vm_id": plugin.vm_id,
            "runtime": "envoy.wasm.runtime.v8",
            "code": {"local": {"inline_bytes": base64.b64encode(wasm).decode()}},
        },
        "allow_on_headers_stop_iteration": holds_headers,
    }
    if plugin.configuration:
        value = base64.b64encode(plugin.configuration).decode()
        config["configuration"] = {"@type": TYPES + "google.protobuf.BytesValue", "value": value}
    return {
        "name": plugin.name,
        "typed_config": {"@type": EXTENSIONS + "filters.http.wasm.v3.Wasm", "config": config},
    }


def _router() -> dict[str, Any]:
    kind = EXTENSIONS + "filters.http.router.v3.Router"
    return {
        "name": "envoy.filters.http.router",
        "typed_config": {"@type": kind, "suppress_envoy_headers": True},
    }


def _access_log(path: Path) -> dict[str, Any]:
    return {
        "name": "envoy.access_loggers.file",
        "typed_config": {
            "@type": EXTENSIONS + "access_loggers.file.v3.FileAccessLog",
            "path": str(path),
            "log_format": {
                "text_format_source": {"inline_string": "%DOWNSTREAM_REMOTE_PORT% %RESPONSE_CODE_DETAILS%\n"}
            },
        },
    }


def _address(port: int) -> dict[str, Any]:
    return {"socket_address": {"address": HOST, "port_value": port}}
