"""Values whose class is asked once: optional fields, flags, classes with many below them."""

from __future__ import annotations

from typing import Any


class Node:
    def __init__(self, name: str, link: Node | None, open_: bool) -> None:
        self.name = name
        self.link = link
        self.open = open_
        self.seen = False

    def kind(self) -> str:
        return "node"


class Leaf(Node):
    def kind(self) -> str:
        return "leaf"


class Branch(Node):
    def __init__(self, name: str, link: Node | None) -> None:
        super().__init__(name, link, link is not None)
        self.weight = 1.5


class Twig(Branch):
    def kind(self) -> str:
        return super().kind() + " twig"


class Stranger:
    name = "stranger"


def walk(node: Node | None) -> list[str]:
    found = []
    while node is not None:
        found.append(f"{node.name} {node.kind()} {node.open} {node.seen}")
        if node.open and not node.seen:
            node.seen = not node.link is None  # noqa: E714
        node = node.link
    return found


def swap(node: Node | None, other: Node | None) -> str:
    """Each is asked anew where it may have become something else."""
    if node is None or other is None:
        return "nothing"
    before = node.name
    node, other = other, node
    middle = node.name
    if middle > "m":
        node = other.link
    return f"{before} {middle} {node.name if node is not None else None} {other.name}"


def tried(value: Any) -> str:
    try:
        node: Node = value
        name = node.name
        node = node.link or node
        return f"{name} {node.name}"
    except (AttributeError, TypeError):
        return f"no node: {type(value).__name__}"


def text_twice(value: Any) -> str:
    text: str = value
    again = text
    if len(text) > 2:
        text = again[1:]
    return text.upper() + again


class Flags:
    def __init__(self, first: bool) -> None:
        self.first = first
        self.second = not first

    def flip(self) -> bool:
        self.first, self.second = self.second, self.first
        self.first &= True
        return self.first is self.second or self.first == 1


class Loose:
    def __init__(self) -> None:
        self.flag = False


class Unset:
    flag: bool

    def set(self) -> None:
        self.flag = True


tree = Leaf("a", Twig("b", Branch("c", Node("d", None, True))), False)
print(walk(tree))
print(walk(tree), walk(None))
print(swap(tree, tree.link), swap(Node("x", tree, True), Node("z", None, False)), swap(None, tree))
print(tried(tree), tried(None), tried(3), tried("text"))
print(text_twice("abc"), text_twice("ab"))
flags = Flags(True)
print([flags.flip() for _ in range(3)], flags.first, flags.second)
print(sum([flags.first, flags.second, flags.first]), f"{flags.first!r} {flags.second:d}", flags.first + 1)
setattr(flags, "first", True)
print(flags.first, getattr(flags, "second"))
loose = Loose()
print(loose.flag)
loose.flag = 3  # type: ignore[assignment]
print(loose.flag, bool(loose.flag))
unset = Unset()
try:
    print(unset.flag)
except AttributeError as error:
    print(error)
unset.set()
print(unset.flag)
del unset.flag
print(hasattr(unset, "flag"))
