"""Places that hold an instance of a class or None: slots, parameters, results, variables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace


class Node:
    def __init__(self, value: int, link: Node | None = None) -> None:
        self.value = value
        self.link = link

    def append(self, queue: Node | None) -> Node:
        self.link = None
        if queue is None:
            return self
        last = queue
        while last.link is not None:
            last = last.link
        last.link = self
        return queue

    def twice(self) -> int:
        return self.value * 2


class Loud(Node):
    def twice(self) -> int:
        return self.value * 20


class Louder(Loud):
    def twice(self) -> int:
        return self.value * 200


class Side:
    def side(self) -> str:
        return "side"


class Both(Side, Loud):
    pass


def values(node: Node | None) -> list[int]:
    found = []
    while node is not None:
        found.append(node.value)
        node = node.link
    return found


def walk(node: Node | None) -> Iterator[Node | None]:
    while node:
        sent = yield node
        assert sent is None
        node = node.link
    yield None


def find(node: Node | None, value: int) -> Node | None:
    current = node
    while current is not None and current.value != value:
        current = current.link
    return current


def chosen(flag: bool, one: Node | None, other: Node) -> Node | None:
    made = one if flag else other
    result = made if made is not None else None
    return result or other


def doubled(node: Node | None) -> int | None:
    return None if node is None else node.twice()


chain: Node | None = None
for i in range(4):
    chain = Node(i, chain)
chain = Louder(9, Loud(8, chain))
print(values(chain), values(None))
print([None if each is None else each.value for each in walk(chain)])
print(doubled(find(chain, 9)), doubled(find(chain, 8)), doubled(find(chain, 2)), doubled(find(chain, 77)))
print(values(Node(100).append(chain)), values(Node(1).append(None)))
both = Both(7)
print(doubled(both), both.side(), doubled(Node(1, both).link), isinstance(Node(1, both).link, Side))
for flag in (True, False):
    for one in (None, both):
        got = chosen(flag, one, Node(5))
        print(flag, one is None, got is one, got.value if got is not None else "none")


class Holder:
    def __init__(self) -> None:
        self.node: Node | None = None
        self.seen = 0

    def clear(self) -> None:
        self.node = None

    def set(self, node: Node | None) -> Node | None:
        before, self.node = self.node, node
        return before

    def check(self) -> str:
        self.node = Node(3)
        if self.node is not None:
            self.clear()
            if self.node is None:
                return "gone"
            return "kept"
        return "none"

    @property
    def first(self) -> Node | None:
        self.seen += 1
        return self.node


holder = Holder()
print(holder.check(), holder.first, holder.set(Node(1)), holder.first is not None, holder.seen)
try:
    print(values(holder.set(None)), holder.node.value)  # type: ignore[union-attr]
except (AttributeError, TypeError) as error:
    print("no value", holder.node)

setattr(holder, "node", Loud(4))
print(getattr(holder, "node").twice(), holder.node.twice() if holder.node is not None else None)
setattr(holder, "node", None)
print(holder.node, vars(holder))
del holder.node
try:
    print(holder.node)
except AttributeError as error:
    print(error)
holder.node = both
print(holder.node is both, holder.node == both, holder.node in [both], hash(holder.node) == hash(both))


@dataclass(frozen=True, order=True)
class Leaf:
    size: int
    next: Leaf | None = None


@dataclass
class Tree:
    left: Tree | None = None
    right: Tree | None = None
    leaf: Leaf | None = field(default_factory=lambda: Leaf(1))

    def count(self) -> int:
        below = (self.left.count() if self.left else 0) + (self.right.count() if self.right else 0)
        return below + (self.leaf.size if self.leaf is not None else 0)


tree = Tree(Tree(), Tree(Tree(leaf=None), None, Leaf(5, Leaf(6))))
print(tree, tree.count())
print(replace(tree, left=None).count(), tree == Tree(Tree(), Tree(Tree(leaf=None), None, Leaf(5, Leaf(6)))))
match tree:
    case Tree(left=None):
        print("no left")
    case Tree(right=Tree(left=Tree(leaf=None) as inner, right=None)):
        print("inner", inner, inner is tree.right.left if tree.right is not None else None)


def counter() -> Callable[[Node | None], int]:
    last: Node | None = None

    def count(node: Node | None) -> int:
        nonlocal last
        before, last = last, node
        return -1 if before is None else before.value

    return count


count = counter()
print(count(None), count(Node(1)), count(both), count(None), count(None))


def untyped(node, other=None):
    held = Holder()
    held.node = node
    return [held.set(other) is node, held.first is other, doubled(held.node), values(held.node)]


print(untyped(None), untyped(Node(2)), untyped(both, Loud(6, both)))


def last_of(first: Node) -> Node:
    node = first
    seen: dict[int, Node | None] = {}
    while (link := node.link) is not None:
        seen[node.value] = link
        node = link
    print(sorted(seen), [each.value for each in seen.values() if each])
    return node


print(last_of(Node(1, Node(2, Loud(3, both)))).twice())


class Task:
    def __init__(self, rest: int) -> None:
        self.rest = rest
        self.other: Task | None = None

    def run(self, node: Node | None) -> Task | None:
        raise NotImplementedError

    def handle(self, node: Node | None) -> int:
        try:
            task = self.run(node)
        except (LookupError, NotImplementedError) as error:
            return -len(str(error))
        return 0 if task is None else task.rest


class Quick(Task):
    def run(self, node: Node | None) -> Task | None:
        return self.other


class Slow(Task):
    def run(self, node: Node | None) -> Task:
        if node is None:
            raise LookupError("nothing")
        self.rest += node.value
        return self


tasks = [Task(1), Quick(2), Slow(3)]
tasks[1].other = tasks[2]
for task in tasks:
    print(task.handle(None), task.handle(Node(4)), task.handle(both))
