"""What a rule of an `HTTPRoute` does with requests: filters, backends, timeouts, retries as an action."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import click

from sluice.cli.imports.report import Report, as_list, as_object, as_text

_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_DURATION = re.compile(r"(?:[0-9]{1,5}(?:h|ms|m|s)){1,4}")
_OF_A_BACKEND = frozenset({"group", "kind", "name", "namespace", "port", "weight"})
_OF_EDITS = frozenset({"set", "add", "remove"})
_OF_A_REDIRECT = frozenset({"scheme", "hostname", "path", "port", "statusCode"})
_OF_A_REWRITE = frozenset({"hostname", "path"})
_OF_A_MIRROR = frozenset({"backendRef", "percent", "fraction"})
_OF_RETRIES = frozenset({"codes", "attempts", "backoff"})
_OF_TIMEOUTS = frozenset({"request", "backendRequest"})
_MOST_ATTEMPTS = 10
_FULL_SHARE = 10_000


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with one of its matches, and where its backends are."""

    place: str
    values: dict[str, Any]
    namespace: str
    match: dict[str, Any]
    services: Mapping[str, str]
    domain: str


@dataclass(frozen=True, slots=True)
class Variant:
    """One route of a rule. Most rules are one; a redirect to the root by prefix takes two."""

    match: dict[str, Any]
    action: dict[str, Any]
    headers: dict[str, Any] = field(default_factory=dict)
    suffix: str = ""


def to_action(rule: Rule, services: dict[str, dict[str, Any]], report: Report) -> Iterator[Variant]:
    """Services that are made for backends are put into `services`, by name."""
    filters = _filters_of(rule, report)
    headers = {
        side: _to_edits(filters[kind], f"{rule.place}.filters.{kind}", report)
        for kind, side in (("RequestHeaderModifier", "request"), ("ResponseHeaderModifier", "response"))
        if kind in filters
    }
    if "RequestRedirect" in filters:
        yield from _to_redirects(rule, filters["RequestRedirect"], headers, report)
        return
    yield Variant(rule.match, _to_forward(rule, filters, services, report), headers)


def _filters_of(rule: Rule, report: Report) -> dict[str, Any]:
    """The rule's filters by type; mirrors, of which there may be several, as a list."""
    found: dict[str, Any] = {}
    fields = {
        "RequestHeaderModifier": "requestHeaderModifier",
        "ResponseHeaderModifier": "responseHeaderModifier",
        "RequestRedirect": "requestRedirect",
        "URLRewrite": "urlRewrite",
        "RequestMirror": "requestMirror",
    }
    for number, raw in enumerate(as_list(rule.values.get("filters") or [], f"{rule.place}.filters")):
        spot = f"{rule.place}.filters.{number}"
        values = as_object(raw, spot)
        kind = as_text(values.get("type"), f"{spot}.type")
        if kind not in fields:
            report.missing.append(f"{spot}: a filter of type {kind} is not imported")
            continue
        value = as_object(values.get(fields[kind]), f"{spot}.{fields[kind]}")
        if kind == "RequestMirror":
            found.setdefault(kind, []).append((spot, value))
        elif kind in found:
            raise click.ClickException(f"{spot}: {kind} is there twice")
        else:
            found[kind] = value
    if "RequestRedirect" in found and "URLRewrite" in found:
        raise click.ClickException(f"{rule.place}.filters: a rule redirects or rewrites, not both")
    return found


def _to_edits(values: dict[str, Any], place: str, report: Report) -> dict[str, Any]:
    report.refuse_keys(values, _OF_EDITS, place)
    edits: dict[str, Any] = {}
    for key in ("set", "add"):
        pairs = [
            as_object(each, f"{place}.{key}") for each in as_list(values.get(key) or [], f"{place}.{key}")
        ]
        if pairs:
            edits[key] = [
                [
                    as_text(each.get("name"), f"{place}.{key}.name").lower(),
                    as_text(each.get("value"), f"{place}.{key}.value"),
                ]
                for each in pairs
            ]
    removed = as_list(values.get("remove") or [], f"{place}.remove")
    if removed:
        edits["remove"] = [as_text(each, f"{place}.remove").lower() for each in removed]
    return edits


def _to_redirects(
    rule: Rule, values: dict[str, Any], headers: dict[str, Any], report: Report
) -> Iterator[Variant]:
    place = f"{rule.place}.filters.RequestRedirect"
    report.refuse_keys(values, _OF_A_REDIRECT, place)
    action: dict[str, Any] = {"kind": "redirect", "status": values.get("statusCode", 302)}
    for ours, theirs in (("scheme", "scheme"), ("host", "hostname"), ("port", "port")):
        if theirs in values:
            action[ours] = values[theirs]
    kind, path = _new_path(rule, values, place)
    if kind == "prefix" and path == "/" and rule.match["path"]["value"] != "/":
        # Envoy puts the new prefix before the rest, which starts with a slash already.
        value = rule.match["path"]["value"]
        below = {**rule.match, "path": {"kind": "prefix", "value": f"{value}/"}}
        alone = {**rule.match, "path": {"kind": "exact", "value": value}}
        yield Variant(below, {**action, "prefix": "/"}, headers)
        yield Variant(alone, {**action, "path": "/"}, headers, "alone")
        return
    if kind:
        action[kind] = _joined(rule, path) if kind == "prefix" else path
    if not action.keys() - {"kind", "status"}:
        raise click.ClickException(f"{place}: changes none of scheme, hostname, port and path")
    yield Variant(rule.match, action, headers)


def _new_path(rule: Rule, values: dict[str, Any], place: str) -> tuple[str, str]:
    """`("path", "/x")`, `("prefix", "/x")`, or two empty texts."""
    if "path" not in values:
        return "", ""
    path = as_object(values["path"], f"{place}.path")
    match path.get("type"):
        case "ReplaceFullPath":
            return "path", as_text(path.get("replaceFullPath"), f"{place}.path.replaceFullPath")
        case "ReplacePrefixMatch":
            if rule.match["path"]["kind"] != "prefix":
                raise click.ClickException(f"{place}.path: ReplacePrefixMatch needs a match by PathPrefix")
            value = as_text(path.get("replacePrefixMatch"), f"{place}.path.replacePrefixMatch")
            return "prefix", value.rstrip("/") or "/"
        case kind:
            raise click.ClickException(
                f"{place}.path.type: {kind!r} is none of ReplaceFullPath, ReplacePrefixMatch"
            )


def _joined(rule: Rule, prefix: str) -> str:
    """A match by `/` takes the slash away, which the new prefix then has to bring."""
    return f"{prefix}/" if rule.match["path"]["value"] == "/" and prefix != "/" else prefix


def _to_forward(
    rule: Rule, filters: dict[str, Any], services: dict[str, dict[str, Any]], report: Report
) -> dict[str, Any]:
    destinations = []
    for number, raw in enumerate(as_list(rule.values.get("backendRefs") or [], f"{rule.place}.backendRefs")):
        spot = f"{rule.place}.backendRefs.{number}"
        values = as_object(raw, spot)
        weight = values.get("weight", 1)
        if not isinstance(weight, int) or weight < 0:
            raise click.ClickException(f"{spot}.weight: {weight!r} is no whole number from 0 on")
        destinations.append({"service": _service_of(rule, values, spot, services, report), "weight": weight})
    if not any(each["weight"] for each in destinations):
        report.notes.append(f"{rule.place}: has no backend with a weight, so requests are answered 500")
        return {"kind": "respond", "status": 500}
    _scale(destinations)
    action: dict[str, Any] = {"kind": "forward", "destinations": destinations}
    if "URLRewrite" in filters:
        action["rewrite"] = _to_rewrite(rule, filters["URLRewrite"], report)
    mirrors = [
        _to_mirror(rule, spot, values, services, report) for spot, values in filters.get("RequestMirror", ())
    ]
    if mirrors:
        action["mirrors"] = mirrors
    return {**action, **_timing_of(rule, report)}


def _scale(destinations: list[dict[str, Any]]) -> None:
    """Weights go up to a million there and to ten thousand here."""
    most = max(each["weight"] for each in destinations)
    if most > _FULL_SHARE:
        for each in destinations:
            each["weight"] = -(-each["weight"] * _FULL_SHARE // most)


def _service_of(
    rule: Rule, values: dict[str, Any], place: str, services: dict[str, dict[str, Any]], report: Report
) -> str:
    """The name of a service of the console: the one that was given for it, or one that is made."""
    report.refuse_keys(values, _OF_A_BACKEND, place)
    kind = f"{values.get('group', '')}/{values.get('kind', 'Service')}"
    name = as_text(values.get("name"), f"{place}.name")
    if kind != "/Service":
        raise click.ClickException(
            f"{place}: leads to {kind.lstrip('/')} {name}; only Services can be imported"
        )
    namespace = as_text(values.get("namespace", rule.namespace), f"{place}.namespace")
    port = values.get("port")
    if not isinstance(port, int) or not 0 < port < 65536:
        raise click.ClickException(f"{place}.port: a Service needs its port, from 1 to 65535")
    given = rule.services.get(f"{namespace}/{name}:{port}")
    if given is not None:
        return given
    if namespace != rule.namespace:
        note = (
            f"{place}: is in the namespace {namespace}; whether a ReferenceGrant permits it is not looked at"
        )
        if note not in report.notes:
            report.notes.append(note)
    made = f"{name}.{namespace}.{port}"
    services[made] = {
        "name": made,
        "endpoints": [{"host": f"{name}.{namespace}.svc.{rule.domain}", "port": port}],
    }
    return made


def _to_rewrite(rule: Rule, values: dict[str, Any], report: Report) -> dict[str, Any]:
    place = f"{rule.place}.filters.URLRewrite"
    report.refuse_keys(values, _OF_A_REWRITE, place)
    rewrite: dict[str, Any] = {}
    if "hostname" in values:
        rewrite["host"] = as_text(values["hostname"], f"{place}.hostname")
    kind, path = _new_path(rule, values, place)
    if kind:
        rewrite[kind] = _joined(rule, path) if kind == "prefix" else path
    if not rewrite:
        raise click.ClickException(f"{place}: changes neither hostname nor path")
    return rewrite


def _to_mirror(
    rule: Rule, place: str, values: dict[str, Any], services: dict[str, dict[str, Any]], report: Report
) -> dict[str, Any]:
    report.refuse_keys(values, _OF_A_MIRROR, place)
    backend = as_object(values.get("backendRef"), f"{place}.requestMirror.backendRef")
    mirror: dict[str, Any] = {"service": _service_of(rule, backend, place, services, report)}
    share = values.get("percent", 100), 100
    if "fraction" in values:
        fraction = as_object(values["fraction"], f"{place}.requestMirror.fraction")
        share = fraction.get("numerator"), fraction.get("denominator", 100)
    part, whole = share
    if not isinstance(part, int) or not isinstance(whole, int) or whole < 1 or not 0 <= part <= whole:
        raise click.ClickException(f"{place}.requestMirror: {part!r} of {whole!r} is no share")
    return {**mirror, "share": part * _FULL_SHARE // whole}


def _timing_of(rule: Rule, report: Report) -> dict[str, Any]:
    """`timeout` and `retry` of the action. Without retries the one try may take what a try may."""
    timeouts = as_object(rule.values.get("timeouts") or {}, f"{rule.place}.timeouts")
    report.refuse_keys(timeouts, _OF_TIMEOUTS, f"{rule.place}.timeouts")
    seconds = {
        key: to_seconds(value, f"{rule.place}.timeouts.{key}")
        for key, value in timeouts.items()
        if key in _OF_TIMEOUTS
    }
    found: dict[str, Any] = {}
    retry = _to_retry(rule, report)
    per_try = seconds.get("backendRequest", 0.0)
    if retry:
        found["retry"] = retry | ({"per_try_timeout": per_try} if per_try else {})
        if "request" in seconds:
            found["timeout"] = seconds["request"]
    elif seconds:
        limited = [value for value in seconds.values() if value]
        found["timeout"] = min(limited, default=0.0)
    return found


def _to_retry(rule: Rule, report: Report) -> dict[str, Any]:
    if "retry" not in rule.values:
        return {}
    place = f"{rule.place}.retry"
    values = as_object(rule.values["retry"], place)
    report.refuse_keys(values, _OF_RETRIES, place)
    attempts = values.get("attempts", 1)
    if not isinstance(attempts, int) or attempts < 0:
        raise click.ClickException(f"{place}.attempts: {attempts!r} is no whole number from 0 on")
    if attempts == 0:
        return {}
    if attempts > _MOST_ATTEMPTS:
        report.notes.append(f"{place}.attempts: {attempts} is more than {_MOST_ATTEMPTS}, which is taken")
    codes = as_list(values.get("codes") or [], f"{place}.codes")
    retry: dict[str, Any] = {"attempts": min(attempts, _MOST_ATTEMPTS), "on": ["connect-failure", "reset"]}
    if codes:
        retry = {**retry, "on": [*retry["on"], "retriable-status-codes"], "statuses": codes}
    if "backoff" in values:
        retry["backoff"] = to_seconds(values["backoff"], f"{place}.backoff")
    return retry


def to_seconds(value: Any, place: str) -> float:
    """`1h30m` as 5400.0; `0s` is without limit, as here."""
    if not isinstance(value, str) or not _DURATION.fullmatch(value):
        raise click.ClickException(f"{place}: {value!r} is no duration; write 10s, 500ms or 1h30m")
    parts = re.findall(r"([0-9]+)(h|ms|m|s)", value)
    return round(sum(int(number) * _UNITS[unit] for number, unit in parts), 3)
