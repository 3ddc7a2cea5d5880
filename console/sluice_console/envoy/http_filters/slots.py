"""The chain of HTTP filters: two places for each attachment, so that a rollout never changes a listener.

A change of a listener's filters reaches only *new* connections: the old ones keep the old list until they
are drained. If a rollout added its candidate to the list, requests on older connections would find the
candidate chosen by the route but missing in the chain, and pass unfiltered. So each attachment has both its
places in the chain from the beginning. While there is no rollout both hold the same module and
configuration; Envoy shares the VM and the plugin between equal ones, and the candidate's place is disabled,
which costs nothing measurable.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sluice_console.envoy import ir
from sluice_console.envoy.http_filters.logins import to_login_filters
from sluice_console.envoy.http_filters.shared_limits import to_shared_limit_filters
from sluice_console.envoy.http_filters.tenants import to_tenant_filter
from sluice_console.envoy.http_filters.tokens import fingerprint
from sluice_console.envoy.names import candidate_slot, current_slot

SPLIT_FROM = 500
"""So many routes, and a change of one is sent with those of its own host, not with all the others."""


def is_split(gateway: ir.Gateway) -> bool:
    """Whether virtual hosts are resources of their own (VHDS). One alone would gain nothing by it."""
    if len(gateway.routes) < SPLIT_FROM:
        return False
    return len({host for item in gateway.routes for host in item.hosts}) > 1


def routes_name(gateway: ir.Gateway) -> str:
    """The name of the gateway's routes: `gw_1-9f1c34bb`, another one for another chain of filters.

    Routes switch filters on and off by name, and name what they demand of tokens, so routes and chain have
    to fit together: a route with a login must not reach a chain without it, or with another one's settings.
    Connections that are being drained keep the old chain, and thereby the old routes; the new chain begins
    when the new ones are there. So it is when the virtual hosts begin to come by themselves.
    """
    chain = ";".join(f"{slot.name}={slot.runs_by_default}" for slot in find_slots(gateway))
    chain += fingerprint(gateway)
    if is_split(gateway):
        chain += ";split"
    optional = (*to_tenant_filter(gateway), *to_login_filters(gateway), *to_shared_limit_filters(gateway))
    for item in optional:
        chain += hashlib.sha256(item.SerializeToString(deterministic=True)).hexdigest()
    return f"{gateway.id}-{hashlib.sha256(chain.encode()).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class Slot:
    """One HTTP filter of the chain: what ECDS delivers under `name`, and whether it runs where no route
    asks.
    """

    name: str
    attachment: ir.Attachment
    version: ir.FilterVersion
    configuration: str
    runs_by_default: bool


def find_slots(gateway: ir.Gateway) -> Iterator[Slot]:
    """The slots of all attachments in the order in which a request passes them."""
    versions = {item.id: item for item in gateway.filters}
    changes = [item.subject for item in gateway.rollouts]
    candidates = {item.attachment_id: item for item in changes if isinstance(item, ir.FilterChange)}
    for attachment in sorted(gateway.attachments, key=lambda item: (item.order, item.id)):
        candidate = candidates.get(attachment.id, attachment)
        yield Slot(
            name=current_slot(attachment),
            attachment=attachment,
            version=versions[attachment.filter_version_id],
            configuration=attachment.configuration,
            runs_by_default=attachment.route_id is None,
        )
        yield Slot(
            name=candidate_slot(attachment),
            attachment=attachment,
            version=versions[candidate.filter_version_id],
            configuration=candidate.configuration,
            runs_by_default=False,
        )
