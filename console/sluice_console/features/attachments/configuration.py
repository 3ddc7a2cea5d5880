"""A filter's configuration against the JSON Schema that its module brings."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError

from sluice_console.core.errors import FieldError, Invalid
from sluice_console.models import FilterVersion

MAXIMUM_BYTES = 1024 * 1024


def check_configuration(version: FilterVersion, value: dict[str, Any], path: str = "configuration") -> None:
    """Raises `Invalid` with one field error per place; a module without a schema takes any object."""
    if len(to_text(value).encode()) > MAXIMUM_BYTES:
        raise Invalid.field(path, f"takes at most {MAXIMUM_BYTES:,} bytes")
    if version.config_schema is None:
        return
    validator = Draft202012Validator(version.config_schema)
    errors = sorted(validator.iter_errors(value), key=lambda error: [str(part) for part in error.path])
    fields = tuple(
        FieldError(_path_of(path, tuple(error.absolute_path)), _say(error)) for error in errors[:20]
    )
    if fields:
        detail = (
            f"{fields[0].path}: {fields[0].message}"
            if len(fields) == 1
            else f"{len(fields)} fields need a look."
        )
        raise Invalid(detail, fields=fields)


def check_schema(schema: dict[str, Any]) -> None:
    """Raises `Invalid` when a module brings something that is no JSON Schema, or one that refers outside."""
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        raise Invalid.field("module", f"its configuration schema is not valid: {error.message}") from error
    for reference in _references(schema):
        if not reference.startswith("#"):
            raise Invalid.field(
                "module", f"its configuration schema refers to {reference!r}, outside of itself"
            )


def to_text(value: dict[str, Any]) -> str:
    """The one form in which a configuration goes to Envoy: equal configurations give equal bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def configuration_digest(value: dict[str, Any]) -> str:
    return hashlib.sha256(to_text(value).encode()).hexdigest()


def _path_of(path: str, parts: Iterable[str | int]) -> str:
    return ".".join([path, *map(str, parts)])


def _say(error: ValidationError) -> str:
    """jsonschema's words without the value, which may be a secret and may be long."""
    match error.validator:
        case "type":
            expected: Any = error.validator_value
            return f"must be of type {expected if isinstance(expected, str) else ' or '.join(expected)}"
        case "enum":
            allowed: Any = error.validator_value
            return "must be one of " + ", ".join(json.dumps(item) for item in allowed)
        case "required" | "additionalProperties" | "dependentRequired":
            return str(error.message)
        case (
            "minimum"
            | "maximum"
            | "exclusiveMinimum"
            | "exclusiveMaximum"
            | "minLength"
            | "maxLength" as rule
        ):
            return f"must keep {rule} {error.validator_value}"
        case rule:
            return f"must keep {rule} {json.dumps(error.validator_value)[:200]}"


def _references(schema: Any) -> list[str]:
    match schema:
        case dict():
            own = [schema[key] for key in ("$ref", "$dynamicRef") if isinstance(schema.get(key), str)]
            return own + [item for value in schema.values() for item in _references(value)]
        case list():
            return [item for value in schema for item in _references(value)]
        case _:
            return []
