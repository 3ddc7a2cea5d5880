"""Envoy's foreign functions, filter state and cutting off: emulated, and in a real Envoy."""

from __future__ import annotations

import asyncio
import functools
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from tests.api.conftest import LoadSource
from tests.api.test_in_envoy import FilterEdge, build_source, run_filter
from tests.support.gateways import make_filter_version, make_gateway

from sluice.testing import LoadedFilter, Reply
from sluice_console.envoy import ir

FUNCTIONS = """
from sluice import envoy, set_property, close_stream, on_configure, Plugin, sleep

@dataclass(frozen=True)
class Config:
    keys: dict[str, str]

declared: list[str] = []

@on_configure
def declare(plugin: Plugin[Config]) -> None:
    envoy.declare_property("once", kind="string", readonly=True, span="request")
    try:
        envoy.declare_property("once")
    except HostError as error:
        declared.append(str(error))

def attempt(name: str, keys: dict[str, str]) -> str:
    try:
        return str(outcome(name, keys))
    except (ValueError, HostError) as error:
        return f"{type(error).__name__}: {error}"

def outcome(name: str, keys: dict[str, str]) -> object:
    match name:
        case "compress":
            return envoy.uncompress(envoy.compress(b"hello" * 1000)) == b"hello" * 1000
        case "smaller":
            return len(envoy.compress(b"hello" * 1000)) < 100
        case "deflated":
            return envoy.uncompress(bytes.fromhex("789ccb48cdc9c907000 62c0215".replace(" ", "")))
        case "damaged":
            return envoy.uncompress(b"abc")
        case "cut":
            return envoy.uncompress(envoy.compress(b"hello" * 1000)[:-3])
        case "unknown":
            return envoy.foreign("nothing", b"x")
        case "raw":
            return envoy.foreign("clear_route_cache")
        case "rsa" | "ec":
            made = envoy.sign("sha256", keys[name + "_private"], b"text")
            public = keys[name + "_public"]
            return [envoy.verify_signature("sha256", public, made, b"text"),
                    envoy.verify_signature("sha256", public, made, b"texu"),
                    envoy.verify_signature("sha512", public, made, b"text"),
                    envoy.verify_signature("sha256", public, b"", b"text"),
                    envoy.verify_signature("sha256", bytes.fromhex(keys[name + "_der"]), made, b"text")]
        case "made elsewhere":
            signature = bytes.fromhex(keys["signature"])
            return [envoy.verify_signature("sha384", keys["rsa_public"], signature, b"elsewhere"),
                    envoy.verify_signature("sha384", keys["ec_public"], signature, b"elsewhere")]
        case "no key":
            return envoy.verify_signature("sha256", b"", b"", b"")
        case "bad key":
            return envoy.verify_signature("sha256", b"junk", b"", b"")
        case "private as public":
            return envoy.verify_signature("sha256", keys["rsa_private"], b"", b"")
        case "no private key":
            return envoy.sign("sha256", keys["rsa_public"], b"")
        case "no hash":
            return envoy.verify_signature("md5", keys["rsa_public"], b"", b"")  # type: ignore[arg-type]
        case "property":
            set_property("mine", "ann")
            set_property("bytes", b"\\x00\\xff")
            return [property("mine"), property("bytes"), property("filter_state", "wasm.mine"),
                    property("yours")]
        case "once":
            set_property("once", b"1")
            try:
                set_property("once", b"2")
            except HostError as error:
                return [str(error), property("once"), declared]
        case "state":
            envoy.set_envoy_filter_state("envoy.string", "text")
            envoy.set_envoy_filter_state("envoy.network.upstream_server_name", "a.example")
            envoy.set_envoy_filter_state("envoy.network.application_protocols", "h2,http/1.1")
            envoy.set_envoy_filter_state("envoy.network.ip", "1.2.3.4", span="connection")
            names = ("string", "network.upstream_server_name", "network.application_protocols", "network.ip")
            return [property("filter_state", "envoy." + name) for name in names]
        case "unknown state":
            envoy.set_envoy_filter_state("envoy.nothing", "x")
        case "wrong state":
            envoy.set_envoy_filter_state("envoy.network.ip", "junk")
        case "wrong span":
            envoy.set_envoy_filter_state("envoy.string", "x", span="ever")  # type: ignore[arg-type]
    return "?"

class Sample(HttpFilter[Config]):
    where: str = ""

    async def on_request_headers(self, request: Request) -> Response | None:
        self.where = request.headers.get("x-close", "")
        name = request.headers.get("x-do", "")
        if name:
            return Response(200, body=attempt(name, self.config.keys))
        if self.where == "await":
            await sleep(0.01)
        if self.where in ("request", "await"):
            close_stream()
        if request.path == "/first":
            await sleep(0.001)
            set_property("user", "ann")
            request.path = "/second"
            envoy.clear_route_cache()
        return None

    def on_request_body(self, request: RequestInfo, body: Chunk) -> bytes | Response | None:
        if self.where == "request body":
            close_stream()
        return None

    def on_response_headers(self, request: RequestInfo, response: Response) -> Response | None:
        if self.where == "response":
            close_stream()
        return None

    def on_response_body(self, request: RequestInfo, body: Chunk) -> bytes | None:
        if self.where == "response body":
            close_stream()
        return None

    def on_log(self, access: AccessLog) -> None:
        if self.where or access.path == "/second":
            log.info("closed %s, user %s", access.details, property("user"))
"""

EXPECTED = {
    "compress": "True",
    "smaller": "True",
    "deflated": "b'hello'",
    "damaged": "ValueError: not in zlib's format",
    "cut": "ValueError: not in zlib's format",
    "unknown": "HostError: proxy_call_foreign_function: NotFound",
    "raw": "b''",
    "rsa": "[True, False, False, False, True]",
    "ec": "[True, False, False, False, True]",
    "made elsewhere": "[True, False]",
    "no key": "ValueError: the key is no public key, neither as PEM nor as DER",
    "bad key": "ValueError: the key is no public key, neither as PEM nor as DER",
    "private as public": "ValueError: the key is no public key, neither as PEM nor as DER",
    "no private key": "ValueError: the key is no private key, neither as PEM nor as DER",
    "no hash": "ValueError: hash md5 is not supported.",
    "property": "[b'ann', b'\\x00\\xff', b'ann', None]",
    "once": "['proxy_set_property: BadArgument', b'1', ['proxy_call_foreign_function: BadArgument']]",
    "state": "[b'text', b'a.example', None, b'1.2.3.4:0']",
    "unknown state": "HostError: proxy_call_foreign_function: NotFound",
    "wrong state": "HostError: proxy_call_foreign_function: BadArgument",
    "wrong span": "ValueError: span is one of chain, request, connection, not 'ever'",
}
CLOSED_AT = ("request", "await", "request body", "response", "response body")


@functools.cache
def keys() -> dict[str, str]:
    """Two pairs, made for this run, and a signature that the filter has not made."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    found = {}
    signer = rsa.generate_private_key(65537, 2048)
    pairs: dict[str, Any] = {"rsa": signer, "ec": ec.generate_private_key(ec.SECP256R1())}
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    for name, private in pairs.items():
        found[f"{name}_private"] = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        public = private.public_key()
        found[f"{name}_public"] = public.public_bytes(serialization.Encoding.PEM, spki).decode()
        found[f"{name}_der"] = public.public_bytes(serialization.Encoding.DER, spki).hex()
    found["signature"] = signer.sign(b"elsewhere", padding.PKCS1v15(), hashes.SHA384()).hex()
    return found


@pytest.fixture
def functions(load_source: LoadSource) -> LoadedFilter:
    return load_source(FUNCTIONS, {"keys": keys()})


def test_what_the_functions_answer(functions: LoadedFilter) -> None:
    found = {name: functions.request(headers={"x-do": name}).response.text for name in EXPECTED}
    assert found == EXPECTED


@pytest.mark.parametrize("where", CLOSED_AT)
def test_an_exchange_is_cut_off(functions: LoadedFilter, where: str) -> None:
    result = functions.request("POST", body=b"body", headers={"x-close": where}, reply=Reply(body="reply"))
    assert result.was_reset
    assert result.reached_upstream == where.startswith("response")
    details = "via_upstream" if where.startswith("response") else "wasm_close_stream"
    assert f"closed {details}, user None" in functions.logs[-1].message
    assert functions.request().response.status == 200


def test_a_property_is_read_back_when_the_exchange_is_logged(functions: LoadedFilter) -> None:
    assert functions.request(path="/first").upstream_request.path == "/second"
    assert functions.logs[-1].message == "closed via_upstream, user b'ann'"


READER = """
class Reader(HttpFilter[None]):
    async def on_request_headers(self, request: Request) -> Response | None:
        value = property("user")
        if value is not None:
            request.headers["x-user"] = value.decode()
        return None
"""


def two_filters(edge: FilterEdge, reader: bytes, ports: dict[str, int]) -> ir.Gateway:
    first = edge.gateway(json.dumps({"keys": keys()}))
    second = make_filter_version("2", reader, "reader")
    routes = (
        ir.Route(
            "rt_second",
            "second",
            ir.Forward((ir.Destination("sv_1"),)),
            match=ir.RouteMatch(ir.PathMatch("prefix", "/second")),
        ),
        ir.Route("rt_other", "other", ir.DirectResponse(404, "no route\n")),
    )
    return make_gateway(
        edge.edge.port,
        services=first.services,
        routes=routes if ports.get("routed") else first.routes,
        filters=(*first.filters, second),
        attachments=(*first.attachments, ir.Attachment("at_2", second.id, "{}")),
    )


@pytest.mark.envoy
async def test_envoy_answers_the_same(tmp_path: Path) -> None:
    module = build_source(tmp_path, FUNCTIONS)
    (tmp_path / "reader").mkdir()
    reader = build_source(tmp_path / "reader", READER)
    async with run_filter(tmp_path, "sample", module, json.dumps({"keys": keys()})) as edge:
        found = {}
        for name in EXPECTED:
            answer = await edge.send("GET", "/", x_do=name)
            found[name] = answer.text
        assert found == EXPECTED
        for where in CLOSED_AT:
            cut = [edge.send("POST", "/", b"body", x_close=where) for _ in range(4)]
            errors = await asyncio.gather(*cut, return_exceptions=True)
            assert all(isinstance(each, httpx.RemoteProtocolError | httpx.ReadError) for each in errors), (
                errors
            )
            details = "via_upstream" if where.startswith("response") else "wasm_close_stream"
            assert f"closed {details}, user None" in edge.log().splitlines()[-1], where
        assert (await edge.send("GET", "/")).status_code == 200
        assert await edge.exceptions() == {}
        await edge.edge.publish(two_filters(edge, reader, {"routed": 1}))
        passed = await edge.send("GET", "/first")
        assert passed.status_code == 200, edge.log()[-3000:]
        assert passed.json()["headers"]["x-user"] == "ann"
        assert (await edge.send("GET", "/elsewhere")).status_code == 404
        assert "closed via_upstream, user b'ann'" in edge.log()
