"""/nodes"""

import json
import shlex
from typing import Annotated, Literal

import yaml
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sluice_console.core.db import Db
from sluice_console.core.settings import Settings, split_address
from sluice_console.envoy.bootstrap import COMMAND_LINE, to_bootstrap
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog
from sluice_console.features.forms import NOTHING, REFUSED, Form, Refusal
from sluice_console.features.frame import Nodes, Page, gateway_of
from sluice_console.features.nodes import queries
from sluice_console.features.nodes.forms import ConnectForm
from sluice_console.features.nodes.matrix import TYPES, explain, to_node_rows, to_type_rows
from sluice_console.features.releases.objects import read_overload
from sluice_console.features.releases.publication import latest_release
from sluice_console.features.releases.queries import find_previous
from sluice_console.features.tokens import service as tokens
from sluice_console.features.tokens.schemas import TokenIn
from sluice_console.pages import Slice
from sluice_console.rendering.code import highlight

router = APIRouter(prefix="/nodes", include_in_schema=False)
ROWS = 50
_LISTENING = "listening.json"


@router.get("")
async def list_nodes(
    request: Request,
    page: Page,
    db: Db,
    nodes: Nodes,
    q: Annotated[str, Query(max_length=200)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    gateway, search = page.gateway, q.strip().lower()
    if gateway is None:
        return page.show("nodes/list.html", part="nodes/_nodes.html", gateway=None)
    cache = request.app.state.cache
    rows = to_node_rows(await queries.list_nodes(db, nodes, cache, gateway.id))
    matching = [row for row in rows if search in f"{row.node['id']} {row.node['envoy_version']}".lower()]
    part = Slice(number, ROWS, len(matching))
    release = await latest_release(db, gateway.id)
    return page.show(
        "nodes/list.html",
        part={"live": "nodes/_nodes.html", "all-nodes": "nodes/_matrix.html"},
        gateway=gateway,
        rows=matching[part.offset : part.offset + ROWS],
        every=rows,
        slice=part,
        search=q.strip(),
        columns=list(TYPES),
        types=to_type_rows(rows, cache.find_snapshot(gateway.id)),
        rejections=await explain(db, rows),
        release=release,
        previous=await find_previous(db, release) if release else None,
    )


@router.get("/connect")
async def show_connect(request: Request, page: Page) -> Response:
    gateway = gateway_of(page)
    form = ConnectForm(f"{gateway.name}-1", _console_address(request, "xds"), "9901")
    return page.show(
        "nodes/connect.html",
        gateway=gateway,
        form=form,
        refusal=NOTHING,
        made=None,
        certified=_certified_command(request, gateway.name),
    )


@router.post("/connect")
async def connect(
    request: Request, page: Page, changes: ChangeLog, user: CurrentUser, sent: Form
) -> Response:
    """Shows the bootstrap with a fresh token in it, this once."""
    gateway, form = gateway_of(page), ConnectForm.read(sent)
    try:
        consoles, admin = form.check()
        async with changes.begin(user) as change:
            wanted = TokenIn(name=f"node {form.node_id}"[:100], role="node", gateway=gateway.name)
            _, secret = await tokens.create_token(change, wanted)
    except REFUSED as error:
        refusal = Refusal.of(error)
        return page.show(
            "nodes/connect.html",
            status=refusal.status,
            gateway=gateway,
            form=form,
            refusal=refusal,
            made=None,
            certified=_certified_command(request, gateway.name),
        )
    overload = read_overload(gateway)
    bootstrap = to_bootstrap(form.node_id, gateway.name, consoles, admin, secret, overload)
    made = highlight(yaml.safe_dump(bootstrap, sort_keys=False), "yaml")
    return page.show(
        "nodes/connect.html",
        gateway=gateway,
        form=form,
        refusal=NOTHING,
        made=made,
        options=" ".join(COMMAND_LINE),
    )


def _console_address(request: Request, name: Literal["xds", "xds_mtls"]) -> str:
    """Where nodes reach this console, as far as it knows: this page's host and the port that was bound. Empty
    for a port that there is not.
    """
    settings: Settings = request.app.state.settings
    bound = settings.xds if name == "xds" else settings.xds_mtls
    if not bound:
        return ""
    if (settings.data / _LISTENING).is_file():
        listening = json.loads((settings.data / _LISTENING).read_text(encoding="utf-8"))
        bound = listening.get(name, bound)
    return f"{request.url.hostname or '127.0.0.1'}:{split_address(bound)[1]}"


def _certified_command(request: Request, gateway: str) -> str:
    """What makes a node with a certificate, on its own machine; empty where there is no port for it."""
    address = _console_address(request, "xds_mtls")
    if not address:
        return ""
    settings: Settings = request.app.state.settings
    console = settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")
    command = ["sluice", "bootstrap", gateway, "--mtls", "--console", console, "--xds", address]
    return shlex.join([*command, "--out", "/etc/sluice/node"])
