"""Letting nodes in by their tokens, and counting calls by theirs."""

import asyncio
import hmac
from dataclasses import dataclass

from sqlalchemy import or_, select

from sluice_console.core import clock
from sluice_console.core.auth.authority import NodeCertificate, NodeName
from sluice_console.core.auth.secret import counting_token, digest_of
from sluice_console.core.db import Database
from sluice_console.features.access import NODE_ROLE
from sluice_console.features.users import queries
from sluice_console.models import ApiToken, Gateway
from sluice_console.xds.claims import Claim


@dataclass(frozen=True, slots=True)
class _Found:
    """A node's token that is good, and the gateway that it is for."""

    token: ApiToken
    gateway: Gateway


class NodeTokens:
    """Who nodes are. Whoever asks about a token while it is being looked up gets that answer: a thousand may
    come at once with the same one.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._asked: dict[str, asyncio.Task[_Found | None]] = {}

    async def authenticate(self, claim: Claim) -> str | None:
        """The id of the gateway that a node may read; None for a wrong token or certificate, or another
        gateway's name.
        """
        found = await asyncio.shield(self._ask(digest_of(claim.token or "")))
        if found is None or not _goes_with(found.token, claim.certificate):
            return None
        if found.token.certified_node not in (None, claim.node_id):
            return None
        return found.gateway.id if claim.cluster in (found.gateway.name, found.gateway.id) else None

    def _ask(self, digest: str) -> asyncio.Task[_Found | None]:
        if digest not in self._asked:
            self._asked[digest] = asyncio.create_task(self._find(digest))
            self._asked[digest].add_done_callback(lambda _: self._asked.pop(digest))
        return self._asked[digest]

    async def _find(self, digest: str) -> _Found | None:
        async with self._database.reading() as db:
            token = await queries.find_token(db, digest, clock.now())
            if token is None or token.role != NODE_ROLE:
                return None
            gateway = await db.scalar(select(Gateway).where(Gateway.id == token.gateway_id))
        return None if gateway is None else _Found(token, gateway)


async def authenticate_counting(database: Database, claim: Claim) -> str | None:
    """The gateway whose shared limits somebody may count for: a node of it gave the token to its calls."""
    said, secret = claim.cluster, (claim.token or "").encode()
    async with database.reading() as db:
        gateway = await db.scalar(select(Gateway).where(or_(Gateway.id == said, Gateway.name == said)))
        if gateway is None:
            return None
        for token in await queries.list_node_tokens(db, gateway.id, clock.now()):
            if hmac.compare_digest(counting_token(token.digest).encode(), secret):
                return gateway.id if _goes_with(token, claim.certificate) else None
    return None


def _goes_with(token: ApiToken, certificate: NodeCertificate | None) -> bool:
    """Whether a node's token came with its own certificate, or neither has to do with one.

    A certificate stands for one node of one gateway: beside it no other token counts. Without its
    certificate the token of a certified node is worth nothing.
    """
    if certificate is None:
        return token.certified_node is None
    return certificate.name == NodeName(token.gateway_id or "", token.certified_node or "", token.id)
