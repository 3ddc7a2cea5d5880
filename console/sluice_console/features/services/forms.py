"""The form of a service, one endpoint a line, and the rows of their list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from sluice_console.features.forms import FormText
from sluice_console.features.services.service import to_output
from sluice_console.models import Endpoint, Service


@dataclass(frozen=True, slots=True)
class ServiceForm:
    """As typed or as stored; `endpoints` has one `host:port version weight` a line.

    Behind these a line may have `region=…`, `zone=…` and `priority=…`. `tls` is empty or "on".
    """

    name: str = ""
    description: str = ""
    protocol: str = "http1"
    load_balancing: str = "round_robin"
    connect_timeout: str = "1"
    idle_timeout: str = ""
    tls: str = ""
    tls_verify: str = "yes"
    tls_authorities: str = ""
    tls_sni: str = ""
    tls_names: str = ""
    tls_minimum_version: str = "1.2"
    tls_certificate: str = ""
    endpoints: str = ""
    tenant: str = ""

    @classmethod
    def read(cls, form: FormText) -> Self:
        names = ("name", "description", "protocol", "load_balancing", "connect_timeout", "idle_timeout")
        secured = form.pick("tls", *(f"tls_{name}" for name in _TLS))
        return cls(**form.pick(*names, "tenant"), **secured, endpoints=form.text("endpoints"))

    @classmethod
    def of(cls, service: Service, tenant: str = "") -> Self:
        """`tenant` is the name of the one that the service belongs to, or empty."""
        settings = to_output(service)["settings"]
        idle = settings.get("idle_timeout")
        ordered = sorted(service.endpoints, key=lambda item: (item.version, item.host, item.port))
        return cls(
            name=service.name,
            description=service.description,
            protocol=settings["protocol"],
            load_balancing=settings["load_balancing"],
            connect_timeout=f"{settings['connect_timeout']:g}",
            idle_timeout="" if idle is None else f"{idle:g}",
            **_to_tls_fields(settings["tls"]),
            endpoints="\n".join(map(_to_line, ordered)),
            tenant=tenant,
        )

    def values(self) -> dict[str, Any]:
        """What `ServiceIn` and `ServicePatch` take."""
        return {
            "name": self.name,
            "description": self.description,
            "settings": {
                "protocol": self.protocol,
                "load_balancing": self.load_balancing,
                "connect_timeout": self.connect_timeout,
                "idle_timeout": self.idle_timeout or None,
                "tls": self._tls() if self.tls else None,
            },
            "endpoints": [_to_endpoint(line) for line in self.endpoints.splitlines() if line.strip()],
            "tenant": self.tenant,
        }

    def _tls(self) -> dict[str, Any]:
        """What `UpstreamTls` takes."""
        return {
            "verify": self.tls_verify,
            "authorities": self.tls_authorities,
            "sni": self.tls_sni,
            "names": self.tls_names.replace(",", " ").split(),
            "minimum_version": self.tls_minimum_version,
            "certificate": self.tls_certificate or None,
        }


def _to_tls_fields(tls: Mapping[str, Any] | None) -> dict[str, str]:
    if tls is None:
        return {}
    texts = {f"tls_{name}": str(tls[name] or "") for name in _TLS}
    verify, names = "yes" if tls["verify"] else "no", " ".join(tls["names"])
    return {**texts, "tls": "on", "tls_verify": verify, "tls_names": names}


def to_message(path: str, message: str) -> str:
    """An error in the list of endpoints with the number of its line."""
    parts = path.split(".")
    if parts[0] != "endpoints" or len(parts) < 2 or not parts[1].isdigit():
        return message
    return f"Line {int(parts[1]) + 1}, {parts[2] if len(parts) > 2 else 'endpoint'}: {message}"


def place_errors(errors: Mapping[str, str]) -> dict[str, str]:
    """`settings.tls.sni` → `tls_sni`; all errors of endpoints and of names at their one field."""
    placed: dict[str, str] = {}
    for path, message in errors.items():
        parts = path.removeprefix("settings.").split(".")
        name = {"tls": "_".join(parts[:2]), "endpoints": parts[0]}.get(parts[0], ".".join(parts))
        text = to_message(path, message)
        placed[name] = f"{placed[name]}. {text}" if name in placed else text
    return placed


def _to_line(endpoint: Endpoint) -> str:
    host = f"[{endpoint.host}]" if ":" in endpoint.host else endpoint.host
    weight = f" {endpoint.weight}" if endpoint.weight != 1 else ""
    version = f" {endpoint.version}" if endpoint.version else (" -" if weight else "")
    named = {"region": endpoint.region, "zone": endpoint.zone, "priority": endpoint.priority}
    place = "".join(f" {name}={value}" for name, value in named.items() if value)
    return f"{host}:{endpoint.port}{version}{weight}{place}"


def _to_endpoint(line: str) -> dict[str, Any]:
    """`10.0.0.7:8080 v2 5` → host, port, version, weight; what is wrong is left for the schema to refuse."""
    words = line.split()
    place = dict(word.split("=", 1) for word in words[1:] if "=" in word)
    address, version, weight = [*(word for word in words if "=" not in word), "", "", ""][:3]
    host, _, port = address.rpartition(":")
    return {
        "host": host.strip("[]") or address,
        "port": port,
        "version": "" if version == "-" else version,
        "weight": weight or 1,
        **place,
    }


_TLS = ("verify", "authorities", "sni", "names", "minimum_version", "certificate")
_PROTOCOLS = {"http1": "HTTP/1.1", "http2": "HTTP/2", "as_client": "as the client"}


@dataclass(frozen=True, slots=True)
class ServiceRow:
    service: Service
    versions: tuple[str, ...]
    routes: int

    @property
    def protocol(self) -> str:
        return _PROTOCOLS[self.service.settings["protocol"]]


def to_rows(services: Sequence[Service], routes: Mapping[str, int]) -> list[ServiceRow]:
    """`routes` is how many lead to each, by id."""
    return [
        ServiceRow(
            service,
            tuple(sorted({item.version for item in service.endpoints if item.version})),
            routes.get(service.id, 0),
        )
        for service in services
    ]
