"""The form of a rollout: a row a stage, limits, and the configuration of the new version as JSON."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from sluice_console.core.language import marked, tr
from sluice_console.features.forms import FormText, Refusal
from sluice_console.features.rollouts.choosing import Subject
from sluice_console.rollouts.states import SLO_MILLISECONDS

_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(s|sec|min|m|h|d)?", re.IGNORECASE)
_SECONDS = {"s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400}
MODES: Mapping[str, str] = {
    "auto": marked("goes on by itself"),
    "hand": marked("waits for a person"),
    "approve-1": marked("needs 1 approval"),
    "approve-2": marked("needs 2 approvals"),
}
SLOS: Mapping[str, str] = {
    "0": marked("nobody minds"),
    **{str(limit): f"{limit} ms" if limit < 1_000 else f"{limit / 1_000:g} s" for limit in SLO_MILLISECONDS},
}
DAYS: Mapping[str, str] = {
    "": marked("at any time"),
    "0,1,2,3,4": marked("Monday to Friday"),
    "0,1,2,3": marked("Monday to Thursday"),
    "0,1,2,3,4,5,6": marked("every day"),
}
"""When stages may end by themselves; the hours stand beside it."""


_LIMITS = ("exceptions", "error_percent", "slo_milliseconds", "minimum_requests", "loading_seconds")


@dataclass(frozen=True, slots=True)
class StageRow:
    """As typed: a share in percent, a header `name: value` or `@tenant, @tenant`, the time it takes at least,
    and who goes on.
    """

    percent: str = ""
    header: str = ""
    minimum: str = "5 min"
    mode: str = "auto"


@dataclass(frozen=True, slots=True)
class RolloutForm:
    filter: str = ""
    stages: tuple[StageRow, ...] = (StageRow("10"), StageRow("50"), StageRow("100", minimum="0 s"))
    sticky_by: str = ""
    configuration: str = ""
    change: str = ""
    from_version: str = ""
    version: str = ""
    exceptions: str = "0"
    error_percent: str = "5"
    slo_milliseconds: str = "500"
    minimum_requests: str = "0"
    loading_seconds: str = "60"
    must_rule_out: bool = False
    days: str = ""
    opens: str = "08:00"
    closes: str = "16:00"
    replay: str = ""
    replay_allowed: str = "0"
    replay_waits: bool = False
    start: bool = True
    reason: str = ""

    @classmethod
    def read(cls, form: FormText) -> Self:
        rows = zip(
            form.texts("percent"),
            form.texts("header"),
            form.texts("minimum"),
            form.texts("mode"),
            strict=False,
        )
        names = (
            "replay",
            "replay_allowed",
            "filter",
            "from_version",
            "version",
            "reason",
            "sticky_by",
            "days",
            "opens",
            "closes",
            *_LIMITS,
        )
        return cls(
            **form.pick(*names),
            stages=tuple(StageRow(*map(str.strip, row)) for row in rows),
            configuration=form.text("configuration"),
            change=form.text("change"),
            must_rule_out=form.has("must_rule_out"),
            replay_waits=form.has("replay_waits"),
            start=form.text("do") != "draft",
        )

    def edited(self, do: str) -> Self | None:
        """With a stage added or removed; None when `do` is another button."""
        if do == "add-stage":
            return replace(self, stages=(*self.stages, StageRow()))
        if do.startswith("remove-stage-") and do[13:].isdigit():
            kept = tuple(row for number, row in enumerate(self.stages) if number != int(do[13:]))
            return replace(self, stages=kept)
        return None


def to_input(form: RolloutForm, subject: Subject) -> tuple[dict[str, Any], dict[str, str]]:
    """What `RolloutIn` takes, and what could not even be read, by field of the form."""
    errors: dict[str, str] = {}
    values = {
        **_to_subject(form, subject, errors),
        "stages": _to_stages(form, errors),
        "limits": {
            **{name: getattr(form, name) or "0" for name in _LIMITS},
            "must_rule_out": form.must_rule_out,
        },
        "window": to_window(form),
        "replay": to_replay(form),
        "sticky_by": re.sub(r"^cookie:\s*", "cookie:", form.sticky_by.strip()),
        "start": form.start,
        "reason": form.reason,
    }
    return values, errors


def _to_subject(form: RolloutForm, subject: Subject, errors: dict[str, str]) -> dict[str, Any]:
    match subject.kind:
        case "route":
            assert subject.route is not None
            change = _read_json("change", form.change, errors)
            return {"route": subject.route.id, "change": change or {}}
        case "service":
            assert subject.service is not None
            versions = {"from_version": form.from_version, "version": form.version}
            return {"service": subject.service.id, "gateway": subject.gateway.id, **versions}
    assert subject.attachment is not None
    configuration = _read_json("configuration", form.configuration, errors)
    given = {} if configuration is None else {"configuration": configuration}
    return {"attachment": subject.attachment.id, "filter": form.filter, **given}


def _read_json(field: str, text: str, errors: dict[str, str]) -> Any:
    """None where nothing is typed, or what cannot be read."""
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        errors[field] = tr("is not JSON: %(error)s", error=error)
        return None


def _to_stages(form: RolloutForm, errors: dict[str, str]) -> list[dict[str, Any]]:
    stages = []
    for number, row in enumerate(form.stages):
        stage: dict[str, Any] = {"percent": row.percent or "0", "automatic": row.mode != "hand"}
        stage["approvals"] = row.mode.removeprefix("approve-") if row.mode.startswith("approve-") else 0
        seconds = parse_span(row.minimum)
        if seconds is None:
            errors[f"stage.{number}"] = tr("takes a time, as in 30 s, 5 min or 2 h")
        stage["minimum_seconds"] = seconds or 0
        if row.header.startswith("@"):
            stage["tenants"] = [name.strip().removeprefix("@") for name in row.header.split(",")]
        elif row.header:
            name, colon, value = row.header.partition(":")
            matched = {"value": value.strip()} if colon else None
            stage["headers"] = [{"name": name.strip(), "value": matched}]
        stages.append(stage)
    return stages


def to_window(form: RolloutForm) -> dict[str, Any] | None:
    """What `WindowIn` takes; None: at any time."""
    if not form.days:
        return None
    return {"days": form.days.split(","), "opens": form.opens or "00:00", "closes": form.closes or "00:00"}


NEWEST = "newest"


def to_replay(form: RolloutForm) -> dict[str, Any] | None:
    """What `ReplayIn` takes; None: it begins with the first stage."""
    if not form.replay:
        return None
    recording = "" if form.replay == NEWEST else form.replay
    return {"recording": recording, "allowed": form.replay_allowed or "0", "waits": form.replay_waits}


def parse_span(text: str) -> int | None:
    """Seconds of `30 s`, `5 min`, `2 h`; a bare number is minutes; None for anything else."""
    if not text.strip():
        return 0
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        return None
    return round(float(found[1]) * _SECONDS[(found[2] or "min").lower()])


def place_errors(refusal: Refusal) -> Refusal:
    """`stages.1.percent` → `stage.1`; `limits.error_percent` → `error_percent`."""
    placed: dict[str, str] = {}
    for path, message in refusal.errors.items():
        parts = path.split(".")
        if parts[0] == "stages" and len(parts) > 1:
            name = f"{parts[2]} " if len(parts) > 2 else ""
            placed[f"stage.{parts[1]}"] = f"{name}{message}"
        elif parts[0] in ("configuration", "change"):
            where = f"{'.'.join(parts[1:])}: " if len(parts) > 1 else ""
            placed[parts[0]] = where + message
        else:
            path = {"replay.recording": "replay", "replay.allowed": "replay_allowed"}.get(path, path)
            placed[path.removeprefix("limits.").removeprefix("window.")] = message
    return replace(refusal, errors=placed)
