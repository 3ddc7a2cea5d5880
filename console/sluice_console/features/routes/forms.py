"""The form of a route: rows of conditions and destinations, one kind of action; and it all as `RouteIn`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from sluice_console.core.language import marked
from sluice_console.features.forms import FormText, Refusal
from sluice_console.features.routes.conditions import Condition, Parsed, parse_conditions, to_conditions

ACTIONS: Mapping[str, str] = {
    "forward": marked("Forward"),
    "redirect": marked("Redirect"),
    "respond": marked("Answer"),
}
_FORWARD = (
    "timeout",
    "idle_timeout",
    "attempts",
    "per_try_timeout",
    "retry_on",
    "rewrite_path",
    "rewrite_host",
    "compress",
    "cache",
)
_REDIRECT = ("scheme", "to_host", "to_port", "to_path_how", "to_path", "redirect_status")
_RESPOND = ("status", "body", "content_type")
DEFAULTS: Mapping[str, str] = {
    "timeout": "15",
    "retry_on": "5xx, reset, connect-failure",
    "to_path_how": "path",
    "redirect_status": "302",
    "status": "404",
    "content_type": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class DestinationRow:
    """One arm of a split; the service's name, its version or "", and the weight as typed."""

    service: str = ""
    version: str = ""
    weight: str = "100"


@dataclass(frozen=True, slots=True)
class RouteForm:
    """As typed or as stored. `fields` holds the single fields of all three kinds of action, `limits` the ids
    of shared limits, `login` that of a login, `tenant` a name.
    """

    name: str = ""
    description: str = ""
    order: str = "100"
    kind: str = "forward"
    conditions: tuple[Condition, ...] = (Condition("host"), Condition("path", "prefix", "/"))
    destinations: tuple[DestinationRow, ...] = (DestinationRow(),)
    fields: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULTS))
    websocket: bool = False
    strip_query: bool = False
    request_headers: str = ""
    response_headers: str = ""
    limits: tuple[str, ...] = ()
    login: str = ""
    tenant: str = ""

    def value(self, name: str) -> str:
        return self.fields.get(name, "")

    @classmethod
    def read(cls, form: FormText) -> Self:
        conditions = zip(form.texts("part"), form.texts("how"), form.texts("value"), strict=False)
        destinations = zip(form.texts("service"), form.texts("version"), form.texts("weight"), strict=False)
        return cls(
            **form.pick("name", "description", "order", "kind", "login", "tenant"),
            conditions=tuple(Condition(*row) for row in conditions),
            destinations=tuple(DestinationRow(*map(str.strip, row)) for row in destinations),
            fields=form.pick(*_FORWARD, *_REDIRECT, *_RESPOND),
            websocket=form.has("websocket"),
            strip_query=form.has("strip_query"),
            request_headers=form.text("request_headers"),
            response_headers=form.text("response_headers"),
            limits=tuple(form.texts("limit")),
        )

    def edited(self, do: str) -> Self | None:
        """With a row added or removed, for the buttons that do so; None when `do` is another button."""
        verb, _, rest = do.partition("-")
        what, _, number = rest.partition("-")
        row = int(number) if number.isdigit() else -1
        match verb, what:
            case "add", "condition":
                return replace(self, conditions=(*self.conditions, Condition()))
            case "add", "destination":
                return replace(self, destinations=(*self.destinations, DestinationRow(weight="0")))
            case "remove", "condition":
                return replace(self, conditions=_without(self.conditions, row))
            case "remove", "destination":
                return replace(self, destinations=_without(self.destinations, row))
            case "show", _:
                return self
            case _:
                return None

    @property
    def parsed(self) -> Parsed:
        return parse_conditions(self.conditions)

    @property
    def shares(self) -> tuple[tuple[int, float], ...]:
        """Arm and percent of each destination with a weight, for the bar."""
        weights = [int(row.weight) if row.weight.isdigit() else 0 for row in self.destinations]
        total = sum(weights)
        return tuple((min(arm, 4), 100 * weight / total) for arm, weight in enumerate(weights) if weight)


def _without(rows: tuple[Any, ...], number: int) -> tuple[Any, ...]:
    return tuple(row for index, row in enumerate(rows) if index != number)


def to_input(form: RouteForm) -> dict[str, Any]:
    """What `RouteIn` and `RoutePatch` take, `gateway` aside; what is no number is left for them to refuse."""
    parsed = form.parsed
    return {
        "name": form.name,
        "description": form.description,
        "order": form.order or "100",
        "hosts": parsed.hosts,
        "match": parsed.match,
        "action": _to_action(form),
        "shared_limits": list(form.limits),
        "login": form.login,
        "tenant": form.tenant,
        "headers": {
            "request": _to_edit(form.request_headers),
            "response": _to_edit(form.response_headers),
        },
    }


def _to_action(form: RouteForm) -> dict[str, Any]:
    match form.kind:
        case "redirect":
            return {
                "kind": "redirect",
                "scheme": form.value("scheme") or None,
                "host": form.value("to_host") or None,
                "port": form.value("to_port") or None,
                "prefix" if form.value("to_path_how") == "prefix" else "path": form.value("to_path") or None,
                "status": _number(form.value("redirect_status")),
                "strip_query": form.strip_query,
            }
        case "respond":
            return {
                "kind": "respond",
                "status": form.value("status"),
                "body": form.value("body"),
                "content_type": form.value("content_type") or DEFAULTS["content_type"],
            }
        case _:
            return _to_forward(form)


def _to_forward(form: RouteForm) -> dict[str, Any]:
    rows = [row for row in form.destinations if row.service]
    retry = None
    if form.value("attempts") not in ("", "0"):
        retry = {
            "attempts": form.value("attempts"),
            "on": [item.strip() for item in form.value("retry_on").split(",") if item.strip()],
            "per_try_timeout": form.value("per_try_timeout") or None,
        }
    path, host = form.value("rewrite_path"), form.value("rewrite_host")
    by_prefix = form.parsed.match.get("path", {}).get("kind", "prefix") == "prefix"
    rewrite = {"prefix" if by_prefix else "path": path or None, "host": host or None}
    return {
        "kind": "forward",
        "destinations": [
            {"service": row.service, "version": row.version, "weight": row.weight or "0"} for row in rows
        ],
        "timeout": form.value("timeout") or "0",
        "idle_timeout": form.value("idle_timeout") or None,
        "retry": retry,
        "rewrite": rewrite if path or host else None,
        "websocket": form.websocket,
        "compress": form.value("compress") or None,
        "cache": {"shared": form.value("cache") == "shared"} if form.value("cache") else None,
    }


def _to_edit(text: str) -> dict[str, Any]:
    """`set x-team: blue`, `add via: sluice`, `remove server`, one a line."""
    edit: dict[str, list[Any]] = {"set": [], "add": [], "remove": []}
    for line in filter(None, map(str.strip, text.splitlines())):
        verb, _, rest = line.partition(" ")
        name, colon, value = rest.partition(":")
        if verb == "remove" and not colon:
            edit["remove"].append(name.strip())
        elif verb in ("set", "add") and colon:
            edit[verb].append((name.strip(), value.strip()))
        else:
            edit["set"].append((line, ""))  # refused by the schema as a name, at this field
    return edit


def _number(text: str) -> int | str:
    """Choices of numbers are compared, not converted, by the schema."""
    return int(text) if text.isdigit() else text


def from_output(values: Mapping[str, Any]) -> RouteForm:
    """The form of a stored route, from `service.to_output`."""
    action = values["action"]
    return RouteForm(
        name=values["name"],
        description=values["description"],
        order=str(values["order"]),
        kind=action["kind"],
        conditions=to_conditions(values["hosts"], values["match"]),
        destinations=tuple(
            DestinationRow(item["service"], item["version"], str(item["weight"]))
            for item in action.get("destinations", ())
        )
        or (DestinationRow(),),
        fields={**DEFAULTS, **_fields_of(action)},
        websocket=bool(action.get("websocket")),
        strip_query=bool(action.get("strip_query")),
        request_headers=_to_lines(values["headers"].get("request", {})),
        response_headers=_to_lines(values["headers"].get("response", {})),
        limits=tuple(values["shared_limits"]),
        login=values["login"],
    )


def _fields_of(action: Mapping[str, Any]) -> dict[str, str]:
    match action["kind"]:
        case "redirect":
            return {
                "scheme": action.get("scheme") or "",
                "to_host": action.get("host") or "",
                "to_port": str(action.get("port") or ""),
                "to_path_how": "prefix" if action.get("prefix") else "path",
                "to_path": action.get("path") or action.get("prefix") or "",
                "redirect_status": str(action["status"]),
            }
        case "respond":
            return {
                "status": str(action["status"]),
                "body": action["body"],
                "content_type": action["content_type"],
            }
        case _:
            retry, rewrite = action.get("retry") or {}, action.get("rewrite") or {}
            return {
                "timeout": f"{action['timeout']:g}",
                "idle_timeout": "" if action.get("idle_timeout") is None else f"{action['idle_timeout']:g}",
                "attempts": str(retry.get("attempts", "")),
                "per_try_timeout": f"{retry['per_try_timeout']:g}" if retry.get("per_try_timeout") else "",
                "retry_on": ", ".join(retry.get("on", ())) or DEFAULTS["retry_on"],
                "rewrite_path": rewrite.get("prefix") or rewrite.get("path") or "",
                "rewrite_host": rewrite.get("host") or "",
                "cache": _cache_of(action.get("cache")),
                "compress": {True: "yes", False: "no", None: ""}[action.get("compress")],
            }


def _cache_of(stored: Mapping[str, Any] | None) -> str:
    if stored is None:
        return ""
    return "shared" if stored["shared"] else "public"


def _to_lines(edit: Mapping[str, Any]) -> str:
    lines = [f"set {name}: {value}" for name, value in edit.get("set", ())]
    lines += [f"add {name}: {value}" for name, value in edit.get("add", ())]
    return "\n".join([*lines, *(f"remove {name}" for name in edit.get("remove", ()))])


def place_errors(form: RouteForm, refusal: Refusal) -> Refusal:
    """Errors of the schema at the rows and fields of the form that they came from."""
    parsed = form.parsed
    placed: dict[str, str] = {f"condition.{row}": message for row, message in parsed.errors.items()}
    for path, message in refusal.errors.items():
        row = parsed.row_of(path)
        placed.setdefault(f"condition.{row}" if row is not None else _field_of(path), message)
    return replace(refusal, errors=placed)


_FIELDS: Mapping[str, str] = {
    "action.retry.attempts": "attempts",
    "action.retry.on": "retry_on",
    "action.retry.per_try_timeout": "per_try_timeout",
    "action.timeout": "timeout",
    "action.idle_timeout": "idle_timeout",
    "action.rewrite": "rewrite_path",
    "action.rewrite.host": "rewrite_host",
    "action.compress": "compress",
    "action.cache": "cache",
    "action.host": "to_host",
    "action.port": "to_port",
    "action.path": "to_path",
    "action.prefix": "to_path",
    "action.scheme": "scheme",
    "action.body": "body",
    "action.content_type": "content_type",
}


def _field_of(path: str) -> str:
    """`action.forward.retry.on.1` → `retry_on`; `action.destinations.0.version` → `destination.0`."""
    for kind in ACTIONS:
        path = path.replace(f"action.{kind}", "action", 1)
    if path.startswith("action.destinations."):
        return f"destination.{path.split('.')[2]}"
    if path.startswith("shared_limits"):
        return "shared_limits"
    if path.startswith("headers."):
        return f"{path.split('.')[1]}_headers"
    starts = sorted((item for item in _FIELDS if f"{path}.".startswith(f"{item}.")), key=len)
    return _FIELDS[starts[-1]] if starts else path
