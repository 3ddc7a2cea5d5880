"""What is made in loops and has to stay, while all else may go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass
class Node:
    name: str
    next: Node | None = None
    parts: list[str] = field(default_factory=list)


class Registry:
    shared: list[str] = []  # noqa: RUF012
    last: Node | None = None

    def __init__(self) -> None:
        self.by_name: dict[str, Node] = {}
        self.seen: set[tuple[int, str]] = set()
        self.head: Node | None = None
        for i in range(5):  # `self` is older than this loop
            self.head = Node(f"start-{i}", self.head)

    def fill(self, count: int) -> None:
        for i in range(count):
            node = Node(f"n{i}", self.head)
            node.parts.append(f"part {i}")
            if i % 3 == 0:
                self.head = node
            self.by_name[node.name] = node
            self.seen.add((i, node.name * 2))
            Registry.shared.append(node.name + "!")
            Registry.last = node

    def chain(self) -> str:
        names = []
        at = self.head
        while at is not None:
            names.append(at.name)
            at = at.next
        return " ".join(names)


kept: list[str] = []
latest: str = ""


def note(text: str) -> None:
    global latest
    latest = text + "#"
    kept.append(latest)


def closures(count: int) -> list[Callable[[], str]]:
    made: list[Callable[[], str]] = []
    total = ""
    for i in range(count):
        text = f"c{i}"

        def show(text: str = text, number: int = i) -> str:
            return f"{text}={number} {total}"  # noqa: B023

        made.append(show)
        total += str(i)
    return made


def counter() -> Callable[[], str]:
    state = "s"

    def step() -> str:
        nonlocal state
        for i in range(3):
            state = state[-4:] + str(i)
        return state

    return step


def numbers(limit: int) -> Iterator[str]:
    text = "g"
    for i in range(limit):
        text = f"{text[-3:]}{i}"
        yield text + "/"


def drive() -> list[str]:
    older = numbers(6)
    found = [next(older)]
    for i in range(4):
        inner = numbers(3)
        found.append(next(inner) + next(older))
        for text in inner:
            found.append(text + str(i))
    found.extend(older)
    return found


def errors(count: int) -> list[str]:
    caught: list[Exception] = []
    for i in range(count):
        try:
            try:
                if i % 2:
                    raise KeyError(f"key {i}")
                int(f"x{i}")
            except ValueError as error:
                raise RuntimeError(f"from {i}") from error
        except (KeyError, RuntimeError) as error:
            caught.append(error)
            if i == 3:
                continue
        finally:
            note(f"finally {i}")
    shown = []
    for error in caught:
        cause = error.__cause__
        shown.append(f"{error!r} {cause!r} {error.__context__!r}")
    return shown


def handled(name: str) -> str:
    """Loops while an exception is handled: it is raised again, and is the context of others."""
    try:
        raise KeyError("outer " + name)
    except KeyError:
        words = ""
        for i in range(4):
            words = words + name + str(i)
            try:
                try:
                    raise ValueError(words)
                except ValueError:
                    for letter in words:
                        words = words[1:] + letter.upper()
                    raise
            except ValueError as error:
                words = words[:6] + repr(error.args) + repr(error.__context__)
        if name == "b":
            raise LookupError(words) from None
        raise


def stepping(name: str) -> Iterator[str]:
    try:
        raise KeyError("generator " + name)
    except KeyError as error:
        for i in range(3):
            yield joined([repr(error), str(i)])
        raise


def joined(parts: list[str]) -> str:
    whole = ""
    for part in parts:
        whole = whole + part
    return whole


def raised_again() -> str:
    problem = ValueError("old")
    for i in range(4):
        try:
            raise problem
        except ValueError as error:
            error.args = (*error.args, f"again {i}")
    return str(problem.args)


def leave_by(how: str) -> str:
    text = "t"
    for i in range(5):
        text = text + str(i)
        for j in range(3):
            text = f"{text}{j}"
            if how == "break" and j == 1:
                break
            if how == "return" and i == 2:
                return "returned " + text
            if how == "raise" and i == 3:
                raise LookupError(text)
        else:
            text += "|"
    else:
        text += "else"
    return text


def big(count: int) -> tuple[int, int, str]:
    a, b = 0, 1
    factorial = 1
    for i in range(1, count):
        a, b = b, a + b
        factorial *= i
    return b % 10**20, factorial % (10**25 + 7), hex(factorial >> 200)[-12:]


def floats(count: int) -> list[float]:
    xs = [0.5, 1.5, 2.5]
    velocity = {"x": 1.0}
    for i in range(count):
        xs[i % 3] += i * 0.25
        velocity["x"] = velocity["x"] * 0.5 + xs[0]
    return [*xs, velocity["x"]]


def untyped(count, start):
    value = start
    table = {}
    for i in range(count):
        value = value + start
        table[value] = [value, i]
        if i % 4 == 3:
            del table[value]
    return value, sorted(table)[:3], len(table)


def walk(depth: int, prefix: str) -> list[str]:
    found = []
    for i in range(2):
        name = f"{prefix}{i}"
        found.append(name)
        if depth:
            found.extend(walk(depth - 1, name))
    return found


def arguments(*rest: str, **named: str) -> str:
    joined = ""
    for name in rest:
        joined += name
    for name in sorted(named):
        joined += name + named[name]
    return joined


class Managed:
    def __init__(self, log: list[str]) -> None:
        self.log = log

    def __enter__(self) -> Managed:
        for i in range(2):
            self.log.append(f"enter {i}")
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> bool:
        for i in range(2):
            self.log.append(f"exit {i} {error!r}")
        return True

    def __repr__(self) -> str:
        return "Managed " + "".join(each[-1] for each in self.log)

    def __eq__(self, other: object) -> bool:
        words = ""
        for i in range(3):
            words = words + str(i)
        return isinstance(other, Managed) and words == "012"

    def __hash__(self) -> int:
        return hash("".join(str(i) for i in range(3)))


def managed() -> list[str]:
    log: list[str] = []
    for i in range(3):
        with Managed(log) as entered:
            log.append(f"in {i} {entered!r}")
            if i == 1:
                raise ValueError(f"lost {i}")
    table = {}
    for i in range(6):
        table[Managed([str(i)])] = f"value {i}"
    log.append(str(len(table)) + " " + str(list(table.values())))
    return log


def sorting() -> list[tuple[str, int]]:
    pairs = [(f"k{i * 7 % 5}", i) for i in range(12)]

    def key(pair: tuple[str, int]) -> list[str]:
        parts = []
        for letter in pair[0]:
            parts.append(letter + str(pair[1] % 3))
        return parts

    for _ in range(3):
        pairs.sort(key=key)
        pairs = sorted(pairs, key=lambda pair: key(pair)[::-1], reverse=True)
        pairs.insert(0, pairs.pop())
        pairs.append(pairs.pop(2))
        pairs.reverse()
    return pairs


def older_iterators() -> list[str]:
    words = [f"w{i}" for i in range(6)]
    walking, pairs = iter(words), enumerate(zip(words, map(str.upper, words), strict=False))
    found = []
    table = dict.fromkeys(words, "")
    for i in range(3):
        found.append(next(walking) + str(i))
        number, pair = next(pairs)
        found.append(f"{number}{pair}")
        table[f"w{i}"] = found[-1] + "?"
        words[i + 3] = found[-2] + "*"
    return [*found, *walking, *table.values(), str(list(pairs))]


def slices() -> list[str]:
    items = [str(i) for i in range(20)]
    for i in range(6):
        items[i : i + 2] = [f"{i}-{j}" for j in range(3)]
        del items[-2:]
        items.insert(3, "".join(items[:4])[:6])
        copy = items[:]
        copy[0] = "copied"
        items = items[::-1] if i % 2 else copy
    return items


def identities(count: int) -> tuple[int, int]:
    alive = []
    known = set()
    for i in range(count):
        item = [i]
        alive.append(item)
        known.add(id(item))
    return len(known), sum(id(item) in known for item in alive)


registry = Registry()
for turn in range(3):
    registry.fill(8)
    print(turn, registry.chain(), Registry.last, len(registry.seen), registry.by_name["n4"].parts)
print(Registry.shared)
print([show() for show in closures(5)])
step = counter()
print([step() for _ in range(4)])
print(drive())
print(errors(6))
print(raised_again())
for name in ("a", "b"):
    try:
        print(handled(name))
    except LookupError as error:
        print(repr(error), repr(error.__context__))
for name in ("c", "d"):
    found = []
    try:
        for text in stepping(name):
            found.append(text + joined(found))
    except KeyError as error:
        found.append(repr(error))
    print(found)
for how in ("break", "return", "raise", "all"):
    try:
        print(leave_by(how))
    except LookupError as error:
        print(repr(error))
print(big(120))
print(floats(20))
print(untyped(10, 1.5), untyped(6, "ab"), untyped(5, (1, "x")), untyped(8, 2**70))
print(walk(3, "w"))
print(arguments("a", "b", x="1", y="2"), [arguments(*str(i), k=str(i)) for i in (12, 345)])
print(managed())
print(sorting())
print(older_iterators())
print(slices())
print(identities(50))
print(kept, latest)
text = ""
while len(text) < 12:  # at the top level
    text = f"{text}{len(text)},"
    words = [text, *(str(each) for each in range(2))]
print(text, words)
