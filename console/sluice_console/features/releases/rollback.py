"""Putting an old release back: its bytes at once, and the objects as they were then.

The new release carries the stored bytes of the old one, so nothing is translated again. Routes, attachments
and the listener are written back too, so that the next change starts from what is live. Services belong to
all gateways: those that are still there stay as they are, and the notes say which differ.

A key that was revoked since does not come back to life: where keys of tenants differ, a further release with
those of today follows in the same transaction, and nodes are sent that one only. So it is where the release
shows a certificate to a service that the gateway does not lead to, or one that was deleted.
"""

from typing import Any

from sluice_console.core.errors import Conflict
from sluice_console.core.language import tr
from sluice_console.features.changes import Change
from sluice_console.features.releases import publication, queries
from sluice_console.features.releases.objects import read_gateway, to_document
from sluice_console.features.releases.restore import restore_objects
from sluice_console.features.releases.shown import shows_too_much
from sluice_console.features.rollouts.queries import check_none_is_live
from sluice_console.features.tenants.standing import find_gateways_that_ask
from sluice_console.models import Gateway, Release


async def roll_back(change: Change, reference: str) -> tuple[Release, list[str]]:
    """The new release and the notes. Raises `Conflict` for the live release, or while a rollout runs."""
    target = await queries.find_release(change.db, reference, with_contents=True)
    gateway = await change.db.get_one(Gateway, target.gateway_id)
    latest = await publication.latest_release(change.db, gateway.id)
    if latest is not None and target.number == latest.number:
        raise Conflict(
            tr(
                "Release %(number)s of %(name)s is the one that is live.",
                number=target.number,
                name=gateway.name,
            )
        )
    if target.document["rollouts"]:
        raise Conflict(
            tr(
                "Release %(number)s was a stage of a rollout, which is over. Choose the release before or "
                "after it.",
                number=target.number,
            )
        )
    await check_none_is_live(change.db, gateway_id=gateway.id)
    await restore_objects(change, gateway, target.document)
    snapshot = await publication.load_snapshot(change.db, target)
    published = await publication.store(
        change.db,
        gateway,
        snapshot,
        target.document,
        author=change.actor.name,
        reason=change.reason or f"back to release {target.number}",
        parent=latest,
        restores=target,
    )
    change.add_release(published)
    today = await read_gateway(change.db, gateway)
    if await shows_too_much(change.db, target.document, today):
        change.touch(gateway.id)
    if gateway.id in await find_gateways_that_ask(change.db):
        change.touch(gateway.id)
    detail = {"restores": target.number}
    change.record("release.rollback", published.release, f"{gateway.name}@{target.number}", detail)
    return published.release, _notes(to_document(today), target.document)


def _notes(today: dict[str, Any], document: dict[str, Any]) -> list[str]:
    """Services that are not today what the release says: the next change publishes today's."""
    then = {item["id"]: item for item in document["services"]}
    now = {item["id"]: item for item in today["services"]}
    return [
        tr(
            "service %(name)s differs from this release; the next change publishes it as it is today",
            name=now[id_]["name"],
        )
        for id_ in sorted(now)
        if id_ in then and now[id_] != then[id_]
    ]
