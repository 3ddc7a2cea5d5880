"""Taking back one change: the object is put back as the audit log has it, by the same functions that make and
change objects, and only while nobody has changed it since.
"""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import Conflict, Forbidden, NotFound
from sluice_console.core.language import tr
from sluice_console.features.attachments.configuration import configuration_digest
from sluice_console.features.audit.queries import list_rows
from sluice_console.features.configuration.kinds import KINDS, Kind, Work
from sluice_console.features.configuration.schemas import AttachmentItem
from sluice_console.features.gateways.schemas import GatewayIn
from sluice_console.features.issuers.schemas import IssuerIn
from sluice_console.features.limits.schemas import LimitIn
from sluice_console.features.listeners.schemas import ListenerIn
from sluice_console.features.releases.queries import find_release
from sluice_console.features.routes.schemas import RouteIn
from sluice_console.features.services.schemas import ServiceIn
from sluice_console.features.tenants.schemas import TenantIn
from sluice_console.features.tenants.standing import without_tenants
from sluice_console.features.undo.describing import DIGEST, OWNER, describe
from sluice_console.features.undo.queries import may_undo
from sluice_console.models import (
    Attachment,
    AuditRow,
    FilterVersion,
    Gateway,
    Issuer,
    Listener,
    Route,
    Service,
    SharedLimit,
    Tenant,
)
from sluice_console.rendering.formats import clock

_TABLES: Mapping[str, tuple[type[Any], type[Any]]] = {
    "tenant": (Tenant, TenantIn),
    "service": (Service, ServiceIn),
    "issuer": (Issuer, IssuerIn),
    "gateway": (Gateway, GatewayIn),
    "listener": (Listener, ListenerIn),
    "limit": (SharedLimit, LimitIn),
    "route": (Route, RouteIn),
    "attachment": (Attachment, AttachmentItem),
}
_KINDS: Mapping[str, Kind[Any, Any]] = {kind.noun: kind for kind in KINDS}


async def undo(work: Work, row: AuditRow) -> None:
    """Raises `Forbidden` for who may not change such objects, `Conflict` where something else was changed
    since, and whatever the service raises that is asked to make or to change the object.
    """
    noun = row.action.partition(".")[0]
    table, _ = _TABLES[noun]
    kind = _KINDS[noun]
    if not may_undo(work.change.actor, row) or not work.change.actor.may_change(kind.field):
        raise Forbidden(tr("Undoing this takes somebody who may make and change %(noun)s.", noun=kind.field))
    now = await work.db.get(table, row.object_id)
    if "after" in row.detail:
        await _check_is_as_left(work.db, row, now)
        await kind.update(
            work, row.object_id, await _read(work.db, noun, row.object_id, row, row.detail["before"])
        )
        return
    if now is not None:
        raise Conflict(tr("%(name)s is there again already.", name=row.object_name))
    await _make(work, noun, row.object_id, row, row.detail["before"])
    for part in row.detail.get("parts", ()):
        await work.db.flush()
        await _make(work, "attachment", part["id"], row, part)
    if noun == "tenant":
        await _own_again(work.db, row)


async def _check_is_as_left(db: AsyncSession, row: AuditRow, now: object | None) -> None:
    if now is None:
        raise Conflict(tr("%(name)s was deleted since. Undo that first.", name=row.object_name))
    if configuration_digest(describe(now) or {}) == row.detail["after"]:
        return
    last = next(iter(await list_rows(db, object_id=row.object_id, limit=1)), None)
    if last is None or last.number == row.number:
        raise Conflict(
            tr(
                "%(name)s is no longer as this change left it: a rollout or a roll back has changed it "
                "since. Nothing was undone.",
                name=row.object_name,
            )
        )
    raise Conflict(
        tr(
            "%(name)s was changed again since, by %(actor)s at %(at)s UTC. Nothing was undone: undo that "
            "change first, or change by hand what should be different.",
            name=row.object_name,
            actor=last.actor,
            at=clock(last.at),
        )
    )


async def _make(work: Work, noun: str, id_: str, row: AuditRow, before: Mapping[str, Any]) -> None:
    """The object under its old id, owned by the file that owned it."""
    item = await _read(work.db, noun, id_, row, before)
    work.change.reuse_id(id_)
    made = await _KINDS[noun].create(work, item)
    made.owner = before[OWNER]


async def _read(db: AsyncSession, noun: str, id_: str, row: AuditRow, before: Mapping[str, Any]) -> Any:
    values = {name: value for name, value in before.items() if name not in (OWNER, DIGEST, "id")}
    if noun == "attachment":
        values["configuration"] = await _find_configuration(db, id_, row, before[DIGEST])
    return _TABLES[noun][1].model_validate(values)


async def _find_configuration(db: AsyncSession, id_: str, row: AuditRow, digest: str) -> dict[str, Any]:
    """A filter's, from the release before the change: the audit log has its digest only."""
    for gateway_id, number in row.detail.get("releases", {}).items():
        try:
            release = await find_release(db, f"{gateway_id}@{number - 1}", with_contents=True)
        except NotFound:
            continue
        for item in release.document["attachments"]:
            if item["id"] != id_:
                continue
            version = await db.get(FilterVersion, item["filter_version_id"])
            stored = json.loads(item["configuration"] or "{}")
            configuration = without_tenants(version.config_schema if version else None, stored)
            if configuration_digest(configuration) == digest:
                return configuration
    raise Conflict(tr("The configuration that the filter had is not kept any more. Attach it anew."))


async def _own_again(db: AsyncSession, row: AuditRow) -> None:
    """What had been the tenant's and is nobody's now."""
    for name, table in (("routes", Route), ("services", Service)):
        of_nobody = table.id.in_(row.detail[name]), table.tenant_id.is_(None)
        await db.execute(update(table).where(*of_nobody).values(tenant_id=row.object_id))
