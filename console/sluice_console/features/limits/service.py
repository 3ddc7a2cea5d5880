"""Making, changing and deleting shared limits."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import Conflict, Invalid, NotFound
from sluice_console.core.language import tr
from sluice_console.features.changes import Change
from sluice_console.features.conflicts import begin_edit
from sluice_console.features.gateways.queries import find_gateway
from sluice_console.features.limits import queries
from sluice_console.features.limits.schemas import LimitIn, LimitPatch
from sluice_console.features.uniqueness import check_name_is_free
from sluice_console.models import SharedLimit


async def create_limit(change: Change, values: LimitIn) -> SharedLimit:
    try:
        gateway = await find_gateway(change.db, values.gateway)
    except NotFound as error:
        raise Invalid.field(
            "gateway", tr("there is no gateway %(value)s", value=repr(values.gateway))
        ) from error
    await check_name_is_free(change.db, SharedLimit, values.name, SharedLimit.gateway_id == gateway.id)
    fields = values.model_dump(exclude={"reason", "gateway"})
    limit = SharedLimit(id=change.make_id("sl"), gateway=gateway, gateway_id=gateway.id, **fields)
    change.db.add(limit)
    change.record("limit.create", limit, limit.name, values.model_dump(exclude={"reason"}))
    change.touch(gateway.id)
    return limit


async def update_limit(change: Change, reference: str, values: LimitPatch) -> SharedLimit:
    """With other numbers counting begins anew."""
    limit = await queries.find_limit(change.db, reference)
    await begin_edit(change, limit)
    if values.name is not None and values.name != limit.name:
        here = SharedLimit.gateway_id == limit.gateway_id
        await check_name_is_free(change.db, SharedLimit, values.name, here)
    fields = values.model_dump(exclude={"reason"}, exclude_none=True)
    for name, value in fields.items():
        setattr(limit, name, value)
    change.record("limit.update", limit, limit.name, fields)
    change.touch(limit.gateway_id)
    return limit


async def delete_limit(change: Change, reference: str) -> SharedLimit:
    """Raises `Conflict` while a route has it."""
    limit = await queries.find_limit(change.db, reference)
    routes = (await queries.list_limited_routes(change.db, limit.gateway_id)).get(limit.id, [])
    if routes:
        names = ", ".join(name for _, name in routes[:5])
        raise Conflict(
            tr(
                "%(name)s is in use by %(routes)s route(s): %(names)s. Change them first.",
                name=limit.name,
                routes=len(routes),
                names=names,
            )
        )
    change.keep(limit)
    change.record("limit.delete", limit, limit.name)
    change.touch(limit.gateway_id)
    await change.db.delete(limit)
    return limit


async def find_ids(db: AsyncSession, gateway_id: str, references: Sequence[str]) -> list[str]:
    """Of a route's limits, each once; raises `Invalid` at what is no limit of its gateway."""
    found: list[str] = []
    for position, reference in enumerate(references):
        named = or_(SharedLimit.id == reference, SharedLimit.name == reference)
        statement = select(SharedLimit.id).where(SharedLimit.gateway_id == gateway_id, named)
        id_ = await db.scalar(statement)
        if id_ is None:
            path = f"shared_limits.{position}"
            raise Invalid.field(path, tr("the gateway has no shared limit %(value)s", value=repr(reference)))
        if id_ not in found:
            found.append(id_)
    return found


def to_output(limit: SharedLimit) -> dict[str, Any]:
    """What `LimitOut` takes."""
    names = ("id", "gateway_id", "name", "description", "requests", "seconds", "by", "when_away")
    values = {name: getattr(limit, name) for name in (*names, "created_at", "updated_at")}
    return {**values, "gateway": limit.gateway.name}
