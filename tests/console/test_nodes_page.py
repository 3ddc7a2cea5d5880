"""The page of a gateway's nodes while some of them are behind."""

from tests.console.conftest import Console, fill, make_account
from tests.console.test_access import signed_in
from tests.support.delta_node import Node

from sluice_console.core.meter import Meter
from sluice_console.xds.delta import DeltaStream
from sluice_console.xds.session import Session


async def test_a_node_that_has_not_answered_yet_is_behind(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    await make_account(sqlite_console)
    gateway_id = (await sqlite_console.ok("GET", "/api/gateways/edge"))["id"]
    nodes, cache = sqlite_console.app.state.nodes, sqlite_console.app.state.cache
    for name, answers in (("n1", True), ("n2", False), ("n3", False)):
        session = Session(nodes, gateway_id, name, Meter())
        session.open("1.40.0")
        node = Node(DeltaStream(session, cache.find_snapshot(gateway_id)), nodes)
        for short in ("CDS", "LDS"):
            node.subscribe(short)
        node.settle() if answers else node.read()
    client, _ = await signed_in(sqlite_console)
    async with client:
        page = await client.get("/nodes?gateway=edge")
    assert page.status_code == 200
    assert "1 of 3 up to date" in page.text
