"""/api/gateways"""

from fastapi import APIRouter, status
from starlette.responses import PlainTextResponse

from sluice_console.core.db import Db
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog
from sluice_console.features.gateways import queries, service
from sluice_console.features.gateways.schemas import GatewayChanged, GatewayIn, GatewayOut, GatewayPatch
from sluice_console.features.limits.book import read_quotas
from sluice_console.features.limits.configuration import to_limit
from sluice_console.features.limits.foreign import RATELIMIT_SCHEMA, to_ratelimit_yaml
from sluice_console.features.limits.queries import list_limits
from sluice_console.features.paging import ListWindow
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.schemas import Changed, Listing, to_release_refs


class YamlResponse(PlainTextResponse):
    """Names its media type in the description, too."""

    media_type = "application/yaml"


router = APIRouter(prefix="/api/gateways", tags=["gateways"], responses=PROBLEMS)


@router.get("")
async def list_gateways(db: Db, window: ListWindow) -> Listing[GatewayOut]:
    rows, total = await queries.list_gateways(
        db, search=window.search, offset=window.offset, limit=window.limit
    )
    return Listing(items=[GatewayOut.model_validate(row) for row in rows], total=total)


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_gateway(changes: ChangeLog, user: CurrentUser, values: GatewayIn) -> GatewayChanged:
    async with changes.begin(user, values.reason) as change:
        gateway = await service.create_gateway(change, values)
    return GatewayChanged(
        **GatewayOut.model_validate(gateway).model_dump(), releases=to_release_refs(change.releases)
    )


@router.get("/{gateway}")
async def show_gateway(db: Db, gateway: str) -> GatewayOut:
    return GatewayOut.model_validate(await queries.find_gateway(db, gateway))


@router.get(
    "/{gateway}/ratelimit.yaml",
    response_class=YamlResponse,
    responses={200: {"content": {YamlResponse.media_type: {"schema": RATELIMIT_SCHEMA}}}},
)
async def show_ratelimit_configuration(db: Db, gateway: str) -> YamlResponse:
    """The shared limits as envoyproxy/ratelimit reads them, for a gateway whose `limit_service` it is.

    409 while one of them is over a span that it does not know.
    """
    row = await queries.find_gateway(db, gateway)
    domain = (row.limit_service or {"domain": "sluice"})["domain"]
    limits, _ = await list_limits(db, gateway=row.id, limit=100_000)
    text = to_ratelimit_yaml(domain, [to_limit(item) for item in limits], await read_quotas(db))
    return YamlResponse(text)


@router.patch("/{gateway}")
async def update_gateway(
    changes: ChangeLog, user: CurrentUser, gateway: str, values: GatewayPatch
) -> GatewayChanged:
    async with changes.begin(user, values.reason) as change:
        row = await service.update_gateway(change, gateway, values)
    return GatewayChanged(
        **GatewayOut.model_validate(row).model_dump(), releases=to_release_refs(change.releases)
    )


@router.delete("/{gateway}")
async def delete_gateway(changes: ChangeLog, user: CurrentUser, gateway: str) -> Changed:
    """With its routes, attachments, rollouts and releases."""
    async with changes.begin(user) as change:
        await service.delete_gateway(change, gateway)
    return Changed(releases=to_release_refs(change.releases))
