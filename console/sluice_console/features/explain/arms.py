"""Which filters a request meets, and of one that a rollout replaces, which version."""

from collections.abc import Iterator
from dataclasses import dataclass

from sluice_console.core.language import marked, tr
from sluice_console.envoy import ir
from sluice_console.envoy.candidates import Splits, candidate_of
from sluice_console.envoy.http_filters.slots import Slot, find_slots
from sluice_console.envoy.names import candidate_slot, current_slot
from sluice_console.envoy.routes import is_within
from sluice_console.envoy.stickiness import find_bucket
from sluice_console.features.routes.matching import AskedRequest, cookies_of, refuse_header

_KINDS = {"header": marked("header"), "cookie": marked("cookie")}


@dataclass(frozen=True, slots=True)
class Arm:
    """`why` is "" where no rollout splits the route's requests."""

    candidate: bool = False
    rollout: ir.Rollout | None = None
    why: str = ""

    def serve(self, route: ir.Route | None) -> ir.Route | None:
        """What this side of the rollout does with the requests of `route`."""
        if route is None or self.rollout is None or not self.candidate:
            return route
        return candidate_of(self.rollout, route)


def find_arm(gateway: ir.Gateway, route: ir.Route | None, request: AskedRequest) -> Arm:
    """As Envoy decides: by header, by key, and else it draws; what is drawn is taken for the version of
    before.
    """
    rollout = None if route is None else Splits(gateway).find(route)
    if rollout is None:
        return Arm()
    stage = rollout.stage
    for header in stage.headers:
        if refuse_header(header, request.values(header.name)) is None:
            return Arm(True, rollout, tr("the header %(name)s chooses the new version", name=header.name))
    if stage.hosts and any(is_within(request.host, pattern) for pattern in stage.hosts):
        return Arm(True, rollout, tr("the host chooses the new version: it is of a tenant in the stage"))
    share = f"{stage.share / 100:g}\u00a0%"
    key = rollout.sticky_by
    value = None if key is None else _value_of(key, request)
    if key is not None and value is not None:
        chosen = find_bucket(value, rollout.id) < stage.share
        which = tr("the new version") if chosen else tr("the version of before")
        why = tr(
            "its %(kind)s %(name)s chooses %(which)s, as for %(share)s of the values",
            kind=tr(_KINDS[key.kind]),
            name=key.name,
            which=which,
            share=share,
        )
        return Arm(chosen, rollout, why)
    why = tr("drawn: %(share)s of such requests get the new version, shown is the one of before", share=share)
    return Arm(False, rollout, why)


def find_filters(gateway: ir.Gateway, route: ir.Route | None, arm: Arm) -> Iterator[Slot]:
    """In the order in which the request passes them. Without a route those of the whole gateway run, too."""
    places = {None, route.id if route is not None else None}
    subject = arm.rollout.subject if arm.rollout is not None and arm.candidate else None
    replaced = subject.attachment_id if isinstance(subject, ir.FilterChange) else ""
    for slot in find_slots(gateway):
        attachment = slot.attachment
        name = candidate_slot(attachment) if attachment.id == replaced else current_slot(attachment)
        if attachment.route_id in places and slot.name == name:
            yield slot


def _value_of(key: ir.StickyKey, request: AskedRequest) -> str | None:
    if key.kind == "cookie":
        return cookies_of(request).get(key.name)
    return next(iter(request.values(key.name)), None)
