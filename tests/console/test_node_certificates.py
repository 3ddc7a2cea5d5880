"""Nodes with certificates of the console's own authority: what each opens, and what it does not."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import grpc
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import text
from tests.console.conftest import Console, fill, run_console, there_and_back, wait_for
from tests.support.authority import Authority as Foreign
from tests.support.streams import kept_open

from sluice_console.core.auth.authority import (
    CONSOLE_NAME,
    Authority,
    NodeName,
    create_request,
    read_node,
)
from sluice_console.core.auth.secret import counting_token, digest_of
from sluice_console.core.errors import StartError
from sluice_console.core.settings import Settings
from sluice_console.core.vault import Vault
from sluice_console.envoy.protobufs import discovery, rate_limit_answer
from sluice_console.envoy.resources import CLUSTER
from sluice_console.features.nodes.authority import load_authority, renewal
from sluice_console.xds.identity import Identity, IdentityError, renew, write_identity
from sluice_console.xds.rate_limits import RATE_LIMIT_SERVICE
from sluice_console.xds.renewals import RENEW
from sluice_console.xds.server import DISCOVERY_SERVICE

REFUSED = grpc.StatusCode.UNAUTHENTICATED
NO_CONNECTION = grpc.StatusCode.UNAVAILABLE


@dataclass(frozen=True, slots=True)
class Shown:
    """What a test's client shows; with key and chain empty it shows no certificate."""

    authorities: str
    token: str = ""
    chain: str = ""
    key: str = ""

    def channel(self, port: int, target: str = CONSOLE_NAME) -> Any:
        pair = (
            {"private_key": self.key.encode(), "certificate_chain": self.chain.encode()} if self.key else {}
        )
        credentials = grpc.ssl_channel_credentials(self.authorities.encode(), **pair)
        options = (("grpc.ssl_target_name_override", target),)
        return grpc.aio.secure_channel(f"127.0.0.1:{port}", credentials, options=options)

    @property
    def metadata(self) -> tuple[tuple[str, str], ...]:
        return (("authorization", f"Bearer {self.token}"),) if self.token else ()


@dataclass(frozen=True, slots=True)
class Site:
    """A console with gateways `edge` and `inner` and all three ports."""

    console: Console
    authority: Authority
    clear: int
    tls: int
    certified: int

    async def enrol(self, gateway: str = "edge", node: str = "n1") -> tuple[Shown, dict[str, Any]]:
        """A node's certificate and token, as the console gives them, and its whole answer."""
        key, request = create_request()
        body = {"gateway": gateway, "node_id": node, "console": f"127.0.0.1:{self.certified}"}
        body |= {"transport": "mtls", "certificate_request": request, "folder": "/etc/node"}
        made = await self.console.ok("POST", "/api/nodes/bootstrap", json=body)
        return Shown(made["authorities"], made["token"], made["certificate"], key), made

    def certify(self, name: NodeName, lifetime: timedelta = timedelta(hours=1)) -> tuple[str, str]:
        """Chain and key, of the console's authority, for whatever a test likes."""
        key, request = create_request()
        return self.authority.issue_node(request, name, lifetime), key


@asynccontextmanager
async def run_site(settings: Settings, renewed_hours: float = 24) -> AsyncIterator[Site]:
    """`renewed_hours` is how long certificates are good for that nodes renew themselves."""
    async with run_console(settings) as console:
        edge = (await fill(console))["gateway_id"]
        await console.ok("POST", "/api/gateways", json={"name": "inner", "listen_port": 8081})
        cache = console.app.state.cache

        async def is_published() -> bool:
            return cache.find_published(edge) is cache.find_snapshot(edge)

        await wait_for(is_published)
        authority = await load_authority(console.changes, console.app.state.vault)
        server, here = console.app.state.xds, "127.0.0.1"
        ports = [await server.start(here, 0), await server.start_tls(here, 0, authority)]
        renewing = renewal(console.database, authority, renewed_hours)
        ports.append(await server.start_certified(here, 0, authority, renewing))
        yield Site(console, authority, *ports)


@pytest.fixture
async def site(settings: Settings) -> AsyncIterator[Site]:
    async with run_site(settings) as made:
        yield made


async def ask(channel: Any, shown: Shown, cluster: str = "edge", node: str = "n1") -> list[str] | Any:
    """The names of the clusters that a node is given, or the status with which it is refused."""
    request = discovery.DeltaDiscoveryRequest(type_url=CLUSTER, node={"id": node, "cluster": cluster})
    async with channel:
        call = channel.stream_stream(f"/{DISCOVERY_SERVICE}/DeltaAggregatedResources")(
            kept_open([request.SerializeToString()]), metadata=shown.metadata, timeout=10
        )
        try:
            async for data in call:
                answer = discovery.DeltaDiscoveryResponse.FromString(data)
                return [item.name for item in answer.resources]
        except grpc.aio.AioRpcError as error:
            return error.code()
    return None


async def opens(channel: Any, shown: Shown, cluster: str = "edge", node: str = "n1") -> bool:
    """Whether the node is given its gateway's clusters, of which there are some."""
    names = await ask(channel, shown, cluster, node)
    return isinstance(names, list) and names != []


async def count(channel: Any, token: str) -> Any:
    request = rate_limit_answer.RateLimitRequest(domain="edge")
    async with channel:
        call = channel.unary_unary(f"/{RATE_LIMIT_SERVICE}/ShouldRateLimit")
        metadata = (("authorization", f"Bearer {token}"),)
        try:
            await call(request.SerializeToString(), metadata=metadata, timeout=10)
        except grpc.aio.AioRpcError as error:
            return error.code()
    return grpc.StatusCode.OK


def of_version(version: int) -> str:
    """A request for a certificate that claims a version which there is not."""
    raw = x509.load_pem_x509_csr(create_request()[1].encode()).public_bytes(Encoding.DER)
    text = b64encode(raw.replace(b"\x02\x01\x00", bytes((2, 1, version)), 1)).decode()
    return f"-----BEGIN CERTIFICATE REQUEST-----\n{text}\n-----END CERTIFICATE REQUEST-----\n"


async def ask_to_renew(channel: Any, shown: Shown, request_text: str = "") -> Any:
    async with channel:
        try:
            call = channel.unary_unary(RENEW)
            request = (request_text or create_request()[1]).encode()
            return (await call(request, metadata=shown.metadata, timeout=10)).decode()
        except grpc.aio.AioRpcError as error:
            return error.code()


async def test_a_request_of_an_odd_version_is_refused(site: Site) -> None:
    shown, _ = await site.enrol()
    answer = await ask_to_renew(shown.channel(site.certified), shown, of_version(75))
    assert answer == grpc.StatusCode.INVALID_ARGUMENT


async def test_a_certificate_opens_its_own_gateway(site: Site) -> None:
    shown, made = await site.enrol()
    assert await opens(shown.channel(site.certified), shown)
    name = read_node(shown.chain).name
    assert (name.node_id, name.token_id) == ("n1", made["token_id"])
    listed = await site.console.ok("GET", "/api/tokens")
    token = next(item for item in listed["items"] if item["id"] == made["token_id"])
    assert token["certified_node"] == "n1" and token["gateway_id"] == name.gateway_id
    assert token["certificate_expires_at"] == made["certificate_expires_at"]
    life = read_node(shown.chain).expires_at - site.authority.certificate.not_valid_before_utc
    assert timedelta(hours=23) < life < timedelta(hours=25)


async def test_what_a_node_says_or_borrows_opens_nothing_more(site: Site) -> None:
    """Each of these has one thing of another node, or lacks one of its own."""
    mine, _ = await site.enrol()
    other, _ = await site.enrol("inner")
    plain = await site.console.token(role="node", gateway="edge")
    strange = await site.console.token(role="node", gateway="inner")
    port = site.certified
    assert await ask(mine.channel(port), mine, cluster="inner") is REFUSED
    assert await ask(mine.channel(port), mine, node="n2") is REFUSED
    assert await ask(mine.channel(port), mine, node="") is REFUSED
    assert await ask(mine.channel(port), other) is REFUSED, "another gateway's token"
    assert await ask(mine.channel(port), other, cluster="inner") is REFUSED
    for token in (plain, strange, ""):
        shown = replace(mine, token=token)
        assert await ask(mine.channel(port), shown) is REFUSED
        assert await ask(mine.channel(port), shown, cluster="inner") is REFUSED
    without = Shown(site.authority.pem, mine.token)
    assert await ask(without.channel(site.tls), without) is REFUSED, "a token without its certificate"
    assert await ask(grpc.aio.insecure_channel(f"127.0.0.1:{site.clear}"), without) is REFUSED
    name = read_node(mine.chain).name
    inner = read_node(other.chain).name.gateway_id
    for forged in (replace(name, gateway_id=inner), replace(name, node_id="n2"), replace(name, token_id="t")):
        chain, key = site.certify(forged)
        shown = replace(mine, chain=chain, key=key)
        for cluster in ("edge", "inner"):
            assert await ask(shown.channel(port), shown, cluster, forged.node_id) is REFUSED


async def test_tokens_work_over_tls(site: Site) -> None:
    shown = Shown(site.authority.pem, await site.console.token(role="node", gateway="edge"))
    assert await opens(shown.channel(site.tls), shown)
    assert await ask(shown.channel(site.tls), shown, cluster="inner") is REFUSED
    stranger = replace(shown, authorities=Foreign().pem)
    assert await ask(stranger.channel(site.tls), stranger) is NO_CONNECTION, "the node must refuse"
    assert await ask(shown.channel(site.certified), shown) is NO_CONNECTION, "no certificate"


async def test_foreign_and_expired_certificates(site: Site, capfd: pytest.CaptureFixture[str]) -> None:
    mine, _ = await site.enrol()
    name = read_node(mine.chain).name
    uri = f"spiffe://{site.authority.trust_domain}/gateway/{name.gateway_id}/node/n1"
    foreign = Foreign().issue(uri)
    shown = replace(mine, chain=foreign.chain, key=foreign.key)
    assert await ask(shown.channel(site.certified), shown) is NO_CONNECTION
    chain, key = site.certify(name, timedelta(seconds=-1))
    shown = replace(mine, chain=chain, key=key)
    assert await ask(shown.channel(site.certified), shown) is NO_CONNECTION
    told = capfd.readouterr().err
    assert "unable to get local issuer certificate" in told and "certificate has expired" in told


async def test_console_and_nodes_cannot_stand_in_for_each_other(site: Site) -> None:
    mine, _ = await site.enrol()
    pair = site.authority.issue_console(timedelta(hours=1))
    shown = replace(mine, chain=pair.chain.decode(), key=pair.key.decode())
    assert await ask(shown.channel(site.certified), shown) is NO_CONNECTION
    server = grpc.aio.server()
    credentials = grpc.ssl_server_credentials([(mine.key.encode(), mine.chain.encode())])
    port = server.add_secure_port("127.0.0.1:0", credentials)
    await server.start()
    assert await ask(mine.channel(port), mine) is NO_CONNECTION
    await server.stop(0)


async def test_a_certificate_ends_while_a_connection_is_open(site: Site) -> None:
    """TLS looks at it once, when the connection begins; the console at every stream."""
    mine, _ = await site.enrol()
    chain, key = site.certify(read_node(mine.chain).name, timedelta(seconds=2))
    shown = replace(mine, chain=chain, key=key)
    async with shown.channel(site.certified) as channel:
        call = channel.unary_unary(RENEW)
        request = create_request()[1].encode()
        await call(request, metadata=shown.metadata, timeout=10)
        holding = asyncio.create_task(
            channel.stream_stream(f"/{DISCOVERY_SERVICE}/DeltaAggregatedResources")(
                metadata=shown.metadata
            ).read()
        )
        await asyncio.sleep(2.2)
        with pytest.raises(grpc.aio.AioRpcError, match="certificate has ended") as caught:
            await call(request, metadata=shown.metadata, timeout=10)
        assert caught.value.code() is REFUSED
        holding.cancel()


async def test_a_revoked_node_is_let_in_no_more(site: Site) -> None:
    mine, made = await site.enrol()
    assert await opens(mine.channel(site.certified), mine)
    await site.console.client.delete(f"/api/tokens/{made['token_id']}")
    assert await ask(mine.channel(site.certified), mine) is REFUSED
    assert await ask_to_renew(mine.channel(site.certified), mine) is REFUSED
    again, _ = await site.enrol()
    assert await opens(again.channel(site.certified), again), "the same node with a new certificate"
    assert await ask(mine.channel(site.certified), mine) is REFUSED
    words = [item["action"] for item in await site.console.ok("GET", "/api/audit")]
    assert words.count("token.revoke") == 1 and "authority.create" in words


async def test_what_a_filter_calls_with_the_nodes_certificate(site: Site) -> None:
    """It is Envoy that shows the certificate, whoever calls; only counting is open without the token."""
    mine, _ = await site.enrol()
    counting = counting_token(digest_of(mine.token))
    assert await count(mine.channel(site.certified), counting) is grpc.StatusCode.OK
    shown = replace(mine, token=counting)
    assert await ask(shown.channel(site.certified), shown) is REFUSED
    assert await ask_to_renew(shown.channel(site.certified), shown) is REFUSED
    for token in ("", counting_token(digest_of("another"))):
        assert await count(mine.channel(site.certified), token) is REFUSED
    assert await count(Shown(site.authority.pem).channel(site.tls), counting) is REFUSED
    other, _ = await site.enrol("inner")
    assert await count(other.channel(site.certified), counting) is REFUSED


async def test_a_node_renews_its_certificate(site: Site, tmp_path: Path) -> None:
    mine, made = await site.enrol()
    folder = tmp_path / "node"
    write_identity(folder, chain=mine.chain, key=mine.key, authorities=mine.authorities, token=mine.token)
    first = Identity.read(folder)
    second = await renew(first, f"127.0.0.1:{site.certified}")
    assert (second.key, second.chain) != (first.key, first.chain)
    assert read_node(second.chain).name == read_node(first.chain).name
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    shown = replace(mine, chain=second.chain, key=second.key)
    assert await opens(shown.channel(site.certified), shown)
    listed = await site.console.ok("GET", "/api/tokens")
    ends = next(item for item in listed["items"] if item["id"] == made["token_id"])["certificate_expires_at"]
    assert ends == read_node(second.chain).expires_at.isoformat().replace("+00:00", "Z")


def test_a_folder_in_which_others_could_put_their_files(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(PermissionError, match="others may write to it"):
        write_identity(tmp_path, chain="none", key="secret", authorities="", token="")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(IdentityError, match=r"certificate\.json: No such file"):
        Identity.read(tmp_path)
    write_identity(tmp_path, chain="none", key="none", authorities="", token="")
    with pytest.raises(IdentityError, match=r"certificate\.json"):
        Identity.read(tmp_path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"certificate_request": "nonsense"}, "is no request for a certificate in PEM"),
        ({"node_id": "a:b"}, "takes letters, digits and"),
        ({"folder": ""}, "`folder` goes with `transport` mtls"),
        ({"folder": "here"}, "its path from / on"),
        ({"folder": "/etc/node\nadmin: {}"}, "between slashes"),
        ({"folder": "/etc/$(id)"}, "between slashes"),
        ({"folder": "/etc/a;id"}, "between slashes"),
        ({"folder": "/etc/node/../../root"}, "no `..`"),
        ({"transport": "clear"}, "`certificate_request` goes with `transport` mtls"),
        ({"transport": "tls", "certificate_request": "", "folder": "", "relay_port": 1}, "a relay speaks"),
        ({"transport": "ftp"}, "'clear', 'tls' or 'mtls'"),
        ({"certificate_request": of_version(75)}, "is no request for a certificate"),
    ],
)
async def test_what_the_console_does_not_certify(
    sqlite_settings: Settings, change: dict[str, Any], words: str
) -> None:
    async with run_site(sqlite_settings) as site:
        body = {"gateway": "edge", "node_id": "n1", "console": "127.0.0.1:1", "transport": "mtls"}
        body |= {"certificate_request": create_request()[1], "folder": "/etc/node"}
        answer = await site.console.client.post("/api/nodes/bootstrap", json=body | change)
        assert answer.status_code == 422 and words in answer.text, answer.text
        names = [item["name"] for item in (await site.console.ok("GET", "/api/tokens"))["items"]]
        assert "node n1" not in names, "nothing is left of what failed"


async def test_a_console_without_such_a_port(sqlite_settings: Settings) -> None:
    async with run_console(sqlite_settings) as console:
        await fill(console)
        body = {"gateway": "edge", "node_id": "n1", "console": "127.0.0.1:1", "transport": "tls"}
        answer = await console.client.post("/api/nodes/bootstrap", json=body)
        assert answer.status_code == 422 and "start it with --xds-mtls or --xds-tls" in answer.text


async def test_the_page_shows_the_command(sqlite_settings: Settings) -> None:
    """Where the console has a port for certificates, and nowhere else."""
    for address, shown in (("", False), ("127.0.0.1:18443", True)):
        settings = sqlite_settings.model_copy(update={"xds_mtls": address})
        async with run_console(settings) as console:
            if not shown:
                await fill(console)
            text = (await console.client.get("/nodes/connect?gateway=edge")).text
            command = "sluice bootstrap edge --mtls --console http://console --xds console:18443"
            assert (command in text) is shown


async def test_replicas_have_one_authority(settings: Settings) -> None:
    """Two start at once on one database; whoever certifies, another lets in and renews."""
    key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    settings = settings.model_copy(update={"secret_key": key})
    async with run_console(settings) as first, run_console(settings) as second:
        found = await asyncio.gather(
            *(load_authority(console.changes, console.app.state.vault) for console in (first, second))
        )
        assert found[0].pem == found[1].pem and found[0].trust_domain == found[1].trust_domain
        async with first.database.reading() as db:
            assert await db.scalar(text("SELECT count(*) FROM node_authority")) == 1
            sealed = await db.scalar(text("SELECT sealed_key FROM node_authority"))
        assert b"PRIVATE KEY" not in bytes(sealed)
        with pytest.raises(StartError, match="sealed with another key"):
            await load_authority(first.changes, Vault(b"x" * 32))
        await fill(first)
        mine, _ = await Site(first, found[0], 0, 0, certified=1).enrol()
    async with run_console(settings) as third:
        authority = await load_authority(third.changes, third.app.state.vault)
        renewing = renewal(third.database, authority, 24)
        port = await third.app.state.xds.start_certified("127.0.0.1", 0, authority, renewing)
        assert await opens(mine.channel(port), mine)
        assert isinstance(await ask_to_renew(mine.channel(port), mine), str)


async def test_migrating_there_and_back(settings: Settings) -> None:
    async with run_site(settings) as site:
        await site.enrol()
    await there_and_back(settings, "0019_signing_keys")
    async with run_site_again(settings) as site:
        mine, _ = await site.enrol(node="n2")
        assert await opens(mine.channel(site.certified), mine, node="n2")


@asynccontextmanager
async def run_site_again(settings: Settings) -> AsyncIterator[Site]:
    """On a database that has its gateways."""
    async with run_console(settings) as console:
        authority = await load_authority(console.changes, console.app.state.vault)
        server = console.app.state.xds
        renewing = renewal(console.database, authority, 24)
        port = await server.start_certified("127.0.0.1", 0, authority, renewing)
        yield Site(console, authority, 0, 0, port)
