"""Who has an account, a session or a token."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.auth.identity import Role
from sluice_console.core.errors import NotFound
from sluice_console.core.language import tr
from sluice_console.features.users.identities import Account
from sluice_console.models import (
    ApiToken,
    Device,
    PasswordLink,
    SetupLink,
    SignInFailure,
    User,
    UserSession,
)


async def any_user_exists(db: AsyncSession) -> bool:
    """False until the set-up link was used; the pages then lead to /setup instead of /sign-in."""
    return bool(await db.scalar(select(exists().where(User.id.is_not(None)))))


async def find_user(db: AsyncSession, login: str) -> User | None:
    return (await db.scalars(select(User).where(User.login == login.strip().casefold()))).one_or_none()


async def find_account(db: AsyncSession, digest: str, now: datetime) -> Account | None:
    """Whose session it is, unless that is over or the account disabled. Every request asks: no objects."""
    statement = select(User.id, User.login, User.role, User.tenants).join(UserSession)
    good = UserSession.id == digest, UserSession.expires_at > now, User.disabled_at.is_(None)
    return (await db.execute(statement.where(*good))).one_or_none()


async def list_node_tokens(db: AsyncSession, gateway_id: str, now: datetime) -> Sequence[ApiToken]:
    """Those of a gateway's nodes that are good now."""
    statement = select(ApiToken).where(
        ApiToken.gateway_id == gateway_id,
        ApiToken.revoked_at.is_(None),
        or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now),
    )
    return (await db.scalars(statement)).all()


async def find_token(db: AsyncSession, digest: str, now: datetime) -> ApiToken | None:
    """The token, unless it was revoked, has expired, or its owner was disabled."""
    token = (await db.scalars(select(ApiToken).where(ApiToken.digest == digest))).one_or_none()
    if token is None or token.revoked_at is not None:
        return None
    if token.expires_at is not None and token.expires_at <= now:
        return None
    if token.user is not None and token.user.disabled_at is not None:
        return None
    return token


async def list_tokens(db: AsyncSession) -> Sequence[ApiToken]:
    """Every token that was not revoked, newest first; nodes' tokens too."""
    statement = select(ApiToken).where(ApiToken.revoked_at.is_(None)).order_by(ApiToken.created_at.desc())
    return (await db.scalars(statement)).all()


async def find_setup_link(db: AsyncSession, digest: str) -> SetupLink | None:
    return await db.get(SetupLink, digest)


async def count_failures(db: AsyncSession, subject: str, since: datetime) -> tuple[int, datetime | None]:
    """How many failed tries since then, and when the oldest of them was."""
    statement = select(func.count(), func.min(SignInFailure.at)).where(
        SignInFailure.subject == subject, SignInFailure.at > since
    )
    count, oldest = (await db.execute(statement)).one()
    return count, oldest


async def find_device(db: AsyncSession, digest: str, login: str) -> Device | None:
    """The browser, if it has signed in to this account before."""
    statement = select(Device).join(User).where(Device.id == digest, User.login == login)
    return (await db.scalars(statement)).one_or_none()


async def list_devices(db: AsyncSession, user_id: str) -> Sequence[Device]:
    """The latest first."""
    statement = select(Device).where(Device.user_id == user_id).order_by(Device.last_used_at.desc())
    return (await db.scalars(statement)).all()


async def list_users(db: AsyncSession) -> Sequence[User]:
    return (await db.scalars(select(User).order_by(User.login))).all()


async def require_user(db: AsyncSession, login: str) -> User:
    """Raises `NotFound` for a login that nobody has."""
    user = await find_user(db, login)
    if user is None:
        raise NotFound(tr("There is no account %(value)s.", value=repr(login)))
    return user


async def count_admins(db: AsyncSession, but: str) -> int:
    """Admins who can sign in, besides the one with the id `but`."""
    statement = select(func.count()).select_from(User)
    able = (User.role == Role.ADMIN, User.disabled_at.is_(None), User.password_hash != "", User.id != but)
    return await db.scalar(statement.where(*able)) or 0


async def list_sessions(db: AsyncSession, user_id: str, now: datetime) -> Sequence[UserSession]:
    """Those that are open, the latest first."""
    statement = (
        select(UserSession)
        .where(UserSession.user_id == user_id, UserSession.expires_at > now)
        .order_by(UserSession.created_at.desc())
    )
    return (await db.scalars(statement)).all()


async def count_sessions(db: AsyncSession, now: datetime) -> dict[str, int]:
    """Open sessions by the id of their account."""
    statement = select(UserSession.user_id, func.count()).where(UserSession.expires_at > now)
    rows = await db.execute(statement.group_by(UserSession.user_id))
    return {row[0]: row[1] for row in rows}


async def find_password_link(db: AsyncSession, digest: str, now: datetime) -> PasswordLink | None:
    """The link, unless it has expired or its account was disabled."""
    link = await db.get(PasswordLink, digest)
    if link is None or link.expires_at <= now or link.user.disabled_at is not None:
        return None
    return link
