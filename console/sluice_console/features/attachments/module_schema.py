"""Which JSON Schemas a module may bring: a part of the dialect 2020-12 whose checking takes a bounded time.

It is the keywords that the compiler writes, and what schemas written by hand use besides. Regular
expressions are not among them, since they would be evaluated where the console answers everybody.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from sluice_console.core.errors import Invalid
from sluice_console.core.language import tr

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MAXIMUM_BYTES = 256 * 1024
MAXIMUM_SCHEMAS = 2_000
"""The schemas within a schema: of each property, each alternative, each definition."""
MAXIMUM_PROPERTIES = 1_000
MAXIMUM_DEPTH = 50
MAXIMUM_NAME = 300
_NOTES = frozenset(
    "title description default examples deprecated readOnly writeOnly format contentEncoding "
    "contentMediaType $comment".split()
)
_ASSERTIONS = frozenset(
    "type enum const required minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength "
    "maxLength minItems maxItems uniqueItems minContains maxContains minProperties maxProperties "
    "dependentRequired $ref".split()
)
_ONE = frozenset("additionalProperties items contains not if then else".split())
_LISTS = frozenset("allOf anyOf oneOf prefixItems".split())
_MAPS = frozenset("properties $defs definitions".split())
_ROOT = frozenset(("$schema", "$id"))


def check_schema(schema: dict[str, Any]) -> None:
    """Raises `Invalid` for what is no JSON Schema, or one that cannot be checked in a bounded time."""
    if (fault := find_fault(schema)) is not None:
        raise Invalid.field("module", tr("its configuration schema %(fault)s", fault=fault))
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        raise Invalid.field(
            "module", tr("its configuration schema is not valid: %(message)s", message=error.message[:300])
        ) from error


def find_fault(schema: dict[str, Any]) -> str | None:
    """Why a module may not bring this schema, as "has the keyword …"; takes a time linear in its size."""
    if len(json.dumps(schema)) > MAXIMUM_BYTES:
        return f"takes at most {MAXIMUM_BYTES:,} bytes"
    dialect = schema.get("$schema", DIALECT)
    if not isinstance(dialect, str) or dialect.rstrip("#") != DIALECT:
        return f"is of the dialect {str(dialect)[:100]!r}; write it in {DIALECT}"
    places: set[str] = set()
    references: list[str] = []
    properties = 0
    for place, part in _walk(schema):
        places.add(place)
        if len(places) > MAXIMUM_SCHEMAS:
            return f"has more than {MAXIMUM_SCHEMAS:,} schemas within it"
        if isinstance(part, bool):
            continue
        if not isinstance(part, dict):
            return f"is not valid: at {place or 'its root'} there is no schema"
        if (fault := _find_fault_of(part, place)) is not None:
            return fault
        properties += len(part.get("properties", ()))
        if properties > MAXIMUM_PROPERTIES:
            return f"has more than {MAXIMUM_PROPERTIES:,} properties"
        references += [part["$ref"]] if "$ref" in part else []
    for reference in references:
        if not reference.startswith("#"):
            return f"refers to {reference[:100]!r}, outside of itself"
        if unquote(reference[1:]) not in places:
            return f"refers to {reference[:100]!r}, where it has no schema"
    return None


def _find_fault_of(part: dict[str, Any], place: str) -> str | None:
    """Of one schema, without those within it."""
    if place.count("/") > 2 * MAXIMUM_DEPTH:
        return f"is nested more than {MAXIMUM_DEPTH} deep"
    known = _NOTES | _ASSERTIONS | _ONE | _LISTS | _MAPS | (frozenset() if place else _ROOT)
    for keyword, value in part.items():
        if keyword not in known and not keyword.startswith("x-"):
            return f"has the keyword {keyword[:50]!r} {_at(place)}, which is not evaluated here"
        if (wanted := _find_misshapen(keyword, value)) is not None:
            return f"is not valid: {keyword} {_at(place)} takes {wanted}"
        if keyword in _MAPS and any(len(name) > MAXIMUM_NAME for name in value):
            return f"has a name of more than {MAXIMUM_NAME} characters {_at(place)}"
    return None


def _find_misshapen(keyword: str, value: Any) -> str | None:
    """What the keyword takes, where it is needed for walking on and is something else."""
    if keyword in _LISTS:
        return None if isinstance(value, list) else "a list"
    if keyword in _MAPS:
        return None if isinstance(value, dict) else "an object"
    if keyword in ("$ref", "$id"):
        return None if isinstance(value, str) else "a text"
    return None


def _at(place: str) -> str:
    return f"at {place[:200]}" if place else "at its root"


def _walk(schema: Any) -> Iterator[tuple[str, Any]]:
    """Every schema in this one with its JSON pointer, each before those within it."""
    left = [("", schema)]
    while left:
        place, part = left.pop()
        yield place, part
        if not isinstance(part, dict):
            continue
        for keyword, value in part.items():
            inner = f"{place}/{keyword}"
            if keyword in _ONE:
                left.append((inner, value))
            elif keyword in _LISTS:
                left += [(f"{inner}/{number}", item) for number, item in enumerate(value)]
            elif keyword in _MAPS:
                left += [(f"{inner}/{_escape(name)}", item) for name, item in value.items()]


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
