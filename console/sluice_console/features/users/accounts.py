"""What admins do with accounts, and ending sessions. Nobody takes away the last admin."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core import clock
from sluice_console.core.auth.identity import Identity, Role
from sluice_console.core.auth.secret import digest_of, new_secret
from sluice_console.core.db import Database
from sluice_console.core.errors import Conflict, FieldError, NotFound
from sluice_console.core.ids import new_id
from sluice_console.core.language import tr
from sluice_console.features.audit import service as audit
from sluice_console.features.changes import Change
from sluice_console.features.tenants.queries import find_tenant_id
from sluice_console.features.users import queries
from sluice_console.features.users.schemas import UserIn, UserPatch
from sluice_console.features.users.service import check_login
from sluice_console.models import PasswordLink, User, UserSession

LINK_LIFETIME = timedelta(hours=24)
SHOWN_DIGITS = 16
"""Of a session's digest: enough to name it."""


async def create_user(change: Change, values: UserIn) -> tuple[User, str]:
    """The account and the secret of its first link: nobody but the person ever knows the password."""
    login = check_login(values.login)
    if await queries.find_user(change.db, login) is not None:
        taken = FieldError("login", tr("there is an account of this name already"))
        raise Conflict(tr("There is an account %(login)s already.", login=login), fields=(taken,))
    tenants = await _find_tenants(change, values.tenants)
    user = User(id=new_id("us"), login=login, password_hash="", role=values.role, tenants=tenants)
    change.db.add(user)
    await change.db.flush()
    change.record("user.create", user, login, {"role": user.role, "tenants": tenants})
    return user, await _make_link(change.db, user)


async def update_user(change: Change, login: str, values: UserPatch) -> User:
    """Raises `Conflict` where nobody would be left who may do everything."""
    user = await queries.require_user(change.db, login)
    loses = user.role == Role.ADMIN and (values.role not in (None, Role.ADMIN) or values.disabled is True)
    if loses and not await queries.count_admins(change.db, but=user.id):
        raise Conflict(
            tr("%(login)s is the last admin who can sign in; make another one first.", login=user.login)
        )
    if values.role is not None and values.role != user.role:
        change.record("user.role", user, user.login, {"from": user.role, "to": values.role})
        user.role = values.role
    if values.tenants is not None:
        tenants = await _find_tenants(change, values.tenants)
        if tenants != user.tenants:
            change.record("user.tenants", user, user.login, {"from": user.tenants, "to": tenants})
            user.tenants = tenants
    if values.disabled is not None and values.disabled != (user.disabled_at is not None):
        change.record("user.disable" if values.disabled else "user.enable", user, user.login)
        user.disabled_at = clock.now() if values.disabled else None
        await change.db.execute(delete(UserSession).where(UserSession.user_id == user.id))
    return user


async def renew_link(change: Change, login: str) -> tuple[User, str]:
    """A fresh link, which replaces an older one. The password stays valid until the link is used."""
    user = await queries.require_user(change.db, login)
    if user.disabled_at is not None:
        raise Conflict(tr("%(login)s is disabled; let them in again first.", login=user.login))
    if user.is_foreign:
        raise Conflict(tr("%(login)s signs in at the provider; there is no password here.", login=user.login))
    change.record("user.link", user, user.login)
    return user, await _make_link(change.db, user)


async def end_session(database: Database, actor: Identity, user: User, session: str) -> None:
    """`session` is the beginning of its digest, as lists show it. Raises `NotFound`."""
    async with database.transaction() as db:
        open_ones = await queries.list_sessions(db, user.id, clock.now())
        ended = [row for row in open_ones if row.id[:SHOWN_DIGITS] == session]
        if not ended:
            raise NotFound(tr("This session is over already."))
        await db.execute(delete(UserSession).where(UserSession.id.in_([row.id for row in ended])))
        await audit.append(db, actor, audit.Entry("session.end", user.id, user.login, {"session": session}))


async def _find_tenants(change: Change, wanted: Mapping[str, str]) -> dict[str, str]:
    """By id. Raises `Invalid` at the tenant that is none."""
    found: dict[str, str] = {}
    for reference, role in wanted.items():
        tenant_id = await find_tenant_id(change.db, reference, f"tenants.{reference}")
        if tenant_id is not None:
            found[tenant_id] = role
    return found


async def _make_link(db: AsyncSession, user: User) -> str:
    secret = new_secret("pwd")
    await db.execute(delete(PasswordLink).where(PasswordLink.user_id == user.id))
    link = PasswordLink(digest=digest_of(secret), user_id=user.id, expires_at=clock.now() + LINK_LIFETIME)
    db.add(link)
    await db.flush()
    return secret
