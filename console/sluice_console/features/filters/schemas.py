"""Filters and their versions over REST."""

from datetime import datetime
from typing import Any

from sluice_console.features.schemas import Description, Input, Output, Reason, Times


class FilterPatch(Input):
    description: Description
    reason: Reason = ""


class FilterVersionOut(Output):
    """`digest` is the SHA-256 of the module in hex; `size` in bytes."""

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
