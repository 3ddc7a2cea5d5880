"""The console's own authority: made once, kept sealed, shared by the replicas of one database."""

from datetime import timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core import clock
from sluice_console.core.auth.authority import (
    Authority,
    NodeName,
    RequestError,
    create_authority,
    read_authority,
    read_node,
    write_key,
)
from sluice_console.core.auth.identity import SYSTEM
from sluice_console.core.db import Database
from sluice_console.core.errors import StartError
from sluice_console.core.vault import Vault, VaultError
from sluice_console.features.changes import Change, Changes
from sluice_console.models import ApiToken, NodeAuthority
from sluice_console.xds.claims import Claim
from sluice_console.xds.renewals import Renew

_PURPOSE = "the key of the authority for nodes"
_ONLY = 1


async def load_authority(changes: Changes, vault: Vault) -> Authority:
    """Made where there is none yet; of replicas that start at once one makes it. Raises `StartError`."""
    try:
        async with changes.database.reading() as db:
            found = await find_authority(db, vault)
        if found is not None:
            return found
        async with changes.begin(SYSTEM) as change:
            return await find_authority(change.db, vault) or _make(change, vault)
    except VaultError as error:
        raise StartError(str(error), "all replicas of one database need the same key") from error


async def find_authority(db: AsyncSession, vault: Vault) -> Authority | None:
    """None where no console of this database has had a port that needs it. Raises VaultError."""
    row = await db.get(NodeAuthority, _ONLY)
    if row is None:
        return None
    return read_authority(row.trust_domain, row.certificate, vault.open(row.sealed_key, _PURPOSE))


def _make(change: Change, vault: Vault) -> Authority:
    authority = create_authority()
    row = NodeAuthority(
        id=_ONLY,
        trust_domain=authority.trust_domain,
        certificate=authority.pem,
        sealed_key=vault.seal(write_key(authority.key), _PURPOSE),
    )
    change.db.add(row)
    detail = {"expires": str(authority.certificate.not_valid_after_utc)}
    change.record("authority.create", row, authority.trust_domain, detail)
    return authority


def issue(authority: Authority, token: ApiToken, request: str, hours: float) -> str:
    """The certificate that goes with a node's token, in PEM. Raises RequestError."""
    name = NodeName(token.gateway_id or "", token.certified_node or "", token.id)
    certificate = authority.issue_node(request, name, timedelta(hours=hours))
    token.certificate_expires_at = read_node(certificate).expires_at
    return certificate


def renewal(database: Database, authority: Authority, hours: float) -> Renew:
    """For the port where nodes show their certificates."""
    return partial(_renew, database, authority, hours)


async def _renew(database: Database, authority: Authority, hours: float, claim: Claim, request: str) -> str:
    """No row of the audit log: it is the node that does it, every twelve hours, with what it was given."""
    if claim.certificate is None:
        raise RequestError("comes without a certificate")
    async with database.transaction() as db:
        token = await db.get(ApiToken, claim.certificate.name.token_id)
        if token is None or token.revoked_at is not None:
            raise RequestError("comes from a node whose token was revoked")
        if token.expires_at is not None and token.expires_at <= clock.now():
            raise RequestError("comes from a node whose token has ended")
        return issue(authority, token, request, hours)
