"""json.loads and json.dumps without options, which take a way of their own, and with."""

import json

for t in (
    '{"a": [1, 2.5, null, true, "x\\u00e9"]}',
    "[1,",
    '{"a" 1}',
    "",
    "nul",
    "[1] x",
    '"\\q"',
    b"[1, 2]",
    bytearray(b"{}"),
    "\ufeff[]",
    b"\xef\xbb\xbf[]",
    "1e999",
    "NaN",
):
    try:
        print(json.loads(t))
    except json.JSONDecodeError as e:
        print(type(e).__name__, e, e.pos, e.lineno, e.colno, repr(e.doc), e.msg, e.args)
try:
    json.loads(5)
except TypeError as e:
    print(e)


class D(dict):
    def items(self):
        return [("k", 1)]


print(json.dumps(D(a=1)), json.dumps({"a": (1, 2), 3: None, 2.5: "é"}))
for v in ({1, 2}, {(1, 2): 3}, object):
    try:
        print(json.dumps(v))
    except TypeError as e:
        print(e)
a = []
a.append(a)
try:
    json.dumps(a)
except ValueError as e:
    print(e)
print(
    json.loads("[1.5]", parse_float=str),
    json.dumps([1], indent=1),
    json.loads("{}", object_hook=lambda d: 5),
    json.loads('{"a":1}', object_pairs_hook=list),
)
print(json.dumps({1, 2}, default=sorted))
try:
    json.loads("[1,", parse_int=str)
except ValueError as e:
    print(e)
f = json.loads
print(f("[1]"), list(map(json.dumps, [1, "a"])))
