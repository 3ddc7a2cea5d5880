"""The document of what is there."""

from typing import Any

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.features.configuration import documents
from sluice_console.features.configuration.kinds import KINDS
from sluice_console.features.configuration.schemas import FIELDS, AttachmentItem, Configuration
from sluice_console.features.gateways.queries import find_gateway


async def export(db: AsyncSession, gateway: str = "", owner: str = "") -> Configuration:
    """Everything; or of one gateway, with what belongs to no gateway; or what one file keeps.

    Raises `NotFound` where there is no such gateway.
    """
    chosen = (await find_gateway(db, gateway)).name if gateway else ""
    names = await documents.names_by_id(db)
    found: dict[str, Any] = {}
    for kind in KINDS:
        rows = (await db.scalars(kind.rows)).unique()
        items = [kind.read(row, names) for row in rows if not owner or row.owner == owner]
        found[kind.field] = [item for item in items if not chosen or _is_of(item, kind.noun, chosen)]
        if kind.sort is not None:
            found[kind.field].sort(key=kind.sort)
    return Configuration(owner=owner, **found)


def to_plain(configuration: Configuration) -> dict[str, Any]:
    """Without what is null, which says nothing but in a filter's configuration."""
    found: dict[str, Any] = {"owner": configuration.owner}
    for field in FIELDS:
        found[field] = [_to_plain(item) for item in getattr(configuration, field)]
    return found


def _to_plain(item: BaseModel) -> dict[str, Any]:
    values = item.model_dump(mode="json", exclude_none=True, exclude={"reason"})
    if isinstance(item, AttachmentItem):
        values["configuration"] = item.configuration
    return values


def _is_of(item: Any, noun: str, gateway: str) -> bool:
    if noun == "gateway":
        return bool(item.name == gateway)
    return bool(getattr(item, "gateway", gateway) == gateway)
