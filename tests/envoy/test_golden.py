"""Each translator's output beside its input: `cases/<name>.in.yaml` and `cases/<name>.out.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from google.protobuf.json_format import MessageToDict
from tests.support.gateways import read_gateway

from sluice_console.envoy.bootstrap import to_bootstrap
from sluice_console.envoy.protobufs import cluster, endpoint, extension, listener, route, runtime
from sluice_console.envoy.resources import (
    CLUSTER,
    ENDPOINTS,
    EXTENSION,
    LISTENER,
    ROUTES,
    RUNTIME,
    SHORT_NAMES,
    Resource,
)
from sluice_console.envoy.snapshot import build_snapshot

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.name.removesuffix(".in.yaml") for path in CASES.glob("*.in.yaml"))

MESSAGES = {
    CLUSTER: cluster.Cluster,
    ENDPOINTS: endpoint.ClusterLoadAssignment,
    EXTENSION: extension.TypedExtensionConfig,
    LISTENER: listener.Listener,
    ROUTES: route.RouteConfiguration,
    RUNTIME: runtime.Runtime,
}


def describe(name: str) -> str:
    """The snapshot of a case as YAML. It has the types that its `# shows:` line names, or `bootstrap`."""
    text = (CASES / f"{name}.in.yaml").read_text()
    shown = text.splitlines()[0].removeprefix("# shows:").split()
    snapshot = build_snapshot(read_gateway(text))
    document: dict[str, Any] = {
        SHORT_NAMES[type_url]: [to_dict(item) for _, item in sorted(snapshot.by_type[type_url].items())]
        for type_url in MESSAGES
        if SHORT_NAMES[type_url] in shown
    }
    if "bootstrap" in shown:
        gateway = read_gateway(text)
        bootstrap = to_bootstrap("n1", gateway.name, [("127.0.0.1", 18000)], 9901, "secret", gateway.overload)
        document["bootstrap"] = bootstrap
    if snapshot.left_out:
        document["left out"] = [f"{item.kind} {item.id}: {item.reason}" for item in snapshot.left_out]
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110)


def to_dict(resource: Resource) -> Any:
    message = MESSAGES[resource.type_url].FromString(resource.body)
    return order(MessageToDict(message, preserving_proto_field_name=True))


def order(value: Any) -> Any:
    """Maps have no order of their own: what names a thing first, then by key."""
    if isinstance(value, dict):
        first = {"name": 0, "@type": 1, "match": 2}
        return {key: order(value[key]) for key in sorted(value, key=lambda key: (first.get(key, 3), key))}
    return [order(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", NAMES)
def test_translation(name: str, request: pytest.FixtureRequest) -> None:
    expected = CASES / f"{name}.out.yaml"
    found = describe(name)
    if request.config.getoption("--golden-update", default=False):
        expected.write_text(found)
    assert found == expected.read_text()


def test_no_orphans(request: pytest.FixtureRequest) -> None:
    orphans = [path for path in CASES.glob("*.out.yaml") if path.name.removesuffix(".out.yaml") not in NAMES]
    if request.config.getoption("--golden-update", default=False):
        for path in orphans:
            path.unlink()
        orphans = []
    assert not orphans
    assert NAMES
