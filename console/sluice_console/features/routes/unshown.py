"""What the form of a route has no fields for stays as it is stored, when the form is sent."""

from collections.abc import Mapping
from typing import Any

_NAMES = ("hash_by", "fault")
_OF_RETRY = ("statuses", "backoff")


def keep_unshown(values: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """`values` as `forms.to_input` gives them; `stored` is the route's action as `service.to_output` does."""
    action = dict(values["action"])
    if action["kind"] != "forward" or stored["kind"] != "forward":
        return dict(values)
    action |= {name: stored[name] for name in _NAMES if name in stored}
    names = ("service", "version", "share")
    action["mirrors"] = [{name: item[name] for name in names} for item in stored["mirrors"]]
    if action["cache"] and stored.get("cache"):
        action["cache"] = {**stored["cache"], **action["cache"]}
    if action["retry"] and stored["retry"]:
        kept = {name: stored["retry"][name] for name in _OF_RETRY if name in stored["retry"]}
        action["retry"] = {**kept, **action["retry"]}
    action["rewrite"] = _keep_rewrite(action["rewrite"], stored["rewrite"])
    return {**values, "action": action}


def _keep_rewrite(sent: dict[str, Any] | None, stored: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A path in the form replaces every other way to rewrite it."""
    if not stored or (sent and (sent.get("prefix") or sent.get("path"))):
        return sent
    kept = {name: stored[name] for name in ("regex", "template") if stored.get(name)}
    return {**kept, **(sent or {})} if kept or sent else None
