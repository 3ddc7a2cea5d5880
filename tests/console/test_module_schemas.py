"""A schema that a module brings never keeps the console from other work, whatever is checked against it."""

import time
from typing import Any

import pytest

from sluice_console.core.errors import Invalid
from sluice_console.features.attachments.configuration import check_configuration
from sluice_console.features.attachments.module_schema import DIALECT, check_schema
from sluice_console.models import FilterVersion

SLOW = {"type": "object", "patternProperties": {"^(a+)+$": {"type": "string"}}}
DOUBLING = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(40)}
REFUSED: dict[str, tuple[Any, str]] = {
    "a pattern for names": (SLOW, "'patternProperties' at its root, which is not evaluated"),
    "a pattern below": ({"not": {"pattern": "(a+)+"}}, "'pattern' at /not"),
    "patterns under names": ({"propertyNames": {"pattern": "a"}}, "'propertyNames'"),
    "what is left over": ({"unevaluatedProperties": False}, "'unevaluatedProperties'"),
    "another dialect": ({"$schema": "http://json-schema.org/draft-07/schema#"}, "write it in"),
    "a dialect within": ({"allOf": [{"$schema": DIALECT}]}, "'$schema' at /allOf/0"),
    "another base within": ({"$defs": {"a": {"$id": "b"}}}, "'$id' at /$defs/a"),
    "into a default": ({"default": SLOW, "$ref": "#/default"}, "where it has no schema"),
    "into notes": ({"x-a": SLOW, "$ref": "#/x-a"}, "where it has no schema"),
    "to nowhere": ({"$ref": "#/$defs/a"}, "where it has no schema"),
    "elsewhere": ({"$ref": "http://127.0.0.1:1/x"}, "outside of itself"),
    "too many": ({"properties": {f"p{n}": {} for n in range(1001)}}, "more than 1,000 properties"),
    "too many parts": ({"anyOf": [{"not": {}}] * 1500}, "more than 2,000 schemas"),
    "too long": ({"const": "a" * 300_000}, "at most 262,144 bytes"),
    "a list of none": ({"allOf": {}}, "takes a list"),
    "none below": ({"properties": {"a": 5}}, "at /properties/a there is no schema"),
    "a type of none": ({"type": "text"}, "is not valid"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_checked_quickly_is_refused(what: str) -> None:
    schema, reason = REFUSED[what]
    with pytest.raises(Invalid) as refused:
        check_schema(schema)
    assert reason in refused.value.fields[0].message


def test_schemas_written_by_hand_are_taken() -> None:
    node = {"properties": {"a/b": {"$ref": "#"}, "c": {"$ref": "#/properties/a~1b"}}, "x-order": ["c"]}
    check_schema({"$schema": DIALECT, "$id": "https://a.test/s", "description": "A tree.", **node})
    check_schema(
        {"oneOf": [{"required": ["a"]}, True], "uniqueItems": True, "format": "uri", "multipleOf": 2}
    )


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"$defs": {**DOUBLING, "d40": {}}, "$ref": "#/$defs/d0"}, {}),
        ({"$schema": DIALECT, "$defs": {**DOUBLING, "d40": {}}, "$ref": "#/$defs/d0"}, {}),
        ({"$schema": DIALECT, "allOf": [{"$ref": "#"}] * 2}, {}),
        ({"additionalProperties": {"enum": list(range(5000))}}, {f"k{n}": "x" for n in range(60_000)}),
        ({"properties": {"n": {"multipleOf": 0.1}}}, {"n": 10**400}),
        (SLOW, {"a" * 40 + "!": "x"}),
    ],
)
async def test_a_check_takes_only_so_many_steps(schema: dict[str, Any], value: dict[str, Any]) -> None:
    begun = time.process_time()
    with pytest.raises(Invalid) as refused:
        await check_configuration(FilterVersion(version="1", config_schema=schema), value)
    assert refused.value.fields[0].path == "configuration"
    assert time.process_time() - begun < 5


async def test_items_that_are_there_twice_are_found_in_one_pass() -> None:
    version = FilterVersion(version="1", config_schema={"properties": {"l": {"uniqueItems": True}}})
    await check_configuration(version, {"l": [{"a": n} for n in range(30_000)]})
    with pytest.raises(Invalid) as refused:
        await check_configuration(version, {"l": [{"a": 1, "b": 2}, 3, {"b": 2, "a": 1}]})
    assert [(item.path, item.message) for item in refused.value.fields] == [
        ("configuration.l", "must keep uniqueItems true")
    ]
