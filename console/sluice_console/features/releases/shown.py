"""Releases that show services a certificate which their gateway has no business with, or which is gone.

Such ones are from before a change of who may have which key, or were brought back. The rows of today decide
then: a further release follows, before nodes are told of the other one.
"""

import logging
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.auth.identity import SYSTEM
from sluice_console.core.errors import ConsoleError
from sluice_console.envoy import ir
from sluice_console.features.changes import Changes
from sluice_console.features.releases.objects import read_gateway
from sluice_console.features.releases.publication import Publisher, latest_release
from sluice_console.models import Certificate, Gateway

_log = logging.getLogger(__name__)


async def shows_too_much(db: AsyncSession, document: dict[str, Any], today: ir.Gateway) -> bool:
    """Whether nodes would get a key that `today` does not give them, or wait for one that never comes."""
    shown = _shown_in(document)
    known = {item.id for item in today.services}
    there = set(await db.scalars(select(Certificate.id).where(Certificate.id.in_(shown.values()))))
    return any(id_ not in known or certificate not in there for id_, certificate in shown.items())


async def find_gateways_that_show(db: AsyncSession, certificate_id: str) -> list[str]:
    """Ids of those whose newest release shows the certificate to a service, as after a roll back."""
    found = []
    for gateway_id in await db.scalars(select(Gateway.id)):
        release = await latest_release(db, gateway_id, with_contents=True)
        if release is not None and certificate_id in _shown_in(release.document).values():
            found.append(gateway_id)
    return found


async def withdraw_certificates(changes: Changes, publisher: Publisher) -> None:
    """At the start: no gateway goes on with what an older console published for it."""
    for gateway_id in publisher.gateways_that_show():
        async with changes.database.reading() as db:
            release = await latest_release(db, gateway_id, with_contents=True)
            today = await read_gateway(db, await db.get_one(Gateway, gateway_id))
            if release is None or not await shows_too_much(db, release.document, today):
                continue
        reason = "certificates are shown only to services that the gateway leads to"
        try:
            async with changes.begin(SYSTEM, reason) as change:
                change.touch(gateway_id)
        except ConsoleError as error:
            _log.error("gateway %s keeps certificates that it does not need: %s", today.name, error)


def _shown_in(document: dict[str, Any]) -> dict[str, str]:
    """The certificate's id by the service's."""
    pairs = {item["id"]: (item.get("tls") or {}).get("certificate_id") for item in document["services"]}
    return {id_: certificate for id_, certificate in pairs.items() if certificate}
