"""Where a topology is drawn: three columns, and curves between them. Pure; lengths in pixels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from sluice_console.features.topology.graph import Edge, Host, ServiceNode, Target, Topology

WIDTH = 960
GATEWAY_WIDTH, HOST_WIDTH, SERVICE_WIDTH = 130, 250, 270
HOST_X, SERVICE_X = 200, WIDTH - SERVICE_WIDTH - 1
HOST_HEIGHT, GATEWAY_HEIGHT = 46, 46
HEAD, LINE, FOOT = 28, 22, 6
GAP, MARGIN = 14, 10
THINNEST, WIDEST = 1.5, 9.0
LABEL_HEIGHT = 22
LETTERS_OF_HOST, LETTERS_OF_SERVICE, LETTERS_OF_VERSION = 30, 30, 14


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with its text as far as it fits."""

    x: float
    y: float
    width: float
    height: float
    text: str

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def right(self) -> float:
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class HostBox:
    host: Host
    box: Box


@dataclass(frozen=True, slots=True)
class TargetLine:
    """`y` is the middle of the line."""

    target: Target
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class ServiceBox:
    service: ServiceNode
    box: Box
    lines: tuple[TargetLine, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """From the gateway to hosts where `edge` is None. At `label_x`, `label_y` stands the share
    of errors, where `labelled`."""

    path: str
    width: float
    label_x: float
    label_y: float
    host: Host
    edge: Edge | None = None
    labelled: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    height: float
    gateway: Box
    hosts: tuple[HostBox, ...]
    services: tuple[ServiceBox, ...]
    curves: tuple[Curve, ...]
    width: float = WIDTH


def lay_out(topology: Topology, gateway: str) -> Picture:
    """Columns stand in the middle of the highest."""
    heights = [HEAD + LINE * len(node.targets) + FOOT for node in topology.services]
    of_hosts = _height([HOST_HEIGHT] * len(topology.hosts))
    height = max(of_hosts, _height(heights), GATEWAY_HEIGHT) + 2 * MARGIN
    hosts = _place_hosts(topology.hosts, (height - of_hosts) / 2)
    services = _place_services(topology.services, heights, (height - _height(heights)) / 2)
    own = Box(1, (height - GATEWAY_HEIGHT) / 2, GATEWAY_WIDTH, GATEWAY_HEIGHT, cut(gateway, 15))
    busiest = max([host.flow.requests for host in topology.hosts], default=0.0)
    curves = [_from_gateway(own, item, busiest) for item in hosts]
    curves += _spread_labels(_between(topology.edges, hosts, services, busiest), height)
    return Picture(height, own, tuple(hosts), tuple(services), tuple(curves))


def cut(text: str, letters: int) -> str:
    """With an ellipsis in the middle, since hosts and services are told apart by both ends."""
    if len(text) <= letters:
        return text
    tail = (letters - 1) // 2
    return f"{text[: letters - 1 - tail]}…{text[-tail:]}"


def thickness(requests: float, busiest: float) -> float:
    """By the root of the share, so that little traffic can be told from none."""
    if not requests or not busiest:
        return THINNEST
    return round(THINNEST + (WIDEST - THINNEST) * sqrt(min(1.0, requests / busiest)), 1)


def _height(heights: Sequence[float]) -> float:
    return sum(heights) + GAP * max(0, len(heights) - 1)


def _place_hosts(hosts: Sequence[Host], top: float) -> list[HostBox]:
    placed = []
    for index, host in enumerate(hosts):
        names = host.names
        more = f" +{len(names) - 1}" if len(names) > 1 else ""
        text = cut(names[0] if names else "*", LETTERS_OF_HOST - len(more)) + more
        y = top + index * (HOST_HEIGHT + GAP)
        placed.append(HostBox(host, Box(HOST_X, y, HOST_WIDTH, HOST_HEIGHT, text)))
    return placed


def _place_services(nodes: Sequence[ServiceNode], heights: Sequence[float], top: float) -> list[ServiceBox]:
    placed = []
    for node, height in zip(nodes, heights, strict=True):
        box = Box(SERVICE_X, top, SERVICE_WIDTH, height, cut(node.name, LETTERS_OF_SERVICE))
        lines = tuple(
            TargetLine(target, top + HEAD + LINE * (index + 0.5), cut(target.version, LETTERS_OF_VERSION))
            for index, target in enumerate(node.targets)
        )
        placed.append(ServiceBox(node, box, lines))
        top += height + GAP
    return placed


def _from_gateway(own: Box, item: HostBox, busiest: float) -> Curve:
    start, end = own.middle, item.box.middle
    path = _curve(own.right, start, HOST_X, end)
    width = thickness(item.host.flow.requests, busiest)
    return Curve(path, width, (own.right + HOST_X) / 2, (start + end) / 2, item.host)


def _between(
    edges: Sequence[Edge], hosts: Iterable[HostBox], services: Iterable[ServiceBox], busiest: float
) -> list[Curve]:
    boxes = {item.host.key: item.box for item in hosts}
    ends = {(item.service.id, line.target.version): line.y for item in services for line in item.lines}
    leaving: dict[str, list[Edge]] = {}
    for edge in edges:
        leaving.setdefault(edge.host.key, []).append(edge)
    curves = []
    for key, found in leaving.items():
        box = boxes[key]
        for index, edge in enumerate(found):
            start = box.y + box.height * (index + 1) / (len(found) + 1)
            end = ends[edge.service.id, edge.version]
            path = _curve(box.right, start, SERVICE_X, end)
            width = thickness(edge.flow.requests, busiest)
            middle = (box.right + SERVICE_X) / 2
            curves.append(Curve(path, width, middle, (start + end) / 2, edge.host, edge))
    return curves


def _spread_labels(curves: Sequence[Curve], height: float) -> list[Curve]:
    """Labels never lie on each other: those of the most errors stand there, as many as there is room for."""
    half = LABEL_HEIGHT / 2
    room = int(height // LABEL_HEIGHT)
    failing = [item for item in curves if item.edge is not None and item.edge.flow.errors]
    failing.sort(key=_errors_of, reverse=True)
    labelled = sorted(failing[:room], key=lambda item: item.label_y)
    places, lowest = [], -half
    for curve in labelled:
        lowest = max(curve.label_y, lowest + LABEL_HEIGHT)
        places.append(lowest)
    highest = height + half
    for index in reversed(range(len(places))):
        highest = places[index] = min(places[index], highest - LABEL_HEIGHT)
    moved = {
        curve.path: replace(curve, label_y=y, labelled=True)
        for curve, y in zip(labelled, places, strict=True)
    }
    return [moved.get(curve.path, curve) for curve in curves]


def _errors_of(curve: Curve) -> float:
    return curve.edge.flow.errors if curve.edge else 0.0


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = (x + to_x) / 2
    return f"M{x:g} {y:.1f}C{middle:g} {y:.1f} {middle:g} {to_y:.1f} {to_x:g} {to_y:.1f}"
