"""/api/configuration"""

from typing import Annotated

from fastapi import APIRouter, Query

from sluice_console.core.db import Db
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog
from sluice_console.features.configuration import documents, service
from sluice_console.features.configuration.schemas import (
    Applied,
    Configuration,
    ConfigurationIn,
    ObjectChange,
)
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.schemas import to_release_refs

router = APIRouter(prefix="/api/configuration", tags=["configuration"], responses=PROBLEMS)


class _Rehearsed(Exception):  # noqa: N818 - no error: it takes back what was only tried
    pass


@router.get("", response_model_exclude_none=True)
async def export_configuration(db: Db, gateway: Annotated[str, Query(max_length=100)] = "") -> Configuration:
    """Services, gateways, listeners and routes as `POST` takes them back; no keys and no ids."""
    return await documents.export(db, gateway)


@router.post("")
async def apply_configuration(changes: ChangeLog, user: CurrentUser, values: ConfigurationIn) -> Applied:
    """All of it or nothing: what is refused anywhere changes nothing."""
    found: list[ObjectChange] = []
    try:
        async with changes.begin(user, values.reason or "configuration applied") as change:
            found = await service.apply(change, values)
            if values.dry_run:
                await change.complete()
                raise _Rehearsed
    except _Rehearsed:
        return Applied(changes=found, releases=[])
    return Applied(changes=found, releases=to_release_refs(change.releases))
