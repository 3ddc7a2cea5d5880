"""The relay beside a real Envoy: everything passes; while the console is away the last good serves."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import pytest
from tests.support.c_filter import compile_filter
from tests.support.edge import NODE, TOKEN, Control, authenticate, make_bootstrap, run_control
from tests.support.envoy import Envoy, eventually, find_free_port, run_envoy
from tests.support.gateways import make_filter_version, make_gateway
from tests.support.traffic import Connection, steady_traffic

from sluice_console.envoy import ir
from sluice_console.envoy.protobufs import discovery
from sluice_console.envoy.resources import CLUSTER, LISTENER, ROUTES, Resource, Snapshot
from sluice_console.envoy.snapshot import build_snapshot
from sluice_console.xds import relay as relay_module
from sluice_console.xds.cache import SnapshotCache
from sluice_console.xds.claims import Claim
from sluice_console.xds.delta import DeltaStream
from sluice_console.xds.following import Following
from sluice_console.xds.kept import Kept
from sluice_console.xds.nodes import NodeRegistry
from sluice_console.xds.relay import Relay
from sluice_console.xds.requests import Requests
from sluice_console.xds.server import DISCOVERY_SERVICE, XdsServer
from sluice_console.xds.session import Session

V1 = make_filter_version("v1", compile_filter("v1"))
BAD = make_filter_version("bad", b"no module at all")


def make(port: int, body: str = "hello\n", version: ir.FilterVersion = V1, upstream: int = 9) -> ir.Gateway:
    """One route that answers and has a filter; a service, so that clusters and endpoints are kept, too."""
    attached = (ir.Attachment("at_1", version.id, "{}", "rt_1"),)
    services = (ir.Service("sv_1", "web", (ir.Endpoint("127.0.0.1", upstream),)),)
    return make_gateway(port, {"/": body}, filters=(version,), attachments=attached, services=services)


@asynccontextmanager
async def run_relay(console: int, port: int, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The relay as a process of its own, killed at the end of the block."""
    command = ["-m", "sluice_console", "relay", "--console", f"127.0.0.1:{console}"]
    command += ["--listen", f"127.0.0.1:{port}", "--data", str(folder)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    assert process.stdout is not None
    async with asyncio.timeout(30):
        assert b"Relay" in await process.stdout.readline()
    try:
        yield process
    finally:
        if process.returncode is None:
            os.kill(process.pid, signal.SIGKILL)
            await process.wait()


async def ask(port: int) -> tuple[int, str, str]:
    """Status, mark of the filter, and body."""
    connection = Connection(port)
    try:
        status, headers, body = await connection.get("/", {"host": "test"})
    finally:
        connection.close()
    return status, headers.get("x-filter", ""), body.decode()


async def answers(port: int, body: str, seconds: float = 15) -> bool:
    async def is_so() -> bool:
        try:
            return await ask(port) == (200, "v1", body)
        except (ConnectionError, asyncio.IncompleteReadError):
            return False

    return await eventually(is_so, seconds)


@dataclass(frozen=True, slots=True)
class Site:
    """Ports and folders that stay the same over restarts; an Envoy that goes through the relay."""

    folder: Path
    listen: int
    relay: int
    xds: int

    @asynccontextmanager
    async def console(self, gateway: ir.Gateway) -> AsyncIterator[Control]:
        cache = SnapshotCache()
        cache.set_snapshot("gw_1", build_snapshot(gateway))
        async with run_control(self.xds, cache) as control:
            yield control

    @asynccontextmanager
    async def envoy(self, name: str) -> AsyncIterator[Envoy]:
        async with run_envoy(self.folder / name, make_bootstrap(self.relay)) as envoy:
            await envoy.wait_until_ready()
            yield envoy

    def kept(self) -> Kept:
        return Kept(self.folder / "kept", TOKEN)

    async def until_kept(self, gateway: ir.Gateway) -> None:
        """Until the routes of `gateway` are on the disk."""
        wanted = build_snapshot(gateway).version(ROUTES)

        async def is_so() -> bool:
            snapshot = self.kept().to_snapshot()
            return snapshot is not None and snapshot.version(ROUTES) == wanted

        assert await eventually(is_so, 10), "nothing was kept"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path, find_free_port(), find_free_port(), find_free_port())


@pytest.mark.envoy
async def test_a_gateway_serves_after_everything_went_down_but_its_disk(site: Site) -> None:
    """Console gone, Envoy and relay killed and started again; then the console comes back with a change."""
    gateway = make(site.listen)
    async with run_relay(site.xds, site.relay, site.folder / "kept"):
        async with site.console(gateway) as control, site.envoy("first") as envoy:
            assert await answers(site.listen, "hello\n")
            status = control.nodes.find_node("gw_1", NODE)
            assert status is not None and status.connected and status.rejections == ()
            await site.until_kept(gateway)
            os.kill(envoy.process.pid, signal.SIGKILL)
        mode = site.kept().path.stat().st_mode & 0o777
        assert mode == 0o600
    async with run_relay(site.xds, site.relay, site.folder / "kept"), site.envoy("second"):
        assert await answers(site.listen, "hello\n")
        async with steady_traffic(site.listen, connections=2) as tally:
            changed = make(site.listen, "changed\n")
            async with site.console(changed) as control:
                assert await answers(site.listen, "changed\n")
                snapshot = build_snapshot(changed)

                async def is_current() -> bool:
                    return control.nodes.report("gw_1", snapshot.versions()).complete

                assert await eventually(is_current, 15)
                await site.until_kept(changed)
            await asyncio.sleep(0.5)
        assert set(tally.statuses) == {200} and tally.failures == {}, tally


@pytest.mark.envoy
async def test_what_a_node_rejected_is_not_kept(site: Site) -> None:
    gateway = make(site.listen)
    async with run_relay(site.xds, site.relay, site.folder / "kept"):
        async with site.console(gateway) as control, site.envoy("first"):
            assert await answers(site.listen, "hello\n")
            await site.until_kept(gateway)
            report = await control.publish(make(site.listen, "worse\n", BAD))
            assert report.rejected, report
            await asyncio.sleep(2)
        async with site.envoy("second"):
            status, mark, _ = await ask(site.listen)
            assert (status, mark) == (200, "v1")


@pytest.mark.envoy
async def test_a_console_that_comes_back_sends_nothing_twice(site: Site) -> None:
    gateway = make(site.listen)
    async with run_relay(site.xds, site.relay, site.folder / "kept"):
        async with site.console(gateway), site.envoy("first"):
            assert await answers(site.listen, "hello\n")
            await site.until_kept(gateway)
        async with site.envoy("second") as envoy:
            assert await answers(site.listen, "hello\n")
            before = await envoy.statistics("listener_manager.(lds.update_success|listener_modified)")
            async with site.console(gateway) as control:

                async def is_current() -> bool:
                    versions = build_snapshot(gateway).versions()
                    return control.nodes.report("gw_1", versions).complete

                assert await eventually(is_current, 15)
                after = await envoy.statistics("listener_manager.(lds.update_success|listener_modified)")
    name = "listener_manager.listener_modified"
    assert after[name] == before[name]


@dataclass(slots=True)
class Accounts:
    """Lets nodes in as `authenticate` does, as long as what it asks answers."""

    away: bool = True
    revoked: bool = False
    speaks: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.speaks.set()

    async def authenticate(self, claim: Claim) -> str | None:
        await self.speaks.wait()
        if self.away:
            raise OSError("the database is away")
        return None if self.revoked else await authenticate(claim)


@asynccontextmanager
async def run_console(accounts: Accounts, gateway: ir.Gateway, port: int = 0) -> AsyncIterator[int]:
    """Gives the port."""
    cache = SnapshotCache()
    cache.set_snapshot("gw_1", build_snapshot(gateway))
    server = XdsServer(cache, accounts.authenticate, NodeRegistry())
    bound = await server.start("127.0.0.1", port)
    try:
        yield bound
    finally:
        await server.stop(0)


@pytest.mark.envoy
async def test_a_gateway_starts_while_the_console_is_there_and_fails(site: Site) -> None:
    """It has the port and no database; then it works, and has a change."""
    gateway = make(site.listen)
    async with run_relay(site.xds, site.relay, site.folder / "kept"):
        async with site.console(gateway), site.envoy("first"):
            assert await answers(site.listen, "hello\n")
            await site.until_kept(gateway)
        accounts = Accounts()
        changed = make(site.listen, "changed\n")
        async with run_console(accounts, changed, site.xds), site.envoy("second"):
            assert await answers(site.listen, "hello\n")
            async with steady_traffic(site.listen, connections=2) as tally:
                await asyncio.sleep(1)
                accounts.away = False
                assert await answers(site.listen, "changed\n")
            assert set(tally.statuses) == {200} and tally.failures == {}, tally


@pytest.mark.envoy
async def test_a_token_that_the_console_refuses_opens_nothing(tmp_path: Path, site: Site) -> None:
    """Also not what another token has kept; and a node without a token gets nothing."""
    gateway = make(site.listen)
    async with run_relay(site.xds, site.relay, tmp_path / "kept"):
        async with site.console(gateway), site.envoy("first"):
            assert await answers(site.listen, "hello\n")
            await site.until_kept(gateway)
            assert await refusal(site.relay, "stolen") == grpc.StatusCode.UNAUTHENTICATED
        assert await refusal(site.relay, "stolen") == grpc.StatusCode.UNAVAILABLE
        assert await refusal(site.relay, "") == grpc.StatusCode.UNAUTHENTICATED
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [site.kept().path.name]
    assert Kept(tmp_path / "kept", "stolen").to_snapshot() is None


async def refusal(port: int, token: str) -> grpc.StatusCode:
    """How a stream with that token ends."""
    first = discovery.DeltaDiscoveryRequest(type_url=LISTENER)
    first.node.id, first.node.cluster = NODE, "edge"
    metadata = (("authorization", f"Bearer {token}"),) if token else ()
    opened: Any = grpc.aio.insecure_channel(f"127.0.0.1:{port}")
    async with opened as channel:
        method = f"/{DISCOVERY_SERVICE}/DeltaAggregatedResources"
        call = channel.stream_stream(method)(iter([first.SerializeToString()]), metadata=metadata)
        async with asyncio.timeout(20):
            code = await call.code()
    assert isinstance(code, grpc.StatusCode)
    return code


# --- without Envoy


def cluster(name: str, body: bytes = b"1") -> Resource:
    return Resource(CLUSTER, name, body)


def response(
    nonce: str, *resources: Resource, removed: tuple[str, ...] = ()
) -> discovery.DeltaDiscoveryResponse:
    message = discovery.DeltaDiscoveryResponse(type_url=CLUSTER, nonce=nonce, removed_resources=removed)
    message.resources.extend(item.to_message() for item in resources)
    return message


def request(nonce: str = "", error: str = "", **known: str) -> discovery.DeltaDiscoveryRequest:
    message = discovery.DeltaDiscoveryRequest(
        type_url=CLUSTER, response_nonce=nonce, initial_resource_versions=known
    )
    if error:
        message.error_detail.message = error
    return message


def names(following: Following) -> set[str]:
    return {name for _, name in following.taken}


def test_only_what_is_acknowledged_is_taken() -> None:
    following = Following({})
    following.see_request(request())
    following.see_response(response("1", cluster("a"), cluster("b")))
    assert names(following) == set()
    following.see_request(request("1"))
    assert names(following) == {"a", "b"}
    following.see_response(response("2", cluster("c")))
    following.see_request(request("2", error="no"))
    following.see_response(response("3", removed=("a",)))
    following.see_request(request("3"))
    assert names(following) == {"b"}
    fleeting = Resource(CLUSTER, "d", b"1", life_seconds=15)
    following.see_response(response("4", fleeting))
    following.see_request(request("4"))
    assert names(following) == {"b"}


def test_what_is_not_kept_is_asked_for_again() -> None:
    """A node knows more than the relay, whose disk was wiped or holds another version."""
    here = cluster("a")
    kept = {(CLUSTER, "a"): here.to_message()}
    following = Following(kept)
    first = request(a=here.version, b="somewhere", c="else")
    following.see_request(first)
    assert dict(first.initial_resource_versions) == {"a": here.version, "b": "", "c": ""}
    assert names(following) == {"a"}
    older = Following(kept)
    other = request(a="another")
    older.see_request(other)
    assert dict(other.initial_resource_versions) == {"a": ""} and names(older) == set()


def test_a_listener_that_went_meanwhile_is_removed_although_the_relay_never_knew_it() -> None:
    """The node reconnects through a relay without a file: what is left comes anew, what went is removed."""
    left, went = Resource(LISTENER, "left", b"1"), Resource(LISTENER, "went", b"1")
    stream = DeltaStream(Session(NodeRegistry(), "gw_1", NODE), Snapshot.of((left,)))
    following = Following({})
    clusters = request()
    listeners = discovery.DeltaDiscoveryRequest(
        type_url=LISTENER, initial_resource_versions={"left": left.version, "went": went.version}
    )
    for message in (clusters, listeners):
        following.see_request(message)
        stream.receive(message)
    assert DeltaStream.has_state(listeners), "the node is not a new one"
    sent, removed = talk(stream, following)
    assert (sent, removed) == (["left"], ["went"])
    assert names(following) == {"left"}
    assert stream.accepted is not None


def test_what_a_node_refuses_it_keeps_although_the_relay_never_knew_it() -> None:
    """A version that nobody knows is one that the node has: the listener is not told as removed."""
    wanted = Resource(LISTENER, "only", b"2")
    nodes = NodeRegistry()
    session = Session(nodes, "gw_1", NODE)
    session.open("1.40.0")
    stream = DeltaStream(session, Snapshot.of((wanted,)))
    following = Following({})
    first = discovery.DeltaDiscoveryRequest(type_url=LISTENER, initial_resource_versions={"only": "older"})
    for message in (request(), first):
        following.see_request(message)
        stream.receive(message)
    assert talk(stream, following, error="no such filter") == (["only"], [])
    assert talk(stream, following) == ([], [])
    status = nodes.find_node("gw_1", NODE)
    assert status is not None and [item.name for item in status.rejections] == ["only"]
    assert stream.accepted is None and names(following) == set()


def talk(stream: DeltaStream, following: Following, error: str = "") -> tuple[list[str], list[str]]:
    """Listeners that the console sends and removes until it has said all; `error` is the node's answer."""
    sent, removed = list[str](), list[str]()
    while messages := [discovery.DeltaDiscoveryResponse.FromString(data) for data in stream.drain()]:
        for answer in messages:
            following.see_response(answer)
            reply = discovery.DeltaDiscoveryRequest(type_url=answer.type_url, response_nonce=answer.nonce)
            if answer.type_url == LISTENER:
                sent += [item.name for item in answer.resources]
                removed += answer.removed_resources
                if error:
                    reply.error_detail.message = error
            following.see_request(reply)
            stream.receive(reply)
    return sent, removed


def test_a_node_is_settled_when_it_owes_nothing_and_has_listeners() -> None:
    now = [0.0]
    following = Following({}, lambda: now[0])
    following.see_request(request())
    following.see_response(response("1", cluster("a")))
    now[0] = 60
    assert not following.is_settled
    following.see_request(request("1"))
    now[0] = 120
    assert not following.is_settled, "it has no listeners yet"
    listeners = response("2")
    listeners.type_url = LISTENER
    following.see_response(listeners)
    following.see_request(discovery.DeltaDiscoveryRequest(type_url=LISTENER, response_nonce="2"))
    assert not following.is_settled
    now[0] += 1
    assert following.is_settled


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\0" * 1000, None])
def test_a_file_that_is_damaged_counts_as_none(tmp_path: Path, damage: bytes | None) -> None:
    item = cluster("a", b"secret key").to_message()
    kept = Kept(tmp_path, "token")
    kept.write({(CLUSTER, "a"): item})
    assert Kept(tmp_path, "token").to_snapshot() == kept.to_snapshot()
    written = kept.path.read_bytes()
    assert b"secret key" not in written
    kept.path.write_bytes(written[:-1] if damage is None else damage)
    assert Kept(tmp_path, "token").to_snapshot() is None


def test_a_disk_that_is_full_leaves_what_was_there(tmp_path: Path) -> None:
    item = cluster("a").to_message()
    kept = Kept(tmp_path, "token")
    kept.write({(CLUSTER, "a"): item})
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
    try:
        with pytest.raises(OSError):
            kept.write({})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(tmp_path.iterdir()) == [kept.path]
    assert kept.has({(CLUSTER, "a"): item}) and Kept(tmp_path, "token").has({(CLUSTER, "a"): item})


@asynccontextmanager
async def talk_to(port: int) -> AsyncIterator[Any]:
    """A node's stream, with its first request for listeners."""
    first = discovery.DeltaDiscoveryRequest(type_url=LISTENER)
    first.node.id, first.node.cluster = NODE, "edge"
    opened: Any = grpc.aio.insecure_channel(f"127.0.0.1:{port}")
    async with opened as channel, asyncio.timeout(20):
        method = f"/{DISCOVERY_SERVICE}/DeltaAggregatedResources"
        call = channel.stream_stream(method)(metadata=(("authorization", f"Bearer {TOKEN}"),))
        await call.write(first.SerializeToString())
        yield call


def keep(folder: Path, gateway: ir.Gateway) -> None:
    resources = build_snapshot(gateway).resources()
    taken = {(item.type_url, item.name): item.to_message() for item in resources}
    Kept(folder, TOKEN).write(taken)


async def read_listener(call: Any) -> bytes:
    """The first that is sent."""
    answer = discovery.DeltaDiscoveryResponse.FromString(await call.read())
    return bytes(answer.resources[0].resource.value)


async def test_what_is_kept_serves_until_the_console_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_module, "RETRY_SECONDS", 0.2)
    accounts = Accounts()
    old, new = make(10_000), make(10_001)
    keep(tmp_path, old)
    async with run_console(accounts, new) as console:
        relay = Relay(f"127.0.0.1:{console}", tmp_path)
        port = await relay.start("127.0.0.1", 0)
        async with talk_to(port) as call:
            assert await read_listener(call) == listener(old)
            await asyncio.sleep(0.5)
            assert not call.done(), "it stays while the console fails"
            accounts.away = False
            assert await call.code() is grpc.StatusCode.OK
        async with talk_to(port) as call:
            assert await read_listener(call) == listener(new)
        assert Kept(tmp_path, TOKEN).to_snapshot() == build_snapshot(old)
        await relay.stop()


def listener(gateway: ir.Gateway) -> bytes:
    (only,) = build_snapshot(gateway).by_type[LISTENER].values()
    return bytes(only.to_message().resource.value)


async def test_a_console_that_takes_requests_and_never_answers_is_as_good_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_module, "ANSWER_SECONDS", 0.3)
    monkeypatch.setattr(relay_module, "RETRY_SECONDS", 0.2)
    accounts = Accounts(away=False)
    accounts.speaks.clear()
    old, new = make(10_000), make(10_001)
    keep(tmp_path, old)
    async with run_console(accounts, new) as console:
        relay = Relay(f"127.0.0.1:{console}", tmp_path)
        port = await relay.start("127.0.0.1", 0)
        async with talk_to(port) as call:
            assert await read_listener(call) == listener(old)
            accounts.speaks.set()
            assert await call.code() is grpc.StatusCode.OK
        async with talk_to(port) as call:
            assert await read_listener(call) == listener(new)
        await relay.stop()


async def test_a_console_that_fails_is_told_where_nothing_is_kept(tmp_path: Path) -> None:
    async with run_console(Accounts(), make(10_000)) as console:
        relay = Relay(f"127.0.0.1:{console}", tmp_path)
        port = await relay.start("127.0.0.1", 0)
        assert await refusal(port, TOKEN) is grpc.StatusCode.UNKNOWN
        await relay.stop()


async def test_who_is_refused_gets_nothing_of_what_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the console only comes to say it while what is kept is served."""
    monkeypatch.setattr(relay_module, "RETRY_SECONDS", 0.2)
    accounts = Accounts()
    keep(tmp_path, make(10_000))
    async with run_console(accounts, make(10_000)) as console:
        relay = Relay(f"127.0.0.1:{console}", tmp_path)
        port = await relay.start("127.0.0.1", 0)
        async with talk_to(port) as call:
            await read_listener(call)
            accounts.away, accounts.revoked = False, True
            assert await call.code() is grpc.StatusCode.OK
        assert await refusal(port, TOKEN) is grpc.StatusCode.UNAUTHENTICATED
        await relay.stop()


async def test_requests_are_read_again_until_they_are_answered() -> None:
    source: asyncio.Queue[int | None] = asyncio.Queue()

    async def read() -> AsyncIterator[int]:
        while (item := await source.get()) is not None:
            yield item

    requests = Requests(read())
    for item in (1, 2):
        source.put_nowait(item)
    first = asyncio.create_task(collect(requests))
    await asyncio.sleep(0)
    assert await requests.first == 1
    await asyncio.sleep(0.01)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert not requests.are_answered
    requests.rewind()
    source.put_nowait(3)
    source.put_nowait(None)
    assert await collect(requests) == [1, 2, 3]
    assert await collect(requests) == [] and requests.are_answered
    await requests.close()


async def collect(requests: Requests) -> list[int]:
    return [item async for item in requests]


async def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    first, second = Relay("127.0.0.1:1", tmp_path), Relay("127.0.0.1:1", tmp_path)
    port = await first.start("127.0.0.1", 0)
    with pytest.raises(OSError, match="the port is taken"):
        await second.start("127.0.0.1", port)
    await first.stop()
    await second.stop()
