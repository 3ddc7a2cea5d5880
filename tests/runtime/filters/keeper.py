"""Keeps all kinds of objects over many requests, so that the collector has something to move."""

from dataclasses import dataclass

from sluice import HttpFilter, Request, Response


@dataclass(frozen=True)
class Config:
    limit: int = 40


class Node:
    def __init__(self, name: str, parent: "Node | None") -> None:
        self.name = name
        self.parent = parent
        self.children: list[Node] = []
        self.weight = 0.5

    def path(self) -> str:
        return self.name if self.parent is None else self.parent.path() + "/" + self.name


nodes: dict[str, Node] = {"root": Node("root", None)}
seen: set[int] = set()
order: list[tuple[int, str]] = []
totals: dict[int, list[str]] = {}
big = 10**30


class Keeper(HttpFilter[Config]):
    started: str = ""

    def on_request_headers(self, request: Request) -> Response | None:
        global big
        number = int(request.headers.get("x-number", "0"))
        name = f"n{number}"
        self.started = name
        parent = nodes.get(f"n{number // 2}", nodes["root"])
        node = Node(name, parent)
        node.weight = parent.weight * 1.5
        parent.children.append(node)
        del parent.children[:-3]
        nodes[name] = node
        seen.add(number % 17)
        order.append((number, name))
        totals.setdefault(number % 5, []).append(name)
        big = (big * (number + 3) + 1) % 10**60
        if len(order) > self.config.limit:
            gone = order.pop(0)
            if gone[1] in nodes and gone[1] != "root":
                del nodes[gone[1]]
            totals[gone[0] % 5] = [each for each in totals[gone[0] % 5] if each != gone[1]]
        try:
            if number % 7 == 0:
                raise ValueError(f"seven {number}")
        except ValueError as error:
            return Response(418, body=f"{error} {sorted(nodes)[:5]} {self.summary()}")
        return Response(200, body=self.summary())

    def summary(self) -> str:
        last = order[-1][1]
        node = nodes[last]
        counts = {key: len(value) for key, value in totals.items()}
        names = [child.name for child in nodes["root"].children[-3:]]
        return (
            f"{self.started} {node.path()} {node.weight:.6g} {len(nodes)} {sorted(seen)} {counts} {names} "
            f"{order[0]} {big % 1000000007}"
        )
