"""Envoy's bootstrap with one listener, and the file that it watches for the filter.

The filter comes by ECDS from a file: whenever the file is replaced, Envoy loads the module in it and changes
over when that has worked. A module that does not load, or does not take its configuration, changes nothing.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TYPES = "type.googleapis.com/"
WASM = "envoy.extensions.filters.http.wasm.v3.Wasm"
FILTER = "filter"
HOST = "127.0.0.1"
UPSTREAM = "upstream"


def to_bootstrap(
    listen_port: int, admin_port: int, clusters: Mapping[str, tuple[str, int]], watched: Path | None
) -> dict[str, Any]:
    """`clusters` by name: host and port; requests go to "upstream". `watched` None: no filter."""
    filters = [] if watched is None else [_watched_filter(watched)]
    manager = {
        "@type": TYPES + "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "dev",
        "http_filters": [*filters, _router()],
        "route_config": {
            "name": "dev",
            "virtual_hosts": [
                {
                    "name": "all",
                    "domains": ["*"],
                    "routes": [{"name": "dev", "match": {"prefix": "/"}, "route": {"cluster": UPSTREAM}}],
                }
            ],
        },
    }
    listener = {
        "name": "dev",
        "address": _address(HOST, listen_port),
        "filter_chains": [{"filters": [{"name": "envoy.http_connection_manager", "typed_config": manager}]}],
    }
    return {
        "node": {"id": "dev", "cluster": "dev"},
        "admin": {"address": _address(HOST, admin_port)},
        "static_resources": {
            "listeners": [listener],
            "clusters": [_cluster(name, *place) for name, place in clusters.items()],
        },
    }


def to_extension(
    wasm: bytes, name: str, configuration: str, *, root_id: str, mark: int, holds_headers: bool
) -> dict[str, Any]:
    """What the watched file holds. `mark` differs from version to version, so that each is loaded anew."""
    plugin: dict[str, Any] = {
        "name": name,
        "root_id": root_id,
        "failure_policy": "FAIL_RELOAD",
        "vm_config": {
            "vm_id": name,
            "runtime": "envoy.wasm.runtime.v8",
            "code": {"local": {"inline_bytes": base64.b64encode(wasm).decode()}},
            "environment_variables": {"key_values": {"SLUICE_VERSION": str(mark)}},
        },
        "configuration": {"@type": TYPES + "google.protobuf.StringValue", "value": configuration},
    }
    if holds_headers:
        plugin["allow_on_headers_stop_iteration"] = True
    resource = {
        "@type": TYPES + "envoy.config.core.v3.TypedExtensionConfig",
        "name": FILTER,
        "typed_config": {"@type": TYPES + WASM, "config": plugin},
    }
    return {"version_info": str(mark), "resources": [resource]}


def write_extension(path: Path, extension: Mapping[str, Any]) -> None:
    """Replace the watched file at once: Envoy looks when a file is moved to its name."""
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(json.dumps(extension))
    draft.replace(path)


def _watched_filter(path: Path) -> dict[str, Any]:
    source = {"path": str(path), "watched_directory": {"path": str(path.parent)}}
    return {
        "name": FILTER,
        "config_discovery": {
            "config_source": {"path_config_source": source, "resource_api_version": "V3"},
            "type_urls": [TYPES + WASM],
        },
    }


def _router() -> dict[str, Any]:
    kind = TYPES + "envoy.extensions.filters.http.router.v3.Router"
    return {"name": "envoy.filters.http.router", "typed_config": {"@type": kind}}


def _cluster(name: str, host: str, port: int) -> dict[str, Any]:
    return {
        "name": name,
        "type": "STRICT_DNS",
        "dns_lookup_family": "V4_PREFERRED",
        "connect_timeout": "1s",
        "load_assignment": {
            "cluster_name": name,
            "endpoints": [{"lb_endpoints": [{"endpoint": {"address": _address(host, port)}}]}],
        },
    }


def _address(host: str, port: int) -> dict[str, Any]:
    return {"socket_address": {"address": host, "port_value": port}}
