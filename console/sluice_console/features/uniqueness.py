"""Names that must be free, checked where the field can still be named; the constraint has the last word."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import Conflict, FieldError
from sluice_console.core.language import tr
from sluice_console.models import (
    Certificate,
    Gateway,
    Issuer,
    Listener,
    Login,
    Route,
    Service,
    SharedLimit,
    Tenant,
)


async def check_name_is_free(
    db: AsyncSession,
    table: type[Certificate]
    | type[Gateway]
    | type[Issuer]
    | type[Listener]
    | type[Login]
    | type[Route]
    | type[Service]
    | type[SharedLimit]
    | type[Tenant],
    name: str,
    *conditions: ColumnElement[bool],
) -> None:
    """Raises `Conflict` at the field `name`; `conditions` narrow it, to one gateway for instance."""
    taken = await db.scalar(select(table.name).where(table.name == name, *conditions).limit(1))
    if taken is not None:
        noun = table.__tablename__.removesuffix("s").replace("_", " ")
        message = tr("there is a %(noun)s %(name)s already", noun=noun, name=repr(name))
        raise Conflict(f"{message[:1].upper()}{message[1:]}.", fields=(FieldError("name", message),))
