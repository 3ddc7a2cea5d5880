"""Keeps one thing a request, each time in another place: a global, a class, an object, a list, nowhere."""

from dataclasses import dataclass
from typing import Any

from sluice import HttpFilter, Request, Response


@dataclass(frozen=True)
class Config:
    pass


class Place:
    text = "none"

    def __init__(self) -> None:
        self.text_here = "none"


name = "none"
big = 0
ratio: object = None
place = Place()
lines = ["none"]


class Rebinder(HttpFilter[Config]):
    def on_request_headers(self, request: Request) -> Response | None:
        global name, big, ratio
        number = int(request.headers.get("x-number", "0"))
        before = f"{name} {big} {ratio} {Place.text} {place.text_here} {lines[0]}"
        match number % 7:
            case 0:
                name = f"global {number}"
            case 1:
                big = 10**30 + number
            case 2:
                ratio = number / 7
            case 3:
                anything: Any = Place
                anything.text = f"class {number}"
            case 4:
                place.text_here = f"object {number}"
            case 5:
                lines[0] = f"list {number}"
            case _:
                pass
        return Response(200, body=before)
