"""Keeps state of every kind between requests: what `make soak` checks against a model.

Globals: visits by user (a dict that is emptied from its oldest end), the latest paths, a running total. The
stream: what its request said, until its response.
"""

from dataclasses import dataclass, field

from sluice import HttpFilter, Request, RequestInfo, Response

USERS = 1000
RECENT = 8


@dataclass
class Visitor:
    visits: int = 0
    paths: list[str] = field(default_factory=list)
    spent: float = 0.0


visitors: dict[str, Visitor] = {}
recent: list[tuple[int, str]] = []
total = 0


class Visits(HttpFilter[None]):
    """`x-seen` of the response says what is known by now."""

    user: str
    path: str

    def on_request_headers(self, request: Request) -> Response | None:
        global total
        self.user = request.headers.get("x-user", "nobody")
        self.path = request.path
        total = total * 31 + len(self.path) & 0xFFFFFFFFFFFF
        visitor = visitors.pop(self.user, None) or Visitor()
        visitors[self.user] = visitor
        visitor.visits += 1
        visitor.spent += 0.25
        visitor.paths.append(self.path)
        del visitor.paths[:-RECENT]
        if len(visitors) > USERS:
            del visitors[next(iter(visitors))]
        recent.append((total, self.path))
        if len(recent) > RECENT:
            recent.pop(0)
        return None

    def on_response_headers(self, request: RequestInfo, response: Response) -> Response | None:
        visitor = visitors.get(self.user)
        known = f"{visitor.visits};{visitor.spent};{','.join(visitor.paths)}" if visitor else "forgotten"
        response.headers["x-seen"] = f"{self.user};{self.path};{known}"
        response.headers["x-total"] = f"{total:x};{len(visitors)};{sum(number for number, _ in recent) % 97}"
        return None
