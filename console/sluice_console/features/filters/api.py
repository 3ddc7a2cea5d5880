"""/api/filters"""

from typing import Annotated

from fastapi import APIRouter, File, Form, Request, Response, UploadFile, status

from sluice_console.core.db import Db
from sluice_console.core.settings import MEGABYTE, Settings
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog
from sluice_console.features.filters import queries, service
from sluice_console.features.filters.examination import examine_module
from sluice_console.features.filters.schemas import (
    FilterDetail,
    FilterOut,
    FilterPatch,
    FilterVersionDetail,
    FilterVersionOut,
)
from sluice_console.features.filters.service import check_filter_name, to_output
from sluice_console.features.paging import ListWindow
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.schemas import Listing
from sluice_console.models import Filter, FilterVersion

router = APIRouter(prefix="/api/filters", tags=["filters"], responses=PROBLEMS)
MODULE_LIMIT = 64 * MEGABYTE
"""An upload's body, whatever `Settings.max_module_bytes` is set to."""


@router.get("")
async def list_filters(db: Db, window: ListWindow) -> Listing[FilterOut]:
    rows, total = await queries.list_filters(
        db, search=window.search, offset=window.offset, limit=window.limit
    )
    latest = await queries.latest_versions(db, [row.id for row in rows])
    return Listing(items=[_to_filter(row, latest.get(row.id)) for row in rows], total=total)


@router.get("/{name}")
async def show_filter(db: Db, name: str) -> FilterDetail:
    """With all its versions, newest first."""
    row = await queries.find_filter(db, name)
    versions = await queries.list_versions(db, row.id)
    filter_ = _to_filter(row, versions[0] if versions else None)
    return FilterDetail(**filter_.model_dump(), versions=[_to_version(item) for item in versions])


@router.patch("/{name}")
async def update_filter(changes: ChangeLog, user: CurrentUser, name: str, values: FilterPatch) -> FilterOut:
    async with changes.begin(user, values.reason) as change:
        row = await service.update_filter(change, name, values)
        latest = await queries.latest_versions(change.db, [row.id])
    return _to_filter(row, latest.get(row.id))


@router.post("/{name}/versions", status_code=status.HTTP_201_CREATED)
async def upload_version(
    request: Request,
    response: Response,
    changes: ChangeLog,
    user: CurrentUser,
    name: str,
    module: Annotated[UploadFile, File(description="the .wasm file")],
    version: Annotated[str | None, Form(max_length=100)] = None,
    root_id: Annotated[str, Form(max_length=100)] = "",
) -> FilterVersionOut:
    """201 for a new version, 200 when these bytes are there already. The module is run once before it is
    taken. `root_id` says which filter it is, where the module has several.
    """
    settings: Settings = request.app.state.settings
    check_filter_name(name)
    data = await module.read(settings.max_module_bytes + 1)
    examined = await examine_module(data, settings.max_module_bytes, request.app.state.meter)
    async with changes.begin(user) as change:
        row, is_new = await service.add_version(
            change,
            name,
            examined,
            version or None,
            root_id,
            require_signature=settings.require_signature,
        )
    if not is_new:
        response.status_code = status.HTTP_200_OK
    return _to_version(row)


@router.get("/{name}/versions/{version}")
async def show_version(db: Db, name: str, version: str) -> FilterVersionDetail:
    """By version, id or digest; with the source where the module brought it."""
    row = await queries.find_filter(db, name)
    found = await queries.find_version(db, row.id, version, with_source=True)
    return FilterVersionDetail.model_validate({**to_output(found), "source": found.source})


def _to_filter(row: Filter, latest: FilterVersion | None) -> FilterOut:
    fields = {name: getattr(row, name) for name in ("id", "name", "description", "created_at", "updated_at")}
    return FilterOut.model_validate({**fields, "latest": None if latest is None else to_output(latest)})


def _to_version(row: FilterVersion) -> FilterVersionOut:
    return FilterVersionOut.model_validate(to_output(row))
