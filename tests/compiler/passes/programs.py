"""The small programs that the passes are shown."""

from __future__ import annotations

from msgspec.structs import replace

from sluice.compiler.ir.ops import (
    Arithmetic,
    Assign,
    Binary,
    Branch,
    Call,
    CallPrimitive,
    CatchException,
    ClassConstant,
    Compare,
    Comparison,
    Convert,
    FloatConstant,
    Goto,
    InPlace,
    Instruction,
    IntConstant,
    Is,
    LoadGlobal,
    LoadSlot,
    NewInstance,
    NoneConstant,
    Register,
    Reraise,
    Return,
    StoreGlobal,
    StoreSlot,
    StrConstant,
    Truth,
    Yield,
)
from sluice.compiler.ir.program import Block, Class, Filter, FunctionKind, Global, Parameter, Program, Slot
from sluice.compiler.ir.shapes import ObjectShape
from sluice.compiler.ir.types import (
    BOOL,
    BYTES,
    DICT,
    FLOAT,
    INT,
    INT64,
    LIST,
    STR,
    TYPE,
    VALUE,
    Instance,
    Maybe,
)
from sluice.compiler.primitives.dict_ops import (
    DICT_GET,
    DICT_ITEMS,
    DICT_KEYS,
    DICT_OF,
    DICT_SET_ITEM,
    DICT_VALUES,
)
from sluice.compiler.primitives.iterator_ops import ITERATE
from sluice.compiler.primitives.language_ops import INT_POSITION, RAISE_NEW
from sluice.compiler.primitives.list_ops import LIST_CONTAINS, LIST_FROM, LIST_GET
from sluice.compiler.primitives.object_ops import COMPARE_TRUTH, HAS_TYPE
from sluice.compiler.primitives.str_ops import METHODS as STR_METHODS

from .golden import function, program

FILTER = Filter("demo.Filter", "Filter", "Filter", "deny", frozenset(), False, ObjectShape(None, ()))
A, B, N = Register("a", VALUE), Register("b", VALUE), Register("n", INT64)
T1, T2 = Register("t1", VALUE), Register("t2", BOOL)


def generator() -> Program:
    """Yields `n`, then a float that was computed before, and returns what was sent in."""
    half, sent, again = Register("half", FLOAT), Register("sent", VALUE), Register("again", VALUE)
    blocks = (
        Block(
            "entry",
            (
                Binary(half, Arithmetic.MULTIPLY, FloatConstant(0.5), FloatConstant(3.0), 2),
                Yield(sent, N, 3),
                Yield(again, half, 4),
            ),
            Goto("end", 4),
            handler="caught",
        ),
        Block("end", (), Return(sent, 5)),
        Block("caught", (CatchException(Register("error", VALUE), 6),), Return(NoneConstant(), 6)),
    )
    return program(function("demo.steps", *blocks, parameters=(Parameter(N),), kind=FunctionKind.GENERATOR))


def comparison() -> Program:
    used = Register("t3", VALUE)
    blocks = (
        Block(
            "entry",
            (Compare(T1, Comparison.LESS, A, B, 2), Truth(T2, T1, 2)),
            Branch(T2, "yes", "no", 2),
        ),
        Block("yes", (Compare(used, Comparison.EQUAL, A, B, 3), Truth(T2, used, 3)), Return(used, 3)),
        Block("no", (), Return(NoneConstant(), 4)),
    )
    return program(function("demo.less", *blocks, parameters=(Parameter(A), Parameter(B))))


def lowered() -> Program:
    """A text in lower case beside constants: of ASCII, and of more; and read twice."""
    text, lower, again = Register("text", STR), Register("lower", STR), Register("again", STR)
    make = next(each.primitive for each in STR_METHODS if each.name == "lower")
    done: list[Instruction] = []
    for line, constant in ((2, "bearer"), (3, "café")):
        done += [
            CallPrimitive(lower, make, (text,), (), line),
            Compare(T2, Comparison.NOT_EQUAL, lower, StrConstant(constant), line),
        ]
        lower = Register(f"lower{line}", STR)
    done += [
        CallPrimitive(again, make, (text,), (), 4),
        Compare(T2, Comparison.EQUAL, again, StrConstant("basic"), 4),
        Convert(T1, again, 5),
    ]
    return program(
        function("demo.scheme", Block("entry", tuple(done), Return(T1, 5)), parameters=(Parameter(text),))
    )


def views() -> Program:
    """Views that are only walked, by a loop and by `sorted`; one that is kept, one with something between."""
    table, copied = Register("table", DICT), Register("copied", LIST)
    iterator, kept, found = Register("iterator", VALUE), Register("kept", VALUE), Register("found", LIST)
    reverse = Register("reverse", VALUE)
    walked = [Register(f"view{number}", VALUE) for number in range(3)]
    done = (
        CallPrimitive(walked[0], DICT_ITEMS, (table,), (), 2),
        CallPrimitive(iterator, ITERATE, (walked[0],), (), 2),
        CallPrimitive(walked[1], DICT_VALUES, (table,), (), 3),
        Convert(reverse, KEY, 3),
        CallPrimitive(copied, LIST_FROM, (walked[1],), (), 3),
        CallPrimitive(kept, DICT_ITEMS, (table,), (), 4),
        CallPrimitive(iterator, ITERATE, (kept,), (), 4),
        CallPrimitive(walked[2], DICT_KEYS, (table,), (), 5),
        CallPrimitive(None, DICT_SET_ITEM, (table, A, A), (), 5),
        CallPrimitive(found, LIST_FROM, (walked[2],), (), 5),
    )
    parameters = (Parameter(table), Parameter(KEY), Parameter(A))
    return program(function("demo.walk", Block("entry", done, Return(kept, 6)), parameters=parameters))


def dead() -> Program:
    blocks = (
        Block("entry", (), Goto("end", 1), handler="caught"),
        Block("dead", (), Goto("end", 2)),
        Block("end", (), Return(NoneConstant(), 3)),
        Block("caught", (CatchException(T1, 4),), Return(T1, 4)),
    )
    return program(function("demo.jump", *blocks))


def raising() -> Program:
    total, quotient = Register("total", INT64), Register("quotient", INT64)
    plain = function(
        "demo.plain",
        Block(
            "entry",
            (Binary(total, Arithmetic.ADD, N, IntConstant(1, INT64), 2),),
            Return(total, 2),
        ),
        parameters=(Parameter(N),),
        result=INT64,
    )
    caller = function(
        "demo.caller",
        Block("entry", (Call(total, "demo.plain", (N,), 3),), Return(total, 3)),
        parameters=(Parameter(N),),
        result=INT64,
    )
    divides = function(
        "demo.divides",
        Block("entry", (Binary(quotient, Arithmetic.FLOOR_DIVIDE, N, N, 4),), Return(quotient, 4)),
        parameters=(Parameter(N),),
        result=INT64,
    )
    guarded = function(
        "demo.guarded",
        Block("entry", (Call(total, "demo.divides", (N,), 5),), Return(total, 5), handler="caught"),
        Block("caught", (CatchException(T1, 6),), Return(IntConstant(0, INT64), 6)),
        parameters=(Parameter(N),),
        result=INT64,
    )
    endless = function(
        "demo.endless",
        Block("entry", (Call(total, "demo.endless", (N,), 7),), Return(total, 7)),
        parameters=(Parameter(N),),
        result=INT64,
    )
    return program(plain, caller, divides, guarded, endless)


def loops() -> Program:
    """A loop, one that begins in its handler, and code without a loop, in a filter."""
    total = Register("total", INT64)
    counting = function(
        "demo.counting",
        Block("entry", (), Goto("loop", 2)),
        Block("loop", (Compare(T2, Comparison.LESS, N, N, 3),), Branch(T2, "body", "end", 3)),
        Block("body", (Binary(total, Arithmetic.ADD, N, N, 4),), Goto("loop", 4)),
        Block("end", (), Return(N, 5)),
        parameters=(Parameter(N),),
        result=INT64,
    )
    retrying = function(
        "demo.retrying",
        Block("entry", (Binary(T1, Arithmetic.ADD, A, B, 7),), Return(T1, 7), handler="caught"),
        Block("caught", (CatchException(T1, 8),), Goto("caught", 8), handler="caught"),
        parameters=(Parameter(A), Parameter(B)),
    )
    straight = function("demo.straight", Block("entry", (), Goto("end", 9)), Block("end", (), Return(N, 9)))
    straight = replace(straight, parameters=(Parameter(N),), result=INT64)
    return replace(program(counting, retrying, straight), filters=(FILTER,))


def sum_of_floats() -> Program:
    """`total` begins as a float; what is added and compared may be anything."""
    total, start, added, more = (Register(name, VALUE) for name in ("total", "t3", "t4", "t5"))
    compared = CallPrimitive(T2, COMPARE_TRUTH, (total, B, IntConstant(0, INT64)), (), 4)
    blocks = (
        Block("entry", (Convert(start, FloatConstant(0.0), 1), Assign(total, start, 1)), Goto("loop", 2)),
        Block(
            "loop",
            (
                Binary(added, Arithmetic.MULTIPLY, total, IntConstant(2), 2),
                InPlace(more, Arithmetic.ADD, added, A, 3),
                Assign(total, more, 3),
                compared,
            ),
            Branch(T2, "loop", "end", 4),
        ),
        Block("end", (), Return(total, 5)),
    )
    return program(function("demo.sum", *blocks, parameters=(Parameter(A), Parameter(B))))


def masked_words() -> Program:
    """Mixes the items of a list into a hash of 32 bits, up to one that is the place where it stands."""
    items, item, mixed = Register("items", LIST), Register("item", INT), Register("mixed", INT)
    place, next_, sums, product = (Register(name, INT) for name in ("place", "t5", "t6", "t7"))
    index, word, masked = Register("t3", INT64), Register("t4", VALUE), Register("t8", INT)
    blocks = (
        Block("entry", (Assign(mixed, SEED, 1), Assign(place, IntConstant(0), 1)), Goto("loop", 2)),
        Block(
            "loop",
            (
                CallPrimitive(index, INT_POSITION, (place,), (), 2),
                CallPrimitive(word, LIST_GET, (items, index), (), 2),
                Convert(item, word, 2),
                Binary(sums, Arithmetic.ADD, mixed, item, 3),
                Binary(product, Arithmetic.MULTIPLY, sums, IntConstant(31), 3),
                Binary(masked, Arithmetic.AND, product, IntConstant(0xFFFFFFFF), 3),
                Assign(mixed, masked, 3),
                Compare(T2, Comparison.EQUAL, item, place, 4),
                Binary(next_, Arithmetic.ADD, place, IntConstant(1), 5),
                Assign(place, next_, 5),
            ),
            Branch(T2, "end", "loop", 6),
        ),
        Block("end", (), Return(mixed, 7)),
    )
    return program(function("demo.mix", *blocks, parameters=(Parameter(items), Parameter(SEED)), result=INT))


KEY = Register("key", STR)
SEED = Register("seed", INT)


def texts() -> Program:
    """A key that is a str, one that may be anything, a dict of strs, and a message."""
    table, boxed = Register("table", DICT), Register("t6", VALUE)
    empty, literal = Register("t7", DICT), Register("t8", DICT)
    blocks = (
        Block(
            "entry",
            (
                Convert(boxed, KEY, 2),
                CallPrimitive(T1, DICT_GET, (table, boxed, NoneConstant()), (), 2),
                CallPrimitive(T1, DICT_GET, (table, A, NoneConstant()), (), 3),
                CallPrimitive(empty, DICT_OF, (), (), 4),
                CallPrimitive(literal, DICT_OF, (), (boxed, A), 5),
                CallPrimitive(None, RAISE_NEW, (ClassConstant("builtins.ValueError", TYPE),), (boxed,), 6),
            ),
            Reraise(6),
        ),
    )
    return program(
        function("demo.texts", *blocks, parameters=(Parameter(table), Parameter(KEY), Parameter(A)))
    )


def compared_texts() -> Program:
    """Values beside strs, in a list, and beside a value; a text encoded as usual, and otherwise."""
    items, boxed, encoded = Register("items", LIST), Register("t6", VALUE), Register("t7", BYTES)
    words = [Register(f"word{number}", VALUE) for number in range(3)]
    encode = next(each.primitive for each in STR_METHODS if each.name == "encode")
    equal, less = IntConstant(2, INT64), IntConstant(0, INT64)
    named = (StrConstant("utf-8"), StrConstant("strict"), StrConstant("ascii"))
    done: tuple[Instruction, ...] = (
        Convert(boxed, KEY, 2),
        CallPrimitive(T2, COMPARE_TRUTH, (A, boxed, equal), (), 2),
        CallPrimitive(T2, COMPARE_TRUTH, (boxed, A, equal), (), 3),
        CallPrimitive(T2, COMPARE_TRUTH, (boxed, A, less), (), 4),
        CallPrimitive(T2, COMPARE_TRUTH, (A, A, equal), (), 5),
        CallPrimitive(T2, LIST_CONTAINS, (items, boxed), (), 6),
        CallPrimitive(T2, LIST_CONTAINS, (items, A), (), 7),
        *(Convert(word, constant, 8) for word, constant in zip(words, named, strict=True)),
        CallPrimitive(encoded, encode, (KEY, words[0], words[1]), (), 8),
        CallPrimitive(encoded, encode, (KEY, words[2], words[1]), (), 9),
    )
    parameters = (Parameter(items), Parameter(KEY), Parameter(A))
    return program(function("demo.compare", Block("entry", done, Return(A, 9)), parameters=parameters))


def start() -> Program:
    """A global that the top level sets, one that it sets on one path only, and a filter's configuration."""
    me = Register("self", Instance("demo.Filter"))
    initialise = function(
        "demo.<module>",
        Block("entry", (StoreGlobal("demo.always", A, 1),), Branch(T2, "some", "end", 2)),
        Block("some", (StoreGlobal("demo.sometimes", A, 3),), Goto("end", 3)),
        Block("end", (), Return(NoneConstant(), 4)),
        parameters=(Parameter(A), Parameter(T2)),
    )
    callback = function(
        "demo.Filter.on_request_headers",
        Block(
            "entry",
            (
                LoadGlobal(T1, "demo.always", line=6),
                LoadGlobal(B, "demo.sometimes", line=7),
                LoadSlot(A, me, "demo.Filter", "config", line=8),
            ),
            Return(A, 8),
        ),
        parameters=(Parameter(me),),
    )
    subject = program(initialise, callback)
    return replace(
        subject,
        classes={"demo.Filter": _class("demo.Filter", Slot("config", VALUE))},
        globals={name: Global(name, VALUE) for name in ("demo.always", "demo.sometimes")},
        initialisers=("demo.<module>",),
        filters=(FILTER,),
    )


def _class(name: str, *slots: Slot) -> Class:
    return Class(name, name, "demo", ("builtins.object",), (name, "builtins.object"), slots)


def class_tests() -> Program:
    """A test for a class that is made somewhere, and one for a class that nobody makes."""
    made, never = Register("made", Instance("demo.Made")), Register("t9", BOOL)
    test = function(
        "demo.test",
        Block(
            "entry",
            (
                NewInstance(made, "demo.Made", 1),
                CallPrimitive(T2, HAS_TYPE, (A, ClassConstant("demo.Made")), (), 2),
                CallPrimitive(never, HAS_TYPE, (A, ClassConstant("demo.Never")), (), 3),
            ),
            Return(T2, 3),
        ),
        parameters=(Parameter(A),),
        result=BOOL,
    )
    classes = {name: _class(name) for name in ("demo.Made", "demo.Never", "demo.Filter")}
    return replace(program(test), classes=classes, filters=(FILTER,))


def asked_again() -> Program:
    """An optional node that is asked for its class again, in a loop that may put another one in its place."""
    node = Instance("demo.Node")
    first, second, third = (Register(name, node) for name in ("t3", "t4", "t5"))
    blocks = (
        Block("entry", (), Goto("loop", 1)),
        Block("loop", (Is(T2, A, NoneConstant(), 1),), Branch(T2, "end", "body", 1)),
        Block(
            "body",
            (
                Convert(first, A, 2),
                LoadSlot(T1, first, "demo.Node", "link", line=2),
                Assign(B, A, 3),
                Convert(second, B, 3),
                StoreSlot(second, "demo.Node", "link", NoneConstant(), 3),
            ),
            Branch(T2, "again", "loop", 4),
        ),
        Block("again", (Convert(third, A, 5), Assign(A, T1, 5), Convert(first, A, 6)), Goto("loop", 6)),
        Block("end", (), Return(A, 7)),
    )
    subject = program(function("demo.walk", *blocks, parameters=(Parameter(A),)))
    return replace(subject, classes={"demo.Node": _class("demo.Node", Slot("link", VALUE, True))})


def maybes() -> Program:
    """A chosen node that is kept in a place for a node or None, and the node behind it."""
    node, maybe = Instance("demo.Node"), Maybe("demo.Node")
    first, link, kept = Register("first", node), Register("link", maybe), Register("kept", maybe)
    held, last = Register("t5", maybe), Register("last", node)
    blocks = (
        Block("entry", (Convert(kept, A, 1), Convert(T1, kept, 1), Convert(first, T1, 1)), Goto("choose", 1)),
        Block("choose", (), Branch(T2, "then", "else", 2)),
        Block(
            "then", (LoadSlot(link, first, "demo.Node", "link", line=2), Convert(B, link, 2)), Goto("end", 2)
        ),
        Block("else", (Assign(B, NoneConstant(), 2),), Goto("end", 2)),
        Block("end", (Convert(held, B, 3), Convert(B, held, 4), Convert(last, B, 4)), Return(last, 4)),
    )
    subject = program(
        function("demo.last", *blocks, parameters=(Parameter(A), Parameter(T2)), result=Instance("demo.Node"))
    )
    return replace(subject, classes={"demo.Node": _class("demo.Node", Slot("link", maybe, True))})


def linked() -> Program:
    """Two instances made one after the other; the older one is given the younger in another block."""
    node = Instance("demo.Node")
    older, same, younger = (Register(name, node) for name in ("t3", "t4", "t5"))
    blocks = (
        Block(
            "entry",
            (
                NewInstance(older, "demo.Node", 1),
                Assign(same, older, 1),
                StoreSlot(same, "demo.Node", "link", A, 1),
                NewInstance(younger, "demo.Node", 2),
                StoreSlot(older, "demo.Node", "link", younger, 2),
            ),
            Goto("end", 3),
        ),
        Block("end", (StoreSlot(younger, "demo.Node", "link", older, 3),), Return(younger, 3)),
    )
    subject = program(function("demo.link", *blocks, parameters=(Parameter(A),), result=node))
    return replace(subject, classes={"demo.Node": _class("demo.Node", Slot("link", VALUE, True))})


def rotations() -> Program:
    """A rotation by constants, and by what may be negative: that one stays a call, for it may raise."""
    word, by, other = Register("word", INT), Register("by", INT), Register("other", INT)
    right, left, both, masked = (Register(name, INT) for name in ("t1", "t2", "t3", "t4"))
    rotate = function(
        "demo.rotate",
        Block(
            "entry",
            (
                Binary(right, Arithmetic.RIGHT_SHIFT, word, by, 1),
                Binary(left, Arithmetic.LEFT_SHIFT, word, IntConstant(25), 1),
                Binary(both, Arithmetic.OR, right, left, 1),
                Binary(masked, Arithmetic.AND, both, IntConstant(0xFFFFFFFF), 1),
            ),
            Return(masked, 1),
        ),
        parameters=(Parameter(word), Parameter(by)),
        result=INT,
    )
    shifted = replace(rotate, name="demo.shift")
    calls = (
        Call(right, "demo.rotate", (other, IntConstant(7)), 3),
        Call(left, "demo.rotate", (right, IntConstant(11)), 4),
        Call(both, "demo.shift", (left, other), 5),
    )
    user = function(
        "demo.mix", Block("entry", calls, Return(both, 5)), parameters=(Parameter(other),), result=INT
    )
    return program(rotate, shifted, user)


def making() -> Program:
    """A loop that adds up what may be big and keeps it with a parameter, and one of machine numbers."""
    t1 = Register("more", INT64)
    adding = function(
        "demo.making",
        Block("entry", (Assign(T1, A, 2), Assign(t1, N, 2)), Goto("loop", 2)),
        Block("loop", (Compare(T2, Comparison.LESS, t1, N, 3),), Branch(T2, "body", "end", 3)),
        Block("body", (Binary(T1, Arithmetic.ADD, T1, B, 4),), Goto("loop", 4)),
        Block("end", (), Return(T1, 5)),
        parameters=(Parameter(A), Parameter(B), Parameter(N)),
    )
    counting = loops().functions["demo.counting"]
    return program(adding, counting)
