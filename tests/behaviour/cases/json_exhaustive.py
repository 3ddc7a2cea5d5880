"""json.loads and json.dumps with all options, and what they refuse."""

import json


def t(f, *a):
    try:
        print(ascii(f(*a)))
    except Exception as e:
        print(type(e).__name__, ascii(str(e)))


texts = [
    "",
    " ",
    "null",
    "true",
    "false",
    "1",
    "-1",
    "1.5",
    "-0",
    "-0.0",
    "1e5",
    "1E+5",
    "1e400",
    "-",
    "01",
    "1.",
    ".5",
    "+1",
    "1e",
    "0x1",
    "NaN",
    "Infinity",
    "-Infinity",
    "-Infinit",
    "nul",
    "truee",
    '"a"',
    '"a',
    '"\\n\\t\\"\\\\\\/\\b\\f\\r"',
    '"\\x"',
    '"\\u00e9"',
    '"\\u12"',
    '"\\ud83d\\ude00"',
    '"\\ud83d"',
    '"\\ud83dx"',
    '"\\ud83d\\u0041"',
    '"\\ude00"',
    '"é😀"',
    '"a\nb"',
    '"\x01"',
    '"\x7f"',
    "[]",
    "[ ]",
    "[1,2, 3 ]",
    "[1,]",
    "[,1]",
    "[1 2]",
    "[1",
    "[",
    "[1,",
    "{}",
    "{ }",
    '{"a":1}',
    '{"a":1,"b":[{}]}',
    '{"a":1,"a":2}',
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    "{a:1}",
    "{1:2}",
    '{"a":1 "b":2}',
    "{",
    '{"a"',
    '{"a":',
    '{"a":1',
    "[1] x",
    "  [1]  ",
    "\ufeff[]",
    "\n\n  [1,\n  x]",
    "123456789012345678901234567890",
    "1.7976931348623157e308",
    "[[[[]]]]",
    '{"é": "ü", "x": x}',
    "'a'",
    '"\\',
    '"\\u',
    '"\\u00',
    "[1,2}",
    '{"a":1]',
    '"tab\there"',
    "[true,false,null]",
    "2e-7",
    "-1e-400",
    "\u00a01",
    "1 ",
    '"\\ud83d\\ude0"',
    '{"a":1}}',
]
for s in texts:
    t(json.loads, s)
    t(json.loads, s.encode("utf-8"))
try:
    json.loads('{"a": 1,\n "b": é}')
except json.JSONDecodeError as e:
    print(ascii((e.msg, e.doc, e.pos, e.lineno, e.colno, str(e), e.args)))
t(lambda: json.loads(5))
t(lambda: json.loads(None))
t(lambda: json.loads(b"\xff"))
t(lambda: json.loads(bytearray(b"[1]")))
t(lambda: json.loads('{"a": 1, "b": {"c": 2}}', object_hook=lambda d: sorted(d.items(), key=str)))
t(lambda: json.loads('{"a": 1, "b": {"c": 2}}', object_pairs_hook=lambda p: p))
t(
    lambda: json.loads(
        "[1, 1.5, NaN, -Infinity]", parse_float=str, parse_int=lambda x: x + "!", parse_constant=lambda c: c
    )
)


class E:
    pass


class S(str):
    pass


vals = [
    None,
    True,
    False,
    0,
    1,
    -5,
    2**70,
    1.5,
    -0.0,
    1e100,
    1e16,
    float("nan"),
    float("inf"),
    "",
    "abc",
    "é😀\ud800",
    '"\\\n\r\t\b\f\x00\x1f\x7f/',
    [],
    [1, [2, [3]]],
    (),
    (1, 2),
    {},
    {"a": 1},
    {"b": [1, {"c": None}], "a": (1,)},
    {1: 2, 1.5: 3, True: 4, None: 5, "x": 6},
    {(1, 2): 3},
    {b"a": 1},
    {1, 2},
    b"x",
    E,
    object,
    [[]],
    [{}],
    {"a": []},
    {"a": {}},
    {"z": 1, "a": 2, "é": 3},
    {2: 1, 10: 2, 1: 3},
    {"a": 1, 2: 3},
    [float("nan")],
    S("sub"),
    [1.0, 2, "x"],
]
for v in vals:
    t(lambda: json.dumps(v))
    t(lambda: json.dumps(v, indent=2))
    t(lambda: json.dumps(v, indent="\t", sort_keys=True))
    t(lambda: json.dumps(v, separators=(",", ":"), ensure_ascii=False))
    t(lambda: json.dumps(v, skipkeys=True))
    t(lambda: json.dumps(v, allow_nan=False))
    t(lambda: json.dumps(v, default=lambda o: "D"))
    t(lambda: json.dumps(v, indent=0))
    t(lambda: json.dumps(v, sort_keys=True))
l = []
l.append(l)
d = {}
d["d"] = d
t(lambda: json.dumps(l))
t(lambda: json.dumps(d))
t(lambda: json.dumps(l, indent=1))
t(lambda: json.dumps({1, 2}, default=list))
t(lambda: json.dumps({1}, default=lambda o: o))
t(lambda: json.dumps(E(), default=lambda o: 1 / 0))
t(lambda: json.dumps([1, 2], separators=(1, 2)))


class Enc(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, set):
            return sorted(o)
        return super().default(o)


t(lambda: json.dumps({"a": {3, 1, 2}}, cls=Enc))
t(lambda: json.dumps({"a": b"x"}, cls=Enc))
t(lambda: json.JSONEncoder(indent=1).encode([1, {"a": 2}]))
t(lambda: json.JSONDecoder().decode("[1]"))
t(lambda: json.JSONDecoder().raw_decode("[1] tail"))
t(lambda: json.JSONDecoder().raw_decode("x [1]", 2))
x = 1
for i in range(200):
    x = (x * 1103515245 + 12345) % 2**31
    v = {"k%d" % (x % 97): [x, x / 7, None, str(x)], "n": {"a": [i] * (i % 4)}}
    s = json.dumps(v, indent=i % 3 or None)
    print(json.loads(s) == v, len(s), s[:40])
