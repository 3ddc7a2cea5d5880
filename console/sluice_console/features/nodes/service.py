"""Making what a node is started with: its bootstrap, its token, and its certificate where it shows one."""

from pathlib import PurePosixPath
from typing import Any

from sluice_console.core.auth.authority import Authority, RequestError, check_node_id
from sluice_console.core.errors import Invalid
from sluice_console.core.language import tr
from sluice_console.core.settings import split_addresses
from sluice_console.core.vault import Vault, VaultError
from sluice_console.envoy.bootstrap import COMMAND_LINE, RELAY_HOST, to_bootstrap, to_relay_command
from sluice_console.envoy.console_tls import ConsoleTls
from sluice_console.features.changes import Change
from sluice_console.features.gateways.queries import find_gateway
from sluice_console.features.nodes import authority as authorities
from sluice_console.features.nodes.schemas import BootstrapIn
from sluice_console.features.releases.objects import read_overload
from sluice_console.features.tokens import service as tokens
from sluice_console.features.tokens.schemas import TokenIn
from sluice_console.models import ApiToken
from sluice_console.xds.identity import CERTIFICATE


async def make_bootstrap(change: Change, vault: Vault, hours: float, values: BootstrapIn) -> dict[str, Any]:
    """What `BootstrapOut` takes. The token, and a certificate good for `hours`, are the node's own."""
    authority = None if values.transport == "clear" else await _find_authority(change, vault)
    certified = values.transport == "mtls"
    if certified:
        _check_id(values.node_id)
    wanted = TokenIn(
        name=f"node {values.node_id}"[:100],
        role="node",
        gateway=values.gateway,
        expires_in_days=values.expires_in_days,
    )
    token, secret = await tokens.create_token(change, wanted, values.node_id if certified else None)
    certificate = _issue(authority, token, values, hours) if authority and certified else ""
    gateway = await find_gateway(change.db, values.gateway)
    relayed = values.relay_port is not None
    bootstrap = to_bootstrap(
        values.node_id,
        gateway.name,
        [(RELAY_HOST, values.relay_port)] if values.relay_port else split_addresses(values.console),
        values.admin_port,
        secret,
        read_overload(gateway),
        None if relayed or authority is None else _to_tls(authority, values.folder),
    )
    return {
        "token_id": token.id,
        "token": secret,
        "certificate": certificate,
        "certificate_expires_at": token.certificate_expires_at,
        "authorities": authority.pem if authority else "",
        "bootstrap": bootstrap,
        "options": list(COMMAND_LINE),
        "relay": to_relay_command(values.console, values.relay_port, values.folder),
    }


def _to_tls(authority: Authority, folder: str) -> ConsoleTls:
    file = str(PurePosixPath(folder) / CERTIFICATE) if folder else ""
    return ConsoleTls(authority.pem, authority.console_uri, file)


async def _find_authority(change: Change, vault: Vault) -> Authority:
    try:
        found = await authorities.find_authority(change.db, vault)
    except VaultError as error:
        raise Invalid.field(
            "transport", tr("takes the console's authority: %(error)s", error=error)
        ) from error
    if found is None:
        raise Invalid.field(
            "transport",
            tr("takes a console with such a port: start it with --xds-mtls or --xds-tls HOST:PORT"),
        )
    return found


def _check_id(node_id: str) -> None:
    try:
        check_node_id(node_id)
    except RequestError as error:
        raise Invalid.field("node_id", str(error)) from error


def _issue(authority: Authority, token: ApiToken, values: BootstrapIn, hours: float) -> str:
    try:
        return authorities.issue(authority, token, values.certificate_request, hours)
    except RequestError as error:
        raise Invalid.field("certificate_request", str(error)) from error
