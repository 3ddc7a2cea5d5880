"""Change JSON bodies on their way to the upstream: set, remove and rename members.

    {"set": {"meta.source": "edge"}, "remove": ["password"], "rename": {"userName": "user.name"}}

Paths name members of objects with dots. A body that is no JSON object is refused with 400, or passes as it
is with `strict: false`. The filter holds the request until its body has come.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from sluice import Counter, HttpFilter, Request, Response

refused = Counter("json_transform_refused_total", "Requests whose body is no JSON object.")


@dataclass(frozen=True)
class Config:
    """What changes, in this order: rename, remove, set."""

    set: dict[str, Any] = field(default_factory=dict, metadata={"description": "Values by path."})
    remove: list[str] = field(default_factory=list, metadata={"description": "Paths that go."})
    rename: dict[str, str] = field(default_factory=dict, metadata={"description": "Path to new path."})
    limit: int = field(default=1_000_000, metadata={"description": "Bytes; a longer body is answered 413."})
    strict: bool = field(default=True, metadata={"description": "Refuse what is no JSON object."})


class JsonTransform(HttpFilter[Config]):
    async def on_request_headers(self, request: Request) -> Response | None:
        if request.end_of_stream or not is_json(request.headers.get("content-type", "")):
            return None
        try:
            document = json.loads(await request.body(limit=self.config.limit))
        except ValueError:
            document = None
        if not isinstance(document, dict):
            if not self.config.strict:
                return None
            refused.increment()
            return Response(400, "the body is no JSON object\n", details="json_transform_no_object")
        transform(document, self.config)
        await request.set_body(json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode())
        return None


def transform(document: dict[str, Any], config: Config) -> None:
    for path, wanted in config.rename.items():
        holder, name = holder_of(document, path, False)
        if holder is not None and name in holder:
            value = holder.pop(name)
            store(document, wanted, value)
    for path in config.remove:
        holder, name = holder_of(document, path, False)
        if holder is not None:
            holder.pop(name, None)
    for path, value in config.set.items():
        store(document, path, value)


def store(document: dict[str, Any], path: str, value: Any) -> None:
    holder, name = holder_of(document, path, True)
    if holder is not None:
        holder[name] = value


def holder_of(document: dict[str, Any], path: str, make: bool) -> tuple[dict[str, Any] | None, str]:
    """The object that holds the member at a path, and its name; None where something else is in the way."""
    *outer, name = path.split(".")
    holder = document
    for part in outer:
        if make and part not in holder:
            holder[part] = {}
        inner = holder.get(part)
        if not isinstance(inner, dict):
            return None, name
        holder = inner
    return holder, name


def is_json(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")
