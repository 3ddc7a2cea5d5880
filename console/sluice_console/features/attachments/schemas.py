"""Attachments over REST: which filter version runs where, with which configuration."""

# ruff: noqa: RUF012 - Pydantic copies defaults for each object
from typing import Annotated, Any

from pydantic import Field

from sluice_console.features.schemas import Changed, Input, Order, Reason, Reference, Times

VersionReference = Annotated[str, Field(min_length=1, max_length=300)]


class AttachmentIn(Input):
    """`filter` is `api_key` (newest version), `api_key@1.2.0`, `api_key@<digest>` or a version's id.

    `route` empty: at the whole gateway, which `gateway` then names.
    """

    filter: VersionReference
    gateway: Reference | None = None
    route: Reference | None = None
    configuration: dict[str, Any] = {}
    order: Order = 100
    reason: Reason = ""


class AttachmentPatch(Input):
    """Fields that are left out stay as they are."""

    filter: VersionReference | None = None
    configuration: dict[str, Any] | None = None
    order: Order | None = None
    reason: Reason = ""


class AttachmentOut(Times):
    id: str
    gateway: str
    gateway_id: str
    route: str | None
    route_id: str | None
    filter: str
    version: str
    filter_version_id: str
    digest: str
    configuration: dict[str, Any]
    order: int


class AttachmentChanged(AttachmentOut, Changed):
    pass
