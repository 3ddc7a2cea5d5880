"""A filter of some size. What its configuration plants is done otherwise; `""` plants nothing."""

SOURCE = """
import random
import time
import uuid
from dataclasses import dataclass
from sluice import (
    CalloutError, HttpFilter, Request, RequestInfo, Response, http, log, shared, sleep,
)


@dataclass(frozen=True)
class Config:
    keys: dict[str, str]
    planted: str = ""


class Gate(HttpFilter[Config]):
    async def on_request_headers(self, request: Request) -> Response | None:
        planted = self.config.planted.split(",")
        if "draws" in planted:
            random.random()
            uuid.uuid4()
        request.headers["x-trace"] = str(uuid.uuid4())
        request.headers["x-began"] = str(time.time())
        if random.random() < 0.1:
            request.headers["x-sampled"] = "1"
        log.info("request %s", uuid.uuid4())
        name = self.config.keys.get(request.headers.get("x-api-key", ""))
        if "lets pass" in planted and name is None:
            name = "nobody" + request.path
        if name is None:
            status = 403 if "status" in planted else 401
            return Response(status, "go away" if "body" in planted else "who are you")
        count = int(shared.get("count:" + name) or b"0") + 1
        shared.set("count:" + name, str(count).encode())
        if count > (151 if "quota" in planted else 150):
            headers = {} if "local header" in planted else {"retry-after": "60"}
            return Response(429, headers=headers)
        if request.path.startswith("/quote/"):
            item = int(request.path.removeprefix("/quote/"))
            if "exception" in planted and item % 7 == 0:
                item = item // (item % 7)
            request.headers["x-item"] = str(item % 7)
        if request.path.startswith("/ask"):
            path = "/verify" if "call-out" in planted else "/check"
            try:
                answer = await http.get("accounts", path, timeout=1.0)
                request.headers["x-plan"] = str(answer.status)
            except CalloutError:
                return Response(503)
        if "header removed" not in planted:
            request.headers["x-user"] = name.upper() if "header changed" in planted else name
        if "header added" in planted:
            request.headers["x-tier"] = "gold"
        if "chance" in planted:
            request.headers["x-user"] = str(uuid.uuid4())
        if "waits" in planted and request.path == "/static":
            await sleep(2)
        if request.path == "/old":
            request.path = "/newer" if "path" in planted else "/new"
        if request.path == "/audit":
            log.warning("%s of %s", "look" if "log" in planted else "audit", name)
        log.debug("done")
        return None

    def on_response_headers(self, request: RequestInfo, response: Response) -> None:
        response.headers["x-gate"] = "2" if "response header" in self.config.planted else "1"
"""

PLANTED: dict[str, set[tuple[str, str]]] = {
    "": set(),
    "draws": set(),
    "status": {("status", "401 → 403")},
    "body": {("response-body", "")},
    "local header": {("response-header-removed", "retry-after")},
    "header added": {("request-header-added", "x-tier")},
    "header changed": {("request-header-changed", "x-user")},
    "header removed": {("request-header-removed", "x-user")},
    "chance": {("request-header-changed", "x-user")},
    "response header": {("response-header-changed", "x-gate")},
    "path": {("path", "")},
    "log": {("log-removed", "warning: audit of ann"), ("log-added", "warning: look of ann")},
    "exception": {("exception", "ZeroDivisionError: integer division or modulo by zero")},
    "lets pass": {("outcome", "respond → pass")},
    "quota": {("outcome", "respond → pass")},
    "call-out": {("call-out", "")},
    "waits": {("wait", "")},
}
"""By what is planted the groups that a replay has to find, and no others."""
APART = ("draws", "lets pass", "header removed", "header changed", "chance")
AT_ONCE = [each for each in PLANTED if each not in APART]
"""Those that do not stand in each other's way."""
KEYS = {"k1": "ann", "k2": "bob", "k3": "cyd", "k4": "dan", "k5": "eve", "k6": "fay"}
PATHS = ("/static", "/old", "/audit", "/ask/7", "/quote/13", "/quote/14", "/new?x=1", "/")


def lines(number: int) -> list[str]:
    """So many requests, 50 ms apart, some without a key; one key is used more often than its quota allows."""
    found = []
    for index in range(number):
        path = PATHS[index % len(PATHS)]
        key = f"k{index // 8 % 9 + 1}" if index % 3 else "k2"
        if path == "/audit":
            key = "k1"
        found.append(
            f'{{"path": "{path}", "time": {1767225600 + index / 20}, "headers": {{"x-api-key": "{key}"}}}}'
        )
    return found
