"""An example of what a JSON Schema describes: what a filter is tried with before anybody has configured it.

example({"type": "object", "properties": {"limit": {"type": "integer", "minimum": 1}}, "required": ["limit"]})
# {"limit": 1}
"""

from typing import Any

_DEEPEST = 8
_LONGEST = 1000  # characters of a text, items of a list


def example(schema: dict[str, Any]) -> Any:
    """What stands under `default`, `const`, `enum` or `examples`, else the smallest that the schema takes,
    with one entry in each list and mapping. Not everything that a schema can say is heeded: a filter may say
    no.
    """
    return _example(schema, schema, 0)


def _example(schema: Any, root: dict[str, Any], depth: int) -> Any:
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return None
    match schema:
        case {"default": value} | {"const": value} | {"enum": [value, *_]} | {"examples": [value, *_]}:
            return value
        case {"$ref": str(reference)}:
            return _example(_resolve(reference, root), root, depth + 1)
        case {"anyOf": [first, *_]} | {"oneOf": [first, *_]} | {"allOf": [first, *_]}:
            return _example(first, root, depth + 1)
        case {"type": [str(first), *_]} | {"type": str(first)}:
            return _of_type(first, schema, root, depth)
    return {}


def _of_type(name: str, schema: dict[str, Any], root: dict[str, Any], depth: int) -> Any:
    match name:
        case "object":
            return _object(schema, root, depth)
        case "array":
            size = max(1, _number(schema.get("minItems"), 1))
            return [_example(schema.get("items"), root, depth + 1)] * min(size, _LONGEST)
        case "string":
            return "x" * min(max(1, _number(schema.get("minLength"), 1)), _LONGEST)
        case "integer" | "number":
            return _number(schema.get("minimum"), _number(schema.get("exclusiveMinimum"), 0) + 1)
        case "boolean":
            return False
    return None


def _object(schema: dict[str, Any], root: dict[str, Any], depth: int) -> dict[str, Any]:
    properties, required = schema.get("properties"), schema.get("required")
    if isinstance(properties, dict) and isinstance(required, list):
        wanted = [name for name in required if isinstance(name, str)]
        return {name: _example(properties.get(name), root, depth + 1) for name in wanted}
    if isinstance(schema.get("additionalProperties"), dict):
        return {"example": _example(schema["additionalProperties"], root, depth + 1)}
    return {}


def _number(value: Any, otherwise: int) -> int:
    return value if type(value) is int else otherwise


def _resolve(reference: str, root: dict[str, Any]) -> Any:
    """`#/$defs/Key`; None where it leads nowhere."""
    found: Any = root
    for part in reference.removeprefix("#").strip("/").split("/"):
        if part:
            found = found.get(part) if isinstance(found, dict) else None
    return found
