"""Setting a password: with a one-time link from an admin, or with the old password."""

from datetime import timedelta

from sqlalchemy import delete

from sluice_console.core import clock
from sluice_console.core.auth import passwords
from sluice_console.core.auth.identity import Identity
from sluice_console.core.auth.secret import digest_of
from sluice_console.core.db import Database
from sluice_console.core.errors import Invalid, NotFound
from sluice_console.core.language import tr
from sluice_console.features.audit import service as audit
from sluice_console.features.users import queries
from sluice_console.features.users.identities import identity_of_user
from sluice_console.features.users.service import SignedIn, Visitor, count_try, network_of, open_session
from sluice_console.models import Device, PasswordLink, User, UserSession


async def find_login(database: Database, token: str) -> str:
    """Whose password the link sets; raises `NotFound` for a link that is used, too old or none."""
    async with database.reading() as db:
        link = await queries.find_password_link(db, digest_of(token), clock.now())
    if link is None:
        raise NotFound(tr("This link is not valid (any more). Ask an admin for a new one."))
    return link.user.login


async def use_link(
    database: Database, token: str, password: str, visitor: Visitor, lifetime: timedelta
) -> SignedIn:
    """Ends every session of the account and opens one. Raises `NotFound`, `Invalid` or `LockedOut`."""
    await count_try(database, (f"address:{network_of(visitor.address)}",))
    login = await find_login(database, token)
    passwords.check_strength(password, login)
    password_hash = await passwords.hash_password(password)
    async with database.transaction() as db:
        await audit.lock_chain(db)
        used = await db.execute(delete(PasswordLink).where(PasswordLink.digest == digest_of(token)))
        if used.rowcount != 1:  # type: ignore[attr-defined]
            raise NotFound(tr("This link was used a moment ago. Ask an admin for a new one."))
        user = await queries.require_user(db, login)
        user.password_hash = password_hash
        await db.execute(delete(UserSession).where(UserSession.user_id == user.id))
        await db.execute(delete(Device).where(Device.user_id == user.id))
        actor = identity_of_user(user)
        await audit.append(db, actor, audit.Entry("user.password", user.id, user.login, {"with": "link"}))
        return await open_session(db, user, visitor, lifetime)


async def change_password(database: Database, person: Identity, old: str, new: str) -> None:
    """Other sessions of the account end. Raises `Invalid` at the field, or `LockedOut`."""
    await count_try(database, (f"password:{person.id}",))
    async with database.reading() as db:
        user = await db.get(User, person.id)
    if user is None or not await passwords.verify_password(user.password_hash, old):
        raise Invalid.field("old", tr("is not your password"))
    passwords.check_strength(new, user.login)
    password_hash = await passwords.hash_password(new)
    async with database.transaction() as db:
        await audit.lock_chain(db)
        user = await queries.require_user(db, person.name)
        user.password_hash = password_hash
        others = (UserSession.user_id == user.id, UserSession.id != person.session)
        await db.execute(delete(UserSession).where(*others))
        await audit.append(db, person, audit.Entry("user.password", user.id, user.login, {"with": "old"}))
