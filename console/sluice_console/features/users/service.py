"""Signing in and out, the first account, and the lock-out: 10 tries in 5 minutes per account and address.

Strangers who guess lock an account for strangers only: a browser that has signed in to it before holds the
cookie of a device, and has a count of its own.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core import clock
from sluice_console.core.auth import passwords
from sluice_console.core.auth.identity import SYSTEM, Identity, Role
from sluice_console.core.auth.secret import digest_of, new_cookie, new_secret
from sluice_console.core.db import Database
from sluice_console.core.errors import Conflict, Invalid, LockedOut, NotFound, NotSignedIn
from sluice_console.core.ids import new_id
from sluice_console.core.language import tr
from sluice_console.features.audit import service as audit
from sluice_console.features.users import queries
from sluice_console.features.users.identities import identity_of_user
from sluice_console.models import Device, SetupLink, SignInFailure, User, UserSession

LOCK_OUT_TRIES = 10
LOCK_OUT_WINDOW = timedelta(minutes=5)
DEVICES = 20
"""Browsers that are remembered for one account."""
LOGIN_PATTERN = r"^[a-z0-9][a-z0-9._@+-]{0,99}$"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a try comes from: the peer's address, the User-Agent header, the cookie of a known device."""

    address: str
    agent: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`cookie` and `device` are shown to the browser once; the database has their digests."""

    cookie: str
    user: User
    expires_at: datetime
    device: str


async def sign_in(
    database: Database, login: str, password: str, visitor: Visitor, lifetime: timedelta
) -> SignedIn:
    """Raises `NotSignedIn` for a wrong login or password alike, `LockedOut` after too many tries."""
    login = login.strip().casefold()[:100]
    subjects = await _subjects_of(database, login, visitor)
    await count_try(database, subjects)
    async with database.reading() as db:
        user = await queries.find_user(db, login)
    right = await passwords.verify_password(user.password_hash if user else None, password)
    if user is None or not right or user.disabled_at is not None:
        raise NotSignedIn(tr("The login or the password is wrong."))
    async with database.transaction() as db:
        await db.execute(delete(SignInFailure).where(SignInFailure.subject.in_(subjects)))
        return await open_session(db, user, visitor, lifetime)


async def sign_out(database: Database, identity: Identity) -> None:
    """Ends the session; the cookie is worth nothing afterwards."""
    if identity.session is None:
        return
    async with database.transaction() as db:
        await db.execute(delete(UserSession).where(UserSession.id == identity.session))
        await audit.append(db, identity, audit.Entry("session.end", identity.id, identity.name, {}))


async def new_setup_link(database: Database) -> str | None:
    """A fresh one-time secret for /setup?token=…, which replaces an older one; None once there is a user."""
    secret = new_secret("set")
    async with database.transaction() as db:
        if await queries.any_user_exists(db):
            return None
        await db.execute(delete(SetupLink))
        db.add(SetupLink(digest=digest_of(secret)))
    return secret


async def set_up(
    database: Database, token: str, login: str, password: str, visitor: Visitor, lifetime: timedelta
) -> SignedIn:
    """The first account, an admin, with the one-time link; raises `NotFound` for a link that is not it."""
    await count_try(database, (f"address:{network_of(visitor.address)}",))
    await check_setup_token(database, token)
    login = check_login(login)
    passwords.check_strength(password, login)
    password_hash = await passwords.hash_password(password)
    async with database.transaction() as db:
        await audit.lock_chain(db)
        used = await db.execute(delete(SetupLink).where(SetupLink.digest == digest_of(token)))
        if used.rowcount != 1 or await queries.any_user_exists(db):  # type: ignore[attr-defined]
            raise Conflict(tr("The console was set up a moment ago; sign in instead."))
        user = User(id=new_id("us"), login=login, password_hash=password_hash, role=Role.ADMIN)
        db.add(user)
        await db.flush()
        await audit.append(db, SYSTEM, audit.Entry("user.create", user.id, login, {"role": user.role}))
        return await open_session(db, user, visitor, lifetime)


async def check_setup_token(database: Database, token: str) -> None:
    """Raises `NotFound` unless the link is the one that was printed and was not used yet."""
    async with database.reading() as db:
        if await queries.find_setup_link(db, digest_of(token)) is None:
            raise NotFound(
                tr(
                    "This set-up link is not valid (any more). A console without users prints a new "
                    "one at start."
                )
            )


def check_login(login: str) -> str:
    """The login in lower case; raises `Invalid` when it is not one."""
    login = login.strip().casefold()
    if not re.fullmatch(LOGIN_PATTERN, login):
        raise Invalid.field("login", tr("takes letters, digits and . _ @ + -, at most 100"))
    return login


async def open_session(db: AsyncSession, user: User, visitor: Visitor, lifetime: timedelta) -> SignedIn:
    cookie = new_cookie()
    now = clock.now()
    await db.execute(delete(UserSession).where(UserSession.expires_at <= now))
    db.add(
        UserSession(
            id=digest_of(cookie),
            user_id=user.id,
            created_at=now,
            expires_at=now + lifetime,
            address=visitor.address[:64],
            agent=visitor.agent[:300],
        )
    )
    device = await _remember_device(db, user, visitor, now)
    actor = identity_of_user(user)
    detail = {"address": visitor.address[:64]}
    await audit.append(db, actor, audit.Entry("session.begin", user.id, user.login, detail))
    return SignedIn(cookie, user, now + lifetime, device)


async def count_try(database: Database, subjects: tuple[str, ...]) -> None:
    """Counts the try before it is judged, so that many at once cannot slip through together.

    Raises `LockedOut` where a subject has no try left.
    """
    now = clock.now()
    since = now - LOCK_OUT_WINDOW
    async with database.transaction() as db:
        await db.execute(delete(SignInFailure).where(SignInFailure.at <= since))
        for subject in sorted(subjects):
            if not database.is_sqlite:
                await db.execute(select(func.pg_advisory_xact_lock(func.hashtext(subject))))
            count, oldest = await queries.count_failures(db, subject, since)
            if count >= LOCK_OUT_TRIES and oldest is not None:
                wait = max(1, int((oldest + LOCK_OUT_WINDOW - now).total_seconds()) + 1)
                raise LockedOut(
                    tr("Too many tries. Try again in %(wait)s seconds.", wait=wait), retry_after=wait
                )
            db.add(SignInFailure(subject=subject, at=now))


async def forget_tries(database: Database, *subjects: str) -> None:
    """After one that went well."""
    async with database.transaction() as db:
        await db.execute(delete(SignInFailure).where(SignInFailure.subject.in_(subjects)))


async def _subjects_of(database: Database, login: str, visitor: Visitor) -> tuple[str, ...]:
    """What the try counts against: the known device alone, or the account and the address."""
    if visitor.device:
        async with database.reading() as db:
            if (device := await queries.find_device(db, digest_of(visitor.device), login)) is not None:
                return (f"device:{device.id}",)
    return (f"login:{login}", f"address:{network_of(visitor.address)}")


def network_of(address: str) -> str:
    """The address, or the /64 that it is in: whoever has one address of IPv6 has all of these.

    >>> network_of("2001:db8::1:2:3:4"), network_of("198.51.100.7"), network_of("::ffff:198.51.100.7")
    ('2001:db8::/64', '198.51.100.7', '198.51.100.7')
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return address
    mapped = found.ipv4_mapped
    return str(mapped or ip_network((found, 64), strict=False))


async def _remember_device(db: AsyncSession, user: User, visitor: Visitor, now: datetime) -> str:
    """The cookie by which this browser is known next time; the oldest beyond `DEVICES` are forgotten."""
    known = await queries.find_device(db, digest_of(visitor.device), user.login) if visitor.device else None
    if known is not None:
        known.last_used_at = now
        return visitor.device
    cookie = new_cookie()
    db.add(Device(id=digest_of(cookie), user_id=user.id, last_used_at=now))
    await db.flush()
    for device in (await queries.list_devices(db, user.id))[DEVICES:]:
        await db.delete(device)
    return cookie
