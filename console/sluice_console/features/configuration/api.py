"""/api/configuration"""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from sluice_console.core.db import Db
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog
from sluice_console.features.configuration import service
from sluice_console.features.configuration.export import export, to_plain
from sluice_console.features.configuration.json_schema import make_schema
from sluice_console.features.configuration.kinds import Work
from sluice_console.features.configuration.patience import Patience
from sluice_console.features.configuration.schemas import (
    Applied,
    Configuration,
    ConfigurationIn,
    ObjectChange,
    Owner,
)
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.schemas import to_release_refs
from sluice_console.features.sealing import Sealing

router = APIRouter(prefix="/api/configuration", tags=["configuration"], responses=PROBLEMS)


class _Rehearsed(Exception):  # noqa: N818 - no error: it takes back what was only tried
    pass


@router.get("", response_model=Configuration)
async def export_configuration(
    db: Db,
    gateway: Annotated[str, Query(max_length=100)] = "",
    owner: Annotated[Owner, Query()] = "",
) -> JSONResponse:
    """Everything that is set, as `POST` takes it back; no ids, no private keys and no secrets of logins.

    Filters' configurations are in it as they are: with whatever keys they have, it is to be kept as a secret.

    With `owner` only what the file of that name keeps.
    """
    return JSONResponse(to_plain(await export(db, gateway, owner)))


@router.get("/schema")
async def show_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the file."""
    return make_schema()


@router.post("")
async def apply_configuration(
    request: Request, changes: ChangeLog, user: CurrentUser, vault: Sealing, values: ConfigurationIn
) -> Applied:
    """All of it or nothing: what is refused anywhere changes nothing."""
    found: list[ObjectChange] = []
    patience = Patience(request, values.dry_run)
    try:
        async with changes.begin(user, values.reason or "configuration applied") as change:
            found = await service.apply(Work(change, vault, values.secrets, patience), values)
            if values.dry_run:
                await change.publish()
                raise _Rehearsed
    except _Rehearsed:
        return Applied(changes=found, releases=[])
    return Applied(changes=found, releases=to_release_refs(change.releases))
