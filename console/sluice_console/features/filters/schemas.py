"""Filters and their versions over REST."""

from datetime import datetime
from typing import Any

from sluice_console.features.schemas import Description, Input, Output, Reason, Times


class FilterPatch(Input):
    description: Description
    reason: Reason = ""


class FilterVersionOut(Output):
    """`digest` is the SHA-256 of the module in hex; `size` in bytes. `signing_key` is the public key of a
    signature that holds, `signed_by` the name of the console's signing key that it is.
    """

    id: str
    filter: str
    version: str
    digest: str
    size: int
    config_schema: dict[str, Any] | None
    metrics: list[dict[str, Any]]
    imports: list[str]
    exports: list[str]
    compiler: str | None
    on_error: str | None
    root_id: str
    signed_by: str | None
    signing_key: str | None
    uploaded_by: str
    created_at: datetime


class FilterVersionDetail(FilterVersionOut):
    source: str | None


class FilterOut(Times):
    id: str
    name: str
    description: str
    latest: FilterVersionOut | None


class FilterDetail(FilterOut):
    versions: list[FilterVersionOut]
