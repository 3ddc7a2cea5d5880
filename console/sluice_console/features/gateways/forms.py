"""The form of a gateway, and the rows of their list."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from sluice_console.features.forms import FormText
from sluice_console.models import Gateway
from sluice_console.xds.nodes import NodeRegistry


@dataclass(frozen=True, slots=True)
class GatewayForm:
    """As typed or as stored."""

    name: str = ""
    description: str = ""
    listen_address: str = "0.0.0.0"
    listen_port: str = "8080"

    @classmethod
    def read(cls, form: FormText) -> Self:
        return cls(**form.pick("name", "description", "listen_address", "listen_port"))

    @classmethod
    def of(cls, gateway: Gateway) -> Self:
        return cls(gateway.name, gateway.description, gateway.listen_address, str(gateway.listen_port))

    def values(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class GatewayRow:
    gateway: Gateway
    routes: int
    filters: int
    connected: int
    rejecting: int


def to_rows(
    gateways: Sequence[Gateway], contents: Mapping[str, tuple[int, int]], nodes: NodeRegistry
) -> list[GatewayRow]:
    """`contents` is `{gateway id: (routes, attachments)}`."""
    rows = []
    for gateway in gateways:
        status = [node for node in nodes.list_nodes(gateway.id) if node.connected]
        rejecting = sum(bool(node.rejections) for node in status)
        routes, filters = contents.get(gateway.id, (0, 0))
        rows.append(GatewayRow(gateway, routes, filters, len(status), rejecting))
    return rows
