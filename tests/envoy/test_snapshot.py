"""Snapshots: equal gateways give equal bytes, names stay, stored bytes come back, big gateways are quick."""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.gateways import make_filter_version, make_gateway

from sluice_console.envoy import ir
from sluice_console.envoy.binary import find_envoy
from sluice_console.envoy.bootstrap import to_bootstrap
from sluice_console.envoy.http_filters.limits import to_client
from sluice_console.envoy.http_filters.tenants import to_tenant_filter
from sluice_console.envoy.http_filters.wasm import renew
from sluice_console.envoy.protobufs import extension, header_mutation, http_wasm, wasm
from sluice_console.envoy.resources import CLUSTER, EXTENSION, LISTENER, ROUTES, Resource, Snapshot
from sluice_console.envoy.snapshot import build_snapshot

V1 = make_filter_version("v1", b"one")
V2 = make_filter_version("v2", b"two")
ATTACHED = (ir.Attachment("at_1", V1.id, "{}", "rt_1"), ir.Attachment("at_2", V1.id))


def make(**parts: object) -> ir.Gateway:
    return make_gateway(80, {"/": "a", "/b": "b"}, **({"filters": (V1, V2), "attachments": ATTACHED} | parts))


def test_equal_gateways_give_equal_bytes() -> None:
    first, second = build_snapshot(make()), build_snapshot(make())
    assert [item.in_delta for item in first.resources()] == [item.in_delta for item in second.resources()]


def test_the_order_of_the_input_does_not_matter() -> None:
    gateway = make(services=(ir.Service("sv_1", "a"), ir.Service("sv_2", "b")))
    turned = replace(
        gateway,
        services=gateway.services[::-1],
        routes=gateway.routes[::-1],
        filters=gateway.filters[::-1],
        attachments=gateway.attachments[::-1],
    )
    assert build_snapshot(turned).versions() == build_snapshot(gateway).versions()


def test_a_new_version_of_a_filter_changes_its_extension_only() -> None:
    before = build_snapshot(make()).versions()
    attached = (replace(ATTACHED[0], filter_version_id=V2.id), ATTACHED[1])
    after = build_snapshot(make(attachments=attached)).versions()
    assert {key for key in after if before.get(key) != after[key]} == {
        (EXTENSION, "at_1"),
        (EXTENSION, "at_1.candidate"),
    }
    assert before.keys() == after.keys()


def test_a_rollout_changes_neither_listener_nor_names() -> None:
    before = build_snapshot(make())
    rollout = ir.Rollout("ro_1", ir.FilterChange("at_1", V2.id, "{}"), ir.Stage(100))
    after = build_snapshot(make(rollouts=(rollout,)))
    assert before.versions().keys() == after.versions().keys()
    assert before.version(LISTENER) == after.version(LISTENER)
    further = build_snapshot(make(rollouts=(replace(rollout, stage=ir.Stage(5_000)),)))
    assert further.version(ROUTES) == after.version(ROUTES)


def test_another_chain_of_filters_brings_routes_of_another_name() -> None:
    """Connections that are being drained keep the old chain with the old routes."""
    names = {
        next(iter(build_snapshot(gateway).by_type[ROUTES]))
        for gateway in (
            make(),
            make(attachments=ATTACHED[:1]),
            make(attachments=(ATTACHED[0], replace(ATTACHED[1], route_id="rt_2"))),
        )
    }
    assert len(names) == 3


def test_idle_slots_hold_the_same_module() -> None:
    """Otherwise Envoy would compile it twice."""
    snapshot = build_snapshot(make())
    bodies = []
    for name in ("at_1", "at_1.candidate"):
        message = extension.TypedExtensionConfig.FromString(snapshot.by_type[EXTENSION][name].body)
        bodies.append(message.typed_config.value)
    assert bodies[0] == bodies[1]


def test_every_module_is_inline_and_reloads() -> None:
    for resource in build_snapshot(make()).by_type[EXTENSION].values():
        message = extension.TypedExtensionConfig.FromString(resource.body)
        config = http_wasm.Wasm.FromString(message.typed_config.value).config
        assert config.vm_config.code.local.inline_bytes == b"one"
        assert not config.vm_config.code.HasField("remote")
        assert config.failure_policy == wasm.FailurePolicy.FAIL_RELOAD
        assert config.reload_config.backoff.base_interval.nanos == 100_000_000


def test_renewed_bytes_differ_each_time_and_hold_the_same() -> None:
    resource = build_snapshot(make()).by_type[EXTENSION]["at_1"]
    versions = {resource.version, renew(resource, 1).version, renew(resource, 2).version}
    assert len(versions) == 3
    assert renew(resource, 1).version == renew(resource, 1).version
    message = extension.TypedExtensionConfig.FromString(renew(resource, 2).body)
    config = http_wasm.Wasm.FromString(message.typed_config.value).config
    assert config.vm_config.code.local.inline_bytes == b"one"


def test_two_resources_of_one_name_are_an_error() -> None:
    with pytest.raises(ValueError, match="CDS resource 'a' is there twice"):
        Snapshot.of((Resource(CLUSTER, "a", b"1"), Resource(CLUSTER, "a", b"2")))


def test_ten_thousand_routes_are_built_in_a_second() -> None:
    routes = tuple(
        ir.Route(
            f"rt_{number}",
            f"r{number}",
            ir.DirectResponse(200),
            hosts=(f"h{number % 500}.test",),
            match=ir.RouteMatch(ir.PathMatch("prefix", f"/p{number}")),
        )
        for number in range(10_000)
    )
    attachments = tuple(ir.Attachment(f"at_{number}", V1.id, "{}", f"rt_{number}") for number in range(500))
    gateway = make(routes=routes, attachments=attachments)
    begun = time.process_time()
    snapshot = build_snapshot(gateway)
    assert time.process_time() - begun < 3.0
    assert snapshot.left_out == ()


@pytest.mark.envoy
def test_envoy_accepts_the_bootstrap(tmp_path: Path) -> None:
    config = tmp_path / "envoy.json"
    config.write_text(json.dumps(to_bootstrap("n1", "edge", [("localhost", 18000)], 9901, "token")))
    found = subprocess.run(
        [str(find_envoy()), "--mode", "validate", "-c", str(config)], capture_output=True, text=True
    )
    assert found.returncode == 0, found.stderr
    assert "Deprecated" not in found.stderr


@pytest.mark.parametrize("name", ["tenant", "Tenant", "x-tenant", "X-Key-Id", "KEY"])
def test_what_clients_say_of_tenants_is_taken_away_however_it_is_named(name: str) -> None:
    """A limit, a shared limit or a rule that relies on it by the header's own name relies on it as well."""
    taken_away = {"x-tenant", "x-key-id"}
    shared = ir.SharedLimit("sl_1", "each", 5, 60, name)
    limit = ir.Protection(limits=(ir.RateLimit(5, 60.0, by=name),))
    assert removed(limit) == taken_away
    assert removed(ir.Protection(), shared) == taken_away
    if "-" in name:
        rule = ir.Rule((ir.Subject("header", name, "acme"),))
        assert removed(ir.Protection(ir.Security(rules=(rule,)))) == taken_away


def test_other_names_take_nothing_away() -> None:
    rule = ir.Rule((ir.Subject("claim", "tenant", "acme"), ir.Subject("header", "x-team", "acme")))
    limits = (ir.RateLimit(5, 60.0, by="x-tenants"),)
    assert removed(ir.Protection(ir.Security(rules=(rule,)), limits)) == set()


def removed(protection: ir.Protection, *shared: ir.SharedLimit) -> set[str]:
    ids = tuple(item.id for item in shared)
    route = ir.Route("rt_1", "r", ir.DirectResponse(200), protection=protection, shared_limit_ids=ids)
    chain = to_tenant_filter(ir.Gateway("gw_1", "edge", routes=(route,), shared_limits=shared))
    found = [header_mutation.HeaderMutation.FromString(item.typed_config.value) for item in chain]
    return {step.remove for item in found for step in item.mutations.request_mutations}


def test_limits_tell_clients_apart_by_names_without_case() -> None:
    assert to_client("Tenant") == to_client("tenant") != to_client("tenants")
    assert to_client("Address") == to_client("address") and to_client("X-User") == to_client("x-user")
