"""Gateways over REST."""

from ipaddress import ip_address
from typing import Annotated

from pydantic import Field, field_validator

from sluice_console.features.schemas import Changed, Description, Input, Name, Reason, Times

Port = Annotated[int, Field(ge=1, le=65535)]


class GatewayIn(Input):
    name: Name
    description: Description = ""
    listen_address: str = "0.0.0.0"
    listen_port: Port
    reuse_port: bool = True
    reason: Reason = ""

    @field_validator("listen_address")
    @classmethod
    def _is_ip_address(cls, value: str) -> str:
        return check_ip_address(value)


class GatewayPatch(Input):
    """Fields that are left out stay as they are."""

    name: Name | None = None
    description: Description | None = None
    listen_address: str | None = None
    listen_port: Port | None = None
    reuse_port: bool | None = None
    reason: Reason = ""

    @field_validator("listen_address")
    @classmethod
    def _is_ip_address(cls, value: str | None) -> str | None:
        return None if value is None else check_ip_address(value)


class GatewayOut(Times):
    id: str
    name: str
    description: str
    listen_address: str
    listen_port: int
    reuse_port: bool
    last_release: int


class GatewayChanged(GatewayOut, Changed):
    pass


def check_ip_address(value: str) -> str:
    try:
        return str(ip_address(value))
    except ValueError as error:
        raise ValueError("is an IP address, 0.0.0.0 for all of them") from error
