"""The secrets of an installation: an operator's token for REST, and the token of its Envoy.

Both are kept in the data folder, readable by its owner alone, and used again at the next start. Making new
ones takes as long as starting the console, and every start would leave two more in its list.
"""

import json
from dataclasses import dataclass

import httpx

from sluice.cli.local.console import ConsoleClient, make_local_token
from sluice.cli.local.folder import Folder
from sluice.toolchain.private_files import write_private


@dataclass(frozen=True, slots=True)
class NodeToken:
    """`id` is the console's name for it, `secret` what Envoy sends."""

    id: str
    secret: str


def connect(folder: Folder, url: str) -> ConsoleClient:
    """A client with the installation's token; a token that the console no longer takes is replaced."""
    if folder.token_file.is_file():
        client = ConsoleClient(url, folder.token_file.read_text().strip())
        if client.http.get("/api/tokens").status_code != httpx.codes.UNAUTHORIZED:
            return client
    token = make_local_token(folder, "sluice up")
    write_private(folder.token_file, token + "\n")
    return ConsoleClient(url, token)


def node_token(folder: Folder, client: ConsoleClient, node: str, gateway: str) -> str:
    """The token of the installation's Envoy, as long as the console still lists it; otherwise a new one."""
    known = read_node_token(folder)
    if known is not None:
        listed = client.call("GET", "/api/tokens")["items"]
        if any(token["id"] == known.id for token in listed):
            return known.secret
    made = make_node_token(client, node, gateway)
    write_private(folder.node_token_file, json.dumps({"id": made.id, "secret": made.secret}) + "\n")
    return made.secret


def make_node_token(client: ConsoleClient, node: str, gateway: str) -> NodeToken:
    """A token with which one Envoy may read the configuration of one gateway, and do nothing else."""
    answer = client.call("POST", "/api/tokens", json={"name": node, "role": "node", "gateway": gateway})
    return NodeToken(str(answer["id"]), str(answer["token"]))


def read_node_token(folder: Folder) -> NodeToken | None:
    try:
        record = json.loads(folder.node_token_file.read_text())
        return NodeToken(str(record["id"]), str(record["secret"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
