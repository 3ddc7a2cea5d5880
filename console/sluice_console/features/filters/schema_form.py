"""A form made from a module's configuration schema, and what was typed back into a configuration.

A field for each property; nested objects become groups; lists are one item a line, dictionaries one
`key = value` a line; what fits none of these is typed as JSON. Without a schema all of it is JSON.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from sluice_console.core.language import tr
from sluice_console.features.forms import FormText
from sluice_console.features.tenants.standing import for_people

Kind = Literal["text", "number", "flag", "choice", "lines", "pairs", "json", "group"]
ROOT = "configuration"
_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_REQUIRED = re.compile(r"'([^']+)' is a required property")


@dataclass(frozen=True, slots=True)
class SchemaField:
    """One field; `path` is also its name in the form. `fields` is for groups, `choices` for choices."""

    path: str
    label: str
    kind: Kind
    value: str = ""
    checked: bool = False
    required: bool = False
    hint: str = ""
    choices: tuple[str, ...] = ()
    fields: tuple["SchemaField", ...] = ()
    error: str = ""


def to_fields(schema: Mapping[str, Any] | None, value: Mapping[str, Any]) -> tuple[SchemaField, ...]:
    """The form of a stored (or default) configuration."""
    schema = for_people(schema)
    if schema is None or "properties" not in schema:
        return (SchemaField(ROOT, "Configuration", "json", _json(value), hint="JSON, an object"),)
    return tuple(_fields(schema, value, ROOT))


def read_fields(schema: Mapping[str, Any] | None, form: FormText) -> tuple[dict[str, Any], dict[str, str]]:
    """The configuration that was typed, and what could not be read, by path."""
    errors: dict[str, str] = {}
    schema = for_people(schema)
    if schema is None or "properties" not in schema:
        value = _read_json(form.text(ROOT) or "{}", ROOT, errors)
        if not isinstance(value, dict):
            errors.setdefault(ROOT, "is a JSON object, as in {}")
        return (value if isinstance(value, dict) else {}), errors
    return _read_group(schema, form, ROOT, errors), errors


def with_typed(
    fields: tuple[SchemaField, ...], form: FormText, errors: Mapping[str, str]
) -> tuple[SchemaField, ...]:
    """The same fields with what was typed and with their errors: nothing typed is lost."""
    return tuple(_with_typed(field, form, errors) for field in fields)


def place_errors(fields: tuple[SchemaField, ...], errors: Mapping[str, str]) -> dict[str, str]:
    """Errors of the validator at the field they are about: a missing property is told at that property."""
    paths = sorted(_paths(fields), key=len)
    placed: dict[str, str] = {}
    for path, message in errors.items():
        missing = _REQUIRED.search(message)
        wanted = f"{path}.{missing[1]}" if missing else path
        owners = [item for item in paths if f"{wanted}.".startswith(f"{item}.")]
        owner = owners[-1] if owners else (paths[-1] if len(paths) == 1 else wanted)
        rest = wanted.removeprefix(owner).strip(".")
        text = tr("is needed") if missing else message
        placed[owner] = f"{rest}: {text}" if rest else text
    return placed


def _fields(schema: Mapping[str, Any], value: Mapping[str, Any], path: str) -> Iterator[SchemaField]:
    required = schema.get("required", ())
    for name, part in schema["properties"].items():
        yield _field(name, part, value.get(name, part.get("default")), f"{path}.{name}", name in required)


def _field(name: str, part: Mapping[str, Any], value: Any, path: str, required: bool) -> SchemaField:
    part, kind = _kind_of(part)
    field = SchemaField(path, name, kind, required=required, hint=_hint(part, kind))
    match kind:
        case "group":
            inner = value if isinstance(value, Mapping) else {}
            return replace(field, fields=tuple(_fields(part, inner, path)))
        case "flag":
            return replace(field, checked=bool(value))
        case "choice":
            choices = tuple(map(str, part["enum"]))
            return replace(field, value="" if value is None else str(value), choices=choices)
        case "lines":
            return replace(field, value="\n".join(map(str, value or ())))
        case "pairs":
            return replace(field, value="\n".join(f"{key} = {item}" for key, item in (value or {}).items()))
        case "json":
            return replace(field, value="" if value is None else _json(value))
        case _:
            return replace(field, value="" if value is None else str(value))


def _kind_of(part: Mapping[str, Any]) -> tuple[Mapping[str, Any], Kind]:
    """The kind of field, and the schema without the alternative `null` of an Optional."""
    if "anyOf" in part:
        members = [item for item in part["anyOf"] if item.get("type") != "null"]
        if len(members) == 1:
            return _kind_of({**{key: item for key, item in part.items() if key != "anyOf"}, **members[0]})
        return part, "json"
    if "enum" in part:
        return part, "choice"
    match part.get("type"):
        case "string":
            return part, "text"
        case "integer" | "number":
            return part, "number"
        case "boolean":
            return part, "flag"
        case "array" if part.get("items", {}).get("type") == "string":
            return part, "lines"
        case "object" if "properties" in part:
            return part, "group"
        case "object" if _is_scalar(part.get("additionalProperties")):
            return part, "pairs"
        case _:
            return part, "json"


def _is_scalar(part: Any) -> bool:
    return isinstance(part, Mapping) and part.get("type") in _SCALARS


def _hint(part: Mapping[str, Any], kind: Kind) -> str:
    words = {
        "text": tr("text"),
        "number": tr("whole number") if part.get("type") == "integer" else tr("number"),
        "lines": tr("one a line"),
        "pairs": tr("one key = value a line"),
        "json": "JSON",
    }
    default = part.get("default")
    parts = [str(part.get("description", "")).rstrip("."), words.get(kind, "")]
    if default not in (None, "", [], {}) and kind != "flag":
        shown = default if isinstance(default, str) else json.dumps(default)
        parts.append(tr("default %(value)s", value=shown))
    return ", ".join(item for item in parts if item)


def _read_group(
    schema: Mapping[str, Any], form: FormText, path: str, errors: dict[str, str]
) -> dict[str, Any]:
    """What is empty and not required is left out, so that the filter's own default holds."""
    found: dict[str, Any] = {}
    for name, part in schema["properties"].items():
        inner, (part, kind) = f"{path}.{name}", _kind_of(part)
        required = name in schema.get("required", ())
        if kind == "group":
            found[name] = _read_group(part, form, inner, errors)
        elif kind == "flag":
            found[name] = form.has(inner)
        elif (text := form.text(inner)).strip() or (required and kind in ("text", "lines", "pairs")):
            found[name] = _read_value(part, kind, text, inner, errors)
    return found


def _read_value(part: Mapping[str, Any], kind: Kind, text: str, path: str, errors: dict[str, str]) -> Any:
    match kind:
        case "text":
            return text
        case "number":
            return _read_number(text.strip(), path, errors, whole=part.get("type") == "integer")
        case "choice":
            return next((item for item in part["enum"] if str(item) == text), text)
        case "lines":
            return [line.strip() for line in text.splitlines() if line.strip()]
        case "pairs":
            return _read_pairs(part["additionalProperties"], text, path, errors)
        case _:
            return _read_json(text, path, errors)


def _read_pairs(part: Mapping[str, Any], text: str, path: str, errors: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        key, mark, value = line.partition("=")
        if not mark:
            errors[path] = tr("line %(number)s: write key = value", number=number)
        elif part.get("type") == "string":
            found[key.strip()] = value.strip()
        else:
            found[key.strip()] = _read_json(value.strip(), path, errors)
    return found


def _read_number(text: str, path: str, errors: dict[str, str], *, whole: bool) -> Any:
    try:
        return int(text) if whole else float(text)
    except ValueError:
        errors[path] = tr("is a whole number") if whole else tr("is a number, as in 1.5")
        return None


def _read_json(text: str, path: str, errors: dict[str, str]) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        errors[path] = tr("is not JSON: %(error)s", error=error)
        return None


def _with_typed(field: SchemaField, form: FormText, errors: Mapping[str, str]) -> SchemaField:
    if field.kind == "group":
        return replace(field, fields=with_typed(field.fields, form, errors), error=errors.get(field.path, ""))
    typed = form.text(field.path)
    return replace(field, value=typed, checked=form.has(field.path), error=errors.get(field.path, ""))


def _paths(fields: tuple[SchemaField, ...]) -> Iterator[str]:
    for field in fields:
        yield field.path
        yield from _paths(field.fields)


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
