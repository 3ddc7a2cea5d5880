"""`explain` in a process that can be killed: `python -m sluice.testing.explaining_process CPU_SECONDS`.

Reads one line of JSON, the request and the filters with their modules in base64, and writes a line for each
filter that the request came to. When the process has to be ended, the lines that are there hold nevertheless.

    {"request": {"method": "GET", "path": "/cart", "authority": "shop.example", "headers": [["x-a", "1"]],
    "body": ""},
     "filters": [{"name": "api_key@1.2.0", "wasm": "AGFzbQ…", "configuration": "{}", "root_id": "",
     "properties": {}}]}
"""

import base64
import dataclasses
import json
import sys
from typing import Any

from sluice.testing.explanation import Explained, Released, explain
from sluice.testing.messages import SentRequest
from sluice.testing.vetting_process import limit_process, say


def main() -> None:
    limit_process(int(sys.argv[1]))
    asked = json.loads(sys.stdin.buffer.read())
    filters = tuple(map(_to_released, asked["filters"]))
    request = _to_request(asked["request"])
    name = filters[0].name if filters else ""
    try:
        for number, explained in enumerate(explain(filters, request), 1):
            say(dataclasses.asdict(explained))
            name = filters[number].name if number < len(filters) else ""
    except MemoryError:
        say(dataclasses.asdict(Explained(name, "fail", reason="it needs too much memory")))


def _to_released(item: dict[str, Any]) -> Released:
    return Released(**{**item, "wasm": base64.b64decode(item["wasm"])})


def _to_request(item: dict[str, Any]) -> SentRequest:
    headers = [(name, value) for name, value in item["headers"]]
    body = item["body"].encode("utf-8", "surrogateescape")
    return SentRequest(item["method"], item["path"], headers, body, (), item["authority"])


if __name__ == "__main__":
    main()
