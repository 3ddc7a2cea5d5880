"""What the proxy knows of connection, upstream and route, typed: on both platforms, and in a real Envoy."""

from __future__ import annotations

import asyncio
import json
import math
import socket
import ssl
import struct
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from google.protobuf.struct_pb2 import Struct
from tests.api.conftest import LoadSource
from tests.support.authority import Authority
from tests.support.edge import run_edge
from tests.support.envoy import find_free_port
from tests.support.gateways import make_filter_version, make_gateway
from tests.support.upstreams import run_upstream

from sluice.api.structs import MalformedError, read_namespace, read_struct, to_float
from sluice.testing.metadata import read_metadata
from sluice.toolchain.build import build_file
from sluice_console.envoy import ir
from sluice_console.envoy.secrets import to_secret, to_ticket_keys

CONNECTION = """\
import json

from sluice import AccessLog, HttpFilter, Request, RequestInfo, Response, connection, log, route, upstream


class Sample(HttpFilter[None]):
    def on_request_headers(self, request: Request) -> None:
        peer, own = connection.peer_certificate, connection.local_certificate
        facts = [peer.subject, peer.uri_san, peer.dns_san, peer.sha256, own.subject, own.dns_san]
        request.headers["x-certificates"] = "|".join(facts)
        request.headers["x-tls"] = f"{connection.tls_version} {connection.server_name} {connection.mtls}"
        request.headers["x-route"] = f"{route.name} {route.virtual_host} {route.cluster}"
        request.headers["x-metadata"] = f"{route.metadata.text('sluice', 'route')}"
        request.headers["x-source"] = connection.source_address
        request.headers["x-destination"] = f"{connection.destination_address} {connection.destination_port}"
        request.headers["x-connection"] = f"{connection.id} {connection.failure!r}"

    def on_response_headers(self, request: RequestInfo, response: Response) -> None:
        response.headers["x-upstream"] = f"{upstream.address} {upstream.port} {upstream.attempts}"
        response.headers["x-upstream-tls"] = f"{upstream.tls_version!r} {upstream.failure!r}"

    def on_log(self, entry: AccessLog) -> None:
        log.info("flags %s of %s", " ".join(entry.response_flags), entry.path)
        log.info("times %s %s", str(entry.backend_latency > 0), str(upstream.connect_seconds > 0))
"""
METADATA = """\
from sluice import route


class Sample(HttpFilter[None]):
    def on_request_headers(self, request: Request) -> None:
        settings, mine = route.metadata, "my.filter"
        log.info("%s %s", settings.text(mine, "name"), settings.text(mine, "none", "no"))
        log.info("%s %s", str(settings.number(mine, "limit")), str(settings.number("other", "limit", 7.0)))
        log.info("%s %s", str(settings.flag(mine, "on")), str(settings.flag(mine, "null", True)))
        log.info("%s", repr(settings.all("my.filter")))
        log.info("%s %s", repr(settings.all("other")), repr(route.cluster_metadata.all("my.filter")))
        for attempt in ("number", "flag"):
            try:
                if attempt == "number":
                    settings.number("my.filter", "name")
                else:
                    settings.flag("my.filter", "limit")
            except ValueError as error:
                log.info("%s", str(error))
"""
SETTINGS: dict[str, Any] = {
    "my.filter": {
        "name": "hä",
        "limit": 2.5,
        "on": True,
        "null": None,
        "list": [1.0, "b", [], {}],
        "map": {"a": -0.5, "b": {"c": False}},
    }
}


def test_settings_of_a_route(load_source: LoadSource) -> None:
    filter = load_source(METADATA)
    filter.properties["xds.route_metadata"] = SETTINGS
    filter.request()
    assert [entry.message for entry in filter.logs] == [
        "hä no",
        "2.5 7.0",
        "True True",
        repr(SETTINGS["my.filter"]),
        "{} {}",
        "route metadata my.filter.name is no number",
        "route metadata my.filter.limit is neither true nor false",
    ]


def test_what_is_not_there_is_empty(load_source: LoadSource) -> None:
    filter = load_source(CONNECTION)
    sent = filter.request().upstream_request
    assert sent.headers["x-certificates"] == "|||||"
    assert sent.headers["x-tls"] == "  False"
    assert sent.headers["x-metadata"] == ""


def test_what_a_test_says_of_a_connection(load_source: LoadSource) -> None:
    filter = load_source(CONNECTION)
    filter.properties["connection.uri_san_peer_certificate"] = "spiffe://example.org/ann"
    filter.properties["connection.mtls"] = True
    filter.properties["connection.tls_version"] = "TLSv1.3"
    filter.properties["response.flags"] = 1 << 5 | 1 << 15 | 1 << 29
    sent = filter.request().upstream_request
    assert sent.headers["x-certificates"] == "|spiffe://example.org/ann||||"
    assert sent.headers["x-tls"] == "TLSv1.3  True"
    assert filter.logs[-2].message == "flags UF URX UDO of /"


def test_structs_are_those_of_protocol_buffers() -> None:
    content = SETTINGS["my.filter"]
    message = Struct()
    message.update(content)
    assert read_struct(message.SerializeToString()) == content
    assert read_namespace(read_metadata(SETTINGS, []), "my.filter") == content


@pytest.mark.parametrize(
    "number", [0.0, 1.5, -2.0, 5e-324, 1.7976931348623157e308, math.inf, -math.inf, 1e-310]
)
def test_doubles(number: float) -> None:
    assert to_float(struct.pack("<d", number)) == number
    assert math.copysign(1, to_float(struct.pack("<d", -0.0))) == -1


@pytest.mark.parametrize(
    "data", [b"\x0a", b"\x0a\x05abc", b"\x0b", b"\xff" * 12, b"\x0a\x02\x12\x09", b"\x09123", b"\x0d12"]
)
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        read_struct(data)


@pytest.mark.envoy
async def test_a_client_with_a_certificate(tmp_path: Path) -> None:
    authority = Authority()
    server, client = authority.issue("shop.test"), authority.issue("spiffe://example.org/ann", "ann.test")
    file = tmp_path / "sample.py"
    file.write_text(CONNECTION)
    version = make_filter_version("1", build_file(file).wasm, "sample")
    port, dead = find_free_port(), find_free_port()
    async with run_upstream("echo") as echo, run_edge(tmp_path, make_gateway(port), port) as edge:
        settings = ir.Tls(("ct_1",), client_certificates=ir.ClientCertificates(authority.pem))
        listener = ir.Listener("ls_1", "secure", port, "127.0.0.1", tls=settings)
        match = ir.RouteMatch(ir.PathMatch("prefix", "/dead"))
        gateway = make_gateway(
            port,
            listeners=(listener,),
            certificates=(ir.Certificate("ct_1", "ct_1", server.chain),),
            services=(
                ir.Service("sv_1", "echo", (ir.Endpoint("127.0.0.1", echo),)),
                ir.Service("sv_2", "dead", (ir.Endpoint("127.0.0.1", dead),)),
            ),
            routes=(
                ir.Route("rt_2", "dead", ir.Forward((ir.Destination("sv_2"),)), match=match),
                ir.Route("rt_1", "orders", ir.Forward((ir.Destination("sv_1"),))),
            ),
            filters=(version,),
            attachments=(ir.Attachment("at_1", version.id, "{}"),),
        )
        secrets = [to_secret("ct_1", server.chain, server.key), to_ticket_keys(b"seed", 1e9)]
        await edge.publish(gateway, secrets=secrets)
        context = ssl.create_default_context(cadata=authority.pem)
        chain, key = client.write(tmp_path, "client")
        context.load_cert_chain(chain, key)
        status, headers, body = await asyncio.to_thread(_ask, port, context, "/orders")
        assert status == 200
        seen = json.loads(body)["headers"]
        subject, uri, dns, digest, own, own_dns = seen["x-certificates"].split("|")
        assert (uri, dns, own_dns) == ("spiffe://example.org/ann", "ann.test", "shop.test")
        assert subject.startswith("CN=") and own.startswith("CN=") and len(digest) == 64
        assert seen["x-tls"] == "TLSv1.3  True"
        assert seen["x-route"].split()[0] == "rt_1"
        assert seen["x-metadata"] == "rt_1"
        assert seen["x-source"].startswith("127.0.0.1:")
        assert seen["x-destination"] == f"127.0.0.1:{port} {port}"
        assert headers["x-upstream"] == f"127.0.0.1:{echo} {echo} 1"
        status, *_ = await asyncio.to_thread(_ask, port, context, "/dead")
        assert status == 503
        await asyncio.to_thread(_wait_for, edge.envoy.log_path, "of /dead")
        log = edge.envoy.log_path.read_text()
        assert "flags  of /orders" in log
        assert "times True True" in log
        assert "flags UF of /dead" in log or "flags UF URX of /dead" in log


def _wait_for(log: Path, text: str) -> None:
    deadline = time.monotonic() + 10
    while text not in log.read_text() and time.monotonic() < deadline:
        time.sleep(0.05)


def _ask(port: int, context: ssl.SSLContext, path: str) -> tuple[int, httpx.Headers, bytes]:
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as raw,
        context.wrap_socket(raw, server_hostname="shop.test") as secured,
    ):
        secured.sendall(f"GET {path} HTTP/1.1\r\nhost: shop.test\r\nconnection: close\r\n\r\n".encode())
        answer = b""
        while piece := secured.recv(65536):
            answer += piece
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = httpx.Headers({name: value for name, _, value in (line.partition(": ") for line in lines)})
    return int(first.split()[1]), headers, body
