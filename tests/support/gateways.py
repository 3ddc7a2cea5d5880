"""Gateways for tests: read from YAML, or built of the fewest objects that serve requests."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import yaml
from pydantic import TypeAdapter

from sluice.toolchain.inspection import inspect_module
from sluice.toolchain.sections import CORE_VERSION, MAGIC
from sluice_console.envoy import ir

_GATEWAY = TypeAdapter(ir.Gateway)


def read_gateway(text: str) -> ir.Gateway:
    """YAML as `ir.Gateway`; of filters `module` is any text, and `digest` follows from it when not given."""
    document: dict[str, Any] = yaml.safe_load(text)
    for item in document.get("filters", ()):
        item["module"] = str(item["module"]).encode()
        item.setdefault("digest", hashlib.sha256(item["module"]).hexdigest())
    return _GATEWAY.validate_python(document)


def make_filter_version(mark: str, module: bytes, name: str = "marker") -> ir.FilterVersion:
    """A filter version `fv_<mark>` of the filter `marker`."""
    digest = hashlib.sha256(module).hexdigest()
    holds = module.startswith(MAGIC + CORE_VERSION) and inspect_module(module).allow_on_headers_stop_iteration
    return ir.FilterVersion(f"fv_{mark}", name, mark, digest, module, holds_headers=holds)


def make_gateway(port: int, answers: Mapping[str, str] | None = None, **parts: Any) -> ir.Gateway:
    """A gateway `gw_1` with one listener on 127.0.0.1 and routes that answer themselves.

    `answers` maps a path prefix to the body: the first is `rt_1`. `parts` are fields of `ir.Gateway`.
    """
    routes = tuple(
        ir.Route(
            id=f"rt_{number}",
            name=f"route {number}",
            match=ir.RouteMatch(ir.PathMatch("prefix", prefix)),
            action=ir.DirectResponse(200, body),
        )
        for number, (prefix, body) in enumerate((answers or {"/": "hello\n"}).items(), start=1)
    )
    listeners = (ir.Listener("ls_1", "http", port, "127.0.0.1"),)
    fields: dict[str, Any] = {"listeners": listeners, "routes": routes} | parts
    return ir.Gateway("gw_1", "edge", **fields)
