"""A real Envoy speaks TLS to services: whom it believes, what it asks for, and what it shows of itself."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import grpc
import grpc.aio
import httpx
import pytest
import pytest_asyncio
from tests.support.authority import Authority, Issued
from tests.support.edge import Edge, run_edge
from tests.support.envoy import find_free_port
from tests.support.gateways import make_gateway
from tests.support.upstreams import run_upstream

from sluice_console.envoy import ir
from sluice_console.envoy.secrets import to_secret

pytestmark = [pytest.mark.envoy, pytest.mark.asyncio(loop_scope="module")]

AUTHORITY = Authority()
CART = AUTHORITY.issue("cart.test", "*.cart.test", "spiffe://shop/cart")
NODE = AUTHORITY.issue("edge.test")
STRANGER = Authority("stranger")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def edge(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Edge]:
    port = find_free_port()
    async with run_edge(tmp_path_factory.mktemp("edge"), make_gateway(port), port) as started:
        yield started


def server_context(folder: Path, issued: Issued = CART, clients: Authority | None = None) -> ssl.SSLContext:
    """For an upstream; with `clients` it wants a certificate that they have signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*issued.write(folder, "upstream"))
    if clients is not None:
        context.load_verify_locations(cadata=clients.pem)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


async def serve(edge: Edge, port: int, settings: ir.UpstreamTls, **fields: Any) -> None:
    """Everything goes to an upstream at `port`; `ct_1` is the node's own certificate."""
    service = ir.Service("sv_1", "cart", (ir.Endpoint("127.0.0.1", port),), tls=settings, **fields)
    gateway = make_gateway(
        edge.port,
        services=(service,),
        routes=(ir.Route("rt_1", "all", ir.Forward((ir.Destination("sv_1"),))),),
        certificates=(ir.Certificate("ct_1", "node", NODE.chain),),
    )
    secrets = [to_secret("ct_1", NODE.chain, NODE.key)] if settings.certificate_id else []
    await edge.publish(gateway, secrets=secrets)


async def ask(edge: Edge, settings: ir.UpstreamTls, context: ssl.SSLContext, host: str) -> httpx.Response:
    async with run_upstream("cart", secured=context) as port:
        await serve(edge, port, settings)
        return await edge.get(host=host)


async def count_refused(edge: Edge, why: str) -> int:
    """Handshakes that Envoy broke off: `san` for a wrong name, `error` for a signature nobody trusts."""
    name = f"cluster.cart.ssl.fail_verify_{why}"
    return int((await edge.envoy.statistics(name)).get(name, 0))


async def test_each_request_s_host_is_asked_for_and_looked_for(edge: Edge, tmp_path: Path) -> None:
    settings = ir.UpstreamTls(AUTHORITY.pem)
    async with run_upstream("cart", secured=server_context(tmp_path)) as port:
        await serve(edge, port, settings)
        for host, sni in (("cart.test", "cart.test"), ("eu.cart.test:8443", "eu.cart.test")):
            answer = (await edge.get(host=host)).json()
            assert answer["tls"] == {"sni": sni, "version": "TLSv1.3", "client": []}
        before = await count_refused(edge, "san")
        assert (await edge.get(host="other.test")).status_code == 503
        assert await count_refused(edge, "san") > before


async def test_one_name_is_asked_for_whatever_the_host(edge: Edge, tmp_path: Path) -> None:
    answer = await ask(
        edge, ir.UpstreamTls(AUTHORITY.pem, "cart.test"), server_context(tmp_path), "shop.test"
    )
    assert answer.json()["tls"]["sni"] == "cart.test"
    assert answer.json()["headers"]["host"] == "shop.test"


@pytest.mark.parametrize(
    ("names", "status"),
    [
        (("cart.test",), 200),
        (("spiffe://shop/cart",), 200),
        (("x.test", "a.cart.test"), 200),
        (("x.test",), 503),
    ],
)
async def test_the_certificate_must_be_for_one_of_the_names(
    edge: Edge, tmp_path: Path, names: tuple[str, ...], status: int
) -> None:
    for sni in ("", "shop.test"):
        settings = ir.UpstreamTls(AUTHORITY.pem, sni, names)
        assert (await ask(edge, settings, server_context(tmp_path), "shop.test")).status_code == status


async def test_whom_no_authority_has_signed_is_not_believed(edge: Edge, tmp_path: Path) -> None:
    context = server_context(tmp_path, STRANGER.issue("cart.test"))
    before = await count_refused(edge, "error")
    refused = await ask(edge, ir.UpstreamTls(AUTHORITY.pem, "cart.test"), context, "cart.test")
    assert refused.status_code == 503 and await count_refused(edge, "error") > before
    both = AUTHORITY.pem + STRANGER.pem
    assert (await ask(edge, ir.UpstreamTls(both, "cart.test"), context, "cart.test")).status_code == 200
    unverified = ir.UpstreamTls(sni="cart.test", verify=False)
    assert (await ask(edge, unverified, context, "cart.test")).status_code == 200


async def test_the_node_shows_its_certificate_to_who_wants_one(edge: Edge, tmp_path: Path) -> None:
    context = server_context(tmp_path, clients=AUTHORITY)
    bare = await ask(edge, ir.UpstreamTls(AUTHORITY.pem, "cart.test"), context, "cart.test")
    assert bare.status_code == 503
    shown = ir.UpstreamTls(AUTHORITY.pem, "cart.test", certificate_id="ct_1")
    answer = await ask(edge, shown, context, "cart.test")
    assert answer.status_code == 200, answer.text
    assert answer.json()["tls"]["client"] == ["edge.test"]


async def test_an_older_version_than_wanted_is_not_spoken(edge: Edge, tmp_path: Path) -> None:
    context = server_context(tmp_path)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    older = await ask(edge, ir.UpstreamTls(AUTHORITY.pem, "cart.test"), context, "cart.test")
    assert older.json()["tls"]["version"] == "TLSv1.2"
    settings = ir.UpstreamTls(AUTHORITY.pem, "cart.test", minimum_version="1.3")
    assert (await ask(edge, settings, context, "cart.test")).status_code == 503


@pytest.mark.parametrize("protocol", ["http2", "as_client"])
async def test_http2_inside_tls(edge: Edge, protocol: ir.Protocol) -> None:
    server = grpc.aio.server()
    double = grpc.unary_unary_rpc_method_handler(_double)
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("test.Echo", {"Double": double}),))
    credentials = grpc.ssl_server_credentials([(CART.key.encode(), CART.chain.encode())])
    port = server.add_secure_port("127.0.0.1:0", credentials)
    await server.start()
    try:
        await serve(edge, port, ir.UpstreamTls(AUTHORITY.pem, "cart.test"), protocol=protocol)
        async with grpc.aio.insecure_channel(f"127.0.0.1:{edge.port}") as channel:
            call = channel.unary_unary("/test.Echo/Double", lambda data: data, lambda data: data)
            assert await call(b"ab", timeout=10) == b"abab"
    finally:
        await server.stop(None)


async def _double(request: bytes, _: Any) -> bytes:
    return request * 2
