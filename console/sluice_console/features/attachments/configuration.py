"""A filter's configuration against the JSON Schema that its module brings."""

import asyncio
import hashlib
import json
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError

from sluice_console.core.errors import FieldError, Invalid
from sluice_console.core.language import tr
from sluice_console.features.attachments.module_schema import find_fault
from sluice_console.features.tenants.standing import FIELD, asks_for_tenants
from sluice_console.models import FilterVersion

MAXIMUM_BYTES = 1024 * 1024
MAXIMUM_STEPS = 200_000
"""Of one check: keywords that are asked, and what they compare. A second or two at most."""
MAXIMUM_ERRORS = 1_000


async def check_configuration(
    version: FilterVersion, value: dict[str, Any], path: str = "configuration"
) -> None:
    """Raises `Invalid` with one field error per place; a module without a schema takes any object."""
    if len(to_text(value).encode()) > MAXIMUM_BYTES:
        raise Invalid.field(path, tr("takes at most %(value)s bytes", value=format(MAXIMUM_BYTES, ",")))
    schema = version.config_schema
    if schema is None:
        return
    if FIELD in value and asks_for_tenants(schema):
        raise Invalid.field(f"{path}.{FIELD}", tr("is filled in from this console's tenants; leave it out"))
    if (fault := find_fault(schema)) is not None:  # a module that was taken before this was asked
        raise Invalid.field(
            path,
            tr(
                "cannot be checked: the schema of %(version)s %(fault)s", version=version.version, fault=fault
            ),
        )
    try:
        errors = await asyncio.to_thread(_find_errors, schema, value)
    except (RecursionError, ArithmeticError, _TooManyStepsError):
        raise Invalid.field(
            path,
            tr(
                "takes more than %(value)s steps to check; it is too large for the module's schema, or that "
                "refers to itself without end",
                value=format(MAXIMUM_STEPS, ","),
            ),
        ) from None
    fields = tuple(
        FieldError(_path_of(path, tuple(error.absolute_path)), _say(error)) for error in errors[:20]
    )
    if fields:
        detail = (
            f"{fields[0].path}: {fields[0].message}"
            if len(fields) == 1
            else tr("%(fields)s fields need a look.", fields=len(fields))
        )
        raise Invalid(detail, fields=fields)


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
            kinds = [expected] if isinstance(expected, str) else expected
            return tr("must be of type %(kinds)s", kinds=tr(" or ").join(kinds))
        case "enum":
            allowed: Any = error.validator_value
            listed = ", ".join(json.dumps(item)[:100] for item in allowed[:50])
            return tr("must be one of %(values)s", values=listed)
        case "required" | "additionalProperties" | "dependentRequired":
            return str(error.message)[:500]
        case (
            "minimum"
            | "maximum"
            | "exclusiveMinimum"
            | "exclusiveMaximum"
            | "minLength"
            | "maxLength" as rule
        ):
            return tr("must keep %(rule)s %(value)s", rule=rule, value=error.validator_value)
        case rule:
            return f"must keep {rule} {json.dumps(error.validator_value)[:200]}"


class _TooManyStepsError(Exception):
    pass


_steps_left: ContextVar[int] = ContextVar("steps_left")


def _find_errors(schema: dict[str, Any], value: dict[str, Any]) -> list[ValidationError]:
    """For a thread. Raises what `check_configuration` turns into an `Invalid`.

    Without `$schema` and `$id`: at either, jsonschema goes on with a validator that counts no steps, or
    with another document.
    """
    _steps_left.set(MAXIMUM_STEPS)
    bare = {keyword: part for keyword, part in schema.items() if keyword not in ("$schema", "$id")}
    errors = islice(_Validator(bare).iter_errors(value), MAXIMUM_ERRORS)
    return sorted(errors, key=lambda error: [str(part) for part in error.path])


def _count(keyword: str) -> Any:
    """The keyword as it is, but only so often: a few lines of schema can ask for a billion steps."""
    follow = Draft202012Validator.VALIDATORS[keyword]

    def counted(validator: Any, value: Any, instance: Any, schema: Any) -> Any:
        _spend(1 + _weigh(keyword, value, instance))
        return follow(validator, value, instance, schema)

    return counted


def _weigh(keyword: str, value: Any, instance: Any) -> int:
    """What a keyword looks at by itself, before it asks others."""
    match keyword:
        case "enum" | "const":
            return _size(value)
        case "required" | "properties" | "dependentRequired":
            return len(value)
        case "$ref":
            return 10
        case "additionalProperties" if isinstance(instance, dict):
            return len(instance)
        case _:
            return 0


def _size(value: Any) -> int:
    """How many values there are in this one, itself among them."""
    match value:
        case dict():
            return 1 + sum(map(_size, value.values()))
        case list():
            return 1 + sum(map(_size, value))
        case _:
            return 1


def _spend(steps: int) -> None:
    left = _steps_left.get() - steps
    _steps_left.set(left)
    if left < 0:
        raise _TooManyStepsError


def _find_duplicates(validator: Any, wanted: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """`uniqueItems` in one pass: jsonschema compares every item with every other."""
    if not wanted or not isinstance(instance, list):
        return
    _spend(_size(instance))
    if len({json.dumps(item, sort_keys=True) for item in instance}) < len(instance):
        yield ValidationError(tr("has items twice"))


_Validator = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {keyword: _count(keyword) for keyword in Draft202012Validator.VALIDATORS}
    | {"uniqueItems": _find_duplicates},
)
