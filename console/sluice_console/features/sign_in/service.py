"""The provider as it is set, and accounts of people who come from there.

An account belongs to the person at the provider, `iss` and `sub`, never to a name alone: a provider that
calls somebody `ada` does not open the account of the Ada who has a password here. What a person may is looked
up in the rules at every sign-in.
"""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from sluice_console.core import clock
from sluice_console.core.auth.identity import Role
from sluice_console.core.db import Database
from sluice_console.core.errors import Invalid, NotFound
from sluice_console.core.ids import new_id
from sluice_console.core.language import tr
from sluice_console.core.vault import Vault
from sluice_console.features.access import NODE_ROLE
from sluice_console.features.audit import service as audit
from sluice_console.features.changes import Change
from sluice_console.features.sign_in.asking import ProviderError
from sluice_console.features.sign_in.flow import Client
from sluice_console.features.sign_in.rules import Given, apply_rules, read_claim
from sluice_console.features.sign_in.schemas import ProviderIn
from sluice_console.features.tenants.queries import find_tenant_id, names_of
from sluice_console.features.users import queries
from sluice_console.features.users.identities import identity_of_user
from sluice_console.features.users.service import SignedIn, Visitor, check_login, open_session
from sluice_console.models import ApiToken, SignInProvider, User, UserSession
from sluice_console.models.providers import THE_ONE

_PURPOSE = "secret of the sign-in provider"


async def find_provider(db: AsyncSession) -> SignInProvider | None:
    return await db.get(SignInProvider, THE_ONE)


async def require_provider(db: AsyncSession) -> SignInProvider:
    provider = await find_provider(db)
    if provider is None:
        raise NotFound(tr("There is no sign-in provider; people have accounts of the console itself."))
    return provider


async def put_provider(change: Change, vault: Vault, values: ProviderIn) -> SignInProvider:
    """Raises `Invalid` at `client_secret` where it is needed, at a tenant that is not there."""
    db = change.db
    found = await db.scalar(select(SignInProvider).options(undefer(SignInProvider.sealed_secret)))
    provider = found or SignInProvider(id=THE_ONE, issuer="", client_id="")
    moved = (provider.issuer, provider.client_id) != (values.issuer, values.client_id)
    if values.client_secret is not None:
        provider.sealed_secret = vault.seal(values.client_secret.encode(), _PURPOSE)
    elif moved:
        raise Invalid.field(
            "client_secret", tr("is needed: the stored one goes to no other provider or client")
        )
    if found is not None and provider.issuer != values.issuer:
        await _put_out(db)
    for name in ("name", "issuer", "client_id", "scopes", "login_claim"):
        setattr(provider, name, getattr(values, name))
    provider.rules = [
        {**rule.model_dump(), "tenant": await find_tenant_id(db, rule.tenant, f"rules.{position}.tenant")}
        for position, rule in enumerate(values.rules)
    ]
    db.add(provider)
    await db.flush()
    detail = values.model_dump(exclude={"reason", "client_secret"})
    change.record("sign-in.update" if found else "sign-in.create", provider, provider.name, detail)
    return provider


async def delete_provider(change: Change) -> None:
    """Whoever came from there is out at once, and gets in no more."""
    provider = await require_provider(change.db)
    await _put_out(change.db)
    await change.db.delete(provider)
    change.record("sign-in.delete", provider, provider.name)


async def read_client(database: Database, vault: Vault, redirect_uri: str) -> tuple[SignInProvider, Client]:
    """Raises `NotFound` where there is none, `VaultError` where its secret cannot be opened."""
    async with database.reading() as db:
        statement = select(SignInProvider).options(undefer(SignInProvider.sealed_secret))
        provider = (await db.scalars(statement)).one_or_none()
    if provider is None:
        raise NotFound(tr("There is no sign-in provider."))
    secret = vault.open(provider.sealed_secret, _PURPOSE).decode()
    return provider, Client(provider.issuer, provider.client_id, secret, provider.scopes, redirect_uri)


async def let_in(
    database: Database,
    provider: SignInProvider,
    claims: Mapping[str, Any],
    visitor: Visitor,
    lifetime: timedelta,
) -> SignedIn:
    """A session for the person, whose account is made or brought up to date. Raises `ProviderError`.

    Whom no rule names any more is out at once, wherever they are signed in yet.
    """
    subject = hashlib.sha256(f"{claims['iss']}\n{claims['sub']}".encode()).hexdigest()
    async with database.transaction() as db:
        await audit.lock_chain(db)
        now = await find_provider(db)
        if now is None or (now.issuer, now.client_id) != (provider.issuer, provider.client_id):
            raise ProviderError(tr("The provider was changed meanwhile. Begin anew."))
        given = apply_rules(now.rules, claims)
        user = await db.scalar(select(User).where(User.subject == subject))
        if user is not None and user.disabled_at is not None:
            raise ProviderError(tr("Your account here is disabled. Ask an admin of the console."))
        if user is not None:
            await _update_user(db, user, given or Given())
        elif given is not None:
            user = await _make_user(db, provider, claims, subject, given)
        if user is not None and given is not None:
            return await open_session(db, user, visitor, lifetime)
        if user is not None:
            await db.execute(delete(UserSession).where(UserSession.user_id == user.id))
    raise ProviderError(tr("Your account at the provider gives no access here. Ask an admin of the console."))


async def to_output(db: AsyncSession, provider: SignInProvider, redirect_uri: str) -> dict[str, Any]:
    """What `ProviderOut` takes: tenants by name."""
    names = await names_of(db, [rule["tenant"] for rule in provider.rules if rule["tenant"]])
    rules = [{**rule, "tenant": names.get(rule["tenant"] or "", rule["tenant"])} for rule in provider.rules]
    columns = ("name", "issuer", "client_id", "scopes", "login_claim", "created_at", "updated_at")
    shown = {name: getattr(provider, name) for name in columns}
    return {**shown, "rules": rules, "redirect_uri": redirect_uri}


async def _make_user(
    db: AsyncSession, provider: SignInProvider, claims: Mapping[str, Any], subject: str, given: Given
) -> User:
    said = read_claim(claims, provider.login_claim)
    try:
        login = check_login(said if isinstance(said, str) else "")
    except Invalid as error:
        raise ProviderError(
            tr(
                "The provider's claim %(claim)s is no name for an account here: it %(message)s.",
                claim=provider.login_claim,
                message=error.fields[0].message,
            )
        ) from error
    if await queries.find_user(db, login) is not None:
        raise ProviderError(
            tr("There is another account %(login)s here already. Ask an admin of the console.", login=login)
        )
    tenants = dict(given.tenants)
    user = User(
        id=new_id("us"), login=login, password_hash="", role=given.role, tenants=tenants, subject=subject
    )
    db.add(user)
    await db.flush()
    detail = {"role": given.role, "tenants": tenants, "provider": provider.name}
    await audit.append(db, identity_of_user(user), audit.Entry("user.create", user.id, login, detail))
    return user


async def _update_user(db: AsyncSession, user: User, given: Given) -> None:
    """To what the rules give today."""
    if (Role(user.role), user.tenants) == (given.role, dict(given.tenants)):
        return
    detail = {"from": user.role, "to": given.role, "tenants": dict(given.tenants)}
    user.role, user.tenants = given.role, dict(given.tenants)
    await audit.append(db, identity_of_user(user), audit.Entry("user.role", user.id, user.login, detail))


async def _put_out(db: AsyncSession) -> None:
    """Whoever came from the provider, and the tokens that they made for machines; nodes stay connected."""
    foreign = select(User.id).where(User.subject.is_not(None))
    await db.execute(delete(UserSession).where(UserSession.user_id.in_(foreign)))
    good = (ApiToken.user_id.in_(foreign), ApiToken.revoked_at.is_(None), ApiToken.role != NODE_ROLE)
    await db.execute(update(ApiToken).where(*good).values(revoked_at=clock.now()))
