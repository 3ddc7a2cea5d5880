"""What a filter calls secret in its schema, by `writeOnly` or `format: password`, is not in differences."""

from collections.abc import Iterator, Sequence
from typing import Any

HIDDEN = "***"
MOST_SCHEMAS = 1_000
"""That say something about one value; with more it is hidden unread."""

Schemas = Sequence[Any]


def hide(value: Any, schemas: Schemas, root: Any) -> Any:
    """The value with `***` for what any of the schemas calls secret; references lead into `root`."""
    about = list(_all_of(schemas, root))
    if len(about) >= MOST_SCHEMAS or any(_is_secret(schema) for schema in about):
        return HIDDEN
    match value:
        case dict():
            return {key: hide(item, list(_of_key(about, key)), root) for key, item in value.items()}
        case list():
            items = [schema["items"] for schema in about if "items" in schema]
            items += [each for schema in about for each in schema.get("prefixItems", ())]
            return [hide(item, items, root) for item in value]
        case _:
            return value


def _is_secret(schema: dict[str, Any]) -> bool:
    return schema.get("writeOnly") is True or schema.get("format") == "password"


def _of_key(schemas: Schemas, key: str) -> Iterator[Any]:
    for schema in schemas:
        yield schema.get("properties", {}).get(key)
        yield schema.get("additionalProperties")
        yield from schema.get("patternProperties", {}).values()


def _all_of(schemas: Schemas, root: Any) -> Iterator[dict[str, Any]]:
    """With what they refer to and are combined of, each once."""
    left, seen = list(schemas), set[int]()
    while left and len(seen) < MOST_SCHEMAS:
        schema = left.pop()
        if not isinstance(schema, dict) or id(schema) in seen:
            continue
        seen.add(id(schema))
        yield schema
        for keyword in ("anyOf", "oneOf", "allOf"):
            left += schema.get(keyword, ())
        left += [schema.get(keyword) for keyword in ("if", "then", "else")]
        if isinstance(schema.get("$ref"), str):
            left.append(_follow(root, schema["$ref"]))


def _follow(root: Any, reference: str) -> Any:
    found = root
    for word in reference.removeprefix("#").split("/")[1:]:
        found = found.get(word.replace("~1", "/").replace("~0", "~")) if isinstance(found, dict) else None
    return found
