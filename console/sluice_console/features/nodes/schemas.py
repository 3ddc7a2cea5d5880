"""Nodes over REST: what each was sent, has acknowledged and has rejected, by resource type."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from sluice_console.core.language import tr
from sluice_console.core.settings import split_addresses
from sluice_console.features.hosts import check_host
from sluice_console.features.schemas import Input, Output, Reference

ONE_FOR_RELAY = "takes one address with a relay; give a name that stands for all replicas"
_FOLDER = re.compile(r"[\w .+@=,~/-]*")
NODE_ID = r"^[A-Za-z0-9]([A-Za-z0-9._:-]{0,198}[A-Za-z0-9])?$"


class TypeOut(Output):
    """Versions are hashes over all resources of the type; `lag_seconds` from the last push to its answer.
    `confirmed`: the node's own counters name the acknowledged version as the one in use. They come once a
    second, for clusters (CDS), listeners (LDS) and routes (RDS).
    """

    sent: str
    acknowledged: str
    rejected: str
    error: str
    sent_at: datetime | None
    answered_at: datetime | None
    lag_seconds: float | None
    confirmed: bool
    current: bool


class ObjectOut(Output):
    kind: str
    id: str
    name: str


class RejectionOut(Output):
    """A resource that Envoy refused, in Envoy's own words, and where it came from.

    `release` is the one that brought it, by `author`; `objects` are those that this release changed in it,
    and `field` is what Envoy complains about, empty where its words do not tell.
    """

    type: str
    name: str
    version: str
    error: str
    at: datetime
    release: int | None
    author: str
    reason: str
    objects: list[ObjectOut]
    field: str


class NodeOut(Output):
    """`current`: connected, and everything that the gateway's newest release has is acknowledged."""

    id: str
    gateway: str
    gateway_id: str
    envoy_version: str
    connected: bool
    connected_since: datetime | None
    last_seen: datetime
    current: bool
    types: dict[str, TypeOut]
    rejections: list[RejectionOut]


class BootstrapIn(Input):
    """For one node of `gateway`. `console` is where the node reaches the xDS server, `sluice.test:18000`, or
    those of all replicas with commas between;
    `admin_port` is opened on 127.0.0.1 of the node only. With `relay_port` the node talks to a relay on
    its own machine, which keeps the last good configuration and passes everything on to `console`.

    `transport` says which port of the console that is: `clear`, `tls` (where it shows its certificate) or
    `mtls`, where the node shows one, too: it is made for the key that signed `certificate_request` (PKCS#10
    in PEM), and lies in `folder` of the node's machine, as `certificate.json`.
    """

    gateway: Reference
    node_id: Annotated[str, StringConstraints(pattern=NODE_ID)]
    console: Annotated[str, StringConstraints(max_length=300)]
    admin_port: Annotated[int, Field(ge=1, le=65535)] = 9901
    relay_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    expires_in_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    transport: Literal["clear", "tls", "mtls"] = "clear"
    certificate_request: Annotated[str, StringConstraints(max_length=16_000)] = ""
    folder: Annotated[str, StringConstraints(max_length=500)] = ""

    @field_validator("console")
    @classmethod
    def _is_address(cls, value: str) -> str:
        for host, port in split_addresses(value):
            try:
                check_host(host)
            except ValueError as error:
                raise ValueError(f"{host!r} {error}") from error
            if port == 0:
                raise ValueError(tr("%(host)s:0 has no port that a node could reach", host=host))
        return value

    @field_validator("folder")
    @classmethod
    def _is_plain(cls, value: str) -> str:
        """It comes back in commands that people copy and in a file that Envoy reads."""
        if not _FOLDER.fullmatch(value) or not {".", ".."}.isdisjoint(value.split("/")):
            raise ValueError(
                tr("takes letters, digits, blanks and . _ - + @ = , ~ between slashes, and no `..`")
            )
        return value

    @model_validator(mode="after")
    def _relay_has_one(self) -> Self:
        if self.relay_port is not None and "," in self.console:
            raise ValueError(ONE_FOR_RELAY)
        return self

    @model_validator(mode="after")
    def _asks_for_a_certificate(self) -> Self:
        if bool(self.certificate_request) != (self.transport == "mtls"):
            raise ValueError(tr("`certificate_request` goes with `transport` mtls, which needs one"))
        if bool(self.folder) != (self.transport == "mtls") or (self.folder and self.folder[0] != "/"):
            raise ValueError(tr("`folder` goes with `transport` mtls, which needs one: its path from / on"))
        if self.transport == "tls" and self.relay_port is not None:
            raise ValueError(tr("a relay speaks to the console in clear text or with a certificate: mtls"))
        return self


class BootstrapOut(Output):
    """`bootstrap` is what Envoy takes as `--config-path`. It holds the node's token, shown this once;
    `token_id` is for revoking it. `options` belong on Envoy's command line; `relay` is the relay's
    command line, empty without one. With `transport` mtls there are the certificate, good until
    `certificate_expires_at`, and the token, which whoever renews it shows; `authorities` signed the
    console's own.
    """

    token_id: str
    token: str
    certificate: str
    certificate_expires_at: datetime | None
    authorities: str
    bootstrap: dict[str, Any]
    options: list[str]
    relay: list[str]
