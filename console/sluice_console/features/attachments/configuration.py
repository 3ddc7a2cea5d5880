"""A filter's configuration against the JSON Schema that its module brings."""

import hashlib
import json
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import SchemaError, ValidationError

from sluice_console.core.errors import FieldError, Invalid
from sluice_console.features.tenants.standing import FIELD, asks_for_tenants
from sluice_console.models import FilterVersion

MAXIMUM_BYTES = 1024 * 1024
MAXIMUM_REFERENCES = 10_000
"""Of a schema, followed in one check."""


def check_configuration(version: FilterVersion, value: dict[str, Any], path: str = "configuration") -> None:
    """Raises `Invalid` with one field error per place; a module without a schema takes any object."""
    if len(to_text(value).encode()) > MAXIMUM_BYTES:
        raise Invalid.field(path, f"takes at most {MAXIMUM_BYTES:,} bytes")
    if version.config_schema is None:
        return
    if FIELD in value and asks_for_tenants(version.config_schema):
        raise Invalid.field(f"{path}.{FIELD}", "is filled in from this console's tenants; leave it out")
    _references_left.set(MAXIMUM_REFERENCES)
    try:
        found = list(_Validator(version.config_schema).iter_errors(value))
    except (RecursionError, _TooManyReferencesError):
        raise Invalid.field(path, "the module's schema refers to itself without end") from None
    errors = sorted(found, key=lambda error: [str(part) for part in error.path])
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
    for reference in _texts_under(schema, "pattern"):
        raise Invalid.field(
            "module",
            f"its configuration schema has the pattern {reference[:50]!r}, which is not evaluated here",
        )
    for reference in (*_texts_under(schema, "$ref"), *_texts_under(schema, "$dynamicRef")):
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


def _texts_under(schema: Any, key: str) -> list[str]:
    """Every text that stands under `key`; a property of that name has an object there."""
    match schema:
        case dict():
            own = [schema[key]] if isinstance(schema.get(key), str) else []
            return own + [item for value in schema.values() for item in _texts_under(value, key)]
        case list():
            return [item for value in schema for item in _texts_under(value, key)]
        case _:
            return []


class _TooManyReferencesError(Exception):
    pass


_references_left: ContextVar[int] = ContextVar("references_left")


def _count(keyword: str) -> Any:
    """The keyword as it is, but only so often: a few lines of schema can ask for a billion steps."""
    follow = Draft202012Validator.VALIDATORS[keyword]

    def counted(validator: Any, value: Any, instance: Any, schema: Any) -> Any:
        left = _references_left.get() - 1
        _references_left.set(left)
        if left < 0:
            raise _TooManyReferencesError
        return follow(validator, value, instance, schema)

    return counted


_Validator = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {keyword: _count(keyword) for keyword in ("$ref", "$dynamicRef")}
)
