"""The form of a gateway, and the rows of their list."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self

from sluice_console.envoy import ir
from sluice_console.envoy.listener_fields import LIMITS
from sluice_console.envoy.overload import OVERLOAD
from sluice_console.features.forms import FormText, Refusal
from sluice_console.models import Gateway
from sluice_console.xds.nodes import NodeRegistry


@dataclass(frozen=True, slots=True)
class GatewayForm:
    """As typed or as stored. `compress` is empty, "everywhere" or "routes"; limits are by their names."""

    name: str = ""
    description: str = ""
    listen_address: str = "0.0.0.0"
    listen_port: str = "8080"
    compress: str = ""
    algorithms: str = " ".join(ir.ALGORITHMS)
    minimum_bytes: str = "1024"
    types: str = "\n".join(ir.COMPRESSED_TYPES)
    cache_folder: str = ir.Cache().folder
    cache_megabytes: str = str(ir.Cache().megabytes)
    cache_vary: str = " ".join(ir.CACHED_VARY)
    trusted_hops: str = "0"
    request_id: str = "own"
    answer_request_id: str = ""
    limit_host: str = ""
    limit_port: str = ""
    limit_domain: str = "sluice"
    limits: Mapping[str, str] = field(default_factory=dict)
    overload: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: FormText) -> Self:
        typed = form.pick(*(item.name for item in fields(cls) if item.name not in ("limits", "overload")))
        return cls(
            **typed,
            limits={name: form.text(f"limit_{name}").strip() for name in LIMITS},
            overload={name: form.text(f"overload_{name}").strip() for name in OVERLOAD},
        )

    @classmethod
    def of(cls, gateway: Gateway) -> Self:
        own = cls(
            gateway.name,
            gateway.description,
            gateway.listen_address,
            str(gateway.listen_port),
            limits=_to_text(gateway.limits),
            overload=_to_text(gateway.overload),
        )
        told = gateway.client_headers
        if told is not None:
            own = replace(
                own,
                trusted_hops=str(told["trusted_hops"]),
                request_id=told["request_id"],
                answer_request_id="on" if told["answer_request_id"] else "",
            )
        counting = gateway.limit_service
        if counting is not None:
            host, port, domain = counting["host"], str(counting["port"]), counting["domain"]
            own = replace(own, limit_host=host, limit_port=port, limit_domain=domain)
        kept = gateway.cache
        if kept is not None:
            own = replace(
                own,
                cache_folder=kept["folder"],
                cache_megabytes=str(kept["megabytes"]),
                cache_vary=" ".join(kept["vary"]),
            )
        stored = gateway.compression
        if stored is None:
            return own
        return replace(
            own,
            compress="everywhere" if stored["everywhere"] else "routes",
            algorithms=" ".join(stored["algorithms"]),
            minimum_bytes=str(stored["minimum_bytes"]),
            types="\n".join(stored["types"]),
        )

    def values(self) -> dict[str, Any]:
        """What `GatewayIn` and `GatewayPatch` take."""
        compression = {
            "everywhere": self.compress == "everywhere",
            "algorithms": self.algorithms.replace(",", " ").split(),
            "minimum_bytes": self.minimum_bytes,
            "types": self.types.replace(",", " ").split(),
        }
        host = self.limit_host.strip()
        return {
            "name": self.name,
            "description": self.description,
            "listen_address": self.listen_address,
            "listen_port": self.listen_port,
            "compression": compression if self.compress else None,
            "cache": self._cache(),
            "limits": {name: value for name, value in self.limits.items() if value} or None,
            "client_headers": self._client_headers(),
            "limit_service": {"host": host, "port": self.limit_port, "domain": self.limit_domain}
            if host
            else None,
            "overload": {name: value for name, value in self.overload.items() if value} or None,
        }

    def _cache(self) -> dict[str, Any] | None:
        """None where all is as it is without."""
        own = ir.Cache()
        vary = self.cache_vary.replace(",", " ").split()
        folder, megabytes = self.cache_folder.strip(), self.cache_megabytes.strip()
        if not (folder or megabytes or vary):  # a form from before there were these fields
            return None
        if (folder, megabytes, vary) == (own.folder, str(own.megabytes), list(own.vary)):
            return None
        return {"folder": folder, "megabytes": megabytes, "vary": vary}

    def _client_headers(self) -> dict[str, Any] | None:
        """None where all is as it is without."""
        typed = {
            "trusted_hops": self.trusted_hops.strip(),
            "request_id": self.request_id,
            "answer_request_id": bool(self.answer_request_id),
        }
        return None if typed == {**asdict(ir.ClientHeaders()), "trusted_hops": "0"} else typed


def _to_text(stored: Mapping[str, float | None] | None) -> dict[str, str]:
    return {name: f"{value:.10g}" for name, value in (stored or {}).items() if value is not None}


def place(refusal: Refusal) -> Refusal:
    """`compression.types.1` → `types`, `limits.headers` → `limit_headers`; so with `overload`."""
    placed = {_field_of(path): message for path, message in refusal.errors.items()}
    return replace(refusal, errors=placed)


def _field_of(path: str) -> str:
    match path.split("."):
        case ["compression", name, *_]:
            return name
        case ["cache", name, *_]:
            return f"cache_{name}"
        case ["limit_service", name]:
            return f"limit_{name}"
        case ["client_headers"]:
            return "answer_request_id"
        case ["client_headers", name, *_]:
            return name
        case ["limits", name, *_]:
            return f"limit_{name}"
        case ["overload", name, *_]:
            return f"overload_{name}"
        case _:
            return path


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
