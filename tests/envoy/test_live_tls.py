"""TLS in a real Envoy: handshakes by name, version and suite, clients' certificates, resumption, rotation."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from cryptography import x509
from OpenSSL import SSL
from tests.support.authority import Authority, Issued
from tests.support.edge import Edge, run_edge
from tests.support.envoy import find_free_port
from tests.support.gateways import make_gateway
from tests.support.upstreams import run_upstream

from sluice_console.envoy import ir
from sluice_console.envoy.secrets import TICKET_SECONDS, to_secret, to_ticket_keys

pytestmark = [pytest.mark.envoy, pytest.mark.asyncio(loop_scope="module")]

SEED = b"seed of the tests"
AUTHORITY = Authority()
SHOP = AUTHORITY.issue("shop.test", "*.shop.test")
SHOP_RSA = AUTHORITY.issue("shop.test", kind="rsa")
API = AUTHORITY.issue("api.test")
ISSUED = {"ct_1": SHOP, "ct_2": SHOP_RSA, "ct_3": API}
NOON = 1_000 * TICKET_SECONDS + 1.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def edge(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Edge]:
    port = find_free_port()
    async with run_edge(tmp_path_factory.mktemp("edge"), make_gateway(port), port) as started:
        yield started


async def serve(edge: Edge, settings: ir.Tls, now: float = NOON, **parts: Any) -> None:
    """The gateway with TLS, and what goes with it: certificates and ticket keys of the moment `now`."""
    listener = ir.Listener("ls_1", "secure", edge.port, "127.0.0.1", tls=settings)
    certificates = tuple(ir.Certificate(id_, id_, item.chain) for id_, item in ISSUED.items())
    gateway = make_gateway(edge.port, listeners=(listener,), certificates=certificates, **parts)
    secrets = [to_secret(id_, ISSUED[id_].chain, ISSUED[id_].key) for id_ in settings.certificate_ids]
    await edge.publish(gateway, secrets=[*secrets, to_ticket_keys(SEED, now)])


@dataclass(frozen=True, slots=True)
class Handshake:
    """What came of one, and what the server answered to a request."""

    version: str
    cipher: str
    protocol: str | None
    certificate: x509.Certificate
    reused: bool
    session: ssl.SSLSession | None
    status: int


def client_context(**settings: Any) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=AUTHORITY.pem)
    context.check_hostname = False
    for name, value in settings.items():
        setattr(context, name, value)
    return context


async def shake(
    edge: Edge, name: str | None = "shop.test", context: ssl.SSLContext | None = None, session: Any = None
) -> Handshake:
    return await asyncio.to_thread(_shake, edge.port, name, context or client_context(), session)


def _shake(port: int, name: str | None, context: ssl.SSLContext, session: Any) -> Handshake:
    with (
        socket.create_connection(("127.0.0.1", port), timeout=5) as raw,
        context.wrap_socket(raw, server_hostname=name, session=session) as secured,
    ):
        secured.sendall(b"GET / HTTP/1.1\r\nhost: shop.test\r\nconnection: close\r\n\r\n")
        answer = secured.recv(100)
        cipher = secured.cipher()
        certificate = secured.getpeercert(binary_form=True)
        assert cipher is not None and certificate is not None
        return Handshake(
            secured.version() or "",
            cipher[0],
            secured.selected_alpn_protocol(),
            x509.load_der_x509_certificate(certificate),
            bool(secured.session_reused),
            secured.session,
            int(answer.split()[1]) if answer.startswith(b"HTTP/1.1") else 0,
        )


async def test_the_name_that_is_asked_for_chooses_the_certificate(edge: Edge) -> None:
    await serve(edge, ir.Tls(("ct_1", "ct_3")))
    assert (await shake(edge, "shop.test")).certificate == SHOP.certificate
    assert (await shake(edge, "eu.shop.test")).certificate == SHOP.certificate
    assert (await shake(edge, "api.test")).certificate == API.certificate
    assert (await shake(edge, "nobody.test")).certificate == SHOP.certificate
    found = await shake(edge, None)
    assert found.certificate == SHOP.certificate
    assert (found.version, found.status) == ("TLSv1.3", 200)


async def test_ecdsa_for_who_can_and_rsa_for_who_cannot(edge: Edge) -> None:
    await serve(edge, ir.Tls(("ct_1", "ct_2")))
    assert (await shake(edge)).certificate == SHOP.certificate
    old = client_context(maximum_version=ssl.TLSVersion.TLSv1_2)
    old.set_ciphers("ECDHE-RSA-AES128-GCM-SHA256")
    found = await shake(edge, context=old)
    assert found.certificate == SHOP_RSA.certificate
    assert (found.version, found.cipher) == ("TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256")


@pytest.mark.parametrize(
    ("minimum", "offered", "passes"),
    [
        ("1.2", ssl.TLSVersion.TLSv1_2, True),
        ("1.2", ssl.TLSVersion.TLSv1_1, False),
        ("1.3", ssl.TLSVersion.TLSv1_3, True),
        ("1.3", ssl.TLSVersion.TLSv1_2, False),
    ],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
async def test_versions(edge: Edge, minimum: ir.TlsVersion, offered: ssl.TLSVersion, passes: bool) -> None:
    await serve(edge, ir.Tls(("ct_1",), minimum_version=minimum))
    context = client_context(minimum_version=ssl.TLSVersion.TLSv1, maximum_version=offered)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    if passes:
        assert (await shake(edge, context=context)).status == 200
    else:
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await shake(edge, context=context)


async def test_suites_and_protocols(edge: Edge) -> None:
    await serve(edge, ir.Tls(("ct_1",), suites=("ECDHE-ECDSA-CHACHA20-POLY1305",)))
    old = client_context(maximum_version=ssl.TLSVersion.TLSv1_2)
    assert (await shake(edge, context=old)).cipher == "ECDHE-ECDSA-CHACHA20-POLY1305"
    old.set_ciphers("ECDHE-ECDSA-AES128-GCM-SHA256")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await shake(edge, context=old)
    both = client_context()
    both.set_alpn_protocols(["http/1.1", "h2"])
    assert (await shake(edge, context=both)).protocol == "h2"
    one = client_context()
    one.set_alpn_protocols(["http/1.1"])
    assert (await shake(edge, context=one)).protocol == "http/1.1"


async def test_sessions_resume_across_a_rotation_of_ticket_keys(edge: Edge) -> None:
    """In the period after, on a node that is a rotation behind; not when the key is two periods old."""
    old = client_context(maximum_version=ssl.TLSVersion.TLSv1_2)
    settings = ir.Tls(("ct_1",))
    await serve(edge, settings, NOON)
    first = await shake(edge, context=old)
    assert not first.reused
    assert (await shake(edge, context=old, session=first.session)).reused
    await serve(edge, settings, NOON + TICKET_SECONDS)
    assert (await shake(edge, context=old, session=first.session)).reused
    newer = await shake(edge, context=old)
    await serve(edge, settings, NOON)
    assert (await shake(edge, context=old, session=newer.session)).reused, "a node that is behind"
    await serve(edge, settings, NOON + 2 * TICKET_SECONDS)
    assert not (await shake(edge, context=old, session=first.session)).reused


async def test_without_tickets_nothing_is_resumed(edge: Edge) -> None:
    await serve(edge, ir.Tls(("ct_1",), tickets=False))
    old = client_context(maximum_version=ssl.TLSVersion.TLSv1_2)
    first = await shake(edge, context=old)
    assert not (await shake(edge, context=old, session=first.session)).reused


async def test_a_new_certificate_comes_without_closing_a_connection(edge: Edge) -> None:
    await serve(edge, ir.Tls(("ct_1",)))
    reader, writer = await asyncio.open_connection("127.0.0.1", edge.port, ssl=client_context())
    renewed = AUTHORITY.issue("shop.test")
    certificates = (ir.Certificate("ct_1", "shop", renewed.chain),)
    listener = ir.Listener("ls_1", "secure", edge.port, "127.0.0.1", tls=ir.Tls(("ct_1",)))
    gateway = make_gateway(edge.port, listeners=(listener,), certificates=certificates)
    secrets = [to_secret("ct_1", renewed.chain, renewed.key), to_ticket_keys(SEED, NOON)]
    await edge.publish(gateway, secrets=secrets)
    assert (await shake(edge)).certificate == renewed.certificate
    writer.write(b"GET / HTTP/1.1\r\nhost: shop.test\r\n\r\n")
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
    writer.close()


async def test_a_stapled_answer_reaches_the_client(edge: Edge) -> None:
    listener = ir.Listener("ls_1", "secure", edge.port, "127.0.0.1", tls=ir.Tls(("ct_1",)))
    gateway = make_gateway(
        edge.port, listeners=(listener,), certificates=(ir.Certificate("ct_1", "shop", SHOP.chain),)
    )
    staple = AUTHORITY.staple(SHOP)
    await edge.publish(
        gateway, secrets=[to_secret("ct_1", SHOP.chain, SHOP.key, staple), to_ticket_keys(SEED, NOON)]
    )
    assert await asyncio.to_thread(_ask_for_staple, edge.port) == [staple]


def _ask_for_staple(port: int) -> list[bytes]:
    received: list[bytes] = []

    def note(_connection: SSL.Connection, answer: bytes, _data: object) -> bool:
        received.append(answer)
        return True

    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_ocsp_client_callback(note)
    with socket.create_connection(("127.0.0.1", port), timeout=5) as raw:
        raw.setblocking(True)
        connection = SSL.Connection(context, raw)
        connection.set_tlsext_host_name(b"shop.test")
        connection.request_ocsp()
        connection.set_connect_state()
        connection.do_handshake()
    return received


async def test_clients_show_a_certificate_and_upstreams_learn_whose(edge: Edge, tmp_path: Path) -> None:
    demanding = ir.Tls(("ct_1",), client_certificates=ir.ClientCertificates(AUTHORITY.pem))
    async with run_upstream("v1") as port:
        service = ir.Service("sv_1", "echo", (ir.Endpoint("127.0.0.1", port),))
        route = ir.Route("rt_1", "all", ir.Forward((ir.Destination("sv_1"),)))
        await serve(edge, demanding, services=(service,), routes=(route,))
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await shake(edge)
        with pytest.raises((ssl.SSLError, ConnectionError)):
            stranger = Authority("others").issue("spiffe://others/x")
            await shake(edge, context=with_certificate(stranger, tmp_path))
        known = with_certificate(AUTHORITY.issue("spiffe://tests/ada", "ada.test"), tmp_path)
        answer = await ask(edge, known, {"x-forwarded-client-cert": "forged"})
    told = answer["headers"]["x-forwarded-client-cert"]
    assert "URI=spiffe://tests/ada" in told and "DNS=ada.test" in told
    assert "forged" not in told


async def test_a_client_may_come_without_where_none_is_required(edge: Edge, tmp_path: Path) -> None:
    asking = ir.ClientCertificates(AUTHORITY.pem, required=False)
    await serve(edge, ir.Tls(("ct_1",), client_certificates=asking))
    assert (await shake(edge)).status == 200
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await shake(edge, context=with_certificate(Authority("others").issue("x.test"), tmp_path))


def with_certificate(issued: Issued, folder: Path) -> ssl.SSLContext:
    context = client_context()
    context.load_cert_chain(*issued.write(folder, "client"))
    return context


async def ask(edge: Edge, context: ssl.SSLContext, headers: dict[str, str]) -> dict[str, Any]:
    """One request whose answer is the JSON of the upstream."""
    reader, writer = await asyncio.open_connection("127.0.0.1", edge.port, ssl=context)
    lines = ["GET / HTTP/1.1", "host: shop.test", *(f"{name}: {value}" for name, value in headers.items())]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = int(head.split("content-length: ")[1].split("\r\n")[0])
    body = json.loads(await reader.readexactly(length))
    writer.close()
    return dict(body)
