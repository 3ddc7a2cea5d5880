"""Tenants and their keys over REST. A key itself is shown once, in the answer that made it."""

# ruff: noqa: RUF012 - Pydantic copies defaults for each object

from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from sluice_console.features.routes.schemas import check_hosts
from sluice_console.features.schemas import Changed, Description, Input, Name, Output, Reason, Times

Hosts = Annotated[list[str], Field(max_length=100)]
Rate = Annotated[int, Field(ge=1, le=1_000_000)]
KeyName = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
Days = Annotated[int, Field(ge=1, le=3650)]


class TenantIn(Input):
    """`hosts` empty: the keys are good for every host. `rate` is requests a second at each node."""

    name: Name
    description: Description = ""
    hosts: Hosts = []
    rate: Rate | None = None
    reason: Reason = ""

    @field_validator("hosts")
    @classmethod
    def _are_hosts(cls, value: list[str]) -> list[str]:
        return check_tenant_hosts(value)


class TenantPatch(Input):
    """Fields that are left out stay as they are; `rate` 0 takes the limit away."""

    name: Name | None = None
    description: Description | None = None
    hosts: Hosts | None = None
    rate: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    reason: Reason = ""

    @field_validator("hosts")
    @classmethod
    def _are_hosts(cls, value: list[str] | None) -> list[str] | None:
        return None if value is None else check_tenant_hosts(value)


class TenantOut(Times):
    id: str
    name: str
    description: str
    hosts: list[str]
    rate: int | None


class TenantChanged(TenantOut, Changed):
    pass


class KeyIn(Input):
    name: KeyName
    expires_in_days: Days | None = None
    reason: Reason = ""


class RotationIn(Input):
    """For `overlap_hours` the old key works beside the new one; 0 ends it at once."""

    overlap_hours: Annotated[int, Field(ge=0, le=24 * 90)] = 24 * 7
    reason: Reason = ""


class KeyOut(Output):
    """`hint` is the beginning of the key, by which its holder knows it again."""

    id: str
    tenant_id: str
    name: str
    hint: str
    replaces_id: str | None
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class KeyChanged(KeyOut, Changed):
    pass


class KeyMade(KeyChanged):
    """`key` is shown this once."""

    key: str


class UseOut(Output):
    key_id: str
    day: date
    requests: int


def check_tenant_hosts(hosts: list[str]) -> list[str]:
    """As hosts of routes, without ports; and `*` is no host here, where an empty list says the same."""
    checked = check_hosts(hosts)
    for host in checked:
        if host == "*" or ":" in host:
            raise ValueError(f"{host[:50]!r} is no name of a host; write example.com or *.example.com")
    return checked
