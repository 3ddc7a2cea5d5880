"""Who has an account, a session or a token."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.models import ApiToken, SetupLink, SignInFailure, User, UserSession


async def any_user_exists(db: AsyncSession) -> bool:
    """False until the set-up link was used; the pages then lead to /setup instead of /sign-in."""
    return bool(await db.scalar(select(exists().where(User.id.is_not(None)))))


async def find_user(db: AsyncSession, login: str) -> User | None:
    return (await db.scalars(select(User).where(User.login == login.strip().casefold()))).one_or_none()


async def find_session(db: AsyncSession, digest: str, now: datetime) -> UserSession | None:
    """The session, unless it is over or its account was disabled."""
    session = await db.get(UserSession, digest)
    if session is None or session.expires_at <= now or session.user.disabled_at is not None:
        return None
    return session


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
