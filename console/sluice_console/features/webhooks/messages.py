"""What is said of a rollout, and how it is signed."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sluice_console.core.language import marked
from sluice_console.features.rollouts.progress import to_percent
from sluice_console.features.rollouts.subjects.naming import title_of, versions_of
from sluice_console.models import Rollout, RolloutEvent

EVENTS: Mapping[str, str] = {
    "rollout.started": marked("begun: nodes load the new version"),
    "rollout.stage": marked("a stage begins"),
    "rollout.needs_approval": marked("a stage begins that people have to agree to"),
    "rollout.held": marked("paused, by a person or because something is not in order"),
    "rollout.resumed": marked("goes on"),
    "rollout.promoted": marked("serves everything"),
    "rollout.rolled_back": marked("a limit was touched: the old version serves everything"),
    "rollout.rejected": marked("a node rejected the new version: the old one serves everything"),
    "rollout.aborted": marked("a person took it back"),
}
TEST = "test"
_KINDS: Mapping[str, str] = {
    "pause": "rollout.held",
    "resume": "rollout.resumed",
    "promote": "rollout.promoted",
    "abort": "rollout.aborted",
}
SIGNATURE = "sluice-signature"


def to_events(event: RolloutEvent, rollout: Rollout) -> Iterator[str]:
    """The names of what happened; none for what nobody waits for."""
    match event.kind:
        case "stage":
            stage = _stage_of(event, rollout)
            yield "rollout.started" if stage is None else "rollout.stage"
            if stage is not None and rollout.stages[stage].approvals:
                yield "rollout.needs_approval"
        case "fail":
            yield "rollout.rejected" if event.detail.get("rejections") else "rollout.rolled_back"
        case kind if kind in _KINDS:
            yield _KINDS[kind]


def to_body(name: str, event: RolloutEvent, rollout: Rollout) -> str:
    """`id` is the same at every attempt, so that a receiver can tell what it has had already."""
    old, new = versions_of(rollout)
    stage = _stage_of(event, rollout)
    return _to_text(
        {
            "id": f"{event.id}.{name}",
            "event": name,
            "at": event.at.isoformat(),
            "text": event.text,
            "actor": event.actor,
            "rollout": {
                "id": rollout.id,
                "title": title_of(rollout),
                "gateway": rollout.gateway.name,
                "route": rollout.route.name if rollout.route else None,
                "filter": rollout.new_version.filter.name if rollout.new_version else None,
                "service": rollout.service.name if rollout.service else None,
                "old_version": old,
                "new_version": new,
                "stage": stage,
                "percent": None if stage is None else to_percent(rollout.stages[stage].share),
            },
        }
    )


def to_test_body(webhook: str, at: str, actor: str) -> str:
    return _to_text({"id": f"{TEST}.{at}", "event": TEST, "at": at, "text": f"to {webhook}", "actor": actor})


def to_signature(secret: bytes, body: str, at: int) -> str:
    """`t=1764180000,v1=…`: HMAC-SHA256 over `t`, a dot and the body. An old `t` is a message sent again by
    somebody else.
    """
    return f"t={at},v1={hmac.digest(secret, f'{at}.{body}'.encode(), hashlib.sha256).hex()}"


def _stage_of(event: RolloutEvent, rollout: Rollout) -> int | None:
    """Events say it in their text, `stage 2 of 3 (50 %): …`; the rollout itself may have gone on."""
    words = event.text.split(maxsplit=2)
    if len(words) > 1 and words[0] == "stage" and words[1].isdigit():
        return min(int(words[1]), len(rollout.stages)) - 1
    return None


def _to_text(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
