"""Tenants and their keys over REST. A key itself is shown once, in the answer that made it."""

# ruff: noqa: RUF012 - Pydantic copies defaults for each object

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, field_validator

from sluice_console.core.language import tr
from sluice_console.envoy.protection_fields import LONGEST_SECONDS, MAXIMUM_SHARED
from sluice_console.features.routes.schemas import check_hosts
from sluice_console.features.schemas import Changed, Description, Input, Name, Output, Reason, Times

Hosts = Annotated[list[str], Field(max_length=100)]
Rate = Annotated[int, Field(ge=1, le=1_000_000)]
KeyName = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
Days = Annotated[int, Field(ge=1, le=3650)]


class Quota(Input):
    """What shared limits over as many `seconds` allow, instead of their own `requests`."""

    requests: Annotated[int, Field(ge=1, le=MAXIMUM_SHARED)]
    seconds: Annotated[int, Field(ge=1, le=LONGEST_SECONDS)] = 60


def _check_quotas(quotas: list[Quota]) -> list[Quota]:
    if len({item.seconds for item in quotas}) != len(quotas):
        raise ValueError(tr("two quotas are over the same seconds; keep one of them"))
    return quotas


Quotas = Annotated[list[Quota], Field(max_length=10), AfterValidator(_check_quotas)]


class TenantIn(Input):
    """`hosts` empty: the keys are good for every host. `rate` is requests a second at each node.

    `quotas` are for shared limits by `tenant`.
    """

    name: Name
    description: Description = ""
    hosts: Hosts = []
    rate: Rate | None = None
    quotas: Quotas = []
    reason: Reason = ""

    @field_validator("hosts")
    @classmethod
    def _are_hosts(cls, value: list[str]) -> list[str]:
        return check_tenant_hosts(value)


class TenantPatch(Input):
    """Fields that are left out stay as they are; `rate` 0 takes the limit away, `quotas` are replaced."""

    name: Name | None = None
    description: Description | None = None
    hosts: Hosts | None = None
    rate: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    quotas: Quotas | None = None
    reason: Reason = ""

    @field_validator("hosts")
    @classmethod
    def _are_hosts(cls, value: list[str] | None) -> list[str] | None:
        return None if value is None else check_tenant_hosts(value)


QuotasOut = Annotated[list[Quota], BeforeValidator(lambda value: value or [])]
"""The database has null where there are none."""


class TenantOut(Times):
    id: str
    name: str
    description: str
    hosts: list[str]
    rate: int | None
    quotas: QuotasOut


class TenantChanged(TenantOut, Changed):
    pass


class KeyIn(Input):
    """`quotas` are for shared limits by `key`."""

    name: KeyName
    expires_in_days: Days | None = None
    quotas: Quotas = []
    reason: Reason = ""


class KeyPatch(Input):
    """`quotas` are replaced; they count at once."""

    quotas: Quotas
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
    quotas: QuotasOut


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
            raise ValueError(
                tr("%(host)s is no name of a host; write example.com or *.example.com", host=repr(host[:50]))
            )
    return checked
