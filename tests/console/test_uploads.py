"""Modules are hostile until shown otherwise: what an upload takes, what it refuses, and why."""

import asyncio
import json
import time
from typing import Any

import pytest
import wasmtime
from tests.console.conftest import Console, fill, make_account
from tests.console.hostile_modules import ALLOCATOR
from tests.console.modules import marking_module, with_section
from tests.console.test_access import signed_in

from sluice.toolchain.inspection import compress
from sluice_console.core.auth.identity import Role

SCHEMA = {
    "type": "object",
    "properties": {
        "keys": {"type": "object", "additionalProperties": {"type": "string"}},
        "limit": {"type": "integer", "minimum": 1},
        "mode": {"enum": ["deny", "log"]},
    },
    "required": ["keys"],
    "additionalProperties": False,
}


def with_schema(module: bytes, schema: Any = SCHEMA, **meta: str) -> bytes:
    module = with_section(module, "sluice.config_schema", json.dumps(schema).encode())
    return with_section(module, "sluice.meta", json.dumps(meta).encode()) if meta else module


async def post(console: Console, data: bytes, name: str = "mark", **form: str) -> Any:
    files = {"module": ("m.wasm", data)}
    return await console.client.post(f"/api/filters/{name}/versions", files=files, data=form)


async def test_a_module_says_what_it_is(console: Console) -> None:
    module = with_section(marking_module("one"), "sluice.source", compress(b"class Mark: ...\n"))
    module = with_schema(module, name="mark", version="1.2.0", compiler="sluice 0.1.0", on_error="deny")
    answer = (await post(console, module)).json()
    assert answer["version"] == "1.2.0"
    assert answer["size"] == len(module)
    assert answer["config_schema"] == SCHEMA
    assert answer["compiler"] == "sluice 0.1.0"
    assert answer["on_error"] == "deny"
    assert answer["uploaded_by"] == "operator"
    assert answer["imports"] == ["env.proxy_add_header_map_value(i32, i32, i32, i32, i32) -> i32"]
    for reference in ("1.2.0", answer["digest"], answer["digest"][:12], answer["id"]):
        found = await console.ok("GET", f"/api/filters/mark/versions/{reference}")
        assert found["source"] == "class Mark: ...\n"
    listed = await console.ok("GET", "/api/filters")
    assert listed["items"][0]["latest"]["version"] == "1.2.0"
    assert (await console.ok("GET", "/api/audit"))[0]["action"] == "filter.upload"


async def test_modules_without_a_version_are_numbered(console: Console) -> None:
    for number, value in enumerate(("one", "two", "three"), 1):
        answer = await post(console, with_schema(marking_module(value), version="0"))
        assert answer.json()["version"] == str(number)


async def test_the_same_bytes_are_one_version(console: Console) -> None:
    module = marking_module("one")
    first, second = await post(console, module), await post(console, module)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    other_name = await post(console, module, version="9")
    assert other_name.status_code == 409
    assert other_name.json()["fields"][0]["path"] == "version"


async def test_a_version_is_never_changed(console: Console) -> None:
    assert (await post(console, marking_module("one"), version="1")).status_code == 201
    response = await post(console, marking_module("two"), version="1")
    assert response.status_code == 409
    assert "choose the next one" in response.json()["detail"]
    found = await console.ok("GET", "/api/filters/mark")
    assert [item["version"] for item in found["versions"]] == ["1"]


FILTERS = [
    {"root_id": "ApiKey", "on_error": "deny", "config_schema": SCHEMA},
    {"root_id": "Audit", "on_error": "continue", "config_schema": None},
]


async def test_a_module_with_several_filters_is_one_of_them(console: Console) -> None:
    module = with_section(marking_module("several"), "sluice.filters", compress(json.dumps(FILTERS).encode()))
    for wrong, said in (("", "say which filter of the module it is"), ("Nope", "names no filter")):
        refused = await post(console, module, "several", root_id=wrong)
        assert refused.status_code == 422
        (field,) = refused.json()["fields"]
        assert field["path"] == "root_id"
        assert said in field["message"] and field["message"].endswith("ApiKey, Audit")
    keys = (await post(console, module, "several", root_id="ApiKey")).json()
    assert (keys["root_id"], keys["on_error"], keys["config_schema"]) == ("ApiKey", "deny", SCHEMA)
    audit = (await post(console, module, "audit", root_id="Audit")).json()
    assert (audit["root_id"], audit["on_error"], audit["config_schema"]) == ("Audit", "continue", None)
    assert (await post(console, module, "several", root_id="Audit")).status_code == 409
    any_ = (await post(console, marking_module("foreign"), "foreign", root_id="whatever")).json()
    assert any_["root_id"] == "whatever"


async def test_filters_of_a_module_must_be_filters(sqlite_console: Console) -> None:
    for nonsense in (b"{}", b'[{"root_id": 1}]', b"[null]", b"["):
        module = with_section(marking_module("nonsense"), "sluice.filters", compress(nonsense))
        refused = await post(sqlite_console, module, root_id="x")
        assert refused.status_code == 422
        assert "sluice.filters" in refused.text


async def test_versions_number_themselves(console: Console) -> None:
    for text in ("one", "two", "three"):
        await post(console, marking_module(text))
    found = await console.ok("GET", "/api/filters/mark")
    assert [item["version"] for item in found["versions"]] == ["3", "2", "1"]


async def test_a_tcp_filter_is_no_filter_for_routes(sqlite_console: Console) -> None:
    accepts = '(func (export "proxy_on_new_connection") (param i32) (result i32) (i32.const 0))'
    text = wasmtime.wat2wasm(f"""
        (module (memory (export "memory") 1) (global $next (mut i32) (i32.const 1024))
          (func (export "proxy_abi_version_0_2_1")) {ALLOCATOR} {accepts})
    """)
    response = await post(sqlite_console, bytes(text))
    assert response.status_code == 422
    assert "is a TCP filter" in response.json()["detail"]


async def test_modules_have_a_limit(sqlite_console: Console) -> None:
    large = with_section(marking_module("x"), "padding", bytes(8 * 1024 * 1024))
    response = await post(sqlite_console, large)
    assert response.status_code == 413
    assert "8,388,608" in response.json()["detail"]


async def test_an_upload_without_a_module(sqlite_console: Console) -> None:
    response = await sqlite_console.client.post("/api/filters/mark/versions", data={"version": "1"})
    assert response.status_code == 422
    assert response.json()["fields"][0]["path"] == "module"
    for name in ("Mark", "a b", "x" * 101):
        response = await post(sqlite_console, marking_module("x"), name=name)
        assert response.status_code == 422
        assert response.json()["fields"][0]["path"] == "name"
    response = await post(sqlite_console, marking_module("x"), version="a/b")
    assert response.json()["fields"][0]["path"] == "version"


@pytest.mark.parametrize(
    ("configuration", "path", "words"),
    [
        ({}, "configuration", "'keys' is a required property"),
        ({"keys": []}, "configuration.keys", "must be of type object"),
        ({"keys": {"a": 1}}, "configuration.keys.a", "must be of type string"),
        ({"keys": {}, "limit": 0}, "configuration.limit", "must keep minimum 1"),
        ({"keys": {}, "mode": "shout"}, "configuration.mode", 'must be one of "deny", "log"'),
        ({"keys": {}, "color": "red"}, "configuration", "color"),
    ],
)
async def test_configurations_are_checked_against_the_schema(
    sqlite_console: Console, configuration: dict[str, Any], path: str, words: str
) -> None:
    await fill(sqlite_console)
    await post(sqlite_console, with_schema(marking_module("one")), version="1")
    body = {"filter": "mark@1", "route": "all", "configuration": configuration}
    response = await sqlite_console.client.post("/api/attachments", json=body)
    assert response.status_code == 422
    field = response.json()["fields"][0]
    assert field["path"] == path
    assert words in field["message"]
    made = await sqlite_console.ok(
        "POST", "/api/attachments", json={**body, "configuration": {"keys": {"a": "b"}}}
    )
    response = await sqlite_console.client.patch(
        f"/api/attachments/{made['id']}", json={"configuration": configuration}
    )
    assert response.json()["fields"][0]["path"] == path


async def test_a_configuration_stays_out_of_errors_and_the_audit_log(console: Console) -> None:
    await fill(console)
    await post(console, with_schema(marking_module("one")), version="1")
    secret = "key-4f1c9a"
    body = {"filter": "mark@1", "route": "all", "configuration": {"keys": {"a": secret}, "limit": secret}}
    response = await console.client.post("/api/attachments", json=body)
    assert response.status_code == 422
    assert secret not in response.text
    body["configuration"] = {"keys": {"a": secret}}
    await console.ok("POST", "/api/attachments", json=body)
    assert secret not in json.dumps(await console.ok("GET", "/api/audit"))


async def test_attachments_name_what_is_there(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    await post(sqlite_console, marking_module("one"), version="1")
    for change, path in (
        ({"filter": "none"}, "filter"),
        ({"filter": "mark@2"}, "filter"),
        ({"route": "none"}, "route"),
        ({"route": None, "gateway": "none"}, "gateway"),
        ({"route": None}, "gateway"),
    ):
        body = {"filter": "mark@1", "route": "all", **change}
        response = await sqlite_console.client.post("/api/attachments", json=body)
        assert response.status_code == 422, change
        assert response.json()["fields"][0]["path"] == path


def billion_laughs() -> dict[str, Any]:
    """Each definition asks twice for the next."""
    definitions: dict[str, Any] = {"d40": {"type": "string"}}
    for number in range(40):
        definitions[f"d{number}"] = {"allOf": [{"$ref": f"#/$defs/d{number + 1}"}] * 2}
    return {"$defs": definitions, "properties": {"a": {"$ref": "#/$defs/d0"}}}


@pytest.mark.parametrize(
    "schema", [{"$ref": "#"}, {"allOf": [{"$ref": "#"}, {"$ref": "#"}]}, billion_laughs()]
)
async def test_schemas_without_end(sqlite_console: Console, schema: dict[str, Any]) -> None:
    await fill(sqlite_console)
    assert (await post(sqlite_console, with_schema(marking_module("x"), schema))).status_code == 201
    body = {"filter": "mark", "route": "all", "configuration": {"a": "b"}}
    async with asyncio.timeout(10):
        response = await sqlite_console.client.post("/api/attachments", json=body)
    assert response.status_code == 422
    assert "without end" in response.json()["detail"]


async def test_a_property_may_be_called_pattern(sqlite_console: Console) -> None:
    schema = {"properties": {"pattern": {"type": "string"}, "$ref": {"type": "string"}}}
    assert (await post(sqlite_console, with_schema(marking_module("x"), schema))).status_code == 201


@pytest.mark.parametrize("source", [b"1" + b"+1" * 50_000, b"x\n" * 400_000, b"(" * 20_000])
async def test_no_source_keeps_the_page_of_its_filter_from_coming(
    sqlite_console: Console, source: bytes
) -> None:
    await make_account(sqlite_console, role=Role.VIEWER)
    module = with_section(marking_module("one"), "sluice.source", compress(source))
    assert (await post(sqlite_console, module)).status_code == 201
    client, _ = await signed_in(sqlite_console)
    begun = time.process_time()
    answer = await client.get("/filters/mark")
    assert answer.status_code == 200
    assert ("Only its beginning is shown" in answer.text) == (source[:1] == b"x")
    assert time.process_time() - begun < 5
