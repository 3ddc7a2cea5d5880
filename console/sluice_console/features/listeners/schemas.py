"""Listeners over REST: the ports of a gateway besides the one that it is made with."""

# ruff: noqa: RUF012 - Pydantic copies defaults for each object
from typing import Annotated

from pydantic import Field, field_validator

from sluice_console.core.language import tr
from sluice_console.envoy import ir
from sluice_console.envoy.certificates import read_chain
from sluice_console.features.gateways.schemas import Port, check_ip_address
from sluice_console.features.schemas import Changed, Input, Name, Reason, Reference, Times


class ClientCertificates(Input):
    """Clients show a certificate that one of these authorities (PEM) has signed."""

    authorities: Annotated[str, Field(min_length=1, max_length=262_144)]
    required: bool = True

    @field_validator("authorities")
    @classmethod
    def _are_certificates(cls, value: str) -> str:
        read_chain(value)
        return value.strip() + "\n"


class TlsSettings(Input):
    """`suites` is for TLS 1.2, and empty for all that are safe; `tickets` lets sessions be resumed."""

    minimum_version: ir.TlsVersion = "1.2"
    suites: Annotated[list[ir.Suite], Field(max_length=10)] = []
    client_certificates: ClientCertificates | None = None
    tickets: bool = True


class Tls(TlsSettings):
    """The first certificate is for clients that ask for no name or an unknown one."""

    certificates: Annotated[list[Reference], Field(min_length=1, max_length=1000)]

    @field_validator("certificates")
    @classmethod
    def _are_different(cls, value: list[str]) -> list[str]:
        if len(set(value)) != len(value):
            raise ValueError(tr("a certificate is there twice"))
        return value


class ListenerIn(Input):
    """Without `tls` it takes clear text; `http3` also takes HTTP/3 on the same port over UDP."""

    gateway: Reference
    name: Name
    address: str = "0.0.0.0"
    port: Port
    reuse_port: bool = True
    http3: bool = False
    tls: Tls | None = None
    reason: Reason = ""

    @field_validator("address")
    @classmethod
    def _is_ip_address(cls, value: str) -> str:
        return check_ip_address(value)


class ListenerPatch(Input):
    """Fields that are left out stay as they are; `tls` is replaced as a whole, and null takes it away."""

    name: Name | None = None
    address: str | None = None
    port: Port | None = None
    reuse_port: bool | None = None
    http3: bool | None = None
    tls: Tls | None = None
    reason: Reason = ""

    @field_validator("address")
    @classmethod
    def _is_ip_address(cls, value: str | None) -> str | None:
        return None if value is None else check_ip_address(value)


class TlsOut(TlsSettings):
    certificates: list[str]


class ListenerOut(Times):
    id: str
    gateway: str
    gateway_id: str
    name: str
    address: str
    port: int
    reuse_port: bool
    http3: bool
    tls: TlsOut | None


class ListenerChanged(ListenerOut, Changed):
    pass
