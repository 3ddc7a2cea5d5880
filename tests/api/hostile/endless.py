"""Everything that would take a worker's time or memory for ever; the path of a request chooses one."""

import functools
import heapq
import itertools
import json
import re
import textwrap
from collections import Counter as Tally
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator

from sluice import HttpFilter, Request, Response

kept: list[object] = []


class Evil:
    """Each special method calls itself."""

    def __eq__(self, other: object) -> bool:
        return self == other

    def __hash__(self) -> int:
        return hash(self)

    def __repr__(self) -> str:
        return repr(self)

    def __str__(self) -> str:
        return f"{self!s}"

    def __lt__(self, other: object) -> bool:
        return bool(self < other)

    def __add__(self, other: object) -> object:
        return self + other

    def __getattr__(self, name: str) -> object:
        return getattr(self, name + "x")

    def __iter__(self) -> Iterator[object]:
        return iter(self)

    def __len__(self) -> int:
        return len(self)

    def __bool__(self) -> bool:
        return bool(self)

    def __call__(self) -> object:
        return self()

    def __contains__(self, item: object) -> bool:
        return item in self

    def __getitem__(self, key: object) -> object:
        return self[key]


class Counting:
    """A sequence by the old protocol, without an end."""

    def __getitem__(self, place: int) -> int:
        return place


def numbers() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1


def spin(item: object) -> int:
    while True:
        pass


def compare(left: int, right: int) -> int:
    while True:
        pass


def nested() -> list[object]:
    inner: list[object] = []
    for _ in range(100_000):
        inner = [inner]
    return inner


def looped() -> list[object]:
    inner: list[object] = []
    inner.append([inner])
    return inner


def deeper(item: object) -> object:
    return [deeper([item])]


def mutual(number: int) -> int:
    return other(number) + 1


def other(number: int) -> int:
    return mutual(number) + 1


def evil_key(item: int) -> Evil:
    return Evil()


def yielding(depth: int) -> Iterator[int]:
    yield from yielding(depth + 1)


def ackermann(m: int, n: int) -> int:
    if m == 0:
        return n + 1
    return ackermann(m - 1, ackermann(m, n - 1) if n else 1)


def sieve() -> int:
    found: set[int] = set()
    number = 0
    while True:
        found.add(number * number)
        number += 1


def grow_dict() -> None:
    table: dict[str, list[int]] = {}
    for number in itertools.count():
        table.setdefault(str(number), []).append(number)


def grow_text() -> str:
    text = "ab"
    while True:
        text = text.replace("a", "aba").replace("b", "bab")


def grow_tuple() -> object:
    items: tuple[object, ...] = (1,)
    while True:
        items = items + items


def grow_bytes() -> object:
    data = bytearray(b"ab")
    while True:
        data += data


def while_inserting() -> None:
    items = [1]
    for item in items:
        items.append(item)


def handled() -> None:
    while True:
        try:
            deeper(1)
        except RecursionError:
            continue


def finally_again() -> None:
    while True:
        try:
            raise ValueError
        finally:
            continue  # noqa: B012


def raises_in_handler(number: int) -> None:
    try:
        raise ValueError(number)
    except ValueError:
        raises_in_handler(number + 1)


def sorts_evil() -> object:
    return sorted([Evil(), Evil(), Evil()])


def sorts_spinning() -> object:
    return sorted([3, 1, 2], key=functools.cmp_to_key(compare))


TEXT = "a" * 100_000
ALIKE = "a" * 100_000 + "b" + "a" * 100
PIECE = "a" * 5000 + "b" + "a" * 5000
LONG = list(range(100_000))
OTHER = [*LONG[:-1], -1]


def insert_first() -> None:
    items = list(range(100_000))
    while True:
        items.insert(0, items.pop())


def reverse_again() -> None:
    while True:
        LONG.reverse()


def many_items(depth: int) -> str:
    return (
        f"{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}"
        f"{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}"
        f"{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}"
        f"{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}"
        f"{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}"
        f"{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}"
        f"{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}"
        f"{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}"
        f"{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}"
        f"{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}{depth}"
        f"{many_items(depth + 1)}"
    )


def many_arguments(depth: int, *more: object) -> object:
    return many_arguments(depth + 1, *more, *more, *more, *more, 1)


def many_locals(start: float) -> float:
    v0 = start * 0.5 + start
    v1 = start * 1.5 + v0
    v2 = start * 2.5 + v1
    v3 = start * 3.5 + v2
    v4 = start * 4.5 + v3
    v5 = start * 5.5 + v4
    v6 = start * 6.5 + v5
    v7 = start * 7.5 + v6
    v8 = start * 8.5 + v7
    v9 = start * 9.5 + v8
    v10 = start * 10.5 + v9
    v11 = start * 11.5 + v10
    v12 = start * 12.5 + v11
    v13 = start * 13.5 + v12
    v14 = start * 14.5 + v13
    v15 = start * 15.5 + v14
    v16 = start * 16.5 + v15
    v17 = start * 17.5 + v16
    v18 = start * 18.5 + v17
    v19 = start * 19.5 + v18
    v20 = start * 20.5 + v19
    v21 = start * 21.5 + v20
    v22 = start * 22.5 + v21
    v23 = start * 23.5 + v22
    v24 = start * 24.5 + v23
    v25 = start * 25.5 + v24
    v26 = start * 26.5 + v25
    v27 = start * 27.5 + v26
    v28 = start * 28.5 + v27
    v29 = start * 29.5 + v28
    v30 = start * 30.5 + v29
    v31 = start * 31.5 + v30
    v32 = start * 32.5 + v31
    v33 = start * 33.5 + v32
    v34 = start * 34.5 + v33
    v35 = start * 35.5 + v34
    v36 = start * 36.5 + v35
    v37 = start * 37.5 + v36
    v38 = start * 38.5 + v37
    v39 = start * 39.5 + v38
    deep = many_locals(start)
    return (
        deep
        + v0
        + v1
        + v2
        + v3
        + v4
        + v5
        + v6
        + v7
        + v8
        + v9
        + v10
        + v11
        + v12
        + v13
        + v14
        + v15
        + v16
        + v17
        + v18
        + v19
        + v20
        + v21
        + v22
        + v23
        + v24
        + v25
        + v26
        + v27
        + v28
        + v29
        + v30
        + v31
        + v32
        + v33
        + v34
        + v35
        + v36
        + v37
        + v38
        + v39
    )


@functools.cache
def cached(number: int) -> int:
    return cached(number + 1) + 1


CASES: dict[str, Callable[[], object]] = {
    "while_true": lambda: spin(None),
    "generator": lambda: list(numbers()),
    "generator_sum": lambda: sum(numbers()),
    "generator_in": lambda: -1 in numbers(),
    "generator_all": lambda: all(True for _ in numbers()),
    "generator_join": lambda: "".join(str(number) for number in numbers()),
    "generator_dict": lambda: dict.fromkeys(numbers()),
    "generator_set": lambda: set(numbers()),
    "generator_zip": lambda: list(zip(numbers(), numbers(), strict=True)),
    "generator_map": lambda: max(map(abs, numbers())),
    "generator_unpack": lambda: [*numbers()],
    "generator_tuple": lambda: tuple(numbers()),
    "generator_deque": lambda: deque(numbers(), maxlen=3),
    "generator_bytes": lambda: bytes(0 for _ in numbers()),
    "generator_sorted": lambda: sorted(numbers()),
    "generator_extend": lambda: kept.extend(numbers()),
    "old_protocol": lambda: list(Counting()),  # type: ignore[call-overload]
    "old_protocol_in": lambda: -1 in Counting(),  # type: ignore[operator]
    "iter_sentinel": lambda: list(iter(lambda: 1, 2)),
    "count": lambda: list(itertools.count()),
    "cycle": lambda: sum(itertools.cycle([1])),
    "repeat": lambda: list(itertools.repeat("x")),
    "chain": lambda: len(list(itertools.chain.from_iterable(itertools.repeat([1])))),
    "product": lambda: list(itertools.product(range(100), repeat=10)),
    "permutations": lambda: list(itertools.permutations(range(20))),
    "combinations": lambda: sum(1 for _ in itertools.combinations(range(60), 30)),
    "accumulate": lambda: list(itertools.accumulate(itertools.count())),
    "reduce": lambda: functools.reduce(lambda a, b: a + b, itertools.count()),
    "sort_key": lambda: sorted([1, 2, 3], key=spin),
    "sort_evil_key": lambda: sorted([1, 2, 3], key=evil_key),
    "sort_evil": sorts_evil,
    "sort_compare": sorts_spinning,
    "min_key": lambda: min([1, 2, 3], key=spin),
    "heap": lambda: heapq.heapify([Evil(), Evil(), Evil()]),
    "big_power": lambda: 10 ** int("100000000"),
    "big_power_of_power": lambda: 7 ** int("40353607"),
    "big_shift": lambda: 1 << 10**12,
    "big_factorial": lambda: functools.reduce(lambda a, b: a * b, range(1, 10**7)),
    "big_text": lambda: str(3 ** int("10000000")),
    "big_fibonacci": lambda: functools.reduce(lambda a, _: a * a, range(100), 3),
    "big_pow_mod": lambda: pow(3, 10**5000, 10**5000 + 1),
    "big_divide": lambda: (10**400_000) // (10**200_000 + 1) % (10**100_000 + 7),
    "text_times": lambda: "x" * 10**12,
    "text_times_less": lambda: "x" * 10**9,
    "list_times": lambda: [None] * 10**10,
    "list_times_less": lambda: [None] * 10**9,
    "tuple_times": lambda: (1, 2) * 10**9,
    "bytes_times": lambda: b"x" * 10**12,
    "bytes_new": lambda: bytes(10**12),
    "bytearray_new": lambda: bytearray(10**10),
    "list_range": lambda: list(range(10**12)),
    "set_range": lambda: set(range(10**12)),
    "range_in": lambda: "x" in range(10**15),  # type: ignore[comparison-overlap]
    "range_sum": lambda: sum(range(10**15)),
    "text_replace": lambda: functools.reduce(lambda text, _: text.replace("a", "aaaaaaaaaa"), range(40), "a"),
    "text_join": lambda: ("x" * 1000).join(["y"] * 10**7),
    "text_center": lambda: "x".center(10**11),
    "text_zfill": lambda: "x".zfill(10**11),
    "text_expandtabs": lambda: "\t".expandtabs(10**11),
    "text_format_width": lambda: f"{1:>100000000000}",
    "text_format_precision": lambda: f"{1.5:.10000000000f}",
    "text_percent": lambda: "%*d" % (10**11, 1),  # noqa: UP031
    "text_translate": lambda: ("a" * 10**6).translate({97: "x" * 10**6}),
    "text_split": lambda: [("a " * 10**6).split() for _ in range(10**6)],
    "text_find": lambda: [("a" * 10**5 + "b").find("a" * 10**4 + "c") for _ in range(10**9)],
    "text_count": lambda: sum(("ab" * 10**5).count("ba") for _ in range(10**9)),
    "list_index": lambda: [list(range(10**5)).index(10**5 - 1) for _ in range(10**9)],
    "list_remove": lambda: [list(range(10**5)).count(-1) for _ in range(10**9)],
    "list_eq": lambda: [[0] * 10**5 == [0] * 10**5 for _ in range(10**9)],
    "list_insert": insert_first,
    "text_find_again": lambda: [TEXT.find("x" * 100) for _ in range(10**9)],
    "text_find_alike": lambda: [ALIKE.find(PIECE) for _ in range(10**9)],
    "text_rfind_alike": lambda: [ALIKE.rfind(PIECE) for _ in range(10**9)],
    "list_index_again": lambda: sum(1 for _ in range(10**9) if -1 in LONG),
    "list_equal_again": lambda: sum(1 for _ in range(10**9) if LONG == OTHER),
    "list_reverse": reverse_again,
    "regex_again": lambda: sum(1 for _ in range(10**9) if re.match(r"(a*)*b", "a" * 500)),
    "stack_of_arrays": lambda: many_items(0),
    "stack_of_arguments": lambda: many_arguments(0),
    "stack_of_locals": lambda: many_locals(1.5),
    "list_slices": lambda: [list(range(10**5))[::-1] for _ in range(10**9)],
    "list_pop": lambda: [(list(range(10**5)) * 2).pop() for _ in range(10**9)],
    "regex": lambda: re.match(r"(a*)*b", "a" * 5000),
    "regex_nested": lambda: re.match(r"((a+)+)+$", "a" * 40 + "b"),
    "regex_alternatives": lambda: re.fullmatch(r"(a|a)*", "a" * 60 + "b"),
    "regex_lazy": lambda: re.match(r"(.*?,){25}P", "1," * 200),
    "regex_backreference": lambda: re.match(r"(a*)*\1b", "a" * 30),
    "regex_lookahead": lambda: re.match(r"(?=(a+)+$)a", "a" * 40 + "b"),
    "regex_email": lambda: re.match(r"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@)", "a" * 60 + "!"),
    "regex_many": lambda: re.findall(r"x*?y", "x" * 100_000),
    "regex_deep": lambda: re.compile("(" * 5000 + ")" * 5000),
    "regex_repeat": lambda: re.match(r"(?:(?:a{0,1000}){0,1000}){0,1000}b", "a" * 100),
    "recursion": lambda: deeper(0),
    "recursion_mutual": lambda: mutual(0),
    "recursion_evil_eq": lambda: Evil() == Evil(),
    "recursion_evil_in_list": lambda: Evil() in [Evil()],
    "recursion_evil_hash": lambda: {Evil(): 1},
    "recursion_evil_repr": lambda: repr(Evil()),
    "recursion_evil_str": lambda: str(Evil()),
    "recursion_evil_format": lambda: f"{Evil()}",
    "recursion_evil_percent": lambda: "%s %r" % (Evil(), Evil()),  # noqa: UP031
    "recursion_evil_lt": lambda: Evil() < Evil(),
    "recursion_evil_add": lambda: Evil() + 1,
    "recursion_evil_getattr": lambda: Evil().anything,
    "recursion_evil_iter": lambda: list(Evil()),
    "recursion_evil_len": lambda: len(Evil()),
    "recursion_evil_bool": lambda: not Evil(),
    "recursion_evil_call": lambda: Evil()(),
    "recursion_evil_contains": lambda: 1 in Evil(),
    "recursion_evil_getitem": lambda: Evil()[1],
    "recursion_yield": lambda: list(yielding(0)),
    "recursion_cached": lambda: cached(0),
    "recursion_handler": lambda: raises_in_handler(0),
    "deep_repr": lambda: repr(nested()),
    "deep_str": lambda: f"{nested()}",
    "deep_json": lambda: json.dumps(nested()),
    "deep_json_loop": lambda: json.dumps(looped()),
    "deep_json_loads": lambda: json.loads("[" * 100_000),
    "deep_json_objects": lambda: json.loads('{"a":' * 100_000),
    "deep_eq": lambda: nested() == nested(),
    "deep_eq_loop": lambda: looped() == looped(),
    "deep_lt": lambda: nested() < nested(),
    "deep_isinstance": lambda: isinstance(1, nested()),  # type: ignore[arg-type]
    "ackermann": lambda: ackermann(4, 3),
    "sieve": sieve,
    "grow_dict": grow_dict,
    "grow_text": grow_text,
    "grow_tuple": grow_tuple,
    "grow_bytes": grow_bytes,
    "grow_list": while_inserting,
    "grow_tally": lambda: Tally(itertools.count()),
    "grow_ordered": lambda: OrderedDict((number, number) for number in itertools.count()),
    "grow_lists": lambda: [list(range(1000)) for _ in itertools.count()],
    "grow_floats": lambda: functools.reduce(lambda a, b: a + b * 0.5, itertools.count(), 0.5),
    "grow_closures": lambda: [(lambda: number) for number in itertools.count()],  # noqa: B023
    "handled": handled,
    "finally_again": finally_again,
    "wrap": lambda: textwrap.wrap("a" * 10**6, 1),
}


class Endless(HttpFilter[None], step_limit=1_000_000):
    def on_request_headers(self, request: Request) -> Response | None:
        name = request.path.lstrip("/")
        if name:
            CASES[name]()
        return Response(200, body="served\n")
