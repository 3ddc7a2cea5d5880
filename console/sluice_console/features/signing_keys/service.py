"""Which keys are trusted. What is signed by one that is removed loses its mark and goes on running."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice.toolchain.signing import SigningKeyError, read_public_key
from sluice_console.core.errors import Conflict, FieldError, Invalid, NotFound
from sluice_console.core.ids import new_id
from sluice_console.core.language import tr
from sluice_console.features.changes import Change
from sluice_console.features.signing_keys.schemas import SigningKeyIn
from sluice_console.models import SigningKey


async def list_keys(
    db: AsyncSession, *, search: str = "", offset: int = 0, limit: int = 100
) -> tuple[Sequence[SigningKey], int]:
    statement = select(SigningKey)
    if search:
        statement = statement.where(SigningKey.name.contains(search, autoescape=True))
    total = await db.scalar(select(func.count()).select_from(statement.subquery())) or 0
    rows = await db.scalars(statement.order_by(SigningKey.name).offset(offset).limit(limit))
    return rows.all(), total


async def find_key(db: AsyncSession, reference: str) -> SigningKey:
    """By id or name; raises `NotFound`."""
    statement = select(SigningKey).where(or_(SigningKey.id == reference, SigningKey.name == reference))
    found = (await db.scalars(statement)).first()
    if found is None:
        raise NotFound(tr("There is no signing key %(value)s.", value=repr(reference)))
    return found


async def create_key(change: Change, values: SigningKeyIn) -> SigningKey:
    """Raises `Invalid` for what is no key, `Conflict` for one that is there."""
    try:
        public_key = read_public_key(values.public_key)
    except SigningKeyError as error:
        raise Invalid.field("public_key", str(error)) from None
    same = or_(SigningKey.name == values.name, SigningKey.public_key == public_key)
    known = (await change.db.scalars(select(SigningKey).where(same))).first()
    if known is not None:
        path = "name" if known.name == values.name else "public_key"
        message = f"is taken: there is the signing key {known.name} already"
        raise Conflict(
            tr("The %(path)s %(message)s.", path=path, message=message), fields=(FieldError(path, message),)
        )
    row = SigningKey(id=new_id("sk"), name=values.name, public_key=public_key)
    change.db.add(row)
    await change.db.flush()
    change.record("signing_key.create", row, row.name, {"public_key": public_key})
    return row


async def delete_key(change: Change, reference: str) -> None:
    row = await find_key(change.db, reference)
    await change.db.delete(row)
    change.record("signing_key.delete", row, row.name, {"public_key": row.public_key})
